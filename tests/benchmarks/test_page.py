from pathlib import Path

import pytest

from benchmarks.page import standing, write_sets

SETS = ("Banking, few", "Banking", "Chats")
BEFORE = """# Page

<!-- read -->
a day, a machine

| set | right |
|---|---|
| Banking, few (770) | 84 |
| Banking (10,003) | - |
<!-- /read -->

the end
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(BEFORE)
    return path


def test_what_is_not_measured_again_stays_on_the_page_and_is_said_to_be_older(page: Path) -> None:
    write_sets("read", ("set", "right"), {"Chats": ("Chats (9)", "70"), "Banking": ("Banking (10,003)", "93")}, SETS, page)
    lines = page.read_text().splitlines()
    assert [line for line in lines if line.startswith("| ")] == [
        "| set | right |",
        "| Banking, few (770) | 84 |",
        "| Banking (10,003) | 93 |",
        "| Chats (9) | 70 |",
    ]
    assert [line for line in lines if line.endswith("; measured before: Banking, few")]
    assert (lines[0], lines[-1]) == ("# Page", "the end")


def test_a_set_is_not_taken_for_another_whose_name_begins_alike(page: Path) -> None:
    assert standing("read", "Banking", page) == ("Banking (10,003)", "-")
    assert standing("read", "Chats", page) is None


def test_a_page_without_the_section_ends_the_program(page: Path) -> None:
    with pytest.raises(SystemExit, match="no marks for the section written"):
        write_sets("written", ("set",), {}, SETS, page)
