"""A question stays open, and its buttons good, until the customer says something that bears on it; with the core that asks."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.conversation import Utterance
from bot.dialogue.events import Understood
from bot.store.memory import MemoryStore
from tests.channels.botapi import BotApi
from tests.channels.telegram_shop import ID, heard, running, texts
from tests.channels.updates import DOCUMENT, PHOTO, message, press
from tests.dialogue.shop import code, reading
from tests.store.parts import Models, Vector

BACK = "HL-204518 goes back"
DONE, GONE = "Return of HL-204518 (Broken) started.", "This button is no longer in use. Just write what you would like."
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 2}


class Returns(Models):
    """Reads the wish to send an order back, too."""

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        found, vector = await super().understand(text, at, lines)
        wish = reading(("return_item", 0.9), entities=(code(),))(text)
        return (replace(wish, at=at) if text == BACK else found), vector


async def asked(api: BotApi) -> str:
    """The data of the button [Broken] below the question what is wrong."""
    await api.add(message(BACK))
    question = (await api.until(2))[1]
    assert question.text == "What is wrong?"
    return dict(question.buttons)["Broken"]


@pytest.mark.parametrize("sent", [{"photo": PHOTO}, {"document": DOCUMENT}, {"voice": VOICE}, {"text": "/language"}])
async def test_a_question_is_open_after_a_photo_a_file_or_a_look_at_the_languages(
    api: BotApi, store: MemoryStore, sent: dict[str, Any]
) -> None:
    async with running(api, store, models=Returns()):
        data = await asked(api)
        await api.add(message(**sent))
        await api.until(3)
        await api.add(press(data))
        await api.until(4)
    assert texts(api)[3] == DONE
    assert (await heard(store, 3))[2] == "Broken"
    assert api.told == [""]


async def test_a_question_is_open_after_several_photos(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store, models=Returns()):
        data = await asked(api)
        await api.add(message(None, photo=PHOTO), message(None, photo=PHOTO))
        await heard(store, 3)
        await api.add(press(data))
        await api.until(4)
    assert texts(api)[3] == DONE


@pytest.mark.parametrize("sent", [{"photo": PHOTO, "caption": "hm"}, {"text": "hm"}, {"text": "/cancel"}, {"text": "/languages"}])
async def test_a_question_is_not_open_any_more_after_words_of_the_customers(api: BotApi, store: MemoryStore, sent: dict[str, Any]) -> None:
    async with running(api, store, models=Returns()):
        data = await asked(api)
        await api.add(message(**sent))
        await api.until(3)
        before = len(await store.messages(ID))
        await api.add(press(data))
        while not api.told:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
    assert api.told == [GONE]
    assert len(await store.messages(ID)) == before


@pytest.mark.parametrize("data", ["spent", "buy:7", "1.0", "rate.3.5", "rate.5"])
async def test_a_button_of_a_conversation_that_was_erased_keeps_nobody_again(api: BotApi, store: MemoryStore, data: str) -> None:
    async with running(api, store):
        await api.add(press(data))
        while not api.told:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
    assert (store.kept, api.sent, api.told) == ({}, [], [GONE])
