"""The REST API, as a program would use it."""

import asyncio
import re

import httpx

from bot.app import Components, create_worker_app
from bot.dialogue.events import ConversationClosed, CustomerRated, MessageReceived
from bot.registry.loading import RefusedVersions
from bot.telemetry import Telemetry
from tests.channels.conftest import SERVER, application
from tests.fakes import FakeReception, a_domain, nothing_runs

CONVERSATIONS = "/api/v1/retail/conversations"


async def test_opening_a_conversation_gives_its_secret_id_and_the_greeting(client: httpx.AsyncClient) -> None:
    opened = await client.post(CONVERSATIONS, json={"language": "zh", "channel": "web"})
    assert opened.status_code == 201
    body = opened.json()
    assert re.fullmatch("[0-9a-f]{32}", body["id"])
    assert body["title"] == "海湾小铺"
    assert [(m["seq"], m["author"], m["text"]) for m in body["messages"]] == [(1, "bot", "Hello!")]
    assert body["messages"][0]["buttons"] == [{"label": "Track my order", "payload": "intent:track_order"}]
    assert opened.headers["location"] == f"{CONVERSATIONS}/{body['id']}/messages"


async def test_a_conversation_can_be_opened_with_an_empty_body(client: httpx.AsyncClient, reception: FakeReception) -> None:
    opened = await client.post(CONVERSATIONS)
    assert opened.status_code == 201
    assert reception.summaries[opened.json()["id"]].channel == "rest"


async def test_a_message_is_answered_with_its_own_line_and_the_bots(client: httpx.AsyncClient, conversation: str) -> None:
    said = await client.post(f"{conversation}/messages", json={"id": "m1", "text": "hello"})
    assert said.status_code == 200
    assert said.json()["duplicate"] is False
    lines = said.json()["messages"]
    assert [(m["seq"], m["author"], m["text"]) for m in lines] == [(2, "customer", "hello"), (3, "bot", "You said: hello")]
    assert lines[0]["id"] == "m1"


async def test_a_message_sent_twice_with_one_id_is_answered_once_and_the_same(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    first = await client.post(f"{conversation}/messages", json={"id": "m1", "text": "hello"})
    await client.post(f"{conversation}/messages", json={"id": "m2", "text": "something else"})
    again = await client.post(f"{conversation}/messages", json={"id": "m1", "text": "hello"})
    assert again.json() == {"duplicate": True, "messages": first.json()["messages"]}
    assert sum(isinstance(event, MessageReceived) for event in reception.events) == 2


async def test_the_same_text_without_an_id_is_two_messages(client: httpx.AsyncClient, conversation: str) -> None:
    replies = [(await client.post(f"{conversation}/messages", json={"text": "hello"})).json() for _ in range(2)]
    assert [reply["duplicate"] for reply in replies] == [False, False]
    assert [reply["messages"][0]["seq"] for reply in replies] == [2, 4]


async def test_one_id_in_two_conversations_is_two_messages(client: httpx.AsyncClient, conversation: str) -> None:
    other = f"{CONVERSATIONS}/{(await client.post(CONVERSATIONS)).json()['id']}"
    for address in (conversation, other):
        assert (await client.post(f"{address}/messages", json={"id": "1", "text": "hello"})).json()["duplicate"] is False


async def test_a_pressed_quick_reply_is_shown_with_its_label(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    said = await client.post(f"{conversation}/messages", json={"choice": "intent:track_order"})
    assert said.json()["messages"][0]["text"] == "Track my order"
    event = reception.events[-1]
    assert isinstance(event, MessageReceived)
    assert event.choice == "intent:track_order"


async def test_an_answer_that_takes_longer_than_one_waits_is_fetched_later(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    reception.delay = 0.1
    said = await client.post(f"{conversation}/messages?wait=0.01", json={"id": "m1", "text": "hello"})
    assert (said.status_code, said.json()) == (202, {"duplicate": False, "id": "m1"})
    await asyncio.sleep(0.15)
    lines = (await client.get(f"{conversation}/messages?after=1")).json()["messages"]
    assert [m["text"] for m in lines] == ["hello", "You said: hello"]


async def test_lines_are_read_in_pages(client: httpx.AsyncClient, conversation: str) -> None:
    for number in range(3):
        await client.post(f"{conversation}/messages", json={"text": f"line {number}"})
    page = (await client.get(f"{conversation}/messages?after=2&limit=3")).json()["messages"]
    assert [m["seq"] for m in page] == [3, 4, 5]


async def test_the_answer_in_a_very_long_conversation_is_found(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    for number in range(150):
        await reception.receive(conversation.rpartition("/")[2], MessageReceived(0.0, f"line {number}", str(number)), f"key-{number}")
    said = await client.post(f"{conversation}/messages", json={"id": "last", "text": "still there?"})
    assert [m["text"] for m in said.json()["messages"]] == ["still there?", "You said: still there?"]


async def test_a_rating_is_kept_once_however_often_it_is_sent(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    rating = {"score": 4, "comment": "quick\u0000 and kind"}
    replies = [(await client.post(f"{conversation}/rating", json=rating)).json() for _ in range(2)]
    assert replies == [{"duplicate": False}, {"duplicate": True}]
    kept = [event for event in reception.events if isinstance(event, CustomerRated)]
    assert [(event.score, event.comment) for event in kept] == [(4, "quick and kind")]


async def test_a_rating_may_carry_the_id_of_a_message(client: httpx.AsyncClient, conversation: str) -> None:
    await client.post(f"{conversation}/messages", json={"id": "1", "text": "hello"})
    assert (await client.post(f"{conversation}/rating", json={"id": "1", "score": 5})).json() == {"duplicate": False}


async def test_a_customer_can_end_the_conversation_and_is_asked_to_rate_it(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    assert (await client.post(f"{conversation}/close")).json() == {"duplicate": False}
    assert (await client.post(f"{conversation}/close")).json() == {"duplicate": True}
    assert [event.by for event in reception.events if isinstance(event, ConversationClosed)] == ["customer"]
    assert (await client.get(f"{conversation}/messages")).json()["messages"][-1]["kind"] == "rating"


async def test_health_says_what_is_served(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "live"}
    ready = await client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "packs": {"retail": "v1"}, "refused": {}})


async def test_health_names_the_versions_that_could_not_be_loaded_and_not_what_is_wrong_with_them(reception: FakeReception) -> None:
    refused = RefusedVersions(
        {("retail", "v3"): "/srv/models/retail/v3/manifest.json is missing"}, {("retail", "v2"): "x", ("retail", "v3"): "y"}
    )
    parts = Components(reception, {"retail": a_domain()}, {"retail": "v1"}, nothing_runs, refused=refused)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_worker_app(parts)), base_url=SERVER) as worker:
        ready = await worker.get("/health/ready")
    assert ready.json() == {"status": "ready", "packs": {"retail": "v1"}, "refused": {"retail": ["v2", "v3"]}}


async def test_a_server_whose_store_takes_nothing_is_not_ready_and_lives(client: httpx.AsyncClient, reception: FakeReception) -> None:
    reception.away = True
    ready = await client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    assert (await client.get("/health/live")).status_code == 200


async def test_metrics_are_in_the_format_of_prometheus(client: httpx.AsyncClient, conversation: str, reception: FakeReception) -> None:
    reception.set(conversation.rpartition("/")[2], mode="queued")
    page = await client.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    assert "frontdesk_queue 1.0" in page.text
    assert "frontdesk_turn_seconds" in page.text


async def test_two_applications_in_one_process_count_apart(reception: FakeReception) -> None:
    one, other = Telemetry(), Telemetry()
    one.escalations.labels("retail", "angry").inc()
    assert b'reason="angry"' in one.page()
    assert b'reason="angry"' not in other.page()


async def test_the_documentation_describes_bodies_refusals_and_the_secret(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    say = described["paths"]["/api/v1/{pack}/conversations/{id}/messages"]["post"]
    assert say["requestBody"]["content"]["application/json"]["schema"]["properties"].keys() == {"id", "text", "choice"}
    assert {"200", "202", "404", "413", "422", "429", "503"} <= say["responses"].keys()
    assert "bearer's secret" in described["info"]["description"]
    webhook = described["paths"]["/webhooks/rest/webhook"]["post"]["description"]
    assert "metadata.message_id" in webhook
    assert "Idempotency-Key" in webhook


async def test_the_shop_is_served_only_as_a_demonstration(reception: FakeReception) -> None:
    for demo in (True, False):
        async with httpx.AsyncClient(transport=application(reception, demo=demo), base_url=SERVER) as client:
            assert ("Harbour Lane" in (await client.get("/")).text) is demo
