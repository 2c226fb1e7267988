"""The Rasa-compatible webhook, as a client written for Rasa would call it."""

import httpx
import pytest

from bot.dialogue.effects import Button, Send
from bot.dialogue.events import MessageReceived
from tests.channels.conftest import SERVER, application
from tests.fakes import FakeReception

WEBHOOK = "/webhooks/rest/webhook"


async def test_the_reply_has_rasas_shape_and_no_greeting(client: httpx.AsyncClient) -> None:
    response = await client.post(WEBHOOK, json={"sender": "ann", "message": "hello", "input_channel": "rest"})
    assert response.status_code == 200
    assert response.json() == [{"recipient_id": "ann", "text": "You said: hello"}]


async def test_a_sender_has_one_conversation_across_restarts(reception: FakeReception) -> None:
    for _ in range(2):
        async with httpx.AsyncClient(transport=application(reception), base_url=SERVER) as client:
            await client.post(WEBHOOK, json={"sender": "ann", "message": "hello"})
    assert len(reception.lines) == 1


async def test_senders_and_packs_are_kept_apart(client: httpx.AsyncClient, reception: FakeReception) -> None:
    for sender, pack in (("ann", "retail"), ("bob", "retail"), ("ann", "bank")):
        await client.post(f"{WEBHOOK}?pack={pack}", json={"sender": sender, "message": "hello"})
    assert len(reception.lines) == 3


async def test_buttons_come_with_payloads_that_can_be_sent_back() -> None:
    reception = FakeReception(
        lambda text, choice: [Send("Which?", (Button("Track it", "intent:track_order"),))] if not choice else [Send(choice)]
    )
    async with httpx.AsyncClient(transport=application(reception), base_url=SERVER) as client:
        offered = (await client.post(WEBHOOK, json={"sender": "ann", "message": "order"})).json()
        assert offered == [{"recipient_id": "ann", "text": "Which?", "buttons": [{"title": "Track it", "payload": "/intent:track_order"}]}]
        pressed = await client.post(WEBHOOK, json={"sender": "ann", "message": offered[0]["buttons"][0]["payload"]})
    assert pressed.json() == [{"recipient_id": "ann", "text": "intent:track_order"}]
    event = reception.events[-1]
    assert isinstance(event, MessageReceived)
    assert (event.text, event.choice) == ("Track it", "intent:track_order")


async def test_text_that_only_looks_like_a_payload_is_text(client: httpx.AsyncClient) -> None:
    response = await client.post(WEBHOOK, json={"sender": "ann", "message": "/greet me"})
    assert response.json()[0]["text"] == "You said: /greet me"


@pytest.mark.parametrize(
    ("body", "headers"),
    [({"metadata": {"message_id": "7"}}, {}), ({"metadata": {"message_id": 7}}, {}), ({}, {"idempotency-key": "k" * 300})],
)
async def test_a_repeated_request_with_an_id_gets_the_first_answer(
    client: httpx.AsyncClient, reception: FakeReception, body: dict[str, object], headers: dict[str, str]
) -> None:
    replies = [await client.post(WEBHOOK, json={"sender": "ann", "message": "hello", **body}, headers=headers) for _ in range(2)]
    assert replies[0].json() == replies[1].json() == [{"recipient_id": "ann", "text": "You said: hello"}]
    assert len(reception.events) == 1


async def test_long_ids_that_begin_alike_are_different_messages(client: httpx.AsyncClient, reception: FakeReception) -> None:
    for end in "ab":
        await client.post(WEBHOOK, json={"sender": "ann", "message": "hello"}, headers={"idempotency-key": "k" * 200 + end})
    assert len(reception.events) == 2


async def test_a_repeated_request_without_an_id_is_a_second_message(client: httpx.AsyncClient, reception: FakeReception) -> None:
    for _ in range(2):
        await client.post(WEBHOOK, json={"sender": "ann", "message": "hello"})
    assert len(reception.events) == 2


async def test_an_answer_that_does_not_come_is_said_so(reception: FakeReception) -> None:
    reception.delay = 0.3
    async with httpx.AsyncClient(transport=application(reception, turn_seconds=0.1), base_url=SERVER) as client:
        response = await client.post(WEBHOOK, json={"sender": "ann", "message": "hello"})
    assert response.status_code == 504
    assert response.json()["error"]["code"] == "no_answer_yet"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sender": "a", "message": "b", "metadata": {"message_id": "m\u00001"}},
        {"sender": "a", "message": "b", "metadata": {"message_id": True}},
        {"sender": "", "message": "a"},
        {"sender": "ann"},
        {"sender": "ann", "message": 5},
        {"sender": "a" * 201, "message": "a"},
    ],
)
async def test_a_request_without_sender_or_message_or_with_an_unusable_id_is_refused(client: httpx.AsyncClient, body: object) -> None:
    response = await client.post(WEBHOOK, json=body)
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_request"


async def test_a_sender_whose_conversation_was_deleted_begins_anew(client: httpx.AsyncClient, reception: FakeReception) -> None:
    await client.post(WEBHOOK, json={"sender": "ann", "message": "hello"})
    reception.lines.clear()
    response = await client.post(WEBHOOK, json={"sender": "ann", "message": "hello again"})
    assert (response.status_code, response.json()[0]["text"]) == (200, "You said: hello again")
