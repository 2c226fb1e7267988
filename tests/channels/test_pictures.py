"""A picture reaches a web page over its own address, and Telegram before the words that go with it."""

import httpx
import pytest

from bot.channels.telegram.account import Account
from bot.channels.telegram.sending import Sender
from bot.dialogue.effects import Button, Drawing, Send
from bot.errors import ActionError, Undeliverable
from bot.pictures import PNG
from bot.store.records import Message, Outgoing
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.conftest import SERVER, application
from tests.channels.telegram_shop import ID
from tests.fakes import FakeReception

CONVERSATIONS = "/api/v1/retail/conversations"
DRAWING = Drawing("draw_mix", {"amount": 20000.0}, "en")
LINE = Message(4, "bot", "Here is your mix.", 1.0, 2, (Button("Why?", "intent:why"),), drawing=DRAWING)


async def test_a_line_names_the_address_of_its_picture_and_only_its_own_conversation_shows_it() -> None:
    reception = FakeReception(lambda text, choice: [Send("Here is your mix.", drawing=DRAWING)])
    async with httpx.AsyncClient(transport=application(reception), base_url=SERVER) as client:
        one, other = [(await client.post(CONVERSATIONS)).json()["id"] for _ in range(2)]
        said = await client.post(f"{CONVERSATIONS}/{one}/messages", json={"text": "a portfolio please"})
        own, answer = said.json()["messages"]
        assert "picture" not in own
        assert answer["picture"] == "messages/3/picture"
        shown = await client.get(f"{CONVERSATIONS}/{one}/{answer['picture']}")
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
        assert shown.content == PNG + b"Here is your mix."
        assert "private" in shown.headers["cache-control"]
        for address in (f"{one}/messages/2/picture", f"{other}/messages/3/picture", f"{one}/messages/99999999999999999999/picture"):
            refused = await client.get(f"{CONVERSATIONS}/{address}")
            assert (refused.status_code, refused.json()["error"]["code"]) == (404, "no_picture")
        assert (await client.get(f"{CONVERSATIONS}/{one}/messages/0/picture")).status_code == 422


async def drawn(conversation_id: str, seq: int) -> bytes:
    assert (conversation_id, seq) == (ID, 4)
    return PNG + b"a mix"


async def nothing(conversation_id: str, seq: int) -> bytes:
    raise ActionError("draw_mix failed")


async def silence(conversation_id: str, after: int, limit: int) -> list[Message]:
    return []


async def test_telegram_gets_the_picture_and_then_the_words_with_their_buttons(api: BotApi) -> None:
    account = Account("shop", TOKEN, api.address, 1.0)
    sender = Sender([account], drawn, silence)
    assert await sender.send(Outgoing(ID, LINE), 0)
    assert not await sender.send(Outgoing(ID, LINE, 1), 1)
    await account.close()
    assert [sent.method for sent in api.sent] == ["sendPhoto", "sendMessage"]
    assert api.sent[0].asked["photo"] == "picture.png", "a name by which Telegram and its apps know what it is"
    assert [sent.buttons for sent in api.sent] == [[], [("Why?", "4.0")]]


@pytest.mark.parametrize("trouble", ["not drawn", "not taken"])
async def test_words_go_out_also_where_their_picture_cannot(api: BotApi, trouble: str) -> None:
    account = Account("shop", TOKEN, api.address, 1.0)
    sender = Sender([account], nothing if trouble == "not drawn" else drawn, silence)
    if trouble == "not taken":
        api.trouble.append("400")
    assert await sender.send(Outgoing(ID, LINE), 0)
    assert not await sender.send(Outgoing(ID, LINE, 1), 1)
    await account.close()
    assert [sent.method for sent in api.sent] == ["sendMessage"]


async def test_a_customer_who_blocked_the_bot_gets_neither(api: BotApi) -> None:
    account = Account("shop", TOKEN, api.address, 1.0)
    api.trouble.append("403")
    with pytest.raises(Undeliverable):
        await Sender([account], drawn, silence).send(Outgoing(ID, LINE), 0)
    await account.close()
