"""Pictures beside the bot's lines: drawn by the pack's own function from what was known when the line was said."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import pictures
from bot.actions import ActionCall
from bot.bus.local import LocalBus
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Picture
from bot.dialogue.effects import Drawing
from bot.dialogue.replies import render
from bot.errors import ActionError
from bot.packs import Pack, check, load
from bot.packs.pack import Function
from bot.pictures import PNG, Pictures
from bot.reception import Reception
from bot.store.memory import MemoryStore
from bot.store.records import Message
from tests.packs.folders import SMALL, copied, spoil
from tests.store.parts import a_turn

LINE = Message(3, "bot", "Here it is.", 1_764_000_000.0, 2, drawing=Drawing("draw", {"colour": "red"}, "zh"))


def drawing(function: Function) -> Pack:
    """The small pack with one picture."""
    return replace(load(SMALL), pictures={"draw": function})


async def test_a_function_gets_the_slots_the_language_and_the_day_of_the_line_and_is_asked_once(tmp_path: Path) -> None:
    calls: list[tuple[Mapping[str, object], str, date]] = []

    def draw(call: ActionCall, **slots: object) -> bytes:
        calls.append((slots, call.language, call.today))
        return PNG + b"drawn"

    drawn = Pictures({"small": drawing(draw)}, tmp_path)
    assert [await drawn.draw("small", "c1", LINE) for _ in range(3)] == [PNG + b"drawn"] * 3
    assert calls == [({"colour": "red"}, "zh", date(2025, 11, 24))]
    await drawn.draw("small", "c2", LINE)
    assert len(calls) == 2


async def test_a_conversation_that_begins_anew_with_the_same_id_is_not_shown_the_pictures_of_the_deleted_one(tmp_path: Path) -> None:
    drawn = Pictures({"small": drawing(lambda call, colour: PNG + colour.encode())}, tmp_path)
    assert await drawn.draw("small", "c1", LINE) == PNG + b"red"
    anew = replace(LINE, at=LINE.at + 60, drawing=Drawing("draw", {"colour": "blue"}, "zh"))
    assert await drawn.draw("small", "c1", anew) == PNG + b"blue"


async def test_who_looks_at_the_same_time_gets_the_same_drawing_also_where_one_of_them_leaves(tmp_path: Path) -> None:
    calls: list[ActionCall] = []
    go_on = threading.Event()

    def draw(call: ActionCall, colour: str) -> bytes:
        calls.append(call)
        go_on.wait(5)
        return PNG + b"drawn"

    drawn = Pictures({"small": drawing(draw)}, tmp_path)
    customer, operator, telegram = [asyncio.create_task(drawn.draw("small", "c1", LINE)) for _ in range(3)]
    while not calls:  # noqa: ASYNC110  (a thread tells)
        await asyncio.sleep(0.01)
    customer.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await operator == await telegram == PNG + b"drawn"
    assert len(calls) == 1
    assert not drawn.begun


async def test_a_drawing_that_failed_is_tried_again_by_who_looks_next(tmp_path: Path) -> None:
    calls: list[ActionCall] = []

    def draw(call: ActionCall, colour: str) -> bytes:
        calls.append(call)
        return PNG if len(calls) > 1 else b""

    drawn = Pictures({"small": drawing(draw)}, tmp_path)
    with pytest.raises(ActionError):
        await drawn.draw("small", "c1", LINE)
    assert await drawn.draw("small", "c1", LINE) == PNG


async def test_what_cannot_be_drawn_is_an_error_that_says_why(tmp_path: Path) -> None:
    def failing(call: ActionCall, colour: str) -> bytes:
        raise ZeroDivisionError("nothing to draw")

    for function, why in (
        (failing, "draw failed: ZeroDivisionError: nothing to draw"),
        (lambda call, colour: b"GIF89a", "returned bytes, not the bytes of a PNG"),
        (lambda call, colour: "chart.png", "returned str, not the bytes of a PNG"),
        (lambda call, colour: PNG + b"x" * pictures.MOST_BYTES, "2,097,152 at most"),
        (lambda call, size: PNG, "failed: TypeError"),
    ):
        with pytest.raises(ActionError, match=why):
            await Pictures({"small": drawing(function)}, tmp_path).draw("small", "c1", LINE)
    nothing = replace(LINE, drawing=None)
    for line, pack in ((LINE, "other"), (nothing, "small"), (replace(LINE, drawing=Drawing("gone", {}, "en")), "small")):
        with pytest.raises(ActionError, match="draws nothing beside line 3"):
            await Pictures({"small": drawing(failing)}, tmp_path).draw(pack, "c1", line)


def test_a_reply_carries_the_slots_as_they_were_when_it_was_said() -> None:
    domain = replace(load(SMALL).domain, pictures={"thanks": Picture("draw", ("colour", "order_code"))})
    said = render(Conversation("c1", "small", language="zh", slots={"colour": "red", "sure": True}), domain, "thanks")
    assert said.drawing == Drawing("draw", {"colour": "red"}, "zh")
    assert render(Conversation("c1", "small"), domain, "ask_colour").drawing is None


async def test_the_reception_finds_the_line_and_refuses_one_that_is_not_there(tmp_path: Path) -> None:
    store = MemoryStore()
    await store.create(Conversation("c1", "small"), "web", 1.0)
    opened = await store.open("c1")
    turn = a_turn(opened, "hello", "there")
    await store.commit(opened.lease, replace(turn, messages=(turn.messages[0], replace(turn.messages[1], drawing=LINE.drawing))))
    drawn = Pictures({"small": drawing(lambda call, colour: PNG + colour.encode())}, tmp_path)
    reception = Reception(store, LocalBus(), {}, pictures=drawn)
    assert await reception.picture("c1", 2) == PNG + b"red"
    for seq in (1, 3):
        with pytest.raises(ActionError):
            await reception.picture("c1", seq)


def test_a_pack_names_its_pictures_and_mistakes_in_that_are_found(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    with (folder / "actions.py").open("a", encoding="utf-8") as code:
        code.write("\n\ndef draw(call, colour=None):\n    return b''\n\n\ndef strange(call, size):\n    return b''\n")
    spoil(folder, "pack.yaml", "slots:\n", "pictures: {thanks: draw}\nslots:\n")
    pack = load(folder)
    assert pack.domain.pictures == {"thanks": Picture("draw", ("colour",))}
    assert set(pack.pictures) == {"draw"}
    for wrong, sentence in (
        ("{thnks: draw}", "there is no reply 'thnks'; did you mean 'thanks'?"),
        ("{thanks: drow}", "actions.py has no function 'drow'"),
        ("{thanks: strange}", "strange takes 'size', which is no slot and no action returns it"),
    ):
        spoil(folder, "pack.yaml", "{thanks: draw}", wrong)
        assert sentence in " ".join(str(mistake) for mistake in check(folder))
        spoil(folder, "pack.yaml", wrong, "{thanks: draw}")
