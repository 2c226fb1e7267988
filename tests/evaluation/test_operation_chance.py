"""What holds of any chat, however its turns lie."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.operation.happenings import Happening
from evaluation.operation.visit import HOUR
from evaluation.operation.visits import cut
from tests.evaluation.operating import LATER, chat, counts, happened, of

TURNS = st.lists(
    st.builds(
        lambda minute, kind, what: happened(minute, **KINDS[kind] | what),
        st.integers(-200, 6000),
        st.integers(0, 12),
        st.fixed_dictionaries({}, optional={"mood": st.sampled_from(("negative", "neutral")), "not_helped": st.booleans()}),
    ),
    max_size=14,
)
KINDS: tuple[dict[str, object], ...] = (
    {"wrote": True},
    {"wrote": True},
    {"wrote": True, "thanked": True},
    {"wrote": True, "handed": "asked"},
    {"joined": "mei"},
    {"answered": True, "operator_lines": 1},
    {"released": True},
    {"moved": ""},
    {"moved": "tom"},
    {"ended": "customer"},
    {"ended": "silence"},
    {"rating": 4},
    {"wrote": True, "rating": 4},
)
MODES = st.sampled_from(("bot", "queued", "operator", "closed"))


@settings(max_examples=300, deadline=None)
@given(turns=TURNS, mode=MODES)
def test_every_message_is_in_one_visit_and_no_time_runs_backwards(turns: list[Happening], mode: str) -> None:
    visits = cut(chat(*turns, mode=mode), HOUR, LATER)  # type: ignore[arg-type]
    assert sum(visit.messages for visit in visits) == sum(turn.wrote for turn in turns)
    assert all(visit.over for visit in visits[:-1])
    for visit in visits:
        assert visit.began <= visit.last <= LATER
        assert all(hold.since <= hold.until and 0 <= hold.worked <= hold.until - hold.since for hold in visit.holds)
        assert all(one.answered is None or one.answered >= one.at for one in visit.hand_overs)
    for before, after in pairwise(visits):
        assert before.last <= after.began


@settings(max_examples=200, deadline=None)
@given(chats=st.lists(st.tuples(TURNS, MODES), max_size=4))
def test_rates_stay_within_each_other_whatever_happened(chats: list[tuple[list[Happening], str]]) -> None:
    results = counts(*(chat(*turns, mode=mode, id=f"c{number}") for number, (turns, mode) in enumerate(chats)))  # type: ignore[arg-type]
    ways = ("resolved_at_most", "ended_with_people", "ended_given_up", "ended_unhappy", "ended_and_back")
    assert sum(of(results, way)[0] for way in ways) == of(results, ways[0])[1]
    assert of(results, "verified")[0] <= of(results, "resolved_at_most")[0] <= of(results, "contained")[0]
    assert of(results, "contained")[0] + of(results, "with_people")[0] == of(results, "contained")[1]
    for rate in results.all.rates.values():
        assert 0 <= rate.low <= (rate.value or 0) + 1e-9 and (rate.value or 0) <= rate.high + 1e-9 <= 1 + 1e-6
