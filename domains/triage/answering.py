"""What an answer to the question for a symptom says of that symptom: "he has" is a yes, "he has a fever" none to a cough."""

import re
from collections.abc import Sequence

from bot.advice.triage.case import Answer
from bot.advice.triage.symptoms import SMALL, WORD, Mention, Names
from bot.simplified import simplified

HAN_TEXT = re.compile(r"[\u4e00-\u9fff]")
ANSWERED = re.compile(
    r"^(?:嗯|啊|哦|那|他|她|它|宝宝|孩子|娃|小孩|确实|真的|倒是|目前|现在|应该|好像|可能|也|都|全|既|统统|啥|什么|[一两哪][个样项种]|"
    r"这两?(?:些|[个样项种])|以上|上面(?:说)?的|(?:检查|问|查|看|量)[过了遍完]+(?:一下)?|[，,\s])*"
    r"(?:有|没|木有|冇|无|是|对|不|唔|会|一直|经常|偶尔|说不|看不|太)"
)
"""How a Chinese answer to a question begins; 有 and 没有 stand in words that answer nothing, too."""
HAS = re.compile(
    r"(?:(?:是的?|对)[，,\s]*(?=[他她宝孩]))?(?:嗯|就是|倒是|只是|他|她|宝宝|孩子|[，,\s])*(?:有(?:一?点儿?|些)?|没有?|不会?|会)|"
    r"(?:(?:oh|well|hm+|um+|so|just|only|but|and|also|i think|i don't think)[\s,]+)*(?:(?:yes|yeah|yep)[\s,]+(?=he\b|she\b|it\b|they\b))?"
    r"(?:(?:he|she|it|they|there|my \w+|the \w+)(?:'s| is| are| was| has| have| had| does| did|)(?: not|n't)?\s+)?"
    r"(?:(?:is|was|has|does)(?: not|n't)\s+)?"
    r"(?:(?:got|have|has|had|not|no|never|been|some|an?|the|any|bit|little|of|still|also|only|just|really|very|slight|mild|bad)\s+)*"
)
"""What stands before a symptom in an answer that is about that symptom alone."""
DOES = re.compile(
    r"^(?:嗯|啊|哦|就是|倒是|只是|他|她|宝宝|孩子|娃|现在|目前|也|都|[，,\s])*(?:没有?|不会?|会|一直|老是?|在)再?"
    r"(?P<deed>[吐拉烧咳喘疼痛哭闹肿堵胀哑痒流])(?=$|[了的啊呀呢吧过得，,。！!\s])"
)
"""A symptom said with a verb alone, in which no name of one is found: 没吐 says nothing of the urine."""
ALIKE = ("疼痛", "堵塞", "拉泻", "烧热")
"""Characters for the same thing."""
LEADS_YES = re.compile(
    r"^(?:\W|oh\b|well\b|um+\b)*(?:yes|yeah|yep|yup)\b|^(?:嗯|哦|啊|[，,\s])*(?:有|是的?|对)(?=$|[啊呀呢的吧，,。！!\s])"
)
LEADS_NO = re.compile(
    r"^(?:\W|oh\b|well\b|um+\b)*(?:no|nope|nah)\b(?! (?:idea|clue)\b)|"
    r"^(?:嗯|哦|啊|[，,\s])*(?:没有?|不是?|无|冇)(?=$|[啊呀呢的吧，,。！!\s])"
)
UNSURE = re.compile(
    r"\b(?:not sure|unsure|don't know|dont know|do not know|no idea|no clue|(?:can't|cannot|couldn't) (?:tell|say)|hard to (?:say|tell)|"
    r"dunno)\b(?! (?:since|when|how|why|what|which|where))|"
    r"(?:不知道|不清楚|不确定|说不准|不好说|说不上来|看不出来|没注意|没留意|不晓得|唔知道?|唔清楚)(?!是?(?:什么|怎么|多久|多少|为什么|几|从))"
)
DENIES = re.compile(
    r"\b(?:he|she|it|they|my \w+) (?:has|have|does|do|did|had|is|was)(?: not|n't| none| no| never| nothing)\b|"
    r"\b(?:don't|do not|wouldn't|would not) (?:think|believe|say) (?:so|he|she|it|they)\b|\bnone of\b|\bneither\b|"
    r"不(?:算|怎么|太|大)有|从来?没有?|并没有?"
)
"""A no in words that hold a yes: "she has not", "I don't think he has"."""
HARMLESS = (
    r"(?:$|[,.;!?]|(?:an? )?(?:bit|little|lot|few)\b|(?:sometimes|often|always|mostly|only|since|for|it|that|this|one|them|at|in|on|had|"
    r"been|today|yesterday|now|and|but|yes|when|too|also|every|from|more|less|after|before)\b)"
)
SOMETHING_ELSE = re.compile(
    rf"\b(?:he|she|it|they) (?:has|have|does|do|did)(?: been| had)?(?!\s*{HARMLESS})|"
    rf"\ba (?:bit|little)\b(?: bit\b)?(?: of\b)?(?!\s*{HARMLESS})|"
    r"有(?:一?点儿?|一?些)(?=[\u4e00-\u9fff])(?![的吧啊呢哦呀]|严重|厉害|多|频繁|明显|轻|但|不过|现在|今天|昨)"
)
"""A weak yes that goes on with what nobody asked about: "he has been sick", 有点不舒服."""
SAYS_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|(?:he|she|it|they) (?:does|do|has|have|is|are)|sometimes|a (?:bit|little|lot)|definitely|of course|so)\b|"
    r"有|是|对|嗯|会"
)
"""What is left of a yes when the names of symptoms are taken out of it."""
NEITHER = re.compile(r"\b(?:neither|none|nor)\b|都(?:没有?|不是?)|(?:一|哪)[个样]也(?:没有?|不是?)")
BOTH = re.compile(r"\bboth\b|(?<![不没])都(?:有|是)|[两俩]个?[都全](?:有|是)")


def meant(names: Names, text: str, asked: Sequence[str], answer: Answer) -> Answer | None:
    """What a message in which ``answer`` was found says of the first of the symptoms asked about; None where it says nothing of them.

    What it says of the symptom by name comes first, so that "no fever, cough" is a yes to a cough; a yes that it begins with still stands.
    """
    plain = simplified(text.strip()).lower().replace("’", "'")
    mentions = names.found(text.strip())
    own = next((mention for mention in mentions if mention.symptom == asked[0]), None)
    if own is not None and len(asked) == 1:
        return "yes" if answer == "yes" and LEADS_YES.match(plain) else own.answer
    if (HAN_TEXT.search(text) and not ANSWERED.match(plain)) or about_another(names, plain, mentions, asked):
        return None
    if LEADS_YES.match(plain):
        return answer
    if LEADS_NO.match(plain):
        return "no"
    if UNSURE.search(plain):
        return "unsure"
    if answer == "yes" and DENIES.search(plain):
        return "no"
    if answer == "yes" and (SOMETHING_ELSE.search(plain) or (mentions and not SAYS_YES.search(unnamed(plain, mentions)))):
        return None
    return answer


def unnamed(plain: str, mentions: Sequence[Mention]) -> str:
    """The message with blanks for the names of symptoms."""
    for mention in mentions:
        plain = plain[: mention.start] + " " * (mention.end - mention.start) + plain[mention.end :]
    return plain


def of_the_two(text: str) -> Answer | None:
    """What a message says of both symptoms that were asked back: that neither is there, or that both are; None where it chooses."""
    plain = simplified(text).lower()
    return "no" if NEITHER.search(plain) else "yes" if BOTH.search(plain) else None


def of_others_alone(names: Names, text: str, listed: frozenset[str], asked: str) -> bool:
    """Whether a message tells of or denies a symptom that is not in the list that was asked about: its no is none to that list."""
    plain = simplified(text.strip()).lower().replace("’", "'")
    return about_another(names, plain, [one for one in names.found(text.strip()) if one.symptom not in listed], (asked,))


def about_another(names: Names, plain: str, mentions: Sequence[Mention], asked: Sequence[str]) -> bool:
    """Whether a message has or denies another symptom than was asked about: 有点咳 says nothing of convulsions, 有，还咳 does."""
    one = [names.by_id[name] for name in asked]
    characters = {character for symptom in one for word in symptom.zh for character in word}
    words = {word for symptom in one for name in symptom.en for word in WORD.findall(name.lower())} - SMALL
    does = DOES.match(plain)
    if does and characters and characters.isdisjoint(next((pair for pair in ALIKE if does["deed"] in pair), does["deed"])):
        return True
    for mention in mentions:
        said = plain[mention.start : mention.end]
        alike = not characters.isdisjoint(said) or not words.isdisjoint(WORD.findall(said))
        if mention.symptom not in asked and not alike and HAS.fullmatch(plain[: mention.start]):
            return True
    return False
