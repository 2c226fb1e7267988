"""Whatever comes from Telegram, by webhook or by polling, is taken once, and the valid messages in between are all answered."""

import asyncio
import copy
import itertools
import json
import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.account import Me
from bot.channels.telegram.parsing import arrival
from bot.dialogue.events import MessageReceived
from bot.store import codec
from bot.store.memory import MemoryStore
from tests.channels.botapi import BotApi
from tests.channels.telegram_shop import ID, running
from tests.channels.test_telegram_webhook import HEADER, HOOK, SECRET, hooked
from tests.channels.updates import ANN, DOCUMENT, GROUP, OTHERS, PHOTO, edited, message, press

ME = Me(123456789, "HarbourLaneBot")
TEXT = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    ["\x00", "\ud800", "/start", "rate.7.5", "1.0", "9" * 400]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
SAMPLES = [
    *(message("hi"), message("/start"), message("/language x"), message(None, photo=PHOTO, caption="c"), message(None, document=DOCUMENT)),
    *(message("@HarbourLaneBot hello", chat=GROUP), message("yes", chat=GROUP, reply_to_message=message("a")["message"])),
    *(
        message(None, voice={"file_id": "v", "file_unique_id": "u", "duration": 3}),
        press("1.0"),
        press("rate.7.5"),
        edited(message("a"), "b"),
    ),
    *OTHERS,
]
NUMBERS = itertools.count(10**12)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """An update of a known kind in which up to three things are missing, of the wrong type, or in the wrong place."""
    update: Any = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        place = update
        for _ in range(draw(st.integers(0, 4))):
            below = [key for key, value in items(place) if isinstance(value, dict | list) and value]
            if not below:
                break
            place = place[draw(st.sampled_from(below))]
        key = draw(st.sampled_from([key for key, _ in items(place)] or ["new"]))
        match draw(st.sampled_from(["other", "other", "gone", "itself", "added"])):
            case "gone" if isinstance(place, dict):
                place.pop(key, None)
            case "itself":
                place[key] = copy.deepcopy(update)
            case "added" if isinstance(place, dict):
                place[draw(TEXT)] = draw(VALUES)
            case _:
                place[key] = draw(VALUES)
    return update


def items(place: Any) -> list[tuple[Any, Any]]:
    """The keys or positions of a container with their values."""
    return list(place.items() if isinstance(place, dict) else enumerate(place))


def spoken(language: str) -> dict[str, Any]:
    """A message from a user whose app reports this language."""
    return message("hi", **{"from": {**ANN, "language_code": language}})


@given(mutated() | VALUES)
@example(message(None, document={**DOCUMENT, "file_id": "\ud800"}))
@example(message(None, document={**DOCUMENT, "file_id": "a\x00"}))
@example({**press("1.0"), "callback_query": {**press("1.0")["callback_query"], "id": "\udfff"}})
@example(spoken("\ud800"))
@example(spoken("\x00"))
@example(spoken("e" * 5000))
@example(spoken("pt-br"))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_an_update_is_something_for_the_bot_or_nothing_or_refused_in_words(update: Any) -> None:
    try:
        found = arrival(update, ME)
    except ValueError as error:
        assert str(error).startswith("no update of the Bot API")
        return
    if found is not None:
        assert codec.encode(MessageReceived(1.0, getattr(found.content, "text", ""), "1", file=getattr(found.content, "file", "")))
        assert found.language is None or re.fullmatch("[a-z]{2,8}", found.language)
        assert getattr(found.content, "query", "").isprintable()


def as_json(update: Any) -> str | None:
    """The update as JSON; None if half of a surrogate pair makes that impossible."""
    text = json.dumps(update, ensure_ascii=False)
    return None if any("\ud800" <= sign <= "\udfff" for sign in text) else text


def good() -> dict[str, Any]:
    """A message that differs from all sent before."""
    number = next(NUMBERS)
    return {**message(f"what does delivery cost {number}"), "update_id": number}


@given(st.lists(mutated() | VALUES, min_size=25, max_size=25))
@settings(max_examples=6, deadline=None, derandomize=True)
def test_by_the_webhook_everything_is_acknowledged_and_no_message_between_it_is_lost(updates: list[Any]) -> None:
    async def send() -> None:
        store, wanted = MemoryStore(), []
        async with BotApi() as api, running(api, store, **HOOK) as desk:
            await hooked(api)
            for place, update in enumerate(updates):
                sound = [good()] if place % 5 == 0 else []
                wanted += [one["message"]["text"] for one in sound]
                for body in filter(None, [json.dumps(update), as_json(update), *map(json.dumps, sound)]):
                    answer = await desk.client.post("/webhooks/telegram/shop", content=body.encode(), headers={HEADER: SECRET})
                    assert answer.status_code == 200, body
            await heard(store, wanted)

    asyncio.run(send())


@given(st.lists(mutated(), min_size=25, max_size=25))
@settings(max_examples=6, deadline=None, derandomize=True)
def test_by_polling_nothing_holds_up_the_messages_behind_it(updates: list[Any]) -> None:
    async def send() -> None:
        store, wanted = MemoryStore(), []
        async with BotApi() as api, running(api, store):
            for update in updates:
                sound = good()
                wanted.append(sound["message"]["text"])
                await api.add({**update, "update_id": next(NUMBERS)} if isinstance(update, dict) else {"update_id": next(NUMBERS)}, sound)
            await heard(store, wanted)

    asyncio.run(send())


async def heard(store: MemoryStore, wanted: list[str]) -> None:
    """Return once all of this was said by the customer, in this order."""
    async with asyncio.timeout(10):
        while [line.text for line in await store.messages(ID) if line.author == "customer" and line.text in wanted] != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
