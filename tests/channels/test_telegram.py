"""What customers find on Telegram: polling over real HTTP, the engine and a store behind it."""

import asyncio

from bot.dialogue.events import OperatorJoined
from bot.store.memory import MemoryStore
from tests.channels.botapi import BotApi
from tests.channels.telegram_shop import ANSWER, ASK, ID, heard, running, texts
from tests.channels.updates import DOCUMENT, GROUP, PHOTO, edited, message, press


async def test_a_customer_is_greeted_and_answered(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message(ASK))
        sent = await api.until(2)
    assert [one.chat for one in sent] == [42, 42]
    assert texts(api)[0] == "greeting"
    assert ANSWER in texts(api)[1]
    assert [line.author for line in await store.messages(ID)] == ["bot", "customer", "bot"]


async def test_an_update_that_comes_twice_is_answered_once(api: BotApi, store: MemoryStore) -> None:
    update = message(ASK)
    async with running(api, store):
        await api.add(update, update)
        await api.until(2)
        await api.add(update, message("yes please"))
        await api.until(3)
    assert [line.text for line in await store.messages(ID) if line.author == "customer"] == [ASK, "yes please"]
    assert len(api.sent) == 3


async def test_what_is_kept_is_not_asked_for_again(api: BotApi, store: MemoryStore) -> None:
    update = message(ASK)
    async with running(api, store):
        await api.add(update)
        await api.until(2)
    assert api.offsets[-1] == update["update_id"] + 1


async def test_a_pressed_button_is_its_choice(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message("hm"), message("/language"))
        sent = await api.until(3)
        label, data = sent[2].buttons[1]
        assert label == "zh:language_name"
        await api.add(press(data), press("2.9"), press("999.0"))
        await api.until(4)
    assert api.sent[3].text.startswith("zh:")
    assert (await store.head(ID)).summary.language == "zh"
    assert len(api.answered) == 3


async def test_while_an_answer_takes_its_time_telegram_shows_that_somebody_types(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        desk.models.gate = asyncio.Event()
        await api.add(message(ASK))
        async with asyncio.timeout(10):
            while not api.typing:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
        desk.models.gate.set()
        await api.until(2)
    assert api.typing[0] == 42


async def test_a_picture_is_kept_and_the_bot_says_once_that_it_cannot_look_at_it(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message(None, photo=PHOTO), message(None, document=DOCUMENT), message(None, photo=PHOTO, caption=ASK))
        await api.until(3)
    assert texts(api)[1] == "attachment"
    assert [data for _, data in api.sent[1].buttons] == ["3.0"]
    assert ANSWER in texts(api)[2]
    own = [line for line in await store.messages(ID) if line.author == "customer"]
    assert [(line.kind, line.source, line.text) for line in own] == [
        ("photo", "large", ""),
        ("document", "doc", ""),
        ("photo", "large", ASK),
    ]


async def test_a_file_that_unpacks_to_terabytes_is_noted_by_its_name_and_never_fetched(api: BotApi, store: MemoryStore) -> None:
    bomb = {**DOCUMENT, "file_id": "bomb", "file_name": "../../42.zip", "mime_type": "application/zip", "file_size": 4_503_599_626_321_920}
    photo = [{**size, "file_id": "bomb", "width": 2**31 - 1, "height": 2**31 - 1} for size in PHOTO]
    async with running(api, store):
        await api.add(message(None, document=bomb), message(None, photo=photo), message(ASK))
        async with asyncio.timeout(10):
            while not any(ANSWER in text for text in texts(api)):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
    own = [line for line in await store.messages(ID) if line.author == "customer"]
    assert [(line.kind, line.source, line.text) for line in own[:2]] == [("document", "bomb", ""), ("photo", "bomb", "")]
    assert not api.methods & {"getFile", "file"}


async def test_start_greets_once_and_later_begins_again(api: BotApi, store: MemoryStore) -> None:
    opening = message("/start", date=1)
    async with running(api, store):
        await api.add(opening, message(ASK))
        await api.until(2)
        await api.add(message("/start"))
        await api.until(3)
    assert [line.text for line in await store.messages(ID) if line.author == "customer"] == [ASK, "/start"]
    assert texts(api)[0] == "greeting"


async def test_human_calls_a_person(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message("/human"))
        await api.until(2)
    assert (await store.head(ID)).summary.mode == "queued"


async def test_help_is_asked_for_in_the_customers_language(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        await api.add(message("/help"), message("/language zh"))
        await api.until(3)
        await api.add(message("/help"))
        await api.until(4)
        assert desk.models.read == ["help", "帮助"]


async def test_cancel_lets_go_of_what_is_being_done(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message("cancel my order HL-204518"), message("/cancel"))
        await api.until(3)
    assert texts(api)[1:] == ["Cancel HL-204518, $59.90?", "Stopped: cancel."]


async def test_a_command_that_the_bot_does_not_know_is_not_read_as_words_of_a_language(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        await api.add(message("/foo"))
        await api.until(2)
        assert desk.models.read == []
    assert texts(api)[1] == "not_understood"


async def test_a_person_sees_which_earlier_message_a_reply_answers_and_the_bot_reads_the_reply(api: BotApi, store: MemoryStore) -> None:
    earlier = message("Order HL-204518 is on its way. " * 20)["message"]
    async with running(api, store) as desk:
        await api.add(message("hm", reply_to_message=earlier))
        await api.until(2)
        assert desk.models.read == ["hm"]
        await desk.reception.receive(ID, OperatorJoined(5.0, "Mei"), f"{ID}::desk:1")
        await api.until(3)
        about = message("this one", reply_to_message=earlier, quote={"text": "HL-204518", "position": 6})
        await api.add(about, message("and that", reply_to_message=earlier), edited(about, "this one"))
        own = await heard(store, 3)
    assert own[1] == "> HL-204518\nthis one"
    assert own[2].startswith("> Order HL-204518 is on its way. Order")
    assert own[2].endswith("…\nand that")
    assert len(own[2]) < 180


async def test_a_person_sees_what_was_changed_in_an_older_message(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        first, second = message("HL-20451"), message("it is broken")
        await api.add(first, second)
        await api.until(3)
        await desk.reception.receive(ID, OperatorJoined(5.0, "Mei"), f"{ID}::desk:1")
        await api.until(4)
        await api.add(edited(first, "HL-204518"))
        await heard(store, 3)
        await api.add(edited(first, "HL-204518"), edited(first, "HL-204517"), message("sorry"))
        own = await heard(store, 5)
    assert own == ["HL-20451", "it is broken", "> HL-20451\nHL-204518", "> HL-204518\nHL-204517", "sorry"]


async def test_an_edit_that_changes_nothing_is_not_heard_again_below_a_quote(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store) as desk:
        await api.add(message("hm"))
        await api.until(2)
        about = message("this one", reply_to_message=message("HL-204518")["message"])
        await desk.reception.receive(ID, OperatorJoined(5.0, "Mei"), f"{ID}::desk:1")
        await api.until(3)
        await api.add(about, edited(about, "this one"), edited(about, "that one"))
        own = await heard(store, 3)
    assert own[1:] == ["> HL-204518\nthis one", "that one"]


async def test_who_waits_for_a_person_keeps_the_place_when_telegrams_app_sends_start_again(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message("/human"))
        await api.until(2)
        await api.add(message("/start"))
        await api.until(3)
        assert (await store.head(ID)).summary.mode == "queued"
        await api.add(message("/restart"))
        await api.until(4)
    assert (await store.head(ID)).summary.mode == "bot"


async def test_an_edit_of_the_last_message_is_heard_and_one_of_an_older_is_not(api: BotApi, store: MemoryStore) -> None:
    first, second = message("hm"), message("hmm")
    async with running(api, store):
        await api.add(first, second)
        await api.until(3)
        await api.add(edited(first, "let me talk to a human"), edited(second, "hmm"), edited(second, ASK))
        await api.until(4)
    assert [line.text for line in await store.messages(ID) if line.author == "customer"] == ["hm", "hmm", ASK]


async def test_an_edit_is_heard_while_the_message_still_waits_for_its_answer(api: BotApi, store: MemoryStore) -> None:
    first = message("hm")
    async with running(api, store) as desk:
        desk.models.gate = asyncio.Event()
        await api.add(first, edited(first, ASK), edited(first, ASK))
        await desk.models.reached.wait()
        await asyncio.sleep(0.1)
        desk.models.gate.set()
        await api.until(3)
    assert [line.text for line in await store.messages(ID) if line.author == "customer"] == ["hm", ASK]


async def test_after_a_restart_an_edit_of_the_last_message_is_still_heard(api: BotApi, store: MemoryStore) -> None:
    first, second = message("hm"), message("hmm")
    async with running(api, store):
        await api.add(first, second)
        await api.until(3)
    async with running(api, store):
        await api.add(edited(first, "let me talk to a human"), edited(second, ASK))
        await api.until(4)
    assert [line.text for line in await store.messages(ID) if line.author == "customer"] == ["hm", "hmm", ASK]


async def test_a_message_that_is_edited_into_a_command_is_one(api: BotApi, store: MemoryStore) -> None:
    mistyped = message("human")
    async with running(api, store):
        await api.add(mistyped)
        await api.until(2)
        await api.add(edited(mistyped, "/human"))
        await api.until(3)
    assert (await store.head(ID)).summary.mode == "queued"


async def test_a_language_may_stand_behind_its_command(api: BotApi, store: MemoryStore) -> None:
    async with running(api, store):
        await api.add(message("/language 中文"))
        await api.until(2)
        assert (await store.head(ID)).summary.language == "zh"
        await api.add(message("/language klingon"))
        sent = await api.until(3)
    assert [label for label, _ in sent[2].buttons] == ["language_name", "zh:language_name"]


async def test_a_place_or_a_poll_is_shown_to_people_and_not_read_as_words(api: BotApi, store: MemoryStore) -> None:
    place, poll = {"latitude": 51.5, "longitude": -0.12}, {"question": "Which colour?", "options": [{"text": "red"}, {"text": "blue"}]}
    async with running(api, store) as desk:
        await api.add(message(None, location=place), message(None, poll=poll))
        await api.until(3)
        assert desk.models.read == []
    own = [line.text for line in await store.messages(ID) if line.author == "customer"]
    assert own == ["📍 51.50000, -0.12000", "📊 Which colour?\n• red\n• blue"]


async def test_a_group_is_answered_where_it_asked(api: BotApi, store: MemoryStore) -> None:
    name = {"type": "mention", "offset": 0, "length": 15}
    async with running(api, store):
        await api.add(message("dinner at eight?", chat=GROUP), message(f"@HarbourLaneBot {ASK}", chat=GROUP, entities=[name]))
        await api.until(2)
    assert {sent.chat for sent in api.sent} == {-1001}
    assert [line.text for line in await store.messages("telegram-123456789--1001") if line.author == "customer"] == [ASK]
