"""What the shop's slots read in messages."""

from datetime import date

import pytest

from bot.dialogue.events import Value
from bot.packs import Pack
from bot.recognisers import recognise


def values(retail: Pack, text: str, slot: str) -> list[Value]:
    """The different values of a slot."""
    language = "zh" if any("一" <= c <= "鿿" for c in text) else "en"
    return list(dict.fromkeys(e.value for e in recognise(text, retail.domain, language, date(2026, 11, 24)) if e.slot == slot))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HL-771203 收货地址改成北京市朝阳区建国路93号院6号楼2103 100022", "HL-771203"),
        ("订单771203 寄到上海市静安区南京西路1200号 200040", "HL-771203"),
        ("單號771203 改地址", "HL-771203"),
        ("204518到哪了", "HL-204518"),
    ],
)
def test_a_marked_code_is_read_before_an_address(retail: Pack, text: str, code: str) -> None:
    assert values(retail, text, "order_code") == [code]


@pytest.mark.parametrize(
    "text",
    [
        "那还是寄杭州市滨江区网商路699号3号楼 310052",
        "上海市徐汇区漕溪北路88号2号楼501室 200030",
        "苏州工业园区星湖街218号3幢1602 邮编215123",
        "310052浙江省杭州市滨江区",
        "88 Orchard Road, Singapore 238841",
    ],
)
def test_a_postcode_is_no_order(retail: Pack, text: str) -> None:
    assert values(retail, text, "order_code") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("GB 123 4567 82", "GB123456782"),
        ("our VAT is DE 123456789, thanks", "DE123456789"),
        ("NL123456789B01", "NL123456789B01"),
        ("91330206MA2H3K5L7N", "91330206MA2H3K5L7N"),
        ("税号12330106470116868X", "12330106470116868X"),
        ("52310000501234567A", "52310000501234567A"),
        ("税号是 Y1110105MA00ABCD12", "Y1110105MA00ABCD12"),
    ],
)
def test_a_tax_number_is_read(retail: Pack, text: str, number: str) -> None:
    assert values(retail, text, "vat_number") == [number]


@pytest.mark.parametrize(
    "text",
    ["HL204518330942", "HL-204518 330942", "SF1234567890", "JD014600006213", "1Z12345E0205271688", "call 07911123456", "AB123456789"],
)
def test_two_orders_or_a_parcel_number_are_no_tax_number(retail: Pack, text: str) -> None:
    assert values(retail, text, "vat_number") == []


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("訂單402917的襯衫想換尺寸", "product", "linen_shirt"),
        ("換成L號的 顏色一樣就好", "size", "L"),
        ("那雙跑鞋", "product", "trail_shoes"),
        ("要藍色", "colour", "blue"),
        ("飯盒", "product", "lunch_box"),
    ],
)
def test_names_are_read_in_traditional_characters_too(retail: Pack, text: str, slot: str, value: str) -> None:
    assert values(retail, text, slot) == [value]


def test_a_found_name_keeps_the_characters_of_the_customer(retail: Pack) -> None:
    (entity,) = (e for e in recognise("我的襯衫呢", retail.domain, "zh", date(2026, 11, 24)) if e.slot == "product")
    assert (entity.text, entity.start, entity.end) == ("襯衫", 2, 4)
