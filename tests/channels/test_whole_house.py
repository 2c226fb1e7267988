"""The channels over the real engine, store and pack, which show what a fake reception cannot."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.settings import Settings
from tests.house import house
from tests.serving import Serving

CONVERSATIONS, WEBHOOK = "/api/v1/retail/conversations", "/webhooks/rest/webhook"


def serving(folder: Path, **settings: Any) -> Serving:
    """A server over the database in a folder."""
    return Serving(partial(house, Settings.model_validate({"data_dir": folder, **settings})))


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    with serving(tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.address, timeout=30) as client:
            yield client


async def test_an_order_is_looked_up_and_a_question_answered_from_the_knowledge_base(client: httpx.AsyncClient) -> None:
    id = (await client.post(CONVERSATIONS, json={"language": "en"})).json()["id"]
    order = (await client.post(f"{CONVERSATIONS}/{id}/messages", json={"text": "where is my order hl 204518"})).json()["messages"]
    assert [m["author"] for m in order[:2]] == ["customer", "bot"]
    assert "HL-204518" in " ".join(m["text"] for m in order)
    cost = (await client.post(f"{CONVERSATIONS}/{id}/messages", json={"text": "what does delivery cost?"})).json()["messages"]
    assert [m.get("source") for m in cost[:2]] == [None, "delivery-costs#0"]


async def test_what_was_said_survives_a_restart_and_a_repeated_message_gets_its_first_answer(tmp_path: Path) -> None:
    message = {"id": "m1", "text": "where is my order HL-204518"}
    with serving(tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.address) as client:
            id = (await client.post(CONVERSATIONS)).json()["id"]
            first = (await client.post(f"{CONVERSATIONS}/{id}/messages", json=message)).json()
    with serving(tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.address) as client:
            again = (await client.post(f"{CONVERSATIONS}/{id}/messages", json=message)).json()
            lines = (await client.get(f"{CONVERSATIONS}/{id}/messages")).json()["messages"]
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert first["messages"] == again["messages"] == lines[1:]


async def test_a_senders_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    replies = []
    for text in ("where is my order", "HL-204518"):
        with serving(tmp_path) as server:
            async with httpx.AsyncClient(base_url=server.address) as client:
                replies.append((await client.post(WEBHOOK, json={"sender": "ann", "message": text})).json())
    assert replies[0][0]["recipient_id"] == "ann"
    assert "HL-204518" in " ".join(reply["text"] for reply in replies[1])


async def test_a_closed_conversation_asks_for_a_rating_once_and_keeps_the_customers(client: httpx.AsyncClient) -> None:
    id = (await client.post(CONVERSATIONS)).json()["id"]
    for _ in range(2):
        await client.post(f"{CONVERSATIONS}/{id}/close")
    assert (await client.post(f"{CONVERSATIONS}/{id}/rating", json={"score": 5})).status_code == 200
    for _ in range(50):
        lines = (await client.get(f"{CONVERSATIONS}/{id}/messages")).json()["messages"]
        if len(lines) == 4:
            break
    assert [line["kind"] for line in lines] == ["text", "text", "rating", "text"]


@pytest.mark.parametrize("id", [":opened", ":rating:r1", ":message::opened", "::", ":desk:d1"])
async def test_no_id_of_a_client_is_taken_for_a_key_of_our_own(client: httpx.AsyncClient, id: str) -> None:
    address = f"{CONVERSATIONS}/{(await client.post(CONVERSATIONS)).json()['id']}"
    said = (await client.post(f"{address}/messages", json={"id": id, "text": "where is my order HL-204518"})).json()
    assert (said["duplicate"], said["messages"][0]["id"]) == (False, id)
    assert (await client.post(f"{address}/rating", json={"id": "r1", "score": 5})).json() == {"duplicate": False}
    assert (await client.post(f"{address}/messages", json={"id": id, "text": "again"})).json()["duplicate"] is True


async def test_turns_are_counted_and_the_queue_is_shown(client: httpx.AsyncClient) -> None:
    id = (await client.post(CONVERSATIONS)).json()["id"]
    await client.post(f"{CONVERSATIONS}/{id}/messages", json={"text": "let me talk to a person"})
    page = (await client.get("/metrics")).text
    assert 'frontdesk_escalations_total{pack="retail",reason="asked"} 1.0' in page
    assert 'frontdesk_turns_total{mode="queued",pack="retail"} 1.0' in page
    assert "frontdesk_queue 1.0" in page


@pytest.mark.parametrize("text", ["", " \u0000 ", "👍🏽🎉", "אפשר לבטל את ההזמנה?", "a" * 4000, "%PDF-1.7 ÿØÿà", "{order_code} {0} %s"])
async def test_strange_messages_get_a_polite_reply_from_the_real_pack(client: httpx.AsyncClient, text: str) -> None:
    id = (await client.post(CONVERSATIONS)).json()["id"]
    said = await client.post(f"{CONVERSATIONS}/{id}/messages", json={"text": text})
    assert said.status_code == 200
    own, *replies = said.json()["messages"]
    assert own["text"] == text.replace("\u0000", "")
    assert replies
    assert all(len(reply["text"]) > 20 for reply in replies)
