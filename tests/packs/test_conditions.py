import re

import pytest

from bot.dialogue.conditions import All, Any, Compare, Not, holds
from bot.packs.conditions import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("confirmed", Compare("confirmed", "==", (True,))),
        ("not confirmed", Not(Compare("confirmed", "==", (True,)))),
        ("status == placed", Compare("status", "==", ("placed",))),
        ("status != 'on its way'", Compare("status", "!=", ("on its way",))),
        ("status in [placed, packing]", Compare("status", "in", ("placed", "packing"))),
        ("status not in (placed, 3)", Compare("status", "not in", ("placed", 3))),
        ("amount >= 40.5", Compare("amount", ">=", (40.5,))),
        ("40 < amount", Compare("amount", ">", (40,))),
        ("amount > -1", Compare("amount", ">", (-1,))),
        ("eta is none", Compare("eta", "==", (None,))),
        ("eta is not None", Compare("eta", "!=", (None,))),
        ("paid == true", Compare("paid", "==", (True,))),
        ("10 <= amount < 20", All((Compare("amount", ">=", (10,)), Compare("amount", "<", (20,))))),
        ("a and (b or not c)", All((parse("a"), Any((parse("b"), Not(parse("c"))))))),
        ("颜色 == '红'", Compare("颜色", "==", ("红",))),
    ],
)
def test_a_condition_is_read_as_people_write_it(text: str, expected: object) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "not a condition"),
        ("status = placed", "not a condition"),
        ("status == on-hold", "in quotes"),
        ("status in placed", "needs a list, write [placed]"),
        ("amount > big", "compares numbers"),
        ("amount > true", "compares numbers"),
        ("f(x)", "not a condition"),
        ("'a' == 'b'", "must be the name of a slot"),
        ("__import__('os').remove('x')", "not a condition"),
        ("x if y else z", "not a condition"),
        ("(" * 300 + "a" + ")" * 300, "not a condition"),
    ],
)
def test_what_is_no_condition_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(hint)):
        parse(text)


def test_a_slot_without_value_is_only_equal_to_none() -> None:
    assert holds(parse("eta is none"), {})
    assert not holds(parse("amount < 5"), {})
    assert not holds(parse("confirmed"), {})
    assert holds(parse("not confirmed"), {})
