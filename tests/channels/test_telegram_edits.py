"""An edit is heard if it says something new, and not if Telegram only repeats the message."""

from collections.abc import Sequence

import pytest

from bot.channels.intake import REMEMBERED
from bot.channels.telegram.edits import BACK, Edits, Heard
from bot.channels.telegram.parsing import Edited
from bot.dialogue.effects import Send
from bot.store.memory import MemoryStore
from tests.channels.botapi import BotApi
from tests.channels.telegram_shop import ID, heard, running
from tests.channels.test_telegram_buttons import talking
from tests.channels.updates import edited, message
from tests.fakes import FakeReception


async def customers(store: MemoryStore) -> list[str]:
    return [line.text for line in await store.messages(ID) if line.author == "customer"]


@pytest.mark.parametrize("text", ["/help", "/HELP", "/help me", "/language zh", "/LANGUAGE  zh", "/human", "/foo"])
@pytest.mark.parametrize("restarts", [False, True])
async def test_a_command_that_comes_again_as_an_edit_is_heard_once(api: BotApi, text: str, restarts: bool) -> None:
    hello, asked = message("hello"), message(text)
    async with talking(api) as ann:
        await ann.does(hello, asked)
        if restarts:
            ann.inlet.open.clear()
        await ann.does(edited(asked, text))
    assert len(ann.said) == 2


@pytest.mark.parametrize("restarts", [False, True])
async def test_the_opening_start_that_comes_again_as_an_edit_begins_nothing_again(api: BotApi, restarts: bool) -> None:
    opening = message("/start", date=1)
    async with talking(api) as ann:
        await ann.does(opening)
        if restarts:
            ann.inlet.open.clear()
        await ann.does(edited(opening, "/start"))
    assert ann.said == []


async def test_the_opening_start_that_is_edited_into_words_is_heard_and_an_older_one_is_not(api: BotApi) -> None:
    opening, question = message("/start", date=1), message("hm")
    async with talking(api) as ann:
        await ann.does(opening, edited(opening, "where is it"), question, edited(opening, "cancel it"), edited(question, "hmm"))
    assert [text for text, _ in ann.said] == ["where is it", "hm", "hmm"]


async def test_an_edit_into_help_asks_for_help_and_one_into_a_language_speaks_it(api: BotApi, store: MemoryStore) -> None:
    mistyped = message("halp")
    async with running(api, store) as desk:
        await api.add(mistyped, edited(mistyped, "/help"), edited(mistyped, "/language zh"))
        await heard(store, 3)
        assert desk.models.read == ["halp", "help"]
    assert await customers(store) == ["halp", "help", "/language zh"]
    assert (await store.head(ID)).summary.language == "zh"


async def among(count: int) -> FakeReception:
    """A conversation of so many lines of the bot's."""
    reception = FakeReception()
    await reception.open("shop", "telegram", "en", ID)
    reception.add(ID, [Send("still here")] * (count - 1), 0)
    return reception


@pytest.mark.parametrize(("count", "new"), [(BACK, "HL-2"), (BACK + 1, None)])
async def test_an_edit_is_new_where_all_lines_are_known_and_left_alone_where_it_may_be_an_older_one(count: int, new: str | None) -> None:
    edits = Edits(await among(count))
    assert await edits.words(ID, Edited("HL-2", 7), "HL-2", Heard()) == new
    assert await edits.words(ID, Edited("HL-2", 7), "HL-2", Heard(7, "HL-1")) == "HL-2"


async def test_what_is_remembered_of_conversations_does_not_grow_for_ever(api: BotApi) -> None:
    ids: Sequence[str] = [str(number) for number in range(REMEMBERED + 2)]
    async with talking(api) as ann:
        for id in ids:
            ann.inlet.remember(id)
        assert list(ann.inlet.open) == ids[2:]
