import time

import pytest

from tests.recognisers.reading import read

LONG = (
    "my order hl 204 518 has not come since last tuesday and I paid $49.90 for the kettle, "
    "call 415-555-2671 or in three days please no idea why "
)


def milliseconds(text: str) -> float:
    """The least processor time of a few readings, so that a busy machine does not count."""
    read(text)
    times = []
    for _ in range(7):
        began = time.thread_time()
        read(text)
        times.append(time.thread_time() - began)
    return min(times) * 1000


@pytest.mark.parametrize(
    "text",
    [(LONG * 40)[:4000], ("我的订单HL-204518到哪了，上周二下的单，花了三百块。" * 200)[:4000], "1 " * 2000, "一" * 4000, "$1" * 2000],
)
def test_a_message_of_four_thousand_characters_takes_a_few_milliseconds(text: str) -> None:
    assert milliseconds(text) < 15


def test_a_usual_message_takes_less_than_a_millisecond() -> None:
    assert milliseconds("hi, where is my order HL-204518? I paid $20 last friday and the kettle is not here") < 1.5
