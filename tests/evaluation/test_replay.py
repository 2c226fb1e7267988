"""``frontdesk replay``: old turns on the pack and the models of today."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.domain import Domain, Reply
from bot.engine import Serving
from bot.errors import UnknownConversation
from bot.packs import Pack
from bot.settings import Settings
from evaluation import replay
from evaluation.compared import Compared, Replayed
from evaluation.stage import Stage, opened
from tests.house import KNOWN, OnePassage, ScriptedUnderstander, house

AT = 1_795_600_800.0
"""A Tuesday morning in November 2026."""


class NeverCalled:
    """Actions that must not run."""

    async def call(self, *_: object) -> Mapping[str, str]:
        raise AssertionError("an action ran")


def serving(domain: Domain, known: Mapping[str, str] = KNOWN, model: str = "today") -> Serving:
    return Serving(domain, ScriptedUnderstander(domain, known), OnePassage(), NeverCalled(), model)


@pytest.fixture
async def stage(retail: Pack, tmp_path: Path) -> AsyncIterator[Stage]:
    """A conversation about a delivery and about what it costs, which a person joins and its customer rates."""
    async with opened(retail, serving(retail.domain, model="then"), "en", AT, tmp_path) as stage:
        await stage.write("where is HL-204518?")
        await stage.write("what does it cost to deliver")
        await stage.write("thanks")
        await stage.write("a person please")
        await stage.join()
        await stage.say("This is Robin. What is it about?")
        await stage.release()
        await stage.rate(4)
        yield stage


async def changed(stage: Stage, serving: Serving) -> list[Compared]:
    return [one for one in await replay.turns_of(stage.store, stage.id, serving) if one.verdict != "same"]


async def test_the_same_pack_and_the_same_readings_say_the_same_and_run_no_action(stage: Stage, retail: Pack) -> None:
    turns = await replay.turns_of(stage.store, stage.id, serving(retail.domain))
    assert [one.verdict for one in turns] == ["same"] * 9
    assert turns[1].wrote == "where is HL-204518?"
    assert "HL-204518" in turns[1].then.lines[0][0]
    assert (turns[1].then.model, turns[1].now and turns[1].now.model) == ("then", "today")


async def test_a_message_that_is_read_otherwise_is_shown_as_it_was_and_as_it_would_be(stage: Stage, retail: Pack) -> None:
    (one,) = await changed(stage, serving(retail.domain, {**KNOWN, "thank": "goodbye"}))
    assert (one.verdict, one.wrote, one.then.reading) == ("model", "thanks", "thanks 0.97")
    assert one.now is not None
    assert one.now.reading == "goodbye 0.97"
    assert one.now.lines != one.then.lines


async def test_a_turn_is_read_again_in_the_state_that_really_preceded_it(stage: Stage, retail: Pack) -> None:
    """A misread first message does not change those after it."""
    known = {word: intent for word, intent in KNOWN.items() if word != "where is"}
    assert [one.wrote for one in await changed(stage, serving(retail.domain, known))] == ["where is HL-204518?"]


async def test_what_an_operator_handed_on_is_said_the_same_again(stage: Stage, retail: Pack) -> None:
    await stage.join()
    await stage.operator.transfer(stage.id, None, "Wants a refund.")
    handed = (await replay.turns_of(stage.store, stage.id, serving(retail.domain)))[-1]
    assert (handed.wrote, handed.verdict) == ("OperatorTransferred", "same")
    assert handed.then.lines[0][0].startswith("Another colleague will go on with you here")


async def test_another_wording_is_the_packs_doing(stage: Stage, retail: Pack) -> None:
    english = {**retail.domain.replies["en"], "thanks": Reply("thanks", ("Any time.",))}
    domain = replace(retail.domain, replies={**retail.domain.replies, "en": english})
    (one,) = await changed(stage, serving(domain))
    assert (one.verdict, one.wrote) == ("pack", "thanks")
    assert one.now is not None
    assert one.now.lines[0] == ("Any time.", ())


async def test_the_packs_wording_and_the_models_reading_can_both_have_changed(stage: Stage, retail: Pack) -> None:
    english = {**retail.domain.replies["en"], "thanks": Reply("thanks", ("Any time.",)), "goodbye": Reply("goodbye", ("Farewell.",))}
    domain = replace(retail.domain, replies={**retail.domain.replies, "en": english})
    (one,) = await changed(stage, serving(domain, {**KNOWN, "thank": "goodbye"}))
    assert one.verdict == "both"


async def test_an_action_that_was_not_asked_then_is_named_and_not_run(stage: Stage, retail: Pack) -> None:
    (one,) = await changed(stage, serving(retail.domain, {"cost": "track_order", **KNOWN}))
    assert (one.wrote, one.verdict, one.now) == ("what does it cost to deliver", "open", None)
    assert one.wants == "order_status(order_code=HL-204518)"


async def test_what_people_and_programs_read_names_what_changed(stage: Stage, retail: Pack) -> None:
    turns = await replay.turns_of(stage.store, stage.id, serving(retail.domain, {**KNOWN, "thank": "goodbye"}))
    done = Replayed("retail", "today", 1, tuple(turns))
    text = "\n".join(done.lines())
    assert "turn 4: the model reads it otherwise" in text
    assert "9 turns of 1 conversation, read again by today:" in text
    told = done.as_json()
    assert told["turns"] == 9
    assert told["verdicts"] == {"same": 8, "pack": 0, "model": 1, "both": 0, "open": 0}
    assert [one["wrote"] for one in told["changed"]] == ["thanks"]
    assert json.loads(json.dumps(told)) == told


async def kept_in(folder: Path) -> str:
    """A conversation in a database, and its id."""
    async with house(Settings(data_dir=folder)) as app, app.router.lifespan_context(app):
        reception = app.state.components.reception
        return await reception.open("retail", "web", "en")


def test_the_command_replays_what_servers_kept_with_the_version_that_is_named(tmp_path: Path, retail_model: Path) -> None:
    id = asyncio.run(kept_in(tmp_path))
    command = [sys.executable, "-m", "bot", "replay", id[:8], "--model", retail_model.name, "--json"]
    settings = {"FRONTDESK_DATA_DIR": str(tmp_path), "FRONTDESK_ARTIFACTS_DIR": str(retail_model.parent.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **settings}, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["pack"], told["model"], told["turns"], told["verdicts"]["same"]) == ("retail", retail_model.name, 1, 1)


async def test_a_conversation_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    await kept_in(tmp_path)
    with pytest.raises(UnknownConversation, match="no-such-conversation"):
        await replay.pack_named(Settings(data_dir=tmp_path), "no-such-conversation")
