"""Finds the name of a company among a customer's words."""

import re

from bot.simplified import simplified

NAME = r"(?:(?:[A-Z][\w&'’.-]*|&|and|of|the|for|\d+)\s+){0,5}"
KIND = r"(?:ltd|limited|llc|inc|gmbh|ag|bv|b\.v|sarl|s\.a|plc|llp|corp|pty ltd|oy|kg|ug|s\.l|sl)\b\.?"
ENGLISH = re.compile(
    rf"(?P<named>\b[A-Z][\w&'’.-]*\s+{NAME}(?i:{KIND}))"
    rf"|(?i:\b(?:for|to|on|of)\s+(?:my|our|the)\s+(?:company|firm|business|employer)(?:\s+(?:is|called|named))?[\s,:]+)"
    rf"(?P<told>[A-Z][\w&'’.-]*(?:\s+(?:&|and|of|[A-Z][\w&'’.-]*))*)"
    rf"|(?i:\bcompany(?:'?s)?(?:\s+name)?\s*(?:is|:)\s*)(?P<said>[A-Z][\w&'’.-]*(?:\s+(?:&|and|of|[A-Z][\w&'’.-]*))*)"
)
CHINESE = re.compile(
    r"(?:^|[\s，,。：:是为写开给叫头])(?P<named>(?:(?![是为写开给叫请帮我的要头错字])[一-鿿（）()A-Za-z]){2,30}?"
    r"(?:有限责任公司|股份有限公司|有限公司|集团公司|事务所|合作社|工作室|旅行社))"
    r"|(?:抬头|公司名称?|单位名称)(?:是|为|写|开|叫|"
    r"[：:\s])+(?P<told>(?:(?![错了吗怎么的票])[一-鿿（）()A-Za-z·]){4,40})(?![错了吗怎么的票])"
)


def found_company(words: str) -> str | None:
    """The company that the words name, of several the last one."""
    plain, spans = simplified(words), list[tuple[int, int]]()
    for match in (*ENGLISH.finditer(plain), *CHINESE.finditer(plain)):
        spans.append(match.span(next(name for name in ("named", "told", "said") if name in match.re.groupindex and match[name])))
    return words[slice(*max(spans))].strip(" ,.，。") if spans else None
