"""The forecast while serving: what is read again, what is not, and how a turn uses it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from bot.dialogue.conversation import Utterance
from bot.dialogue.events import MessageReceived, Score, Understood
from bot.dialogue.step import opening
from bot.engine import Engine, Serving
from bot.inference.artifact import Manifest
from bot.inference.encoder import Encoder
from bot.inference.outlook import FEATURES, Floats, Head
from bot.inference.passes import here
from bot.inference.prototypes import Model
from bot.inference.scores import Outputs
from bot.inference.text import Ranges
from bot.store.memory import MemoryStore
from bot.turn import Vector
from bot.understanding.outlook import KEPT, ConversationOutlook, load
from tests.dialogue.shop import DOMAIN, reading
from tests.inference.conftest import record
from tests.store.parts import Models

WIDTH = 4
CALM = (Score("neutral", 0.8), Score("negative", 0.1), Score("positive", 0.1))


@dataclass
class Reads(Model):
    """A model whose vector says how a text begins; remembers what it was asked."""

    asked: list[str] = field(default_factory=list)

    def outputs(self, text: str, parts: Ranges = ()) -> Outputs:
        self.asked.append(text)
        return Outputs(np.zeros(4, np.float32), np.zeros(3, np.float32), direction(text))


def direction(text: str) -> Floats:
    """The vector of a text that refuses, and that of any other."""
    return np.array([0, 1, 0, 0] if text.startswith("no") else [1, 0, 0, 0], dtype=np.float32)


def head(width: int = WIDTH) -> Head:
    """The more of the conversation refuses, the worse."""
    seen = 1 + 3 + FEATURES
    weights: dict[str, Floats] = {
        "project.weight": np.eye(1, width, 1, dtype=np.float32) * 4,
        "project.bias": np.zeros(1, np.float32),
        "score.weight": np.zeros((1, seen), np.float32),
        "score.bias": np.zeros(1, np.float32),
        "slope": np.full(1, -9.0, np.float32),
        "value.weight": np.eye(1, seen, dtype=np.float32),
        "value.bias": np.zeros(1, np.float32),
        "mix.weight": np.eye(1, 2 * seen + 1, 2 * seen, dtype=np.float32),
        "mix.bias": np.zeros(1, np.float32),
        "now.weight": np.array([[0.0], [9.0], [0.0], [0.0], [0.0]], np.float32),
        "now.bias": np.array([-9.0, 0.0, -9.0, 4.0, -9.0], np.float32),
        "risk.weight": np.array([[9.0]], np.float32),
        "risk.bias": np.array([-4.0], np.float32),
    }
    return Head(weights)


def understood(text: str) -> Understood:
    return replace(reading(("delivery_cost", 0.9))(text), sentiment=CALM)


def an_outlook(manifest_of: Encoder, model: Reads) -> ConversationOutlook:
    return ConversationOutlook(Encoder(manifest_of.manifest, {"latin": model}), {"latin": head()})


@pytest.fixture
def encoder() -> Encoder:
    groups = {"latin": record("transformer", WIDTH)}
    manifest = Manifest(
        pack="shop", version="v1", created_at="", seed=1, effort="quick", languages=("en",), groups=groups, code="", data={}
    )
    return Encoder(manifest, {"latin": Reads()})


def test_refusals_lower_what_is_expected_and_raise_the_risk(encoder: Encoder) -> None:
    outlook = an_outlook(encoder, Reads())
    answered = (Utterance("customer", "may I"), Utterance("agent", "yes of course"), Utterance("customer", "thanks"))
    calm = here(outlook.foresee(understood("thanks"), direction("thanks"), answered))
    refused = (
        Utterance("customer", "may I"),
        Utterance("agent", "no"),
        Utterance("customer", "why"),
        Utterance("agent", "no way"),
        Utterance("customer", "so"),
    )
    angry = here(outlook.foresee(understood("so"), direction("so"), refused))
    assert float(calm.satisfaction or 0) > 3.5 > float(angry.satisfaction or 0)
    assert float(calm.risk or 0) < 0.1 < float(angry.risk or 0)


def test_the_message_at_hand_is_not_read_again_and_what_was_read_before_neither(encoder: Encoder) -> None:
    model = Reads()
    outlook = an_outlook(encoder, model)
    lines: tuple[Utterance, ...] = (Utterance("customer", "hello"), Utterance("agent", "yes?"), Utterance("customer", "where is it"))
    here(outlook.foresee(understood("where is it"), direction("where is it"), lines))
    assert model.asked == ["hello", "yes?"]
    lines = (*lines, Utterance("agent", "yes?"), Utterance("customer", "still there"))
    here(outlook.foresee(understood("still there"), direction("still there"), lines))
    assert model.asked == ["hello", "yes?"]


def test_after_a_start_no_message_waits_until_a_long_conversation_is_read_again_unless_something_is_decided_by_that(
    encoder: Encoder,
) -> None:
    model = Reads()
    outlook, said = an_outlook(encoder, model), "thanks"
    lines = (*(Utterance("agent", f"line {number}") for number in range(8)), Utterance("customer", said))
    looks = [here(outlook.foresee(understood(said), direction(said), lines, needed=False)) for _ in range(3)]
    assert model.asked == [f"line {number}" for number in (0, 6, 7, 1, 4, 5, 2, 3)]
    assert [look.satisfaction is None for look in looks] == [True, True, False]
    assert looks[-1] == here(an_outlook(encoder, Reads()).foresee(understood(said), direction(said), lines))


def test_a_sentence_that_recurs_is_not_forgotten_for_its_age(encoder: Encoder) -> None:
    model = Reads()
    outlook = an_outlook(encoder, model)
    for text in ("hello", *map(str, range(KEPT - 1)), "hello", "new", "newer"):
        here(outlook.read("latin", text))
    here(outlook.read("latin", "hello"))
    assert model.asked.count("hello") == 1


def test_a_message_of_which_only_a_part_was_read_is_read_whole_for_the_forecast(encoder: Encoder) -> None:
    """So the forecast is the same in every process, whatever it remembers."""
    model = Reads()
    outlook = an_outlook(encoder, model)
    lines = (Utterance("customer", "no hello, where is it"),)
    first = here(outlook.foresee(understood("no hello, where is it"), None, lines))
    assert model.asked == ["no hello, where is it"]
    assert first == here(an_outlook(encoder, Reads()).foresee(understood("no hello, where is it"), direction("no"), lines))


def test_a_language_without_a_head_is_left_as_it_is(encoder: Encoder) -> None:
    outlook = ConversationOutlook(encoder, {})
    event = understood("thanks")
    assert here(outlook.foresee(event, direction("thanks"), (Utterance("customer", "thanks"),))) == event


def test_an_artifact_without_heads_foresees_nothing(encoder: Encoder, tmp_path: Path) -> None:
    assert load(tmp_path, encoder) is None


class Sees(Models):
    """Forecasts the same risk for every conversation; remembers the lines that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Utterance] = ()

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        event, vector = await super().understand(text, at)
        self.lines = lines
        return replace(event, satisfaction=2.0, risk=0.9), vector


async def test_what_is_foreseen_reaches_the_rule_the_log_and_the_desks_list() -> None:
    store, models = MemoryStore(), Sees()
    domain = replace(DOMAIN, escalation=replace(DOMAIN.escalation, risk=0.8))
    await store.create(opening("c1", domain, "en"), "web", 1.0)
    engine = Engine(store, {"shop": Serving(domain, models, models, models, "test-1")})
    turn = await engine.handle("c1", MessageReceived(7.0, "what does delivery cost", "d1"))
    assert "at_risk" in [reason.rule for reason in turn.trace if reason.fired]
    assert models.lines[-1] == Utterance("customer", "what does delivery cost")
    (summary,) = await store.conversations()
    assert (summary.satisfaction, summary.risk, summary.reason) == (2.0, 0.9, "at_risk")
    (log,) = await store.turns("c1")
    assert [event.risk for event in log.events if isinstance(event, Understood)] == [0.9]
