import gc
import time
from collections.abc import Callable

import pytest

from bot.recognisers.numerals import in_digits
from tests.recognisers.reading import read

LONG = (
    "my order hl 204 518 has not come since last tuesday and I paid $49.90 for the kettle, "
    "call 415-555-2671 or in three days please no idea why "
)


def fastest(*works: Callable[[], object], rounds: int = 41) -> list[float]:
    """The least processor time of each of some pieces of work.

    They take turns, so that a machine that is slow or busy for a moment is so for all of them, and the garbage
    collector waits, as in ``timeit``: what thousands of other tests left behind is no part of what is timed.
    """
    times: list[list[float]] = [[] for _ in works]
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for work, taken in zip(works, times, strict=True):
                began = time.thread_time()
                work()
                taken.append(time.thread_time() - began)
    finally:
        if collecting:
            gc.enable()
    return [min(taken) for taken in times]


def sums() -> int:
    """Fifty thousand small sums, which are as slow as everything else where the machine is slow."""
    return sum(n * n % 7 for n in range(50_000))


LONG_TEXTS = [
    (LONG * 40)[:4000],
    ("我的订单HL-204518到哪了，上周二下的单，花了三百块。" * 200)[:4000],
    "1 " * 2000,
    "一" * 4000,
    "$1" * 2000,
]


@pytest.mark.parametrize("text", LONG_TEXTS)
def test_a_message_of_four_thousand_characters_takes_a_few_milliseconds(text: str) -> None:
    reading, arithmetic = fastest(lambda: read(text), sums)
    assert reading < 6 * arithmetic


@pytest.mark.parametrize("text", LONG_TEXTS)
def test_time_grows_with_the_length_and_not_with_its_square(text: str) -> None:
    whole, quarter = fastest(lambda: read(text), lambda: read(text[:1000]))
    assert whole < 9 * quarter


def test_a_usual_message_takes_less_than_a_millisecond() -> None:
    usual = "hi, where is my order HL-204518? I paid $20 last friday and the kettle is not here"
    # A message goes through more memory than sums do, so a busy neighbour slows it more: there has to be a quiet moment for both.
    reading, arithmetic = fastest(lambda: read(usual), sums, rounds=400)
    assert reading < arithmetic / 3


@pytest.mark.parametrize("unit", ["hmm ", "hm", "那就", "那就 ", "嗯", "我就", "no, ", " ", "\n", "1", "1-", "two ", "sry ", "切换到 "])
@pytest.mark.parametrize("end", ["x", "？"])
def test_nothing_that_is_repeated_takes_long_to_read(unit: str, end: str) -> None:
    text = unit * (4000 // len(unit)) + end
    (reading,) = fastest(lambda: read(text), rounds=1)
    assert reading < 0.5


def test_a_row_of_digits_is_searched_for_chinese_numerals_once() -> None:
    (searching,) = fastest(lambda: in_digits("3" * 4000 + "x"), rounds=1)
    assert searching < 0.2
