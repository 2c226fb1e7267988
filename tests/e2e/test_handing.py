"""One operator hands a conversation to another, in two real browsers."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.desk.cases import PERSON, TRACK
from tests.e2e.test_desk import Office, composer, office, open_row, row, section, sit

__all__ = ["office", "sit"]

NOTE = "She has waited since Monday; the parcel is lost."


def take(page: Page, id: str) -> None:
    open_row(page, id)
    page.get_by_role("button", name="Take over").click()
    expect(composer(page)).to_be_enabled()


def test_a_colleague_is_handed_a_conversation_with_a_note_that_the_customer_never_reads(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK, PERSON)
    mia, tom = sit("Mia"), sit("Tom")
    expect(tom.locator(".status")).to_have_text("1 waiting")
    take(mia, id)
    mia.keyboard.press("Escape")
    mia.keyboard.press("h")
    card = mia.get_by_role("dialog", name="Hand to a colleague")
    expect(card.get_by_role("radio", name="Tom at the desk")).to_be_focused()
    expect(card.get_by_role("radio", name="Tom at the desk")).to_be_checked()
    mia.keyboard.press("Tab")
    mia.keyboard.type(NOTE)
    mia.keyboard.press("Enter")
    expect(card).to_be_hidden()

    expect(tom.get_by_role("alert")).to_contain_text("Handed to you by Mia")
    expect(section(tom, "mine").locator(".chip-from")).to_have_text("from Mia")
    expect(tom).to_have_title(re.compile(r"^\(1 new\)"))
    open_row(tom, id)
    expect(tom.locator(".internal")).to_have_text(f"Note for colleagues Mia: {NOTE}")
    expect(tom.locator(".head .title")).to_contain_text("Yours, from Mia")
    composer(tom).fill("Hello, I am Tom.")
    composer(tom).press("Enter")
    office.waits_for(id, "operator", "Hello, I am Tom.")

    expect(mia.locator(".head .title")).to_contain_text("With Tom")
    expect(composer(mia)).to_be_disabled()
    expect(mia.get_by_role("button", name="Hand to a colleague")).to_be_hidden()
    said = [(m["author"], m["text"]) for m in office.read(id)]
    assert said[-2:] == [("system", "Tom takes over."), ("operator", "Hello, I am Tom.")]
    assert not any(NOTE in text for _, text in said)


def test_what_nobody_in_particular_should_have_goes_back_into_the_queue(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    mia = sit("Mia")
    take(mia, id)
    composer(mia).fill("I am looking into")
    mia.get_by_role("button", name="Hand to a colleague").click()
    card = mia.get_by_role("dialog", name="Hand to a colleague")
    expect(card).to_contain_text("Your draft to the customer is not sent.")
    expect(card.get_by_role("radio", name="Tom not at the desk")).to_be_visible()
    card.get_by_role("button", name="Keep it").click()
    expect(card).to_be_hidden()
    mia.get_by_role("button", name="Hand to a colleague").click()
    card.get_by_role("radio", name="Anybody").check()
    card.get_by_role("button", name="Put into the queue").click()
    expect(section(mia, "waiting").locator(".chip-from")).to_have_text("from you")
    expect(composer(mia)).to_be_disabled()
    tom = sit("Tom")
    expect(row(tom, id)).to_contain_text("from Mia")
    take(tom, id)
    expect(tom.locator(".head .title")).not_to_contain_text("from Mia")
