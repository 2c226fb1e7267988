"""Yes and no in the shapes that people give them, English and Chinese; "no idea" and 不好意思 are neither."""

import re

from bot.dialogue.events import Entity

NO = (
    r"(?:no+|nope|nah+|nay|negative|never|not yet|not really|not now|not at all|not today|not that|not necessary|no thanks?|"
    r"no thank you|no need|"
    r"no way|(?:absolutely|certainly|definitely|of course|probably|rather|better|maybe) not|i(?: do not|'?d rather not|"
    r"'?d prefer not to| don'?t| would not)"
    r"(?: think so| want (?:to|that|it)| need (?:to|that|it))?|please don'?t|don'?t(?: do (?:it|that))?|do not(?: do (?:it|that))?|"
    r"wrong|incorrect|"
    r"that'?s (?:not (?:right|correct|it)|wrong)|it'?s not|it is not|yeah,? no+|yeah,? nah|none of (?:these|those|them)|neither|n)"
)
NEITHER = (
    r"(?:(?<=oh )no+\b|no (?:idea|clue|matter|one|body|doubt|answer|reply|sign|news|response|tracking|parcel|package|refund|email|"
    r"e-mail|mail|luck|"
    r"longer|more|order|code|"
    r"receipt|invoice|money|delivery|update|info|information|help|explanation)|not sure|don'?t know|i don'?t (?:know|understand|have|"
    r"see|get|remember)|"
    r"(?:ok|okay|right|well|sure|fine|alright|all right) (?:so|then where|where|when|why|how|what|who|which)\b)"
)
SURE = (
    r"(?:yes+|yep|yup|yeah+|yea|yah|ye|aye|ja|yes please|y|no problem|no worries|why not|go ahead|go for it|do it|please do|do that|"
    r"do so|of course|"
    r"certainly|definitely|absolutely|exactly|correct|that'?s (?:right|correct|it|the one|fine|ok(?:ay)?|perfect|great)|sounds (?:good|"
    r"great|fine)|"
    r"i (?:do|did|am|have|would|confirm|agree)(?= *$)|confirmed?|affirmative|agreed|indeed|you bet|(?:that )?works(?: for me)?|"
    r"no,? (?:yeah|yes)|absolutely yes|for sure|very much so|yessir|👍|✅|👌|🙆)"
)
WEAK = (
    r"(?:ok+|okay|okey|oki|k|kk|sure(?: thing)?|right|fine|alright|all right|great|perfect|good|please|cool|true|deal|by all means|"
    r"lovely|thanks,? yes)"
)
LEAD = r"(?:oh|um+|uh+|er+|hm+|well|hmm+|ah+|actually|so|and|but|please|honestly|hi|hello|haha|lol|sorry|thanks|i think|i guess|i said)"
MORE = (
    r"(?:please|pls|plz|thanks?|thank you|thx|do it|do that|go ahead|go for it|cancel it|send it|that works|that'?s (?:fine|right|"
    r"ok(?:ay)?|good|it)|"
    r"then|with me|for me|yes|yeah|it is|of course|sure|sir|mate|man|please do|sounds good|ok(?:ay)?|do|correct|👍|🙏)"
)

CHINESE_NO = (
    r"(?:(?!没问题|没错|没毛病|没事|不错)(?:不是的|不是|不要|不用|不需要|不行|不对|不可以|不必|不想|不了|不同意|不确认|不需|不退|不换|"
    r"不改|不取消|没有|还没有?|没|"
    r"别|先别|先不|暂时不|否|错了|不))"
)
CHINESE_YES = (
    r"(?:没问题|没错|没毛病|好的|好滴|好哒|好嘞|好呀|好啊|好吧|好|是的|是|对的|对|行|可以|中|成|嗯+|恩+|当然可以|当然|确认|确定|同意|"
    r"需要|要|必须的?|"
    r"就这样|就这么办|麻烦[您你]?了|有劳|ok+|okay|yes|嗯呢|对头|得|妥|正确|转吧|取消吧|换吧|退吧|办吧|开吧|发吧|发起吧?|查吧|补发吧?|安排吧|继续)"
)
PARTICLES = r"(?:[的啊呀吧哦噢喔呢啦嘛哈滴哒了呗嘞哟~～。！!，,、 ]|谢谢|谢啦|您|你|麻烦|辛苦|请|👍|🙏)*"
CHINESE_NEITHER = re.compile(
    r"^(?:不知道|不清楚|不确定|不一定|不好意思|不错|不晓得|不太|没关系|没事|没想到|没收到|没看到|没有收到|好像|好慢|好久|好贵|好烦|"
    r"好多|好几|好难|好吗|好不|要是|要不|"
    r"是不|是否|对了|对不|行李|行吗|行不|可以吗|可不|要多|要几|要等|要怎|成了|得了|得多|得等|中午|中国|对面|对方|发吧台|是什么|是怎|"
    r"是谁|是哪|要什么|不懂|不明白|别人|别家|别的)"
)
CHINESE_ANSWER = re.compile(
    rf"^(?:嗯+|哦+|啊+|呃+|那就?|额|唔|我|谢谢|先|就|都|也|那个)?[，, ]*(?:(?P<no>{CHINESE_NO})|(?P<yes>{CHINESE_YES}))"
    rf"(?P<more>{PARTICLES})(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
CONTINUES = re.compile(r"^(?:但|不过|可是|只是|麻烦|谢谢|请|帮我|就|那|我|快|赶紧|马上|给我|直接|取消|退|换|转|改|需要|要)")

START = rf"^(?:{LEAD}\b[\s,.!]*)*"
ENGLISH_NEITHER = re.compile(rf"{START}{NEITHER}", re.IGNORECASE)
ENGLISH_NO = re.compile(rf"{START}(?P<said>{NO})(?![\w'’])", re.IGNORECASE)
ENGLISH_SURE = re.compile(rf"{START}(?P<said>{SURE})(?![\w'’])", re.IGNORECASE)
ENGLISH_WEAK = re.compile(rf"{START}(?P<said>{WEAK})(?:[\s,.!]+{MORE})*[\s,.!~:)🙂😊🙏👍]*(?:$|[,.!;]|\bbut\b)", re.IGNORECASE)
NOTHING_OF = re.compile(
    r" +(?!thanks?|thank|need|way|i|it|its|it's|that|this|these|those|don'?t|do|not|never|please|but|the|my|sorry|wait|actually|just|"
    r"leave|keep|"
    r"he|she|they|we|you|cancel|change|stop|wrong|other|another|because|cause|since|for|if|and|or|a|an|at|on|in|too|really|absolutely|no)"
    r"[a-z'-]+(?: +[\w'-]+){2,}",
    re.IGNORECASE,
)
"""After "no": a thing that is not there, and more; "no screws in the box" is no answer."""

LAST_CLAUSE = re.compile(
    r"[,.!;]\s*(?:(?P<no>no|nope|no thanks|no thank you)|(?P<yes>yes|yep|yes please|yeah|go ahead|please do))[\s.!]*$", re.IGNORECASE
)
CHINESE_CHARS = re.compile(r"[一-鿿]")
QUESTION = re.compile(r"[?？]|吗|呢[?？]?$|什么|怎么|为什么|多久|哪|几时")
LONGEST = 400
"""Characters beyond which a message is a story and no answer, unless it begins with one."""


def yes_or_no(text: str) -> Entity | None:
    """The answer that a message gives, if it gives one."""
    head = text[:LONGEST].replace("’", "'")
    start = len(head) - len(head.lstrip(" \t\n.…-–—*>\"'“”"))
    head = head[start:]
    if not head:
        return None
    answer = chinese(head) if CHINESE_CHARS.search(head[:12]) else english(head)
    return Entity("boolean", answer[0], answer[1], start, start + len(answer[1])) if answer else None


def english(text: str) -> tuple[bool, str] | None:
    """Yes or no, and the words that say it."""
    if ENGLISH_NEITHER.match(text):
        return None
    sure = ENGLISH_SURE.match(text)
    no = ENGLISH_NO.match(text)
    if sure and (not no or len(sure[0]) > len(no[0])):
        return None if text.strip().endswith("?") and len(text.split()) <= 2 else (True, sure[0])
    if no and not (no["said"].lower() == "no" and NOTHING_OF.match(text[no.end() :])):
        return False, no[0]
    weak = ENGLISH_WEAK.match(text)
    if weak and not QUESTION.search(text):
        return True, weak[0].rstrip()
    last = LAST_CLAUSE.search(text)
    if last and len(text.split()) <= 12:
        return last["yes"] is not None, last[0].strip(" ,.!;")
    return None


def chinese(text: str) -> tuple[bool, str] | None:
    """Yes or no in Chinese: a phrase that is the whole clause, or that something harmless follows."""
    if CHINESE_NEITHER.match(text):
        return None
    match = CHINESE_ANSWER.match(text.strip())
    if match is None:
        return None
    said, rest, more = match["no"] or match["yes"], match["rest"], match["more"]
    ended = not rest or bool(re.search(r"[，。！,.! ]", more)) or bool(CONTINUES.match(rest)) or len(rest) <= 3
    if match["no"] and not ended:
        ended = said in ("不是", "不对", "不用", "不要", "不需要", "不行", "没有", "先别", "先不", "暂时不") and len(rest) <= 12
    if not ended or (match["yes"] and QUESTION.search(rest) and len(said) == 1):
        return None
    if match["yes"] and QUESTION.search(text) and not re.search(r"[，。！,.!]", more):
        return None
    return match["no"] is None, said
