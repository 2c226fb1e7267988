import time
from collections.abc import Callable

import pytest

from tests.recognisers.reading import read

LONG = (
    "my order hl 204 518 has not come since last tuesday and I paid $49.90 for the kettle, "
    "call 415-555-2671 or in three days please no idea why "
)


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of a few runs."""
    work()
    times = []
    for _ in range(7):
        began = time.thread_time()
        work()
        times.append(time.thread_time() - began)
    return min(times)


def arithmetic() -> float:
    """What fifty thousand small sums take now: on a slow or busy machine they are as slow as everything else."""
    return seconds(lambda: sum(n * n % 7 for n in range(50_000)))


LONG_TEXTS = [
    (LONG * 40)[:4000],
    ("我的订单HL-204518到哪了，上周二下的单，花了三百块。" * 200)[:4000],
    "1 " * 2000,
    "一" * 4000,
    "$1" * 2000,
]


@pytest.mark.parametrize("text", LONG_TEXTS)
def test_a_message_of_four_thousand_characters_takes_a_few_milliseconds(text: str) -> None:
    assert seconds(lambda: read(text)) < 6 * arithmetic()


@pytest.mark.parametrize("text", LONG_TEXTS)
def test_time_grows_with_the_length_and_not_with_its_square(text: str) -> None:
    assert seconds(lambda: read(text)) < 9 * seconds(lambda: read(text[:1000]))


def test_a_usual_message_takes_less_than_a_millisecond() -> None:
    assert seconds(lambda: read("hi, where is my order HL-204518? I paid $20 last friday and the kettle is not here")) < arithmetic() / 3
