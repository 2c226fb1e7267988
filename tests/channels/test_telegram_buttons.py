"""What a pressed button does: it counts once, and while its question is open; what was chosen stays below the line, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.channels.telegram.account import Account, Me
from bot.channels.telegram.inlet import Inlet
from bot.dialogue.effects import AskRating, Button, Send
from bot.dialogue.events import CustomerRated, MessageReceived
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.telegram_shop import ID
from tests.channels.updates import ANN, GROUP, PRIVATE, edited, message, press
from tests.fakes import FakeReception

ME = Me(123456789, "HarbourLaneBot")
YES_OR_NO = (Button("Yes", "affirm"), Button("No", "deny"))


LANGUAGES = (Button("English", "language:en"), Button("中文", "language:zh"))
GONE = "This button is no longer in use. Just write what you would like."


def questions(text: str, choice: str | None) -> Iterable[Send | AskRating]:
    if text == "bye":
        return [AskRating("How was it?")]
    return [Send(f"{text}?", LANGUAGES if choice == "languages" else YES_OR_NO)]


class Customer:
    """A customer whose updates a bot takes one after the other."""

    def __init__(self, api: BotApi, reception: FakeReception, account: Account) -> None:
        self.api, self.reception, self.inlet = api, reception, Inlet(account, reception, 1.0)

    async def does(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            await self.inlet.take(update, ME)
        await asyncio.gather(*self.inlet.running)

    @property
    def said(self) -> list[tuple[str, str | None]]:
        return [(event.text, event.choice) for event in self.reception.events if isinstance(event, MessageReceived)]

    @property
    def scores(self) -> list[int]:
        return [event.score for event in self.reception.events if isinstance(event, CustomerRated)]

    @property
    def below(self) -> list[list[tuple[str, str]]]:
        """The buttons that edits left."""
        return [marked.buttons for marked in self.api.marked]


@asynccontextmanager
async def talking(api: BotApi) -> AsyncIterator[Customer]:
    account = Account("shop", TOKEN, api.address, 1.0)
    customer = Customer(api, FakeReception(questions), account)
    yield customer
    await customer.inlet.close()
    await account.close()


async def test_what_was_chosen_stays_below_the_line_and_the_other_buttons_go(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"), press("3.0"))
    assert ann.said == [("cancel it", None), ("Yes", "affirm")]
    assert (api.answered != [], api.told) == (True, [""])
    assert ann.below == [[("✓ Yes", "spent")]]


async def test_a_button_that_is_pressed_twice_counts_once(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"), press("3.0"), press("3.0"), press("3.1"))
    assert ann.said == [("cancel it", None), ("Yes", "affirm")]
    assert len(api.answered) == 3
    assert api.told == ["", *[GONE] * 2]


async def test_a_second_press_leaves_the_mark_of_the_first_below_the_line(api: BotApi) -> None:
    first, second = press("3.0"), press("3.1")
    second["callback_query"]["message"] = first["callback_query"]["message"]
    async with talking(api) as ann:
        await ann.does(message("cancel it"), first, second)
    assert ann.below == [[("✓ Yes", "spent")]]


async def test_a_button_that_is_pressed_twice_before_it_is_answered_counts_once(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("hello"))
        ann.reception.delay = 0.2
        await ann.does(press("1.0"), press("1.0"))
    assert ann.said == [("hello", None), ("Track my order", "intent:track_order")]
    assert ann.below == [[("✓ Track my order", "spent")]]


async def test_the_yes_of_an_earlier_question_does_not_answer_a_later_one(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"), message("send it to my office"), press("3.0"))
    assert ann.said == [("cancel it", None), ("send it to my office", None)]
    assert api.told == [GONE]
    assert ann.below == [[]]


async def test_a_yes_that_crosses_with_what_the_customer_just_wrote_is_not_taken_for_the_answer_to_that(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"))
        ann.reception.delay = 0.2
        await ann.does(message("no, wait"), press("3.0"))
    assert ann.said == [("cancel it", None), ("no, wait", None)]


async def test_a_button_that_begins_something_may_be_pressed_later_too(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("hello"), press("1.0"))
    assert ann.said == [("hello", None), ("Track my order", "intent:track_order")]


async def test_a_language_may_be_chosen_below_its_line_at_any_time(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("/language"), message("where is it"), press("3.1"))
    assert ann.said[1:] == [("where is it", None), ("中文", "language:zh")]


async def test_who_waits_for_a_person_may_add_words_and_still_press_the_lines_button(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"))
        ann.reception.set(ID, mode="queued")
        await ann.does(message("are you there"), press("3.1"))
    assert ann.said[-1] == ("No", "deny")


async def test_after_a_deletion_an_old_button_does_not_press_another_in_its_place(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"), press("3.0", label="Delete my account"))
        assert ann.said == [("cancel it", None)]
        await ann.does(press("3.1", label=" NO "))
        assert ann.said[-1] == ("No", "deny")


async def test_a_rating_counts_once_however_often_it_is_pressed(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("bye"), press("rate.3.5"), press("rate.3.1"))
    assert ann.scores == [5]
    assert ann.below == [[("✓ 5", "spent")]]


async def test_a_rating_counts_only_below_a_line_that_asks_for_one(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"), press("rate.3.5"), press("rate.2.5"), press("rate.9.5"), press("rate.0.5"))
    assert (ann.scores, api.told, ann.below) == ([], [GONE] * 4, [])


async def test_a_rating_button_from_before_lines_were_named_in_it_counts_once_for_each_message(api: BotApi) -> None:
    first, again = press("rate.4"), press("rate.1")
    again["callback_query"]["message"] = first["callback_query"]["message"]
    async with talking(api) as ann:
        await ann.does(message("bye"), first, again, press("rate.2"))
    assert (ann.scores, api.told) == ([4, 2], ["", GONE, ""])
    assert ann.below == [[("✓ 4", "spent")], [("✓ 2", "spent")]]


@pytest.mark.parametrize("data", ["spent", "buy:7", "3.0", "1.0", "rate.3.5", "rate.5"])
async def test_a_press_opens_no_conversation(api: BotApi, data: str) -> None:
    async with talking(api) as ann:
        await ann.does(press(data))
        assert (ann.reception.lines, ann.reception.events) == ({}, [])
        await ann.does(message("hello"))
        del ann.reception.lines[ID], ann.reception.summaries[ID]
        await ann.does(press(data))
    assert (ann.reception.lines, ann.said) == ({}, [("hello", None)])
    assert (api.told, ann.below) == ([GONE] * 2, [])


async def test_after_a_restart_a_press_is_taken_without_a_word_before_it(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"))
        ann.inlet.open.clear()
        await ann.does(press("3.0"))
    assert ann.said == [("cancel it", None), ("Yes", "affirm")]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("before", "data"), [("cancel it", "3.0"), ("cancel it", "1.0"), ("bye", "rate.3.5"), ("bye", "rate.5")])
async def test_a_press_that_telegram_brings_again_is_not_refused(api: BotApi, before: str, data: str, restarts: bool) -> None:
    again = press(data)
    async with talking(api) as ann:
        await ann.does(message(before), again)
        if restarts:
            ann.inlet.open.clear()
        await ann.does(again)
    assert (len(ann.reception.events), api.told, len(ann.below)) == (2, ["", ""], 1)


async def test_a_press_that_telegram_brings_again_before_it_is_answered_is_not_refused(api: BotApi) -> None:
    again = press("3.0")
    async with talking(api) as ann:
        await ann.does(message("cancel it"))
        ann.inlet.open.clear()
        ann.reception.delay = 0.2
        await ann.does(again, again)
    assert (ann.said[1:], api.told) == ([("Yes", "affirm")], ["", ""])
    assert ann.below == [[("✓ Yes", "spent")]]


async def test_in_a_group_the_first_press_counts_whoever_it_is(api: BotApi) -> None:
    name = {"type": "mention", "offset": 0, "length": 15}
    bob = press("3.1", GROUP)
    bob["callback_query"]["from"] = {**ANN, "id": 43, "first_name": "Bob"}
    async with talking(api) as ann:
        await ann.does(message("@HarbourLaneBot cancel it", chat=GROUP, entities=[name]), bob, press("3.0", GROUP))
    assert ann.said == [("cancel it", None), ("No", "deny")]
    assert api.marked[0].chat == -1001


async def test_a_button_of_another_program_ends_its_loading_and_leaves_the_message_alone(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(press("buy:7"))
    assert (len(api.answered), api.told, ann.below) == (1, [GONE], [])


async def test_a_chinese_customer_is_told_in_chinese_that_a_button_is_no_longer_in_use(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("取消", **{"from": {**ANN, "language_code": "zh-hans"}}), press("buy:7"))
        without = press("buy:7", {**PRIVATE, "id": 43})
        without["callback_query"]["from"] = {**ANN, "language_code": "zh-hans"}
        await ann.does(without, press("buy:7", {**PRIVATE, "id": 44}))
    assert api.told == [*["这个按钮已经失效了，您直接发消息就行。"] * 2, GONE]


async def test_a_query_that_is_too_old_and_a_message_that_is_not_modified_do_no_harm(api: BotApi) -> None:
    old = press("3.0")
    old["callback_query"]["id"] = "old"
    api.unchanged = 1
    async with talking(api) as ann:
        await ann.does(message("cancel it"), old, message("thanks"))
    assert ann.said == [("cancel it", None), ("Yes", "affirm"), ("thanks", None)]


async def test_a_press_below_an_old_line_makes_no_old_message_the_last_one(api: BotApi) -> None:
    async with talking(api) as ann:
        first, second = message("one"), message("two")
        await ann.does(first, second, press("1.0"), edited(first, "three"), edited(second, "four"))
    assert [text for text, _ in ann.said] == ["one", "two", "Track my order", "four"]
