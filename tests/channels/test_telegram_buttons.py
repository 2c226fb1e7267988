"""What a pressed button does: it counts once, and while its question is open; what was chosen stays below the line, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.telegram.account import Account, Me
from bot.channels.telegram.inlet import Inlet
from bot.dialogue.effects import AskRating, Button, Send
from bot.dialogue.events import CustomerRated, MessageReceived
from tests.channels.botapi import TOKEN, BotApi
from tests.channels.telegram_shop import ID
from tests.channels.updates import ANN, GROUP, edited, message, press
from tests.fakes import FakeReception

ME = Me(123456789, "HarbourLaneBot")
YES_OR_NO = (Button("Yes", "affirm"), Button("No", "deny"))


def questions(text: str, choice: str | None) -> Iterable[Send | AskRating]:
    return [AskRating("How was it?")] if text == "bye" else [Send(f"{text}?", YES_OR_NO)]


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
    assert api.told == ["", *["This has been answered already. Just write what you would like."] * 2]


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


async def test_the_yes_of_an_earlier_question_does_not_answer_a_later_one(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("cancel it"), message("send it to my office"), press("3.0"))
    assert ann.said == [("cancel it", None), ("send it to my office", None)]
    assert api.told == ["This has been answered already. Just write what you would like."]
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
    assert [event.score for event in ann.reception.events if isinstance(event, CustomerRated)] == [5]
    assert ann.below == [[("✓ 5", "spent")]]


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
    assert (len(api.answered), api.told, ann.below) == (1, ["This has been answered already. Just write what you would like."], [])


async def test_a_chinese_customer_is_told_in_chinese_that_a_question_is_answered(api: BotApi) -> None:
    async with talking(api) as ann:
        await ann.does(message("取消", **{"from": {**ANN, "language_code": "zh-hans"}}), press("buy:7"))
    assert api.told == ["这个问题已经回答过了，想说什么直接发消息就行。"]


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
