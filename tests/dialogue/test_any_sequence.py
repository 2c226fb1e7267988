"""Any events in any order: turns end, nothing raises, the bot answers its customer and keeps quiet while a person speaks."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.domain import Silence
from bot.dialogue.effects import Send
from bot.dialogue.events import (
    ActionFailed,
    ActionReturned,
    ConversationClosed,
    ConversationOpened,
    CustomerRated,
    Event,
    Found,
    ModelFailed,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
    OperatorTransferred,
    TimerFired,
)
from tests.dialogue.shop import DOMAIN, PASSAGE, Player, code, command, reading, yes

INTENTS = st.lists(st.tuples(st.sampled_from([*DOMAIN.intents, "unknown"]), st.floats(0, 1)), max_size=4, unique_by=lambda pair: pair[0])
ENTITIES = st.lists(
    st.one_of(
        st.sampled_from(["HL-1", "HL-2"]).map(code),
        st.booleans().map(yes),
        st.sampled_from(["cancel", "repeat", "restart", "human", "skip", "refuse", "without", "correct", "negated"]).map(command),
    ),
    max_size=3,
).map(tuple)
READINGS = st.builds(
    lambda intents, mood, outside, entities, language: reading(
        *sorted(intents, key=lambda p: -p[1]), mood=mood, outside=outside, entities=entities, language=language
    ),
    INTENTS,
    st.sampled_from(["negative", "neutral", "positive"]),
    st.floats(0, 1),
    ENTITIES,
    st.sampled_from(["en", "zh", "", "fr"]),
)
CHOICES = st.sampled_from(
    [
        None,
        None,
        None,
        "affirm",
        "deny",
        "human",
        "restart",
        "cancel",
        "intent:track_order",
        "slot:reason:broken",
        "slot:sure:true",
        "nonsense",
        "",
    ]
)
MESSAGES = st.tuples(st.text(max_size=20), READINGS, CHOICES)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(ConversationOpened, st.just(0.0), st.sampled_from(["en", "zh", None, "xx"])),
    st.just(OperatorJoined(0.0, "Mei")),
    st.just(OperatorSaid(0.0, "Mei", "hello", "o")),
    st.just(OperatorReleased(0.0, "Mei")),
    st.builds(OperatorTransferred, st.just(0.0), st.sampled_from(["Mei", "Jan"]), st.sampled_from(["Mei", "Jan", None]), st.just("a note")),
    st.builds(CustomerRated, st.just(0.0), st.integers(1, 5)),
    st.just(ConversationClosed(0.0, "operator")),
    st.just(Found(0.0, "late", (PASSAGE,))),
    st.just(ActionReturned(0.0, "k", "order_status", {"status": "placed"})),
    st.just(ActionFailed(0.0, "k", "cancel_order", "down")),
    st.just(ModelFailed(0.0, "retrieve", "down")),
    st.builds(TimerFired, st.just(0.0), st.sampled_from([0.0, 600.0, 2400.0])),
)
PATIENT = replace(DOMAIN, silence=Silence(600.0, 1800.0))
SCRIPTS = st.lists(st.one_of(MESSAGES, EVENTS), max_size=12)


def play(script: list[object]) -> None:
    """Play a script and check after each event what always has to hold."""
    player = Player(domain=PATIENT)
    for happening in script:
        operator_had_it, had_it = player.conversation.mode == "operator", player.conversation.operator
        if isinstance(happening, tuple):
            text, understand, choice = happening
            said = player.write(text, understand, choice)
            assert said or player.conversation.mode != "bot"
        else:
            player.happen(happening)  # type: ignore[arg-type]
        if operator_had_it and player.conversation.mode == "operator":
            assert [e for e in player.effects if isinstance(e, Send) and e.author == "bot"] == []
        if isinstance(happening, OperatorTransferred):
            assert [e for e in player.effects if isinstance(e, Send) and e.author == "bot"] == []
            assert player.conversation.operator == had_it or (operator_had_it and had_it == happening.operator)
        if player.conversation.mode != "bot":
            assert player.conversation.stack == ()
            assert player.conversation.timer is None


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(SCRIPTS)
def test_no_sequence_of_events_breaks_the_conversation(script: list[object]) -> None:
    play(script)


@pytest.mark.slow
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(SCRIPTS)
def test_no_sequence_of_events_breaks_the_conversation_in_many_more(script: list[object]) -> None:
    play(script)
