"""Finds Chinese postal addresses with a house, building or room number."""

import re
from collections.abc import Iterator

from training.personal.detections import Detection

NUMERAL = r"[\dA-Za-z一二三四五六七八九十甲乙丙]"
ROAD = (
    rf"(?:路|街|大道|巷|弄|胡同|村|(?<![知味报频难通渠])道|(?<![这那哪家店心手年月日])里)(?:[东西南北中]?[一二三四五六七八九]?[段路])?"
    rf"{NUMERAL}{{1,5}}(?:号|弄|之\d)"
)
ESTATE = (
    rf"(?:小区|花园|家园|公寓|苑|新城|新村|大厦|广场|雅居|公馆|府|湾|庭|宿舍){NUMERAL}{{1,4}}"
    r"(?:期|区|号楼|号院|栋|幢|座|塔|楼|号|单元|室)"
)
ANCHOR = re.compile(f"{ROAD}|{ESTATE}")
TAIL = re.compile(
    rf"(?:[^\W\d_A-Za-z的了我你在要请就和是]{{0,8}}{NUMERAL}{{1,4}}(?:号院|号楼|号|院|栋|幢|座|塔|单元|室|楼|层|门|期|支弄))*"
    r"(?: ?\d{2,4}(?:室|房)?(?!\d))?"
)
BEFORE = re.compile(r"[\u4e00-\u9fffA-Za-z\d]{0,30}\Z")
PROVINCE = re.compile(
    r"(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|"
    r"甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
    r"(?=[\u4e00-\u9fff]{0,3}(?:省|市|自治区|区|县)|[\u4e00-\u9fff]{2,4}[市区县])"
)
CUT = re.compile(r"家住|住在|地址|改成|改为|换成|换到|[在到至寄送给是为于往去址发住](?=[\u4e00-\u9fff]{2})")


def chinese_addresses(text: str) -> Iterator[Detection]:
    """Every address from its province or road to its room."""
    if text.isascii():
        return
    at = 0
    for anchor in ANCHOR.finditer(text):
        if anchor.start() < at:
            continue
        at = TAIL.match(text, anchor.end()).end()  # type: ignore[union-attr]
        yield Detection("ADDRESS", begin(text, anchor.start()), at)


def begin(text: str, at: int) -> int:
    """Where the address of the road at ``at`` begins: at a province or city, otherwise after the last word that leads to it."""
    window = text[max(0, at - 30) : at]
    before = BEFORE.search(window)
    run = before[0] if before else ""
    place = next(PROVINCE.finditer(run), None)
    if place is None:
        cuts = [cut.end() for cut in CUT.finditer(run)]
        run = run[cuts[-1] :] if cuts else run
        return at - len(run)
    return at - len(run) + place.start()
