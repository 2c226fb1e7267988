"""Suggested replies: what fits a question, what is learnt from what operators send, and what is not worth offering."""

import asyncio
from dataclasses import replace

import pytest

from bot.store.answers import MOST_SENT, SentAnswer
from bot.suggesting.reading import REMEMBERED
from bot.suggesting.similarity import alike, read
from bot.suggesting.suggestion import wording
from bot.suggesting.unanswered import unanswered
from tests.desk.replies import ARTICLE, HELLO, PERSON, Team, lines
from tests.dialogue.shop import reading
from tests.retrieval.words import vector

ASKED = "can I change the address of my parcel"
AGAIN = "please change the address of my parcel"
ANSWER = "Yes, as long as the parcel has not left our warehouse."
OTHER = "does the lamp come with a bulb"


@pytest.fixture
def team() -> Team:
    return Team()


async def test_what_answered_a_question_is_suggested_when_one_like_it_comes_again(team: Team) -> None:
    assert await team.texts(ASKED) == []
    await team.answer(ASKED, ANSWER)
    (one,) = await team.suggested(AGAIN)
    assert (one.text, one.source, one.times) == (ANSWER, "team", 1)
    assert await team.texts(OTHER) == [], "nothing fits, so nothing is shown"


async def test_articles_and_past_answers_are_suggested_in_the_customers_language_only(team: Team) -> None:
    (one,) = await team.suggested("what does delivery to Canada cost")
    assert (one.text, one.source, one.title) == (ARTICLE, "article", "Delivery costs")
    (past,) = await team.suggested("is the blue kettle in stock")
    assert past.source == "past_answer"
    await team.answer("寄到加拿大要多久", "大约两个星期就能送到您手上。", language="zh")
    assert all("两" in text for text in await team.texts("寄到加拿大要多久", language="zh"))
    assert [one.language for one in await team.store.sent_answers("shop")] == ["zh"]
    assert await team.texts("what does delivery to Canada cost", language="zh") == [ARTICLE]


async def test_an_answer_counts_as_written_in_the_language_that_it_is_in(team: Team) -> None:
    """The page was English, and the people at the desk and the customer went over to Chinese."""
    await team.answer("寄到加拿大要多久", "大约两个星期就能送到您手上。")
    await team.answer("我的包裹会在哪里清关", "The parcel clears customs in Toronto, as all of them do.", language="zh")
    assert [one.language for one in await team.store.sent_answers("shop")] == ["en", "zh"]
    assert "大约两个星期就能送到您手上。" in await team.texts("寄到加拿大要多久")


async def test_a_past_answer_comes_without_its_customers_name_and_order(team: Team) -> None:
    (past,) = await team.suggested("is the blue kettle in stock", order_code="HL-771203")
    assert "Anna" not in past.text
    assert "HL-204518" not in past.text


async def test_a_past_answer_that_leans_on_what_was_said_before_is_not_suggested(team: Team) -> None:
    assert await team.texts("is the red kettle there") == []


async def test_a_past_answer_about_somebodys_own_case_is_not_suggested(team: Team) -> None:
    assert await team.texts("where is my parcel now") == []


async def test_at_most_three_are_suggested_and_none_twice(team: Team) -> None:
    for end in ("hall.", "depot in Rotterdam, tell me the new street.", "store room: the street?", "warehouse.", "warehouse!"):
        await team.answer(ASKED, f"Yes, as long as the parcel has not left our {end}")
    texts = await team.texts(ASKED)
    assert len(texts) == len(set(texts)) == 3
    assert sum(text.rstrip("!.").endswith("warehouse") for text in texts) == 1


async def test_what_is_sent_as_it_was_is_counted_with_the_wording_that_it_was(team: Team) -> None:
    await team.answer(ASKED, ANSWER)
    for _ in range(3):
        (one,) = await team.suggested(ASKED)
        await team.answer(ASKED, ANSWER, one)
    assert [(one.text, one.times) for one in await team.suggested(ASKED)] == [(ANSWER, 4)]
    assert team.counted == ["used"] * 3


async def test_the_words_to_which_a_suggestion_was_edited_are_offered_instead_of_it(team: Team) -> None:
    better = "Yes, as long as the parcel has not left our warehouse: tell me the new street, please."
    await team.answer(ASKED, ANSWER)
    await team.answer(ASKED, better, *await team.suggested(ASKED))
    assert await team.texts(ASKED) == [better]
    assert team.counted == ["edited"]
    await team.answer(ASKED, ANSWER)  # somebody writes the old words again, of their own
    assert (await team.texts(ASKED))[0] == better


async def test_a_suggestion_that_was_filled_in_is_kept_with_its_gaps_open(team: Team) -> None:
    await team.answer(ASKED, "Only UPS-7731 can do that, please call them.", carrier="UPS-7731")
    (one,) = await team.suggested(ASKED, carrier="DHL")
    assert one.text == "Only DHL can do that, please call them."
    await team.answer(ASKED, one.text, one, carrier="DHL")
    assert [sent.said for sent in await team.store.sent_answers("shop")] == ["Only [carrier] can do that, please call them."] * 2


def test_questions_about_different_things_are_not_alike() -> None:
    kettle, lamp = frozenset({("product", "kettle")}), frozenset({("product", "lamp")})
    questions = [read(reading()(ASKED), vector(ASKED), things) for things in (kettle, lamp, kettle | lamp, frozenset())]
    assert [alike(questions[0], other, {}) > 1 for other in questions] == [True, False, True, True]


async def test_whoever_types_what_is_suggested_has_used_it(team: Team) -> None:
    for _ in range(12):
        await team.answer(ASKED, ANSWER)
    assert [one.times for one in await team.suggested(ASKED)] == [12]


async def test_an_article_that_was_edited_is_offered_in_the_new_words_and_keeps_the_prices_that_it_states(team: Team) -> None:
    asked = "what does delivery to Canada cost"
    better = f"{ARTICLE} Islands in the north take a week longer."
    await team.answer(asked, better, *await team.suggested(asked))
    assert await team.texts("what does delivery to Canada cost me") == [better]


async def test_a_suggestion_that_was_edited_once_but_went_out_as_it_was_since_stays(team: Team) -> None:
    await team.answer(ASKED, ANSWER)
    old = await team.suggested(ASKED)
    await team.answer(ASKED, f"{ANSWER} The courier can change it, too.", *old)
    await team.answer(ASKED, ANSWER, *old)
    assert ANSWER in await team.texts(ASKED)


async def test_a_reply_that_has_little_of_the_suggestion_left_is_the_operators_own(team: Team) -> None:
    await team.answer(ASKED, ANSWER)
    own = "Tell me the new street and the town, then I write them on the label myself."
    await team.answer(ASKED, own, *await team.suggested(ASKED))
    assert [one.how for one in await team.store.sent_answers("shop")] == ["own", "own"]
    assert set(await team.texts(ASKED)) == {ANSWER, own}
    assert team.counted == []


async def test_what_is_offered_again_and_again_and_never_used_sinks_and_disappears(team: Team) -> None:
    await team.answer(ASKED, ANSWER)
    await team.answer(ASKED, "Write the new street to me, and it goes onto the label.")
    first = (await team.texts(ASKED))[0]
    taken = next(one for one in await team.suggested(ASKED) if one.text != first)
    for _ in range(4):
        await team.answer(ASKED, taken.text, taken)
    assert (await team.texts(ASKED))[0] == taken.text
    assert first in await team.texts(ASKED)
    for _ in range(6):
        await team.answer(ASKED, taken.text, taken)
    assert await team.texts(ASKED) == [taken.text]


async def test_one_that_was_passed_over_comes_after_one_as_good_that_was_not(team: Team) -> None:
    for said in (old := ANSWER, new := "Write the new street to me, and it goes onto the label."):
        await team.answer(ASKED, said, seen=False)
    assert await team.texts(ASKED) == [new, old]
    elsewhere = SentAnswer("c1", "shop", "en", OTHER, "of no concern here", "w", "", "own", 1.0)
    for _ in range(2):
        await team.store.keep_answer(elsewhere, (wording(new),))
    assert await team.texts(ASKED) == [old, new]


async def test_what_a_colleague_sent_comes_before_an_article_that_fits_as_well(team: Team) -> None:
    asked = "what does delivery to Canada cost"
    said = "Delivery to Canada costs the same for every parcel, see the page about delivery."
    await team.answer(asked, said, seen=False)
    assert await team.texts(asked) == [said, ARTICLE]


async def test_of_two_that_are_as_good_the_one_used_last_comes_first(team: Team) -> None:
    old, new = ANSWER, "Write the new street to me, and it goes onto the label."
    for said in (old, new):
        await team.answer(ASKED, said, seen=False)
    assert await team.texts(ASKED) == [new, old]
    await team.answer(ASKED, old, seen=False)
    assert await team.texts(ASKED) == [old, new]


@pytest.mark.parametrize(
    "chat",
    [
        "One moment please, I'll check that for you.",
        "Hi Anna, thanks for waiting! Bear with me while I look up your order in the other system.",
        "You're welcome, have a nice day!",
        "ok",
        "您好，请稍等，我帮您查一下订单的情况。",
        "不客气，祝您生活愉快！",
    ],
)
async def test_chat_is_not_learnt(team: Team, chat: str) -> None:
    await team.answer(ASKED, chat)
    assert await team.store.sent_answers("shop") == []


async def test_courtesy_before_an_answer_does_not_make_it_chat(team: Team) -> None:
    for said in ("Sorry about that, we send a new lamp to you today.", "不好意思，这款灯不含灯泡，需要另外购买。"):
        await team.answer(OTHER, said)
    assert len(await team.store.sent_answers("shop")) == 2


async def test_what_is_said_in_reply_to_anything_is_chat_too(team: Team) -> None:
    said = "Our colleagues from the warehouse have your message now and answer by mail."
    for asked in (ASKED, OTHER):
        await team.answer(asked, said)
    assert await team.texts(ASKED) == [said], "twice may be chance"
    await team.answer("why was my card charged two times", said)
    assert await team.texts(ASKED) == []


def test_a_customer_is_unanswered_until_a_person_has_said_more_than_that_they_look() -> None:
    asked = lines("bot: hello", f"customer: {ASKED}", "customer: it is urgent", "bot: a colleague comes", "system: Mia is here")
    assert unanswered(asked) == [f"{ASKED}\nit is urgent"]
    assert unanswered([*asked, *lines("operator: One moment please.")]) == unanswered(asked)
    assert unanswered([*asked, *lines(f"operator: {ANSWER}")]) == []
    assert unanswered([*asked, *lines(f"operator: {ANSWER}", "customer: and the lamp?")]) == ["and the lamp?"]


async def test_who_only_asks_for_a_person_is_suggested_an_answer_to_what_they_asked_before(team: Team) -> None:
    await team.answer(ASKED, ANSWER)
    talk = lines(f"customer: {ASKED}", "bot: no idea", f"customer: {PERSON}", "bot: one comes", f"customer: {HELLO}")
    assert [one.text for one in await team.suggester.suggest(await team.begin(), talk)] == [ANSWER]
    assert await team.suggester.suggest(await team.begin(), lines(f"customer: {PERSON}")) == ()


async def test_what_the_customer_was_told_already_is_not_suggested(team: Team) -> None:
    asked = "what does delivery to Canada cost"
    talk = lines(f"customer: {asked}", f"bot: {ARTICLE}", f"customer: {asked}")
    assert await team.suggester.suggest(await team.begin(), talk) == ()


async def test_without_models_there_is_nothing_and_nobody_is_bothered(team: Team) -> None:
    await team.answer(ASKED, ANSWER)
    team.reader.away = True
    assert await team.texts(ASKED) == []
    await team.answer(ASKED, "Something else that is long enough to keep.")
    assert len(await team.store.sent_answers("shop")) == 1
    team.suggester.packs = {}
    assert await team.texts(ASKED) == []


async def test_a_model_that_takes_too_long_is_not_waited_for(team: Team) -> None:
    await team.answer(ASKED, ANSWER)
    team.suggester.seconds, team.reader.pause = 0.05, 10.0
    assert await asyncio.wait_for(team.texts(ASKED), 1) == []


async def test_kept_questions_are_read_once_however_often_they_are_compared(team: Team) -> None:
    for number in range(5):
        await team.answer(f"{ASKED} number {number}", f"{ANSWER} Part {number}.")
    await team.texts(ASKED)
    await team.answer(OTHER, "The lamp comes with a bulb and a spare one.", seen=False)
    before = len(team.reader.read)
    await team.texts(ASKED)
    assert len(team.reader.read) == before + 2, "the question, and that of the answer which is new"
    assert MOST_SENT < REMEMBERED


async def test_one_pack_does_not_push_out_what_was_read_for_another(team: Team) -> None:
    team.suggester.questions.most = 1
    talk = await team.begin()
    team.suggester.packs = {"shop": team.suggester.packs["shop"], "bank": team.suggester.packs["shop"]}
    for pack in team.suggester.packs:
        await team.store.keep_answer(SentAnswer(talk.id, pack, "en", AGAIN, ANSWER, wording(ANSWER), "", "own", 1.0), ())
        await team.suggester.suggest(replace(talk, pack=pack), lines(f"customer: {ASKED}"))
    before = len(team.reader.read)
    await team.suggester.suggest(talk, lines(f"customer: {ASKED}"))
    assert len(team.reader.read) == before + 1
