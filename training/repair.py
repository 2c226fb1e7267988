"""Restores text as it was typed: repairs broken encodings and removes HTML."""

import html
import re

import ftfy

FTFY = ftfy.TextFixerConfig(
    unescape_html=False, uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False, fix_line_breaks=False, explain=False
)  # fmt: skip
"""Fix only what is broken: full-width signs are right in Chinese, curly quotes anywhere, and entities are decoded below."""

PLAIN = re.compile(r"[\t\n\r\x20-\x7e]*")
LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
HAN_ALONE = re.compile(r"[\x00-\x7f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
NAMES = (
    "a|abbr|address|article|b|blockquote|body|br|button|center|cite|code|col|dd|del|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|"
    "i|iframe|img|input|ins|label|li|link|main|mark|meta|nav|o:p|ol|option|p|pre|s|script|section|select|small|span|strike|strong|style|"
    "sub|sup|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|video|wbr"
)
TAG = re.compile(rf"<(?P<end>/?)(?P<name>{NAMES})(?=[\s/>])(?P<rest>[^<>]{{0,4000}})>|<!--|<![a-z\[][^<>]{{0,4000}}>", re.IGNORECASE)
BLOCK = re.compile(
    "address|article|blockquote|br|center|d[dlt]|div|figure|footer|form|h[1-6]|header|hr|li|ol|p|pre|section|table|t[dhr]|ul"
)
ENDS = {name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in ("script", "style", "head", "title")} | {
    "<!--": re.compile("-->")
}
"""What ends comments and elements whose content is not displayed."""

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BLANKS = re.compile(r"[^\S\n]{0,40}\n[^\S\n]{0,40}")
MANY_LINES = re.compile(r"\n{3,}")


def repaired(text: str) -> str:
    """A text with wrongly decoded UTF-8, lone surrogates and control characters repaired."""
    return text if PLAIN.fullmatch(text) else unread_gbk(ftfy.fix_text(text, FTFY))


def unified(text: str) -> str:
    """Every line break as one ``\\n``."""
    return LINE_BREAK.sub("\n", text)


def unread_gbk(text: str) -> str:
    """Restore Chinese whose UTF-8 was decoded as GBK (``浣犲ソ``), which ftfy does not handle; real Chinese is not valid the other way."""
    try:
        before = text.encode("gb18030").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    return before if HAN_ALONE.fullmatch(before) and len(before) >= 2 else text


def without_markup(text: str) -> str:
    """A text without tags and entities; code in backticks is kept, and so are tags that a customer only writes about."""
    if "<" not in text and "&" not in text:
        return text
    parts, at = [], 0
    for code in CODE.finditer(text):
        parts += [plain(text[at : code.start()]), code[0]]
        at = code.end()
    result = "".join([*parts, plain(text[at:])])
    return text if result == text else result.strip()


def plain(text: str) -> str:
    """Remove tags and decode entities, repeatedly if an export had escaped its tags."""
    for _ in range(3):
        before = text
        if is_markup(text):
            text = MANY_LINES.sub("\n\n", BLANKS.sub("\n", without_tags(text)))
        text = entities_read(text)
        if text == before:
            break
    return text


def entities_read(text: str) -> str:
    """A text with its character references decoded."""
    return ENTITY.sub(lambda match: html.unescape(match[0]).replace("\xa0", " "), text)


def is_markup(text: str) -> bool:
    """Whether tags are real markup (closed, a line break or with attributes), unlike a customer's "The <div> is too wide"."""
    return any(tag[0].startswith("<!") or tag["end"] or tag["name"].lower() == "br" or "=" in tag["rest"] for tag in TAG.finditer(text))


def without_tags(text: str) -> str:
    """The text that a browser would show; a tag that hides its content but is never closed is kept as text."""
    shown: list[str] = []
    at, endless = 0, set[str]()
    for tag in TAG.finditer(text):
        if tag.start() < at:
            continue
        shown.append(text[at : tag.start()])
        at, name = tag.end(), (tag["name"] or tag[0]).lower()
        if name in ENDS and not tag["end"]:
            end = None if name in endless else ENDS[name].search(text, at)
            if end is None:
                endless.add(name)
                shown.append(tag[0])
            else:
                at = end.end()
        elif BLOCK.fullmatch(name):
            shown.append("\n")
    return "".join([*shown, text[at:]])
