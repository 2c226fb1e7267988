"""A server that fails is left alone for a while."""

from bot.asking.breaker import Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def a_breaker() -> tuple[Breaker, Clock]:
    clock = Clock()
    return Breaker(failures=3, pause=30.0, clock=clock), clock


def test_a_few_failures_are_borne_and_one_more_begins_a_pause() -> None:
    breaker, _ = a_breaker()
    for _ in range(2):
        breaker.failed()
        assert breaker.lets_through()
    breaker.failed()
    assert not breaker.lets_through()


def test_an_answer_in_between_begins_the_count_anew() -> None:
    breaker, _ = a_breaker()
    for _ in range(4):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
    assert breaker.lets_through()


def test_after_a_pause_one_tries_while_the_others_wait() -> None:
    breaker, clock = a_breaker()
    for _ in range(3):
        breaker.failed()
    clock.now += 30.0
    assert [breaker.lets_through() for _ in range(4)] == [True, False, False, False]
    breaker.failed()
    clock.now += 29.0
    assert not breaker.lets_through()
    clock.now += 1.0
    assert breaker.lets_through()
    breaker.succeeded()
    assert all(breaker.lets_through() for _ in range(4))


def test_a_server_that_says_how_long_it_wants_to_be_left_alone_is_left_alone_at_once() -> None:
    breaker, clock = a_breaker()
    breaker.failed(retry_after=7.0)
    assert not breaker.lets_through()
    clock.now += 7.0
    assert breaker.lets_through()
    assert breaker.lets_through()


def test_nobody_can_ask_to_be_left_alone_for_ever() -> None:
    breaker, clock = a_breaker()
    breaker.failed(retry_after=1e9)
    clock.now += 600.0
    assert breaker.lets_through()
