"""Finds Chinese names of people who are introduced or titled: 我叫王晓梅, 李先生, 收件人：张伟, 客服小刘."""

import re
from collections.abc import Iterator

from training.personal.detections import Detection
from training.personal.words import COMPOUND, NEVER_GIVEN, NOT_CHINESE_NAMES, SINGLE

HAN = re.compile(r"[\u4e00-\u9fff]")
TITLE = r"(?:先生|女士|小姐(?!姐)|太太|老师|师傅|阿姨|同学|经理)"
RELATIVE = r"(?:老公|老婆|爱人|妻子|丈夫|妈妈?|母亲|爸爸?|父亲|女儿|儿子|哥哥|姐姐|弟弟|妹妹|朋友|同事|室友|邻居)"
LABEL = r"(?:名字|姓名|收件人?|收货人|联系人|户名|持卡人|签收人|经办人)"

CALLED = re.compile(rf"(?:(?<![帮给替为请])[我俺他她](?:的名字)?叫(?:作|做)?\s?[:：]?|{LABEL}\s?(?:是|为|叫|[:：]))\s?(?=[\u4e00-\u9fff])")
"""Contexts that a name must follow: after these, any two or three characters can be one."""

BEFORE = re.compile(
    rf"(?:[我俺]就?是|这是|这里是|本人|名叫|叫做|{LABEL}|{RELATIVE}(?:叫|是)?|聊的是|对话的是|接待的是|客服(?:是|叫)?|"
    rf"联系|找|给|快递员|(?:客户|用户|买家|顾客|会员)(?:是|叫)?)[,， ]?(?=[\u4e00-\u9fff])"
)
"""Contexts that a name may follow: there it needs a family name, and an end after the given name."""

BESIDE = re.compile(
    rf"(?:\d{{3}}|[室楼座栋])[,， ](?P<a>[{SINGLE}][\u4e00-\u9fff]{{1,2}})(?=[,，。\s]|$)|"
    rf"(?P<b>[{SINGLE}][\u4e00-\u9fff]{{1,2}})[,， ]?(?=1[3-9]\d[\d -]{{8}})"
)
"""Separators between the parts of a label: address, name, phone."""

FAMILY = re.compile(r"我姓(?=[\u4e00-\u9fff])")
NICK = re.compile(
    rf"(?:客服|我是|我叫|同事|店员|快递员|联系|找)(小[{SINGLE}](?![\u4e00-\u9fff]?[件票])|老[{SINGLE}](?=[^\w\s]|\s|$|本人|[啊呀我]))"
)
LATIN = re.compile(
    r"(?:名字?(?:是|叫|为)?|我叫|我是|收件人?是?)\s?[:：]?\s?((?!VIP)[A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20}){0,2})(?![A-Za-z])"
)
END = re.compile(
    r"\s|$|[^\w\s]|[\d<]|[的我，在想要说从给和与啊呀]|(?:本人|买的|订的|刚才|刚刚|昨天|今天|之前|上次|电话|手机|收|答应|您好|你好)|" + TITLE
)
ASKED = re.compile(r"称呼|贵姓|姓名|名字|收件人|收货人|叫什么")
NO_TITLED = NOT_CHINESE_NAMES | {"多谢", "感谢"}
CLOSED = re.compile(r"\s*(?:$|[^\w\s])")


def chinese_names(text: str) -> Iterator[Detection]:
    """Every introduced name, without its title."""
    if text.isascii():
        return
    for pattern, strict in ((CALLED, False), (BEFORE, True)):
        for match in pattern.finditer(text):
            if end := given(text, match.end(), strict):
                yield Detection("NAME", match.end(), end)
    for match in FAMILY.finditer(text):
        yield Detection("NAME", match.end(), match.end() + family(text, match.end()))
    for match in BESIDE.finditer(text):
        group = match.lastgroup or "a"
        if match[group][:2] not in NOT_CHINESE_NAMES and may_be_given(match[group][1:]):
            yield Detection("NAME", match.start(group), match.end(group))
    for pattern in (NICK, LATIN):
        for match in pattern.finditer(text):
            yield Detection("NAME", match.start(1), match.end(1))
    yield from titled(text)


def chinese_answered(text: str, asked: str) -> Iterator[Detection]:
    """A message that consists of a Chinese name, if the previous message asks for one."""
    name = text.strip(" ，。!！")
    if 2 <= len(name) <= 4 and ASKED.search(asked) and given(name, 0, strict=True) == len(name):
        yield Detection("NAME", text.index(name), text.index(name) + len(name))


def family(text: str, at: int) -> int:
    """The length of the family name at a position; 0 if there is none."""
    return 2 if text[at : at + 2] in COMPOUND else int(text[at : at + 1] in SINGLE) if text[at : at + 1] else 0


def may_be_given(part: str) -> bool:
    """Whether these characters can be a given name."""
    return all(HAN.match(character) and character not in NEVER_GIVEN for character in part)


def given(text: str, start: int, strict: bool) -> int:
    """Where the name at ``start`` ends, or 0: a family name and one or two characters, or any two or three if not ``strict``."""
    length = family(text, start)
    if text[start : start + 2] in NOT_CHINESE_NAMES or not (length or not strict):
        return 0
    for more in (2, 1) if length else (3, 2):
        end = start + length + more
        ends = (END if length else CLOSED).match(text, end) or (length and not strict)
        if ends and end <= len(text) and may_be_given(text[start + length : end]):
            return end
    return 0


def titled(text: str) -> Iterator[Detection]:
    """The name before 先生, 女士 and the like: the longest that begins with a family name."""
    for title in re.finditer(TITLE, text):
        for start in range(max(0, title.start() - 4), title.start()):
            name, before = text[start : title.start()], text[max(0, start - 1) : start + 1]
            length = family(name, 0)
            if length and len(name) - length <= 2 and may_be_given(name[length:]) and not {name[:2], before} & NO_TITLED:
                yield Detection("NAME", start, title.start())
                break
