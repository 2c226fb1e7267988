"""An open conversation: lines, what is known, and why."""

from dataclasses import replace

import pytest

from bot.account import Account
from bot.desk.acting import Operator
from bot.desk.case import Case, line
from bot.desk.known import known
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Reply
from bot.dialogue.events import CustomerRated
from bot.errors import UnknownConversation
from bot.explain import explain
from tests.desk.cases import ANGRY, COSTS, PERSON, TRACK, Shop
from tests.dialogue.shop import DOMAIN


@pytest.fixture
async def shop() -> Shop:
    shop = Shop()
    await shop.start("c1")
    await shop.write("c1", TRACK)
    await shop.write("c1", COSTS)
    await shop.write("c1", PERSON)
    mia = Operator("Mia", shop, 200)
    await mia.take("c1")
    await mia.say("c1", "one moment")
    await mia.say("c1", "it comes tomorrow")
    return shop


async def test_the_reasons_shown_are_those_that_the_command_line_prints(shop: Shop) -> None:
    case = await Case.open("c1", shop)
    kept = shop.kept["c1"]
    for index, log in enumerate(kept.logs):
        own = [m for m in kept.messages if m.turn == log.turn]
        assert case.why(index) == explain(log, own, DOMAIN)
    kinds = {one.kind for one in case.why(2)}
    assert {"customer", "understood", "rule", "rule-not", "found", "said"} <= kinds
    assert [one.text for one in case.why(2) if one.kind == "found"] == ["0.90  Delivery costs (costs#1): “Delivery costs $4.90.”"]


async def test_slots_are_called_in_the_reasons_what_they_are_called_beside_them(shop: Shop) -> None:
    case = await Case.open("c1", shop)
    assert "order code: HL-204518 from “HL-204518”" in [one.text for one in case.why(1)]
    assert "order code" in [one["label"] for one in case.slots()]


async def test_every_line_leads_to_the_turn_that_it_was_said_in(shop: Shop) -> None:
    case = await Case.open("c1", shop)
    for message in case.messages:
        turn = case.turn_of(message)
        assert turn is not None
        said = [one.text for one in case.why(turn)]
        assert any(message.text in text for text in said), (message, said)


async def test_a_note_for_colleagues_stands_at_the_line_that_told_the_customer_and_nowhere_else(shop: Shop) -> None:
    mia, tom = Operator("Mia", shop, 200), Operator("Tom", shop, 200)
    await mia.transfer("c1", Account("Tom", ""), "Promised a refund.")
    await tom.transfer("c1", None)
    case = await Case.open("c1", shop)
    assert [(m.text, case.internal(m)) for m in case.messages if m.author == "system"] == [
        ("Mia is here.", ""),
        ("Tom takes over.", "Mia: Promised a refund."),
        ("operator_queued", ""),
    ]
    assert not any(case.internal(m) for m in case.messages if m.author != "system")


async def test_what_wants_explaining_is_the_last_turn_in_which_the_bot_decided(shop: Shop) -> None:
    case = await Case.open("c1", shop)
    assert [one.text for one in case.why(case.deciding()) if one.kind == "customer"] == [f"“{PERSON}”"], "not what Mia wrote since"
    await shop.write("c1", "thank you", 30.0)  # the bot leaves it to Mia
    await case.refresh()
    assert case.logs[case.deciding()].turn == 4
    mia = Operator("Mia", shop, 200)
    await mia.release("c1")
    await mia.close("c1")
    await case.refresh()
    assert case.logs[case.deciding()].turn == 4, "what the bot says when it is given a conversation, or it ends, was not its decision"
    await shop.write("c1", COSTS, 40.0)
    await case.refresh()
    assert case.deciding() == len(case.logs) - 1


async def test_where_the_bot_has_decided_nothing_the_last_turn_is_explained() -> None:
    shop = Shop()
    await shop.start("c1")
    assert (await Case.open("c1", shop)).deciding() == 0


async def test_a_refresh_brings_what_is_new_and_nothing_twice(shop: Shop) -> None:
    case = await Case.open("c1", shop)
    before = len(case.messages)
    assert await case.refresh() == []
    await shop.write("c1", "thank you", 30.0)
    assert [m.text for m in await case.refresh()] == ["thank you"]
    assert [m.seq for m in case.messages] == list(range(1, before + 2))


async def test_a_conversation_of_many_pages_is_read_whole(shop: Shop) -> None:
    for i in range(450):
        await shop.write("c1", f"line {i}", 40.0)
    case = await Case.open("c1", shop)
    assert [m.seq for m in case.messages] == list(range(1, len(shop.kept["c1"].messages) + 1))
    assert len(case.messages) > 450


async def test_what_is_known_holds_slots_moods_and_the_rating(shop: Shop) -> None:
    await shop.start("c2")
    for text in (TRACK, ANGRY):
        await shop.write("c2", text, 50.0)
    case = await Case.open("c2", shop)
    assert {"label": "order code", "value": "HL-204518"} in case.slots()
    facts = {one["label"]: one["value"] for one in case.known()}
    assert facts == {"Mood": "calm → upset", "Rating": "not yet"}


async def test_the_comment_of_the_rating_that_counts_stands_below_it(shop: Shop) -> None:
    case = await Case.open("c1", shop)
    for at, score, comment in ((60.0, 1, "nobody answers"), (61.0, 4, "很快，谢谢"), (62.0, 5, "")):
        await shop.receive("c1", CustomerRated(at, score, comment), f"c1:rating{at}")
        await case.refresh()
        facts = {one["label"]: one["value"] for one in case.known()}
        assert (facts["Rating"], facts.get("Comment", "")) == (f"{score} of 5", comment)


async def test_what_is_known_is_written_as_people_write_it_and_holds_nothing_empty_or_twice(shop: Shop) -> None:
    domain = replace(
        DOMAIN, replies={"en": {"on_its_way": Reply("on_its_way", ("{items}, {total:money}, by {eta:date}, {asked}, {note}",))}}
    )
    slots = {"found": "one", "total": 69.0, "eta": "2026-11-27", "asked": "HL-204518", "note": "", "items": "a kettle"}
    more = {"order_code": "HL-204518", "sure": True, "reason": "broken"}
    found = known(Conversation("c1", "shop", slots=slots | more), domain)
    assert found == {
        "order code": "HL-204518",
        "sure": "yes",
        "reason": "Broken",
        "total": "$69",
        "eta": "27 November",
        "items": "a kettle",
    }


async def test_the_line_for_whoever_takes_over_names_what_is_known_in_words(shop: Shop) -> None:
    assert shop.kept["c1"].summary.summary == "order code HL-204518 · “I want a person”"


async def test_a_line_names_the_operator_and_the_title_of_what_was_quoted(shop: Shop) -> None:
    case = await Case.open("c1", shop)
    lines = [line(m, case.turn_of(m), case.titles()) for m in case.messages]
    assert [one["name"] for one in lines if one["author"] == "operator"] == ["Mia", "Mia"]
    assert [(one["source"], one["passage"]) for one in lines if one["source"]] == [("Delivery costs", "costs#1")]


async def test_an_unknown_conversation_is_an_error(shop: Shop) -> None:
    with pytest.raises(UnknownConversation):
        await Case.open("nowhere", shop)
