"""A customer who writes or opens conversations too fast is told to wait, and can still do everything else."""

import httpx

from tests.channels.conftest import SERVER, application
from tests.fakes import FakeReception

CONVERSATIONS = "/api/v1/retail/conversations"


async def test_a_conversation_that_writes_too_fast_is_answered_429_while_others_go_on(reception: FakeReception) -> None:
    transport = application(reception, message_rate=3)
    async with httpx.AsyncClient(transport=transport, base_url=SERVER) as client:
        fast, other = [f"{CONVERSATIONS}/{(await client.post(CONVERSATIONS)).json()['id']}/messages" for _ in range(2)]
        answers = [await client.post(fast, json={"text": "hello?"}) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].json()["error"]["code"] == "overloaded"
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert (await client.post(other, json={"text": "hello"})).status_code == 200
        assert (await client.get(fast)).status_code == 200


async def test_an_address_that_opens_too_many_conversations_is_answered_429_and_may_go_on_with_those_it_has(
    reception: FakeReception,
) -> None:
    transport = application(reception, open_rate=2)
    async with httpx.AsyncClient(transport=transport, base_url=SERVER) as client:
        answers = [await client.post(CONVERSATIONS) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        said = await client.post(f"{CONVERSATIONS}/{answers[0].json()['id']}/messages", json={"text": "hello"})
        assert said.status_code == 200
