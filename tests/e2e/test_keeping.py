"""What is kept of a conversation, at the desk in a real browser: a lead exports and deletes it, and an operator does not."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from bot.settings import Settings
from tests.desk.accounts import accounts
from tests.desk.cases import PERSON, TRACK
from tests.e2e.test_desk import Office, composer, log_in, office, open_row, row, section, sit

__all__ = ["office", "sit"]


def ask(page: Page) -> Locator:
    """The card that asks whether to delete."""
    page.get_by_role("button", name="Delete what we keep …").click()
    return page.get_by_role("dialog", name="Delete what we keep of this conversation?")


def test_a_lead_exports_what_the_api_exports(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK)
    mia = sit("Mia")
    open_row(mia, id)
    with mia.expect_download() as found:
        mia.get_by_role("button", name="Export").click()
    assert found.value.suggested_filename == f"conversation-{id}.json"
    saved = json.loads(Path(found.value.path()).read_text("utf-8"))
    assert saved == mia.request.get(f"{office.server.address}/desk/api/conversations/{id}/export").json()
    assert TRACK in [line["text"] for line in saved["messages"]]


def test_a_lead_deletes_a_conversation_and_it_is_gone_for_everybody(office: Office, sit: Callable[[str], Page]) -> None:
    id, other = office.begin(TRACK, PERSON), office.begin(TRACK)
    mia, tom = sit("Mia"), sit("Tom")
    open_row(tom, id)
    tom.get_by_role("button", name="Take over").click()
    composer(tom).fill("One moment")
    mia.get_by_label("Search").fill("hl204518")
    open_row(mia, id)
    said = len(office.read(id))
    card = ask(mia)
    expect(card).to_contain_text("Not closed: Tom has this conversation.")
    expect(card.get_by_role("listitem").first).to_have_text(f"{said} messages")
    mia.get_by_label("Delete it: nobody can bring it back").check()
    card.get_by_role("button", name="Delete for good").click()

    expect(mia.get_by_text(f"Deleted for good: this conversation with {said} messages.")).to_be_visible()
    expect(mia.get_by_text("This conversation was deleted.")).to_have_count(0)
    expect(row(mia, id)).to_have_count(0)
    expect(row(mia, other)).to_be_visible()
    expect(mia.get_by_text("Choose a conversation from the list")).to_be_visible()
    assert mia.url.endswith("/desk/")
    expect(tom.get_by_text("This conversation was deleted.")).to_be_visible()
    expect(tom.get_by_text("Choose a conversation from the list")).to_be_visible()
    expect(section(tom, "mine").locator(".row")).to_have_count(0)
    assert tom.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('desk-draft'))") == []
    assert office.customers.get(f"/conversations/{id}/messages").status_code == 404

    mia.get_by_role("button", name="Deletions").click()
    record = mia.get_by_role("dialog", name="Who deleted what")
    expect(record.locator("tbody tr")).to_have_count(1)
    expect(record.locator("tbody td").nth(1)).to_have_text("Mia")
    expect(record.locator("tbody td").nth(2)).to_have_text(f"1 conversation, {said} messages")
    mia.keyboard.press("Escape")
    expect(record).to_be_hidden()


def test_nothing_is_deleted_by_accident(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK)
    mia = sit("Mia")
    open_row(mia, id)
    card = ask(mia)
    expect(card.get_by_role("button", name="Keep it")).to_be_focused()
    expect(card.get_by_role("listitem").first).to_be_visible()
    expect(card.get_by_role("button", name="Delete for good")).to_be_disabled()
    mia.keyboard.press("Enter")
    expect(card).to_be_hidden()
    ask(mia)
    expect(mia.get_by_label("Delete it: nobody can bring it back")).to_be_enabled()
    expect(card.get_by_role("button", name="Keep it")).to_be_focused()
    mia.get_by_label("Delete it: nobody can bring it back").check()
    mia.keyboard.press("Enter")
    mia.keyboard.press("Escape")
    expect(card).to_be_hidden()
    ask(mia)
    expect(mia.get_by_label("Delete it: nobody can bring it back")).not_to_be_checked()
    mia.keyboard.press("Escape")
    expect(mia.get_by_role("button", name="Delete what we keep …")).to_be_focused()
    assert TRACK in [line["text"] for line in office.read(id)]


def test_in_a_narrow_window_the_card_is_left_and_the_details_stay(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK)
    mia = sit("Mia")
    mia.set_viewport_size({"width": 390, "height": 844})
    open_row(mia, id)
    mia.get_by_role("button", name="Details").click()
    card = ask(mia)
    expect(card.get_by_role("listitem").first).to_be_visible()
    assert mia.evaluate("document.documentElement.scrollWidth") == 390
    mia.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(mia.get_by_role("button", name="Export")).to_be_visible()


def test_an_operator_has_none_of_it_until_they_are_a_lead(office: Office, sit: Callable[[str], Page], tmp_path: Path) -> None:
    first, second = office.begin(TRACK), office.begin(TRACK)
    tom = sit("Tom")
    buttons = [tom.get_by_role("button", name=name) for name in ("Export", "Delete what we keep …", "Deletions")]
    open_row(tom, first)
    expect(tom.locator(".whys")).to_contain_text("Understood")
    for button in buttons:
        expect(button).to_have_count(0)
    assert tom.request.delete(f"{office.server.address}/desk/api/conversations/{first}").status == 403
    accounts(Settings(data_dir=tmp_path)).change("Tom", "lead")
    open_row(tom, second)
    for button in buttons:
        expect(button).to_be_visible()


def test_who_is_no_lead_any_more_deletes_nothing_from_a_page_that_is_open(
    office: Office, sit: Callable[[str], Page], tmp_path: Path
) -> None:
    id, known = office.begin(TRACK), accounts(Settings(data_dir=tmp_path))
    known.change("Tom", "lead")
    tom = sit("Tom")
    open_row(tom, id)
    card = ask(tom)
    tom.get_by_label("Delete it: nobody can bring it back").check()
    known.change("Tom", "operator")
    card.get_by_role("button", name="Delete for good").click()
    expect(tom.get_by_text("Only a lead may do this")).to_be_visible()
    expect(tom.get_by_role("button", name="Export")).to_have_count(0)
    expect(row(tom, id)).to_be_visible()
    assert TRACK in [line["text"] for line in office.read(id)]


def test_an_export_that_is_refused_says_why(office: Office, chromium: Browser, tmp_path: Path) -> None:
    id, known = office.begin(TRACK), accounts(Settings(data_dir=tmp_path))
    known.change("Tom", "lead")
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    try:
        page.goto(f"{office.server.address}/desk")
        log_in(page, "Tom")
        open_row(page, id)
        export = page.get_by_role("button", name="Export")
        expect(export).to_be_visible()
        known.change("Tom", "operator")
        export.click()
        expect(page.get_by_text("Only a lead may do this")).to_be_visible()
        expect(export).to_have_count(0)
    finally:
        page.context.close()
