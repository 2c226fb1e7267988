"""HTML of messages as the text that people saw."""

import html
import re

TAG = re.compile(r"<!--|-->|<![a-z\[][^<>]*>|<(/?)([a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
BREAKS = re.compile("address|article|blockquote|br|d[dlt]|div|footer|h[1-6]|header|hr|li|ol|p|pre|section|t[dhr]|table|ul")
INLINE = re.compile(
    "a|abbr|b|body|center|cite|code|del|em|font|html|i|img|ins|kbd|label|link|mark|meta|o|q|s|small|span|strike|strong|su[bp]|tbody|tfoot|"
    "thead|tt|u"
)
UNSEEN = {"<!--": "-->", "<head": "</head", "<script": "</script", "<style": "</style", "<title": "</title"}
"""What nobody sees, by the tag that begins it, with the one that ends it."""


def plain(source: str) -> str:
    """Text without tags, each block on a line of its own; ``<order number>`` and ``a < b`` are no tags: somebody wrote them."""
    pieces: list[str] = []
    end, until = 0, ""
    for tag in TAG.finditer(source):
        name = f"<{tag[1]}{tag[2]}".lower() if tag[2] else tag[0]
        if not until:
            pieces.append(source[end : tag.start()])
            until = closing(name, source, tag.end())
            pieces.append("" if until else seen(tag[0], name))
        elif name == until:
            until = ""
        end = tag.end()
    return tidied("".join([*pieces, source[end:]]))


def closing(name: str, source: str, end: int) -> str:
    """The tag that ends what nobody sees; empty after any other tag, and where it never comes: then somebody wrote about the tag."""
    until = UNSEEN.get(name, "")
    return until if until and until in source[end:].lower() else ""


def seen(tag: str, name: str) -> str:
    """What people see of a tag: the line that it begins, nothing, or itself where it is no tag of HTML."""
    if BREAKS.fullmatch(name.strip("</")):
        return "\n"
    known = INLINE.fullmatch(name.strip("</")) or (tag.startswith("<!") and name not in UNSEEN)
    return "" if known else tag


def tidied(text: str) -> str:
    """Text with its character references resolved, single spaces and at most one empty line between two others."""
    text = ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.splitlines())).strip()
