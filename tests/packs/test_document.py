"""Where a quote that is not closed in a YAML file is looked for."""

from pathlib import Path

import pytest

from bot.errors import PackError
from bot.packs.document import read_yaml

BETWEEN = "".join(f"key_{i}: don't\n" for i in range(30))


def mistake(tmp_path: Path, text: str) -> PackError:
    (tmp_path / "pack.yaml").write_text(text, "utf-8")
    mistakes: list[PackError] = []
    assert read_yaml(tmp_path / "pack.yaml", mistakes) is None
    (one,) = mistakes
    return one


@pytest.mark.parametrize(
    "opened",
    ['title: {en: "Shop, zh: 店}\n', 'title: "Shop\n', 'titles: ["Shop]\n', "title: {en: 'Shop, zh: 店}\n"],
)
@pytest.mark.parametrize("closed", ["""pattern: {say: 'a "b" c'}\n""", 'a: "it\'s"\nb: [\'x\']\nc: ""\n', ""])
def test_the_line_where_an_unclosed_quote_opens_is_named_however_far_below_it_shows(tmp_path: Path, opened: str, closed: str) -> None:
    found = mistake(tmp_path, f'a: "b" # "\n{opened}{BETWEEN}{closed}')
    assert "a quote opens on line 2 and is not closed there" in found.message


@pytest.mark.parametrize(
    "above", ['text: "several\n  lines"\n', "a: 1 # the \"x\n# it's\n", "a: it's\n", """a: "it's" \n""", "a: 'say \"'\n"]
)
def test_a_quote_that_is_closed_is_not_blamed_for_another_mistake(tmp_path: Path, above: str) -> None:
    found = mistake(tmp_path, f"{above}bad: [1, 2\nmore: 3\n")
    assert "a quote opens" not in found.message
    assert "did not find expected" in found.message
