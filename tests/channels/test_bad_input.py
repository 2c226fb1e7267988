"""Whatever arrives, the customer or the program gets a sentence, and nothing is lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import NoReturn
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from starlette.requests import Request

from bot.channels.bodies import read
from bot.channels.limits import clean
from bot.channels.wire import Refusal
from bot.dialogue.events import CustomerRated
from tests.channels.conftest import SERVER, application
from tests.fakes import FakeReception

CONVERSATIONS = "/api/v1/retail/conversations"


def refused(response: httpx.Response, status: int, code: str) -> str:
    """The sentence of a refusal, once its status and code are as expected."""
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["code"] == code
    assert error["message"][-1] in ".:"
    assert " " in error["message"]
    return str(error["message"])


async def say(client: httpx.AsyncClient, conversation: str, text: str) -> httpx.Response:
    return await client.post(f"{conversation}/messages", json={"text": text})


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u0000\u0007"])
async def test_an_empty_message_gets_a_polite_reply(client: httpx.AsyncClient, conversation: str, text: str) -> None:
    response = await say(client, conversation, text)
    assert response.status_code == 200
    assert response.json()["messages"][-1]["text"] == "Please write a few words."


async def test_a_message_over_the_limit_is_refused_with_its_length(client: httpx.AsyncClient, conversation: str) -> None:
    sentence = refused(await say(client, conversation, "x" * 4001), 422, "too_long")
    assert "4,001" in sentence
    assert "4,000" in sentence
    assert (await say(client, conversation, "x" * 4000)).status_code == 200


async def test_a_message_of_100_000_characters_is_refused_before_it_is_parsed(client: httpx.AsyncClient, conversation: str) -> None:
    assert "64 kB" in refused(await say(client, conversation, "x" * 100_000), 413, "too_large")


async def test_a_message_of_the_greatest_length_fits_however_it_is_written(reception: FakeReception) -> None:
    async with httpx.AsyncClient(transport=application(reception, max_message=20_000), base_url=SERVER) as client:
        address = f"{CONVERSATIONS}/{(await client.post(CONVERSATIONS)).json()['id']}/messages"
        for escaped in (True, False):
            body = json.dumps({"text": "😀" * 20_000}, ensure_ascii=escaped)
            assert (await client.post(address, content=body.encode())).status_code == 200
        refused(await client.post(address, json={"text": "x" * 20_001}), 422, "too_long")
        refused(await client.post(address, json={"text": "x" * 300_000}), 413, "too_large")


async def test_a_body_of_unstated_length_is_cut_off_at_the_limit(client: httpx.AsyncClient, conversation: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'{"text": "'
        while sent < 10_000_000:
            sent += 10_000
            yield b"x" * 10_000

    response = await client.post(f"{conversation}/messages", content=endless(), headers={"transfer-encoding": "chunked"})
    refused(response, 413, "too_large")


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def never() -> NoReturn:
        await asyncio.sleep(3600)
        raise AssertionError

    with pytest.raises(Refusal, match=r"within 0\.05 seconds") as slow:
        await read(Request({"type": "http", "headers": []}, never), seconds=0.05)
    assert (slow.value.status, slow.value.headers) == (408, {"connection": "close"})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("אפשר לבטל את ההזמנה? \u202bHL-204518\u202c", "אפשר לבטל את ההזמנה? \u202bHL-204518\u202c"),
        ("👍🏽👨‍👩‍👧 🇨🇳", "👍🏽👨‍👩‍👧 🇨🇳"),
        ("where\u0000 is\u0001 my\x1b[31m order\u009f?\r\nthanks", "where is my[31m order?\nthanks"),
        ("%PDF-1.7\u0003\u0004 ÿØÿà", "%PDF-1.7 ÿØÿà"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
    ids=["right-to-left", "emoji", "control characters", "binary", "markup"],
)
async def test_strange_text_is_kept_without_its_control_characters(
    client: httpx.AsyncClient, conversation: str, text: str, kept: str
) -> None:
    assert (await say(client, conversation, text)).json()["messages"][0]["text"] == kept


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"text": "a"', b"\x00\xff\xfe\x89PNG\r\n", b'{"text": "\xff"}', b'{"text": "\\ud800"}', b"nul", b"[" * 60_000]
    + [b'{"text": ' + value + b"}" for value in (b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"[" * 5000 + b"]" * 5000, b"01", b"'a'")],
)
async def test_what_is_not_json_is_refused(client: httpx.AsyncClient, conversation: str, body: bytes) -> None:
    refused(await client.post(f"{conversation}/messages", content=body), 422, "invalid_json")
    refused(await client.post("/webhooks/rest/webhook", content=body), 422, "invalid_json")


async def test_of_a_key_that_is_given_twice_the_last_one_counts(client: httpx.AsyncClient, conversation: str) -> None:
    body = b'{"id": "m1", "text": "no", "id": "m2", "text": "yes"}'
    line = (await client.post(f"{conversation}/messages", content=body)).json()["messages"][0]
    assert (line["id"], line["text"]) == ("m2", "yes")


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "..", "%2e%2e", "retail%2f..%2fbank", "retail%00", "retail%0d%0aset-cookie:%20a=b", "RETAIL"]
)
async def test_a_name_that_leads_elsewhere_is_no_pack_and_no_conversation(client: httpx.AsyncClient, conversation: str, name: str) -> None:
    responses = [
        await client.post(f"/api/v1/{name}/conversations"),
        await client.get(f"{CONVERSATIONS}/{name}/messages"),
        await client.get(f"{conversation}/{name}"),
        await client.post(f"/webhooks/telegram/{name}", json={}),
    ]
    assert {response.status_code for response in responses} <= {404, 405}
    assert not any("set-cookie" in response.headers for response in responses)
    assert "root:" not in "".join(response.text for response in responses)
    webhook = await client.post("/webhooks/rest/webhook", params={"pack": unquote(name)}, json={"sender": "a", "message": "b"})
    refused(webhook, 404, "unknown_pack")


@pytest.mark.parametrize(
    "path", ["/desk?x=%0d%0aset-cookie:%20a=b", "/%0d%0aset-cookie:%20a=b/", "//evil.example/desk", "/api/v1/retail/conversations/"]
)
async def test_what_an_address_holds_comes_into_no_header_of_the_answer(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert "set-cookie" not in response.headers
    assert not any(sign in response.headers.get("location", "") for sign in "\r\n")
    assert urlsplit(response.headers.get("location", "")).netloc in ("", urlsplit(SERVER).netloc)


@pytest.mark.parametrize("value", ["a\x80b", "a\x9fb", "x" * 5000])
async def test_a_key_in_a_header_is_one_key_or_refused(client: httpx.AsyncClient, value: str) -> None:
    headers = {"idempotency-key": value.encode("latin-1")}
    for duplicate in range(2):
        response = await client.post("/webhooks/rest/webhook", json={"sender": "a", "message": f"hi {duplicate}"}, headers=headers)  # type: ignore[arg-type]
        if len(value) < 5000:
            refused(response, 422, "invalid_request")
        else:
            assert [line["text"] for line in response.json()] == ["You said: hi 0"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": 7}, "text"),
        ({"txt": "hello"}, "txt"),
        ({"text": "a", "id": ""}, "id"),
        ({"text": "a", "id": "x" * 101}, "id"),
        ([], "body"),
        ("hello", "body"),
    ],
)
async def test_a_wrong_field_is_named(client: httpx.AsyncClient, conversation: str, body: object, named: str) -> None:
    assert named in refused(await client.post(f"{conversation}/messages", json=body), 422, "invalid_request")


@pytest.mark.parametrize("score", [True, False, 0, 6, 4.5, "4", "good", None, [5]])
async def test_a_rating_is_a_whole_number_from_1_to_5_and_nothing_else(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception, score: object
) -> None:
    assert "score" in refused(await client.post(f"{conversation}/rating", json={"score": score}), 422, "invalid_request")
    assert "score" in refused(await client.post(f"{conversation}/rating", json={}), 422, "invalid_request")
    assert reception.events == []


async def test_a_whole_number_may_be_written_with_a_point(client: httpx.AsyncClient, conversation: str, reception: FakeReception) -> None:
    assert (await client.post(f"{conversation}/rating", json={"score": 4.0})).status_code == 200
    assert [(type(event), event.score) for event in reception.events if isinstance(event, CustomerRated)] == [(CustomerRated, 4)]


@pytest.mark.parametrize("id", ["", "\u0000", "a\u0001", "a\nb", "\t", "\u0085", "\ufeff"])
async def test_an_id_that_could_not_be_told_from_another_is_refused(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception, id: str
) -> None:
    for path, body in (("messages", {"text": "hello"}), ("rating", {"score": 4})):
        assert "id" in refused(await client.post(f"{conversation}/{path}", json={"id": id, **body}), 422, "invalid_request")
    assert reception.events == []


@pytest.mark.parametrize("id", ["nobody", "a" * 22, "%00", "x" * 500, "对话"])
async def test_an_unknown_conversation_is_not_found(client: httpx.AsyncClient, id: str) -> None:
    for path in ("messages", "rating", "close"):
        refused(await client.post(f"{CONVERSATIONS}/{id}/{path}", json={"text": "a"}), 404, "unknown_conversation")
    refused(await client.get(f"{CONVERSATIONS}/{id}/messages"), 404, "unknown_conversation")


async def test_an_unknown_pack_is_answered_with_those_that_exist(client: httpx.AsyncClient) -> None:
    assert "bank, retail" in refused(await client.post("/api/v1/retial/conversations", json={}), 404, "unknown_pack")
    assert "bank, retail" in refused(
        await client.post("/webhooks/rest/webhook?pack=nope", json={"sender": "a", "message": "b"}), 404, "unknown_pack"
    )


async def test_a_conversation_belongs_to_its_pack(client: httpx.AsyncClient, conversation: str) -> None:
    refused(await say(client, conversation.replace("retail", "bank"), "hello"), 404, "unknown_conversation")


async def test_a_senders_conversation_cannot_be_read_by_guessing_the_sender(client: httpx.AsyncClient, reception: FakeReception) -> None:
    await client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": "my order is HL-204518"})
    guessed = next(iter(reception.lines))
    refused(await client.get(f"{CONVERSATIONS}/{guessed}/messages"), 404, "unknown_conversation")


async def test_too_much_waiting_is_answered_with_when_to_come_back(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    reception.overloaded = True
    for response in (await say(client, conversation, "hello"), await client.post(CONVERSATIONS, json={})):
        refused(response, 429, "overloaded")
        assert response.headers["retry-after"] == "3"


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=201", "after=" + "9" * 5000])
async def test_wrong_query_parameters_are_named(client: httpx.AsyncClient, conversation: str, query: str) -> None:
    assert query.partition("=")[0] in refused(await client.get(f"{conversation}/messages?{query}"), 422, "invalid_request")


@pytest.mark.parametrize("after", ["2", "2147483648", "9223372036854775807", "99999999999999999999"])
async def test_behind_the_last_line_there_is_nothing(client: httpx.AsyncClient, conversation: str, after: str) -> None:
    response = await client.get(f"{conversation}/messages?after={after}")
    assert (response.status_code, response.json()) == (200, {"messages": []})


async def test_a_store_that_is_away_is_answered_with_when_to_come_back(
    client: httpx.AsyncClient, conversation: str, reception: FakeReception
) -> None:
    reception.away = True
    said, read = await say(client, conversation, "hello"), await client.get(f"{conversation}/messages")
    for response in (said, read, await client.post(f"{conversation}/rating", json={"score": 4})):
        refused(response, 503, "unavailable")
        assert response.headers["retry-after"] == "2"
    reception.away = False
    assert (await say(client, conversation, "hello")).status_code == 200


async def test_an_address_that_is_not_there_and_a_wrong_method_get_sentences(client: httpx.AsyncClient) -> None:
    refused(await client.get("/api/v2/nothing"), 404, "not_found")
    refused(await client.delete(CONVERSATIONS), 405, "method_not_allowed")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 201),
        (SERVER, 201),
        ("https://shop.example", 201),
        ("https://evil.example", 403),
        ("null", 403),
        ("https://desk.example.evil.example", 403),
        ("https://[desk.example", 403),
    ],
)
async def test_only_pages_that_were_named_may_open_conversations(client: httpx.AsyncClient, origin: str | None, status: int) -> None:
    headers = {} if origin is None else {"origin": origin}
    response = await client.post(CONVERSATIONS, json={}, headers=headers)
    assert response.status_code == status
    if status == 403:
        assert "FRONTDESK_EMBED_ORIGINS" in refused(response, 403, "foreign_origin")
    assert response.headers.get("access-control-allow-origin") == (origin if origin == "https://shop.example" else None)


@pytest.mark.parametrize("path", ["/desk/login", "/webhooks/rest/webhook"])
async def test_a_named_page_may_use_only_what_the_widget_needs(client: httpx.AsyncClient, path: str) -> None:
    """The webhook believes whatever sender it is told, so a page could write as anybody."""
    response = await client.post(path, headers={"origin": "https://shop.example"}, json={"sender": "somebody else", "message": "hi"})
    refused(response, 403, "foreign_origin")


async def test_a_star_allows_every_page(reception: FakeReception) -> None:
    async with httpx.AsyncClient(transport=application(reception, embed_origins=("*",)), base_url=SERVER) as client:
        response = await client.post(CONVERSATIONS, json={}, headers={"origin": "https://anybody.example"})
    assert response.status_code == 201
    assert response.headers["access-control-allow-origin"] == "*"


def test_cleaning_keeps_lines_and_tabs() -> None:
    assert clean("a\tb\r\nc\rd\x85\ufeff") == "a\tb\nc\nd"
