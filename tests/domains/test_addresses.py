"""What the shop finds of addresses and companies in customers' messages."""

import pytest

from tests.domains.conftest import Act


@pytest.mark.parametrize(
    ("words", "address"),
    [
        (
            "HL-447290 has to be delivered to 5 Mill Lane, Cork T12 N6PP, Ireland instead. Thx, M. Ellison",
            "5 Mill Lane, Cork T12 N6PP, Ireland",
        ),
        ("HL-771203 should go to 5 Canal Wharf, Manchester M1 5WH instead of home", "5 Canal Wharf, Manchester M1 5WH"),
        ("change of address for 771203 please: 31 Harrow Road, Leeds LS4 2QT", "31 Harrow Road, Leeds LS4 2QT"),
        ("not 8 Orchard Close, Bath but 22 Elm Grove, Bristol BS6 5DB please", "22 Elm Grove, Bristol BS6 5DB"),
        ("move it to Flat 4, 22 Elm Grove, Bristol BS6 5DB", "Flat 4, 22 Elm Grove, Bristol BS6 5DB"),
        ("ship 771203 to Lindenweg 12, 50667 Köln", "Lindenweg 12, 50667 Köln"),
        ("please send HL-771203 to 14 rue des Lices, 35000 Rennes", "14 rue des Lices, 35000 Rennes"),
        ("HL-771203 收货地址改成北京市朝阳区建国路93号院6号楼2103 100022", "北京市朝阳区建国路93号院6号楼2103 100022"),
        ("帮我把771203寄到成都市武侯区天府大道88号2栋1904 610041吧 谢谢", "成都市武侯区天府大道88号2栋1904 610041"),
        ("我搬到铁西区兴华街27号3单元了 货别往老房子送", "铁西区兴华街27号3单元"),
        ("HL-385062到哪了 还能改寄到虹口区四川北路1688号吗", "虹口区四川北路1688号"),
        ("能否改寄到我单位静安区南京西路1266号？", "静安区南京西路1266号"),
        ("改收件地址 荃灣青山公路398號22樓C室", "荃灣青山公路398號22樓C室"),
        ("send it to 4 Bank Street, Oban and no before the 12th", "4 Bank Street, Oban"),
        ("It's 14 Beech Close, Hove not Beach Close", "14 Beech Close, Hove"),
        ("update it to 1208 - 55 Bremner Blvd, Toronto for HL-364981", "1208 - 55 Bremner Blvd, Toronto"),
        ("地址換成台北市信義區松仁路100號 謝謝", "台北市信義區松仁路100號"),
    ],
)
def test_an_address_that_came_with_the_wish_is_found(act: Act, words: str, address: str) -> None:
    assert act("read_address", said=(words,)) == {"address": address}


@pytest.mark.parametrize(
    "words",
    [
        "HL-771203 must go to a different address", "where is 204518, it should be here on 5 December", "i moved, please change it",
        "I have 2 kettles and 3 cups on my way", "is it open at the shop in 5 Mill Lane", "改地址 HL-318842", "我们小区3栋没人收",
        "from 5 Mill Lane, Cork", "i ordered 2 st john candles", "i see 2 pending lines from harbour lane on my Visa",
        "快递在哪个区",
        "明天下午3点寄", "订单447290里的3个杯子",
    ],
)  # fmt: skip
def test_what_is_no_address_is_not_taken_for_one(act: Act, words: str) -> None:
    assert act("read_address", said=(words,)) == {}


def test_an_address_said_a_few_messages_ago_still_counts(act: Act) -> None:
    said = ("it goes to 5 Canal Wharf, Manchester M1 5WH", "yes please", "ohh sorry, wrong order, I meant HL-447290")
    assert act("read_address", said=said) == {"address": "5 Canal Wharf, Manchester M1 5WH"}


def test_an_address_that_was_put_right_is_not_replaced_by_an_older_one(act: Act) -> None:
    assert act("read_address", "no, number 14", said=("12 Mill Lane, Cork T12 X8P2", "no, number 14")) == {}
    said = ("12 Mill Lane, Cork T12 X8P2", "sorry, its 14 Mill Lane, Cork T12 X8P2")
    assert act("read_address", said[1], said=said) == {"address": "14 Mill Lane, Cork T12 X8P2"}


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("等等 门牌打错了 是上海市徐汇区漕溪北路89号2号楼501室 200030", "上海市徐汇区漕溪北路89号2号楼501室 200030"),
        ("厉害厉害 那发上海市浦东新区锦绣路1399弄7号602 200127", "上海市浦东新区锦绣路1399弄7号602 200127"),
        ("那还是寄杭州市滨江区网商路699号3号楼 310052", "杭州市滨江区网商路699号3号楼 310052"),
        ("两个都写错了 单号是HL-771203 地址是杭州市西湖区文三路96号5楼 310012", "杭州市西湖区文三路96号5楼 310012"),
        ("成都市武侯区天府大道88号2栋1904 610041", "成都市武侯区天府大道88号2栋1904 610041"),
        ("张三 13800138000 上海市静安区南京西路1200号 200040", "张三 13800138000 上海市静安区南京西路1200号 200040"),
        ("上海市静安区南京西路1200号 200040，收件人李四 13800138000", "上海市静安区南京西路1200号 200040，收件人李四 13800138000"),
        ("苏州工业园区星湖街218号3幢1602 邮编215123", "苏州工业园区星湖街218号3幢1602 邮编215123"),
        ("ok good. 8 Orchard Close, Bath BA2 4HG", "8 Orchard Close, Bath BA2 4HG"),
        ("ok fine. 22 Elm Grove, Bristol BS6 5DB please", "22 Elm Grove, Bristol BS6 5DB"),
        ("Flat 4, 22 Elm Grove, Bristol BS6 5DB", "Flat 4, 22 Elm Grove, Bristol BS6 5DB"),
        ("Margaret Ellison, 22 Elm Grove, Bristol BS6 5DB", "Margaret Ellison, 22 Elm Grove, Bristol BS6 5DB"),
        ("22 Elm Grove, Bristol BS6 5DB, tel 0117 496 0123", "22 Elm Grove, Bristol BS6 5DB, tel 0117 496 0123"),
        (
            "hang on, wrong order AND wrong road, im all over the place today. its HL-447290 and 13 Canal Wharf, Manchester M1 5WW",
            "13 Canal Wharf, Manchester M1 5WW",
        ),
        ("please send it to PO Box 12, Galway", "PO Box 12, Galway"),
        ("number 14", "number 14"),
        ("The Old Mill, Ballymore Eustace, Co. Kildare W91", "The Old Mill, Ballymore Eustace, Co. Kildare W91"),
    ],
)
def test_of_an_answer_only_the_address_goes_on_the_parcel(act: Act, words: str, address: str) -> None:
    assert act("address_check", words)["address"] == address


@pytest.mark.parametrize(
    ("words", "order_code", "address"),
    [
        (
            "HL-447290 should go to 9 Elm Grove, Bath BA1 2AB and HL-771203 to 3 High Street, York YO1 7HU",
            "HL-447290",
            "9 Elm Grove, Bath BA1 2AB",
        ),
        (
            "HL-447290 should go to 9 Elm Grove, Bath BA1 2AB and HL-771203 to 3 High Street, York YO1 7HU",
            "HL-771203",
            "3 High Street, York YO1 7HU",
        ),
        (
            "to 9 Elm Grove, Bath BA1 2AB with HL-447290 and to 3 High Street, York YO1 7HU with 771203",
            "HL-447290",
            "9 Elm Grove, Bath BA1 2AB",
        ),
        ("HL-447290寄到杭州市西湖区文三路100号，HL-771203寄到上海市浦东新区世纪大道16号", "HL-447290", "杭州市西湖区文三路100号"),
        ("HL-447290 and HL-771203 to 3 High Street, York YO1 7HU", "HL-771203", "3 High Street, York YO1 7HU"),
        ("HL-447290 and HL-771203 both to 3 High Street, York YO1 7HU", "HL-447290", "3 High Street, York YO1 7HU"),
        ("HL-447290 to 3 High Street, York YO1 7HU", "HL-771203", "3 High Street, York YO1 7HU"),
    ],
)
def test_of_addresses_for_several_orders_each_has_its_own(act: Act, words: str, order_code: str, address: str) -> None:
    assert act("read_address", None, order_code, said=(words,))["address"] == address


@pytest.mark.parametrize(
    ("before", "words", "address"),
    [
        ("14 Station Road", "Bristol BS1 4DJ", "14 Station Road, Bristol BS1 4DJ"),
        ("14 Station Road, Bristol", "BS1 4DJ", "14 Station Road, Bristol, BS1 4DJ"),
        ("14 Station Road", "Bristol", "14 Station Road, Bristol"),
        ("上海市浦东新区世纪大道100号", "200120", "上海市浦东新区世纪大道100号 200120"),
        ("上海市浦东新区世纪大道100号", "邮编200120", "上海市浦东新区世纪大道100号 邮编200120"),
        ("14 Station Road, Bristol BS1 4DJ", "22 Elm Grove, Bristol BS6 5DB", "22 Elm Grove, Bristol BS6 5DB"),
        ("14 Station Road, Bristol BS1 4DJ", "number 16", "number 16"),
        ("not from 14 Station Road", "Bristol BS1 4DJ", "Bristol BS1 4DJ"),
        ("HL-771203", "Bristol BS1 4DJ", "Bristol BS1 4DJ"),
        ("上海市浦东新区世纪大道100号", "北京市朝阳区建国路93号院6号楼", "北京市朝阳区建国路93号院6号楼"),
    ],
)
def test_an_address_may_come_in_two_messages(act: Act, before: str, words: str, address: str) -> None:
    assert act("address_check", words, said=("change the address", before, words))["address"] == address


@pytest.mark.parametrize(
    ("words", "company"),
    [
        ("an invoice for my company, Reid Brothers Ltd", "Reid Brothers Ltd"),
        ("invoice 884210 for Okafor Interiors LLC please", "Okafor Interiors LLC"),
        ("HL-884210, and please put our firm on it: Canal Wharf Kitchens Ltd.", "Canal Wharf Kitchens Ltd"),
        ("wait, i mistyped, the company is Reid & Daughter Ltd", "Reid & Daughter Ltd"),
        ("invoice for my company Brightwater", "Brightwater"),
        ("开个发票 抬头是杭州云栖茶业有限公司", "杭州云栖茶业有限公司"),
        ("抬头打错一个字 应该是杭州云栖茶业有限公司", "杭州云栖茶业有限公司"),
        ("The PDF says Harbor Line BV as the buyer. We are Hartmann Tooling GmbH", "Hartmann Tooling GmbH"),
        ("發票抬頭 臺北市立圖書館", "臺北市立圖書館"),
    ],
)
def test_a_company_that_came_with_the_wish_is_found(act: Act, words: str, company: str) -> None:
    assert act("read_company", said=(words,)) == {"company": company}


@pytest.mark.parametrize(
    "words",
    [
        "invoice HL-402917", "can i get an invoice for HL-402917 made out to my business",
        "I require an invoice for 884210, addressed to our parish",
        "the invoice is for Margaret", "开票 HL-402917", "要 开公司的", "报账要张invoice 单号HL 884210",
        "what a limited choice", "发票抬头怎么写", "抬头写错了可以重开吗",
    ],
)  # fmt: skip
def test_a_wish_without_a_name_names_no_company(act: Act, words: str) -> None:
    assert act("read_company", said=(words,)) == {}


def test_a_company_that_was_put_right_counts_in_its_later_form(act: Act) -> None:
    said = ("Reid Brothers Ltd", "wait, i mistyped, the company is Reid & Daughter Ltd", "no vat number, skip")
    assert act("read_company", "Reid Brothers Ltd", said=said) == {"company": "Reid & Daughter Ltd"}
    assert act("read_company", "Reid Brothers Ltd, attn. Dana", said=("Reid Brothers Ltd, attn. Dana", "skip")) == {}


@pytest.mark.parametrize(
    ("said", "size", "colour", "new"),
    [
        (("402917里面那件衬衫M码紧了点 给我换L码 蓝色的",), "M", "blue", ("L", "blue")),
        (("402917的襯衫 M號太緊 換成L號",), "M", None, ("L", "white")),
        (("the shirt from 402917, the M is tight, can I have it in L", "402917"), "M", None, ("L", "white")),
    ],
)
def test_the_size_that_is_wished_counts_and_not_the_one_that_is_too_tight(
    act: Act, said: tuple[str, ...], size: str, colour: str | None, new: tuple[str, str]
) -> None:
    found = act("find_variant", "HL-402917", "1", None, size, colour, said=said)
    assert (found["new_size"], found["new_colour"]) == new


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("糟了说错单了 应该是HL-208871 缺的是充电线", "充电线"),
        ("wrong order, i meant HL-208871, and the missing part is the charging cable", "the charging cable"),
        ("part missing from HL-884210", None),
        ("884210少了个说明书上画的夹子", None),
        ("少的是什么我也不清楚", None),
    ],
)
def test_a_missing_part_that_is_named_as_such_is_not_asked_for(act: Act, words: str, part: str | None) -> None:
    assert act("read_part", said=(words,)) == ({"part": part} if part else {})


def test_a_wish_that_was_put_right_counts_in_its_later_form(act: Act) -> None:
    found = act("find_variant", "HL-402917", "2", "43码 黑的", "44", "olive", said=("43码 黑的", "不对不对 是44码 橄榄绿的"))
    assert (found["new_size"], found["new_colour"]) == ("44", "olive")
    found = act("find_variant", "HL-402917", "2", "43 in black", None, "olive", said=("43 in black", "no, olive"))
    assert (found["new_size"], found["new_colour"]) == ("43", "olive")


def test_an_article_is_found_by_its_name_in_traditional_characters(act: Act) -> None:
    assert act("pick_item", "HL-402917", None, "那件襯衫")["item_lines"] == "1"
