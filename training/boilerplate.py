"""Removes what the writer did not write in a message: quoted replies, signatures, device lines, disclaimers."""

import re

from training.personal.words import SINGLE

ENGLISH_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)"
HEADER = re.compile(
    rf"\bOn\s{ENGLISH_DAY}[^\n]{{4,150}}?(?:\n[^\n]{{0,80}})?\bwrote:|"
    r"\bAm\s[^\n]{6,150}?\bschrieb\b[^\n:]{0,100}:|\bLe\s[^\n]{6,150}?\ba écrit\s?:|"
    r"(?:^|\n)[^\n]{0,10}\d{4}年\d{1,2}月\d{1,2}日[^\n]{0,80}写道[:：]|"
    r"(?<!-)-{3,40}\s?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|原始邮件)\s?-{3,40}|"
    r"(?:^|\n)(?:From|Von|发件人)\s?[:：][^\n]{1,200}\n{1,3}(?:Sent|Date|To|Gesendet|发送时间|日期|收件人)\s?[:：]",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^[^\S\n]{0,3}>.*(?:\n|\Z)", re.MULTILINE)

DEVICE = re.compile(
    r"(?:^|(?<=[\s.!?。！？]))(?:Sent (?:from|via|using) (?:my |the |a )?(?:i(?:Phone|Pad)|Android|Samsung|Galaxy|Huawei|"
    r"Xiaomi|Pixel|BlackBerry|Outlook|Mail|Yahoo|Gmail|Proton|mobile|phone|tablet|Windows)[^\n.]{0,60}\.?|"
    r"Get Outlook for (?:iOS|Android)[^\n]{0,60}|"
    r"(?:Von meinem|Gesendet von (?:meinem|Mail))[^\n.]{0,60}\.?|Envoyé de(?:puis)? mon [^\n.]{0,40}\.?"
    r"|(?:发自|发送自|来自)(?:我的)?\s?(?:iPhone|iPad|安卓|手机|华为|小米|网易邮箱|QQ邮箱|Android)[^\n。]{0,20}。?)[^\S\n]{0,10}$",
    re.IGNORECASE | re.MULTILINE,
)

LEGAL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bconfidential\b|privileged|vertraulich|confidentiel|保密|机密",
        r"intended (?:solely |only |exclusively )?(?:for|recipient)|named (?:addressee|recipient)|"
        r"仅供|仅限|收件人(?:使用|阅读)|指定的?收件人",
        r"received (?:this|it)[^.\n]{0,60}in error|not the intended|irrtümlich erhalten|par erreur|误收|错误地?收到|并非.{0,6}收件人",
        r"notify (?:the sender|us)|delete (?:it|this|the)[^.\n]{0,40}(?:e-?mail|message|system|copies|immediately)|"
        r"立即(?:通知|删除)|请.{0,6}删除",
        r"unauthori[sz]ed|strictly prohibited|disclos(?:e|ure)|dissemination|未经.{0,6}(?:授权|许可)|不得.{0,6}(?:披露|泄露|传播|复制)",
        r"registered in England|company (?:registration )?(?:no|number)|VAT (?:no|reg)|Amtsgericht|Handelsregister",
    )
)
LEGAL_START = re.compile(
    r"(?:\b(?:this|the (?:information|contents?) (?:in|of) this) (?:e-?mail|message|communication|transmission)\b|"
    r"\b(?:confidentiality notice|disclaimer)\b|(?:本|此)(?:电子)?(?:邮件|信息|消息)|免责声明|diese e-?mail)",
    re.IGNORECASE,
)
LEGAL_LONGEST = 3000
LEGAL_FEWEST = 3

GOODBYE = (
    r"(?:with )?(?:(?:very )?(?:kind(?:est)?|best|warm(?:est)?) )(?:regards|wishes)|regards|sincerely(?: yours)?|"
    r"yours (?:truly|sincerely|faithfully)|best|cheers|all the best|mit freundlichen grüßen|mfg|viele grüße|cordialement|saludos|"
    r"此致(?:\s{1,3}敬礼)?|敬礼|顺祝商祺|祝好|敬上"
)
THANKS = r"(?:many |kind )?thanks(?: again| so much| a lot| in advance)?|thank you(?: very much| so much| in advance)?|thx|谢谢|感谢"
CLOSING = re.compile(
    rf"^[^\S\n]{{0,4}}(?=\w)(?P<thanks>{THANKS})?(?:(?:,| and| &)? ?(?P<goodbye>{GOODBYE}))?[,.!，。！ ]{{0,6}}$",
    re.IGNORECASE | re.MULTILINE,
)
DASHES = re.compile(r"^(?:--|__)[-_]{0,80}[^\S\n]{0,4}$", re.MULTILINE)
AT_THE_END = re.compile(
    r"(?<=[.!?。！？,] )(?:(?:very )?(?:kind(?:est)?|best|warm(?:est)?) regards|best wishes|yours (?:sincerely|faithfully)|"
    r"mit freundlichen grüßen)[,.]?\s[^\W\d_][\w.'’-]*(?:[\s,]{1,4}[^\W\d_][\w.'’-]*){0,5}\s{0,4}\Z",
    re.IGNORECASE,
)
LONGEST_SIGNATURE = 3000
MOST_LINES = 10
LONGEST_LINE = 90
LONGEST_NAME = 40
NO_NAME = re.compile(
    r"[?？!:：\d]|\b(?:i|you|my|is|so|for|again|all|very|also|please|but|where|when|what|have|need|want|got|can|it|this|that|no|not|and)\b",
    re.IGNORECASE,
)
CHINESE_NAME = re.compile(rf"[{SINGLE}][\u4e00-\u9fff]{{1,2}}")
AFTERTHOUGHT = re.compile(r"^\s*p\.?\s?s\b", re.IGNORECASE)


def without_quotes(text: str) -> str:
    """A reply without the text it quotes; a message that is only a quotation is kept."""
    header = HEADER.search(text)
    if header is None and ">" not in text:
        return text
    above = QUOTED.sub("", text[: header.start()] if header else text).strip()
    below = text[header.end() :] if header else ""
    answers = QUOTED.sub("", below).strip() if QUOTED.search(below) else ""
    return "\n".join(part for part in (above, answers) if part) or text


def without_device_lines(text: str) -> str:
    """A message without ``Sent from my iPhone``."""
    return DEVICE.sub("", text).rstrip() if DEVICE.search(text) else text


def without_disclaimer(text: str) -> str:
    """A message without the legal notice that a paragraph consists of or ends with."""
    if not LEGAL_START.search(text):
        return text
    kept = [undisclaimed(paragraph) for paragraph in text.split("\n\n")]
    return "\n\n".join(paragraph for paragraph in kept if paragraph).strip()


def undisclaimed(paragraph: str) -> str:
    """A paragraph up to its legal notice, which is recognised by at least three legal phrases."""
    start = LEGAL_START.search(paragraph)
    notice = paragraph[start.start() : start.start() + LEGAL_LONGEST] if start else ""
    if start is None or sum(bool(phrase.search(notice)) for phrase in LEGAL) < LEGAL_FEWEST:
        return paragraph
    return paragraph[: start.start()].rstrip(" *_-\n")


def without_signature(text: str) -> str:
    """A message up to ``Kind regards``, ``-- `` or a name below ``Thanks``; a P.S. below is kept."""
    tail = max(0, len(text) - LONGEST_SIGNATURE)
    for closing in (*DASHES.finditer(text, tail), *CLOSING.finditer(text, tail)):
        below, afterthought = parted(text[closing.end() :])
        polite = closing.re is DASHES or bool(closing["goodbye"])
        if is_signature(below) if polite and text[tail : closing.start()].strip() else len(below) == 1 and is_name(below[0]):
            return "\n".join(part for part in (text[: closing.start()].rstrip(), afterthought) if part)
    end = AT_THE_END.search(text, max(0, len(text) - 200))
    return text[: end.start()].rstrip() if end else text


def parted(below: str) -> tuple[list[str], str]:
    """The lines below a closing up to a P.S., and what follows from there."""
    lines = [line.strip() for line in below.split("\n") if line.strip()]
    first = next((i for i, line in enumerate(lines) if AFTERTHOUGHT.match(line)), len(lines))
    return lines[:first], "\n".join(lines[first:])


def is_signature(lines: list[str]) -> bool:
    """Whether the lines are few and short and the first could be a name; a chat may well go on below "Cheers"."""
    short = len(lines) <= MOST_LINES and all(len(line) <= LONGEST_LINE for line in lines)
    return not lines or (short and is_name(lines[0], longest=6))


def is_name(line: str, longest: int = 3) -> bool:
    """Whether a line could be a name, or a team's: words with capitals, or a Chinese family name and one or two characters."""
    words = line.strip(" ,.").split()
    if not 0 < len(words) <= longest or len(line) > LONGEST_NAME or NO_NAME.search(line):
        return False
    return bool(CHINESE_NAME.fullmatch(words[0])) or all(word[0].isupper() or word in ("of", "the", "&", "from", "at") for word in words)
