"""Groups: who is answered, where the answer stands, and what happens when a group changes."""

from typing import Any

import pytest

from bot.dialogue.events import OperatorJoined, OperatorSaid
from bot.store.memory import MemoryStore
from tests.channels.botapi import BotApi
from tests.channels.telegram_shop import ANSWER, ASK, running, settled, texts
from tests.channels.updates import GROUP, edited, message

GROUP_ID = "telegram-123456789--1001"
MENTION = {"type": "mention", "offset": 0, "length": 15}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


def mention(text: str, **fields: Any) -> dict[str, Any]:
    return message(f"@HarbourLaneBot {text}".strip(), chat=GROUP, entities=[MENTION], **fields)


async def asked(store: MemoryStore) -> list[str]:
    return [line.text for line in await store.messages(GROUP_ID) if line.author == "customer"]


async def test_the_answer_quotes_the_question_so_that_everybody_knows_who_is_meant(api: BotApi, store: MemoryStore) -> None:
    question = mention(ASK)
    async with running(api, store):
        await api.add(question)
        sent = await api.until(2)
    assert [one.answers for one in sent] == [None, question["message"]["message_id"]]


async def test_in_a_private_chat_nothing_is_quoted(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message(ASK))
        sent = await api.until(2)
    assert [one.answers for one in sent] == [None, None]


async def test_a_topic_of_a_forum_gets_its_answers_and_the_typing_sign_is_asked_for_there(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        await api.add(mention("let me talk to a human", message_thread_id=55, is_topic_message=True))
        await api.until(2)
        await desk.reception.receive(GROUP_ID, OperatorJoined(5.0, "Mei"), f"{GROUP_ID}::desk:1")
        await desk.reception.receive(GROUP_ID, OperatorSaid(6.0, "Mei", "Here I am.", "d2"), f"{GROUP_ID}::desk:2")
        sent = await api.until(4)
    assert [one.asked.get("message_thread_id") for one in sent[1:]] == ["55", "55", "55"]


async def test_the_thread_below_a_message_of_a_group_without_topics_is_no_topic(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(mention(ASK, message_thread_id=55))
        sent = await api.until(2)
    assert "message_thread_id" not in sent[1].asked


@pytest.mark.parametrize("trouble", ["topic", "replied"])
async def test_an_answer_whose_topic_or_question_was_deleted_goes_to_the_group(api: BotApi, store: MemoryStore, trouble: str) -> None:
    api.trouble += ["", trouble]
    async with running(api, store):
        await api.add(mention(ASK, message_thread_id=55, is_topic_message=True))
        sent = await api.until(2)
    assert ANSWER in sent[1].text
    assert (sent[1].answers, sent[1].asked.get("message_thread_id")) == (None, None)
    assert await store.undelivered() == []


async def test_a_group_in_which_the_bot_may_not_write_is_given_up_as_one_that_takes_no_messages(api: BotApi, store: MemoryStore) -> None:
    api.trouble += ["rights"]
    async with running(api, store):
        await api.add(mention(ASK))
        await settled(store, 1)
    assert {one.cause for one in await store.undelivered()} == {"gone"}


async def test_an_administrator_who_stays_anonymous_is_answered(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(mention(ASK, **{"from": ANONYMOUS, "sender_chat": GROUP}), mention("hi", **{"from": {**ANONYMOUS, "id": 5}}))
        await api.until(2)
    assert await asked(store) == [ASK]


async def test_who_only_names_the_bot_in_a_reply_shows_it_that_message(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(mention("", reply_to_message=message(ASK, chat=GROUP)["message"]))
        await api.until(2)
    assert await asked(store) == [ASK]
    assert ANSWER in texts(api, -1001)[1]


async def test_who_only_names_the_bot_is_asked_what_it_is_about(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(mention(""))
        await api.until(2)
    assert texts(api, -1001)[1] == "empty_message"


async def test_a_name_that_is_added_afterwards_makes_a_message_one_for_the_bot(api: BotApi, store: MemoryStore) -> None:
    first, forgotten = mention(ASK), message(ASK, chat=GROUP)
    added = edited(forgotten, f"@HarbourLaneBot {ASK}")
    added["edited_message"]["entities"] = [MENTION]
    async with running(api, store):
        await api.add(first, forgotten, added)
        await api.until(3)
    assert await asked(store) == [ASK, ASK]
