"""Finds the name of a company among a customer's words, or that the invoice is for the customer alone."""

import re

from bot.dialogue.language import is_name
from bot.simplified import simplified

NAME = r"(?:(?:[A-Z][\w&'’.-]*|&|and|of|the|for|\d+)\s+){0,5}"
KIND = r"(?:ltd|limited|llc|inc|gmbh|ag|bv|b\.v|sarl|s\.a|plc|llp|corp|pty ltd|oy|kg|ug|s\.l|sl)\b\.?"
ENGLISH = re.compile(
    rf"(?P<named>\b[A-Z][\w&'’.-]*\s+{NAME}(?i:{KIND}))"
    rf"|(?i:\b(?:for|to|on|of)\s+(?:my|our|the)\s+(?:company|firm|business|employer)(?:\s+(?:is|called|named))?[\s,:]+)"
    rf"(?P<told>[A-Z][\w&'’.-]*(?:\s+(?:&|and|of|[A-Z][\w&'’.-]*))*)"
    rf"|(?i:\bcompany(?:'?s)?(?:\s+name)?\s*(?:is|:)\s*(?:called\s+|named\s+)?|\b(?:company|business|firm)(?:\s+is)?\s+(?:called|named)\s+)"
    rf"(?P<said>[A-Z][\w&'’.-]*(?:\s+(?:&|and|of|[A-Z][\w&'’.-]*))*)"
)
CHINESE = re.compile(
    r"(?:^|[\s，,。：:是为写开给叫头])(?P<named>(?:(?![是为写开给叫请帮我的要头错字])[一-鿿（）()A-Za-z]){2,30}?"
    r"(?:有限责任公司|股份有限公司|有限公司|集团公司|事务所|合作社|工作室|旅行社))"
    r"|(?:抬头|公司名称?|单位名称)(?:是|为|写|开|叫|"
    r"[：:\s])+(?P<told>(?:(?![错了吗怎么的票])[一-鿿（）()A-Za-z·]){4,40})(?![错了吗怎么的票])"
)

BODY = r"(?:company|business|firm|employer|organi[sz]ation|charity|club|school|shop|studio|practice)"
BE = r"(?-i:is|are|was|will be|would be|should be|should say|should read|['’]s|s)\b"
LEADS = (
    r"(?:yes|yep|sure|ok(?:ay)?|please|pls)\b[\s,.!:]*",
    r"(?:no|oh|so|well|right|hi|hello|yeah)\s*[,.!:]+\s*",
    rf"(?:(?:my|our|the)\s+)?(?:(?:own|little|small|legal|full|registered|trading|official|company|business)\s+)*(?:{BODY}|name|buyer)"
    rf"(?:(?:['’]s)?\s+(?:full |legal |registered )*name)?\s*"
    rf"(?:{BE}(?:\s+(?:called|named|registered as|just|simply)\b)?|(?-i:called|named)\b|[:=])\s*",
    rf"(?:my|our)\s+{BODY}\s*[,:]\s+",
    r"we\s*(?-i:are|['’]re)\s+(?:(?-i:called|named|known as|registered as|trading as)\s+)?",
    rf"(?:i|we)\s+(?-i:run|own|have)\s+(?:a|an|my|our)\s+(?:own |little |small )*{BODY}\s+(?-i:called|named)\s+",
    r"we\s+(?-i:trade as|trade under|go by)\s+",
    rf"(?:it|that|this)\s*{BE}\s+(?:(?-i:called|named|for|to|made out to)\s+)?",
    r"(?-i:can|could|would|will)\s+you\s+|[Cc]ould you\s+|[Cc]an you\s+",
    r"(?:(?-i:put|write|enter)|(?-i:add)|(?:Put|Write|Add|Enter)(?=\s+(?:down|in|the name)\b|.*\s(?:on|in) (?:it|there|the)\b))"
    r"\s+(?:(?:down|in|on it|the name)\s*:?\s+)?(?=\S)",
    r"(?-i:use|print|have|get|state|list)\s+(?=(?-i:[A-Z]))",
    r"make\s+(?:it|this|that|the invoice)(?:\s+out)?(?:\s+(?:to|for)\b)?\s*:?\s*",
    r"(?:address|bill|invoice|issue|charge)\s+(?:(?:it|this|that|the invoice)\s+)?(?-i:to|for)\b\s*:?\s*",
    rf"(?-i:for|to|under|in the name of|on behalf of)\s+(?:(?:my|our|the)\s+{BODY}\b[\s,:]*)?",
    r"(?-i:called|named)\s+",
    # In Chinese a verb alone may be the beginning of a name (开元, 用友), so it takes a word before or behind it.
    r"(?:要的?|好的?|是的?|对的?|嗯+|需要|可以|你好|您好|行)[，,。！!\s]+",
    r"(?:那?就|麻烦(?:[你您]|了)?|请|帮我|给我)+(?:写|开|填|用|改成?)(?:上(?![海饶虞好善])|给|成(?![都功长安就])|到(?!家)|为(?!民))?[：:，,\s]*(?=[一-鿿A-Z])",
    r"(?:我们?|咱们?|本)(?:的)?(?:公司|单位|企业|店|学校)?(?:的)?(?:发票)?(?:抬头|名称|名字|全称|全名)?(?:叫做?|是|为|[：:])+\s*",
    r"(?:我们?|咱们?|本)(?:公司|单位|企业|店|学校)[：:，,\s]+",
    r"(?:开|写|填|用)(?:给|成(?![都功长安就])|到(?!家)|上(?![海饶虞好善]))[：:，,\s]*|(?:写|填)(?![意字真作手])|叫做?(?!了个)|是",
    r"(?:要的?|好的?|是的?|需要|可以|麻烦|请|开)?[，,。 ]*(?:公司|发票|单位)?的?(?:抬头|名称|名字|全称)(?:叫做?|是|为|写|开|就)*[：:，, ]*",
)
LEAD = re.compile("|".join(rf"(?:{lead})" for lead in LEADS), re.IGNORECASE)
"""Words that lead up to a name. Verbs and prepositions count in small letters: a company may be called "We Are Social" or "To Let"."""

MARKS = " \t\n,.;!?，。；！？"
TAIL = re.compile(
    r"(?<![\s,.;!–-])[\s,.;!–-]+(?:(?:please|pls|thanks|thank you|thx|cheers)(?: a lot| so much| very much)?)$"
    r"|[\s,]+(?-i:on|to|in|at|onto) (?:it|there|that|the (?:invoice|bill|top|pdf|receipt))$"
    rf"|[\s,]+{BE}\s+(?:(?:the|our|my)\s+(?:(?:full|legal|registered|{BODY}|company['’]s) )*(?:name|{BODY})|what we['’]?re called)$"
    rf"|[\s,]+(?-i:as) (?:the|our|my) (?:{BODY} name|{BODY}|name|buyer|customer)$"
    r"|[\s,]+(?:will do|is fine|is enough|would be (?:great|good|nice|lovely))$"
    r"|[，,。\s]*(?:谢谢(?:[你您]|了)?|多谢|麻烦(?:[你您]|了)|就(?:行|可以|好)了?|即可|这个抬头|的?抬头)$"
    r"|(?<=[司所社室厂店院校心部会])(?:的|吧|哈|啊|呀|哦)+$",
    re.IGNORECASE,
)
QUOTES = "\"'“”‘’「」《》"

SENTENCE = re.compile(
    r"\b(?:I|I['’]d|We|i|we|it|is|are|be|my|our|called|named|say|says|want|need|please|make|put)\b|[一-鿿](?:是|叫做?|[\s，,：:])$"
)
"""Words before a name that belong to a sentence about it."""

ADDED = re.compile(r"\s*(?:[,，(（/-]|attn\b|c/o\b|t/a\b|trading as\b|dept\b)", re.IGNORECASE)
"""Begins what belongs to a name and stands behind it: "Ltd, attn. Dana"."""

NO_FIRM = re.compile(
    r"\b(?:no|not|without|isn['’]?t|(?:don['’]?t|do not) (?:have|need|want))(?: (?:for|a|an|any|the|my|need))*"
    r" (?:company|business|firm|employer)\b(?: name)?(?: (?:is )?(?:needed|necessary|required))?"
    r"|(?:不要|不用|不需要|不是|不写|不开|没有?|无|别写|非)(?:写|开|要)?(?:公司|单位|企业)(?:的|抬头|名称?)*",
    re.IGNORECASE,
)
FIRM = re.compile(
    r"\b(?:company|business|firm|employer|ltd|limited|inc|llc|gmbh|vat)\b|公司|单位|企业|税号|工作室|[店厂所社]$", re.IGNORECASE
)
NOT = r"(?<!不)(?<!不是)(?<!不要)(?<!不开)(?<!不写)(?<!非)"
WISHED = re.compile(
    r"\b(?:personal|private) (?:invoice|purchase|order|use)\b|\binvoice (?:to|for) me personally\b"
    rf"|{NOT}(?:个人|私人|自己)的?(?:普通|电子)*(?:发票|抬头|名义|普票)"
    rf"|{NOT}(?:开|写|要|按|以|抬头)(?:一?[张个份])?[：:，,\s]*(?:写|是|就|为)*(?:个人|私人)(?=的?[吧呢就即，,。！!～~\s]|的?$)",
    re.IGNORECASE,
)
"""A wish for an invoice without a company, wherever it stands in a message."""

ANSWERED = re.compile(
    r"\b(?:private(?:ly)?|personal(?:ly)?|individual|consumer|(?:just|only)(?: for| to)? (?:me|myself)|my(?: own)? name)\b"
    r"|^(?:it['’]?s )?for (?:me|myself)$"
    rf"|{NOT}(?:个人|私人)(?!信息|资料|中心|账户|账号|觉得)|自己用|给自己|我?本人|^就?我?自己(?:的|买的)?$",
    re.IGNORECASE,
)
"""The same in the few words of an answer."""

ITSELF = re.compile(r"\binvoices?\b|发票|开票|\d{6}", re.IGNORECASE)
"""What a wish names and an answer need not."""

LONGEST = 300
"""Characters of a message that are read for a name: more than any has, few enough for patterns of quadratic time."""

MOST_WORDS, MOST_CHARACTERS = 8, 12
"""How many words, or Chinese characters, an answer in few words has."""


def found_company(words: str) -> str | None:
    """The company that the words name, of several the last one."""
    plain, spans = simplified(words), list[tuple[int, int]]()
    for match in (*ENGLISH.finditer(plain), *CHINESE.finditer(plain)):
        spans.append(match.span(next(name for name in ("named", "told", "said") if name in match.re.groupindex and match[name])))
    return words[slice(*max(spans))].strip(" ,.，。") if spans else None


def printed(words: str) -> str:
    """What goes on the invoice of an answer to the question for the company's name: "please put Brown Ltd on it" is Brown Ltd."""
    name = words.strip()[:LONGEST]
    while (shorter := shortened(name)) and shorter != name:
        name = shorter
    found = found_company(name)
    before, _, after = name.partition(found) if found else ("", "", "")
    if found and SENTENCE.search(before):
        return found + after if ADDED.match(after) else found
    return name


def shortened(name: str) -> str:
    """A name without the first words that lead up to it, without those behind it, and without quotation marks around it."""
    plain = simplified(name)
    lead = LEAD.match(plain)
    start = lead.end() if lead else 0
    tail = TAIL.search(plain.rstrip(MARKS), start)
    return name[start : tail.start() if tail else len(name)].strip().strip(QUOTES).strip() if tail or lead else name.strip(QUOTES).strip()


def for_oneself(words: str) -> bool:
    """Whether a message says that the invoice is for no company: as a wish, or in an answer of a few words."""
    plain = simplified(words[:LONGEST]).strip()
    rest = NO_FIRM.sub(" ", plain).strip(MARKS)
    if FIRM.search(rest) or plain.endswith(("?", "？", "吗")):
        return False
    if is_name(rest) and len(rest.split()) > 1 and not ANSWERED.fullmatch(rest):
        return False
    few = len(rest.split()) <= MOST_WORDS if rest.isascii() else len(rest) <= MOST_CHARACTERS
    return bool(WISHED.search(rest) or (few and not ITSELF.search(rest) and (not rest or ANSWERED.search(rest))))
