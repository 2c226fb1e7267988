import asyncio
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from bot.dialogue.conversation import Utterance
from bot.dialogue.domain import Domain, Intent, Slot
from bot.inference import encoder
from bot.inference.passes import Passes
from bot.inference.prototypes import Model
from bot.inference.scores import Outputs
from bot.inference.text import Ranges
from bot.understanding.outlook import ConversationOutlook
from bot.understanding.understander import EncoderUnderstander
from tests.understanding.test_outlook import head

SLOTS = {"order_code": Slot("order_code", "code", "ask", pattern=r"(?:HL)?(?P<code>\d{6})", template="HL-{code}")}
DOMAIN = Domain("shop", "1", {"en": "Shop"}, ("en", "zh"), {}, SLOTS, {}, {}, {})


@pytest.fixture
def understander(artifact_dir: Path) -> EncoderUnderstander:
    return EncoderUnderstander(encoder.load(artifact_dir), DOMAIN)


async def test_a_message_is_understood_in_one_event(understander: EncoderUnderstander) -> None:
    event, vector = await understander.understand("where is hl 204 518", at=1_700_000_000.0)
    assert event.at == 1_700_000_000.0
    assert event.text == "where is hl 204 518"
    assert event.language == "en"
    assert event.model == "v1"
    assert event.thresholds.accept == 0.6
    assert event.intents[0].value >= event.intents[1].value
    assert [entity.value for entity in event.entities if entity.slot == "order_code"] == ["HL-204518"]
    assert vector.shape == (32,)


async def test_nothing_but_the_pass_leaves_the_event_loop_unless_the_message_is_long(artifact_dir: Path) -> None:
    read, there = encoder.load(artifact_dir), []
    model = read.models["latin"]

    class Watched(Model):
        def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
            outputs = yield from model.reading(text, parts)
            there.append(threading.current_thread() is threading.main_thread())
            return outputs

    read.models["latin"] = Watched()
    understander = EncoderUnderstander(read, DOMAIN)
    short, long = "where is my parcel", "where is my parcel " * 40
    assert (await understander.understand(short, 0.0))[0] == understander.read(short, 0.0)[0]
    assert (await understander.understand(long, 0.0))[0] == understander.read(long, 0.0)[0]
    assert there == [True, True, False, True]


async def test_a_pass_that_fails_fails_the_reading(artifact_dir: Path) -> None:
    read = encoder.load(artifact_dir)

    class Broken(Model):
        def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
            yield partial(int, "no number")
            raise AssertionError("unreachable")

    read.models["latin"] = Broken()
    with pytest.raises(ValueError, match="no number"):
        await EncoderUnderstander(read, DOMAIN).understand("where is my parcel", 0.0)


async def test_the_language_is_left_open_where_nothing_tells(understander: EncoderUnderstander) -> None:
    assert [(await understander.understand(text, 0.0))[0].language for text in ("HL-204518", "👍", "我要退款")] == ["", "", "zh"]


async def test_many_messages_are_understood_at_once(understander: EncoderUnderstander) -> None:
    texts = [f"where is parcel number {i}" for i in range(40)]
    events = await asyncio.gather(*(understander.understand(text, 0.0) for text in texts))
    assert [event.text for event, _ in events] == texts


async def test_the_parts_of_a_message_are_read_also_where_its_pass_does_not_reach(artifact_dir: Path) -> None:
    wishes = {name: Intent(name, {}) for name in encoder.load(artifact_dir).manifest.groups["latin"].labels}
    domain = Domain("shop", "1", {"en": "Shop"}, ("en", "zh"), wishes, {}, {}, {}, {})
    read = encoder.load(artifact_dir)
    text = "where is my parcel, " + "it was a very long trip " * 40 + ", my shoes do not fit, 我要退款"
    event, _ = EncoderUnderstander(read, domain).read(text, 0.0)
    parts = {part.text: part for part in event.parts}
    for words in ("my shoes do not fit", "我要退款"):
        alone = read.read(words)
        assert parts[words].intents == alone.intents[:3]
        assert parts[words].out_of_scope == alone.out_of_scope


async def test_what_follows_a_greeting_is_read_by_itself_and_its_places_are_those_of_the_message(artifact_dir: Path) -> None:
    read = encoder.load(artifact_dir)
    understander = EncoderUnderstander(read, DOMAIN)
    greeting, rest = "Good morning. ", "where is my parcel, hl 204 518, my shoes do not fit"
    event, vector = await understander.understand(greeting + rest, 0.0)
    alone, own = await understander.understand(rest, 0.0)
    assert (event.text, event.begins, alone.begins) == (greeting + rest, len(greeting), 0)
    assert (event.intents, event.out_of_scope) == (alone.intents, alone.out_of_scope)
    assert np.array_equal(vector, own)
    assert event.text[event.entities[0].start :].startswith("hl 204 518")
    assert [(part.start, part.text) for part in event.parts] == [(part.start + len(greeting), part.text) for part in alone.parts]
    weighed = await understander.attribute(event.text, event.begins)
    assert [word for word in (event.text[start:end] for start, end in weighed.spans) if "morning" in word] == []
    assert all(start >= event.begins for start, _ in weighed.spans)


async def test_a_mere_greeting_is_read_whole_although_it_goes_on(artifact_dir: Path) -> None:
    """The untrained model likes one label best whatever it reads; here that label is a greeting."""
    read = encoder.load(artifact_dir)
    best = read.read("Good morning. anyone home").intents[0].name
    domain = replace(DOMAIN, intents={best: Intent(best, {}, reply="greeting")})
    event, _ = await EncoderUnderstander(read, domain).understand("Good morning. anyone home", 0.0)
    assert event.begins == 0
    assert event.intents == read.read("Good morning. anyone home").intents


async def test_a_greeting_in_one_script_before_words_in_another_is_read_and_keeps_its_language(artifact_dir: Path) -> None:
    """A model of another script reads what follows, so neither its vector nor its language is that of the message."""
    read = encoder.load(artifact_dir)
    heads = {group: head(len(model.outputs("?").vector)) for group, model in read.models.items()}
    understander = EncoderUnderstander(read, DOMAIN, ConversationOutlook(read, heads))
    lines: tuple[Utterance, ...] = ()
    for text in ("您好，HL-204518", "您好，thermos", "您好，我要退款"):
        lines = (*lines, Utterance("customer", text))
        event, _ = await understander.understand(text, 0.0, lines)
        assert (event.begins, event.language) == (3, "zh")
        assert event.risk is not None
