"""Suggested replies in a real browser: they wait above the composer, never send by themselves, and learn from what is sent."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.desk.cases import PERSON, TRACK
from tests.desk.replies import ARTICLE, SHOP
from tests.e2e.test_desk import Office, composer, open_row, row, sit

__all__ = ["sit"]

COST = "what does delivery to Canada cost"
ASKED, ANSWER = "can I change the address of HL-771203", "Yes, HL-771203 has not left our warehouse: it arrives by Friday."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, SHOP, suggests=True)
    yield office
    office.stop()


def offers(page: Page) -> Locator:
    return page.locator(".suggested .offer")


def take(page: Page, id: str) -> None:
    open_row(page, id)
    page.locator('[data-do="take"]').click()
    expect(composer(page)).to_be_enabled()


def say(page: Page, text: str) -> None:
    composer(page).fill(text)
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value("")


def test_a_suggestion_is_put_into_the_composer_and_nothing_is_sent_by_itself(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    id = office.begin(COST, PERSON)
    open_row(page, id)
    expect(offers(page)).to_have_count(0)  # the conversation is nobody's yet
    page.locator('[data-do="take"]').click()
    expect(offers(page)).to_have_count(1)
    expect(offers(page)).to_contain_text("Article: Delivery costs")
    expect(composer(page)).to_be_focused()
    offers(page).click()
    expect(composer(page)).to_have_value(ARTICLE)
    expect(composer(page)).to_be_focused()
    composer(page).fill("Good morning!")
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_have_value(f"Good morning!\n{ARTICLE}")
    assert [m["text"] for m in office.read(id) if m["author"] == "operator"] == []
    page.keyboard.press("Enter")
    office.waits_for(id, "operator", f"Good morning!\n{ARTICLE}")
    expect(offers(page)).to_have_count(0)  # answered


def test_what_was_sent_is_suggested_in_the_next_conversation_with_its_own_order(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    take(page, office.begin(ASKED, PERSON))
    say(page, "One moment please, I'll check.")
    say(page, ANSWER)
    id = office.begin(TRACK, PERSON)
    take(page, id)
    office.write(id, "can I change the address of HL-204518")
    expect(offers(page)).to_have_count(1)
    expect(offers(page)).to_contain_text("Sent by your team once")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Enter")
    question = page.locator(".composer .gap")
    expect(question).to_contain_text("[day] is not filled in yet.")
    expect(page.locator('[data-do="fill"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Tuesday")  # the gap is selected, so that typing fills it
    expect(question).to_have_count(0)
    page.keyboard.press("Enter")
    office.waits_for(id, "operator", "Yes, HL-204518 has not left our warehouse: it arrives by Tuesday.")


def test_a_gap_is_sent_only_by_whoever_wants_that(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    take(page, office.begin(ASKED, PERSON))
    say(page, "It has not left our warehouse yet and arrives by Friday.")
    id = office.begin(ASKED, PERSON)
    take(page, id)
    offers(page).click()
    page.locator(".composer [type=submit]").click()
    page.keyboard.press("Escape")
    assert [m["text"] for m in office.read(id) if m["author"] == "operator"] == []
    page.reload()
    expect(composer(page)).to_have_value("It has not left our warehouse yet and arrives by [day].")
    page.locator(".composer [type=submit]").click()
    page.locator('[data-do="send-anyway"]').click()
    office.waits_for(id, "operator", "It has not left our warehouse yet and arrives by [day].")


def test_nothing_moves_when_suggestions_come_and_go(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    id = office.begin("hello there", PERSON)
    take(page, id)
    page.wait_for_timeout(500)
    expect(offers(page)).to_have_count(0)
    before = page.locator(".composer").bounding_box()
    room = page.locator(".scroll").evaluate("box => [box.clientHeight, getComputedStyle(box).paddingBottom]")
    office.write(id, COST)
    expect(offers(page)).to_have_count(1)
    assert page.locator(".composer").bounding_box() == before
    assert page.locator(".scroll").evaluate("box => [box.clientHeight, getComputedStyle(box).paddingBottom]") == room
    last, first = page.locator(".said").last.bounding_box(), offers(page).first.bounding_box()
    assert last is not None
    assert first is not None
    assert last["y"] + last["height"] <= first["y"], "the customer's last words are not covered"


def test_folded_away_they_stay_so_over_a_reload_and_count_as_not_shown(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    id = office.begin(COST, PERSON)
    take(page, id)
    page.get_by_role("button", name="Hide suggested replies").click()
    expect(offers(page)).to_have_count(0)
    assert office.team.counted == ["offered"]
    page.reload()
    show = page.get_by_role("button", name="1 suggested reply")
    expect(show).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_have_value("")
    assert office.team.counted == ["offered"]
    show.click()
    expect(offers(page)).to_have_count(1)
    page.wait_for_timeout(300)
    assert office.team.counted == ["offered", "offered"]


def test_the_whole_of_a_long_suggestion_is_shown_at_the_pointer_and_by_the_keyboard(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    page.set_viewport_size({"width": 900, "height": 700})
    take(page, office.begin(ASKED, PERSON))
    long = "Yes, as long as the parcel has not left. " * 6 + "The end of it."
    say(page, long)
    take(page, office.begin(ASKED, PERSON))
    whole = page.locator(".whole")
    expect(whole).to_be_hidden()
    offers(page).hover()
    expect(whole).to_be_visible()
    expect(whole).to_contain_text("The end of it.")
    page.mouse.move(5, 5)
    expect(whole).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(offers(page)).to_be_focused()
    expect(whole).to_be_visible()


def test_a_screen_reader_hears_of_them_and_reads_the_whole_text(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    take(page, office.begin(COST, PERSON))
    expect(page.locator(".suggested [role=status]")).to_have_text("1 suggested reply, Alt+1 to use")
    expect(page.get_by_role("region", name="Suggested replies")).to_be_attached()
    expect(page.get_by_role("button", name=ARTICLE)).to_have_attribute("aria-keyshortcuts", "Alt+1")


def test_who_reads_along_is_suggested_nothing(office: Office, sit: Callable[[str], Page]) -> None:
    mia, tom = sit("Mia"), sit("Tom")
    id = office.begin(COST, PERSON)
    take(mia, id)
    expect(offers(mia)).to_have_count(1)
    expect(row(tom, id)).to_be_visible()
    open_row(tom, id)
    tom.wait_for_timeout(400)
    expect(offers(tom)).to_have_count(0)
    tom.keyboard.press("Alt+1")
    expect(composer(tom)).to_have_value("")


def test_pressed_twice_a_suggestion_is_put_in_once_and_can_be_undone(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    take(page, office.begin(COST, PERSON))
    expect(offers(page)).to_have_count(1)
    composer(page).press_sequentially("Good morning!")
    offers(page).dblclick()
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_have_value(f"Good morning!\n{ARTICLE}")
    page.keyboard.press("Control+z")
    expect(composer(page)).to_have_value("Good morning!")


def test_while_an_input_method_composes_a_digit_is_the_input_methods(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    take(page, office.begin(COST, PERSON))
    expect(offers(page)).to_have_count(1)
    pressed = "{ code: 'Digit1', key: '1', altKey: true, bubbles: true, isComposing: true }"
    composer(page).evaluate(f"box => box.dispatchEvent(new KeyboardEvent('keydown', {pressed}))")
    expect(composer(page)).to_have_value("")
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_have_value(ARTICLE)


def test_what_could_not_be_sent_does_not_take_the_place_of_a_newer_draft(office: Office, sit: Callable[[str], Page]) -> None:
    mia = sit("Mia")
    first, second = office.begin(COST, PERSON), office.begin(ASKED, PERSON)
    take(mia, second)
    take(mia, first)
    draft = f"desk-draft-{second}"
    mia.evaluate("([key]) => sessionStorage.setItem(key, 'newer')", [draft])
    sent = {"conversation": second, "text": "older", "id": "1", "began": []}
    mia.evaluate("sent => sessionStorage.setItem('desk-sending', JSON.stringify([sent]))", sent)
    mia.evaluate("() => getElement(+document.querySelector('.composer').id.slice(1)).settle('1', false)")
    assert mia.evaluate("key => sessionStorage.getItem(key)", draft) == "older\nnewer"


def test_nothing_is_put_into_a_text_box_that_lies_behind_something_else(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    take(page, office.begin(COST, PERSON))
    expect(offers(page)).to_have_count(1)
    page.get_by_role("button", name="Keyboard help").click()
    page.keyboard.press("Alt+1")
    page.keyboard.press("Escape")
    page.evaluate("() => document.querySelector('.letters').style.setProperty('display', 'flex', 'important')")
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_have_value("")
    page.evaluate("() => document.querySelector('.letters').style.removeProperty('display')")
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_have_value(ARTICLE)
