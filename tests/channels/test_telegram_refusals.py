"""Groups that take no pictures or documents get links and words instead, and the first words of an answer quote the question."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.telegram.account import Account
from bot.channels.telegram.sending import Sender
from bot.dialogue.effects import Drawing
from bot.errors import Undeliverable
from bot.pictures import PNG
from bot.store.records import Message, Outgoing
from tests.channels.botapi import TOKEN, BotApi

GROUP_ID = "telegram-123456789--1001"
QUESTION = Message(2, "customer", "how is it split", 1.0, 2, delivery_id="500-7500")
WORDS = Message(3, "bot", "Here it is.", 1.0, 2)
DRAWN = replace(WORDS, drawing=Drawing("draw_mix", {"amount": 20000.0}, "en"))
REFUSALS = ["photos", "rights", "forbidden"]


async def picture(conversation_id: str, seq: int) -> bytes:
    return PNG


async def lines(conversation_id: str, after: int, limit: int) -> list[Message]:
    return [line for line in (QUESTION, WORDS) if line.seq > after][:limit]


@pytest.fixture
async def sender(api: BotApi) -> AsyncIterator[Sender]:
    account = Account("shop", TOKEN, api.address, 1.0)
    yield Sender([account], picture, lines)
    await account.close()


async def deliver(sender: Sender, line: Message) -> None:
    part = 0
    while await sender.send(Outgoing(GROUP_ID, line, part), part):
        part += 1


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_group_that_takes_no_pictures_gets_the_words_beside_them(api: BotApi, sender: Sender, refusal: str) -> None:
    api.trouble.append(refusal)
    await deliver(sender, DRAWN)
    assert [(sent.method, sent.text) for sent in api.sent] == [("sendMessage", "Here it is.")]


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("link", ["https://shop.example/a.png", "https://shop.example/a.pdf"])
async def test_a_group_that_takes_no_pictures_and_documents_gets_their_links(api: BotApi, sender: Sender, link: str, refusal: str) -> None:
    api.trouble.append(refusal)
    await deliver(sender, replace(WORDS, text=f"{link}\nHere it is."))
    assert [(sent.method, sent.text) for sent in api.sent] == [("sendMessage", link), ("sendMessage", "Here it is.")]


async def test_a_group_that_takes_no_words_in_place_of_a_picture_is_given_up_as_one_that_takes_no_messages(
    api: BotApi, sender: Sender
) -> None:
    api.trouble += ["photos", "rights"]
    with pytest.raises(Undeliverable) as refused:
        await deliver(sender, replace(WORDS, text="https://shop.example/a.png"))
    assert refused.value.gone


async def test_a_refusal_of_something_else_than_words_gives_up_no_group(api: BotApi, sender: Sender) -> None:
    api.trouble.append("photos")
    with pytest.raises(Undeliverable) as refused:
        await deliver(sender, WORDS)
    assert not refused.value.gone


async def test_in_a_group_the_first_line_of_an_answer_quotes_the_question_and_the_others_do_not(api: BotApi, sender: Sender) -> None:
    await deliver(sender, WORDS)
    await deliver(sender, replace(WORDS, seq=4))
    await deliver(sender, replace(WORDS, seq=5, author="operator", reply="Mei"))
    assert [sent.answers for sent in api.sent] == [7500, None, 7500]
