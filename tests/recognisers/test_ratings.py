import pytest

from bot.recognisers.ratings import rating
from tests.recognisers.reading import values


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("5", 5), ("3", 3), ("5分", 5), ("给5分", 5), ("五分", 5), ("满分", 5), ("四颗星", 4), ("五星好评", 5), ("4 out of 5", 4), 
        ("5/5", 5),
        ("five stars", 5), ("4 stars, thanks", 4), ("I'd give it a 4", 4), ("10/10", 5), ("⭐⭐⭐", 3), ("two", 2),
    ],
)  # fmt: skip
def test_a_mark_from_one_to_five_is_a_number(text: str, mark: int) -> None:
    assert values(text, "number") == [mark]


@pytest.mark.parametrize(
    "text", ["5分钟", "十分满意", "4/12", "$5", "5 days late", "5 stars are on the box but mine has none", "6 out of 5"]
)
def test_what_only_looks_like_a_mark_is_no_mark(text: str) -> None:
    assert rating(text) is None
