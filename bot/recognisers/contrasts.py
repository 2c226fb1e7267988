"""What follows a yes or no and reverses it: "ok but I'd rather change the colour" is no yes, 好的但是快一点 still is."""

import re
from collections.abc import Callable

ENGLISH = re.compile(
    r"\b(?:but|however|except|apart from|other than|unless|(?<!even )(?<!as )th?ough|although|instead|hold on|hang on|on second thoughts?|"
    r"scratch that|"
    r"(?<!can't )(?<!cant )(?<!cannot )(?<!won't )(?<!to )(?<!the )wait|actually|"
    r"(?:i'?d|would|had|or|much) rather|rather (?=the|a|an|than|not|have|keep|get|change|swap|exchange|leave)|"
    r"never ?mind|nvm|forget it|leave it|keep (?:it|them|that|the order|my order)|"
    r"not (?:yet|now|all|both|everything|the whole)|(?:do not|don'?t) (?=cancel|do|return|exchange|change|start|yet)|"
    r"(?:only|just) (?=the\b|part\b|half\b|some\b|one of\b)|(?:let me|need to|want to|i'?ll) (?=think|ask|check|see\b)|"
    r"not (?:so )?sure|maybe|first (?=i\b|tell|let|can|could|check|what|how|when|where)|"
    r"(?:one|a|just a|give me a) (?:sec(?:ond)?|moment|min(?:ute)?)|"
    r"i (?:want|need) (?=another|a different|the other))\b|[.,;!…]+\s*(?=(?:no|nope|nah)[\s.!]*$)",
    re.IGNORECASE,
)
CONFIRMS = re.compile(
    r"^[\s,.!]*(?:(?:please|pls|just|do|be|make it|as|can you|could you|i|also|so|yes|yeah|it|that)\s+)*(?:quick(?:ly)?|quicker|"
    r"fast(?:er)?|"
    r"hurry(?: up)?|asap|soon|urgent(?:ly)?|today|now|go ahead|do it|yes|yep|yeah|please|thanks?|thank you|fine|ok(?:ay)?|"
    r"(?:that )?(?:would|will) be (?:great|good|nice|lovely|perfect|fine))"
    r"\b(?! (?:i|we|tell|what|how|when)\b)|\b(?:too|also|as well)[\s.!]*$",
    re.IGNORECASE,
)
"""After a contrast: words that leave the yes standing, because they ask for nothing else or for something in addition."""

HARMLESS = re.compile(r"(?:actually|though|instead)$", re.IGNORECASE)
"""Words of contrast that change nothing at the end of an answer."""

TAKES_BACK = re.compile(
    r"^[\s,.!]*(?:please |just |do |you can |i (?:do|will) )*(?:cancel|go ahead|do it|return it|exchange it)\b", re.IGNORECASE
)

CHINESE = re.compile(
    r"(?<!不)但是?|不过|可是|只是|然而|等等|等一?下|等会儿?|等一等|稍等|慢着|先别|先不|先等|还是(?=.{1,14}吧|算|不|别|留|保留|换|改|想|要)|"
    r"再想想|再考虑|再看看|(?:考虑|想|问)一下|算了|除了|除开|反而|我想先|先(?=问|看|告诉|确认|让)|只(?=退|取消|换|改|要)|"
    r"(?<![特分个级性类区差告])别(?!的|人|家|忘|再|弄|搞|出|寄错|发错)|不(?=要|用|想|取消|退|换|行|改|了)|留着|保留"
)
CHINESE_CONFIRMS = re.compile(
    r"^[，,。！!\s]*(?:请|麻烦|要|得|能不能|可以|希望)*(?:你们|您们?|你)?(?:帮我|给我)?(?:快|尽快|赶紧|赶快|马上|抓紧|早点|好的|可以|是的|确认|就这样|没问题|谢谢|取消吧|"
    r"也|顺便|另外)"
)
CHINESE_NO = re.compile(
    r"^(?:不(?:用|取消|退|换|改|了)|算了|留着|保留|先别|先不|还是|别)(?:了|吧|谢谢|啦|哈|的|取消|退|换|留着|保留|不|算|[，,。！!\s])*$"
)
CHINESE_TAKES_BACK = re.compile(r"(?:[，,。！!\s]|帮我|给我|请|麻烦|直接|就)(?:把.{0,8}?)?(?:取消|退|撤|作废)")

Reader = Callable[[str], bool | None]


def settled(yes: bool, rest: str, read: Reader) -> bool | None:
    """The English answer once ``rest``, which follows it, is taken into account; ``read`` reads what stands after the last contrast."""
    turn = last(ENGLISH, rest)
    if turn is None:
        return yes
    after = rest[turn.end() :].lstrip(" ,.!;…")
    again = read(after)
    if not yes:
        return None if again or TAKES_BACK.match(after) else False
    if again or CONFIRMS.search(after) or (not after and HARMLESS.search(turn[0]) and "..." not in rest):
        return True
    plain_no = again is False or re.search(r"(?:keep|leave|never|nvm|forget)", turn[0], re.IGNORECASE)
    return False if plain_no and len(after.split()) <= 6 else None


def settled_chinese(yes: bool, rest: str, read: Reader) -> bool | None:
    """The Chinese answer once ``rest``, which follows it, is taken into account."""
    turn = last(CHINESE, rest)
    if not yes and CHINESE_TAKES_BACK.search(rest):
        return None
    if turn is None:
        return yes
    after = rest[turn.end() :].lstrip("，,。！! ")
    if not yes:
        return None if read(after) else False
    if CHINESE_NO.match(rest[turn.start() :]):
        return False
    return True if CHINESE_CONFIRMS.match(after) or read(after) else None


def last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match of a pattern."""
    found = list(pattern.finditer(text))
    return found[-1] if found else None
