"""What a message meant, said at the desk in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.desk.cases import COSTS, TRACK
from tests.e2e.test_desk import Office, office, open_row, sit

__all__ = ["office", "sit"]


def card(page: Page) -> Locator:
    return page.get_by_label("What the message meant")


def kept(office: Office, page: Page, id: str) -> list[tuple[list[str], str]]:
    found = page.request.get(f"{office.server.address}/desk/api/conversations/{id}/annotations").json()["annotations"]
    return [(one["intents"], one["by"]) for one in found]


def test_an_operator_says_what_a_message_meant_and_a_colleague_sees_it(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK)
    mia, tom = sit("Mia"), sit("Tom")
    open_row(mia, id)
    open_row(tom, id)
    expect(card(mia)).to_contain_text("Read as “track order”, 93% likely.")
    mia.get_by_label("It meant something else").select_option(label="cancel order")
    expect(card(mia)).to_contain_text("Marked by you")
    expect(card(tom)).to_contain_text("Marked by Mia")
    expect(card(tom).locator(".chip")).to_have_text(["cancel order"])
    tom.get_by_label("It meant this, too").select_option(label="complaint")
    expect(card(mia).locator(".chip")).to_have_text(["cancel order", "complaint"])
    assert kept(office, mia, id) == [(["cancel_order", "complaint"], "Tom")]

    mia.get_by_role("button", name="Take back").click()
    expect(card(tom)).to_contain_text("Read as")
    assert kept(office, mia, id) == []


def test_what_was_read_rightly_is_confirmed_by_one_click_and_nothing_goes_beside_out_of_scope(
    office: Office, sit: Callable[[str], Page]
) -> None:
    id = office.begin(TRACK, COSTS)
    mia = sit("Mia")
    open_row(mia, id)
    card(mia).get_by_role("button", name="That is right").click()
    expect(card(mia).locator(".chip")).to_have_text(["delivery cost"])
    mia.get_by_role("button", name="Turn before").click()
    expect(card(mia)).to_contain_text("Read as “track order”")
    mia.get_by_label("It meant something else").select_option(label="Nothing that we offer")
    expect(card(mia).locator(".chip")).to_have_text(["Nothing that we offer"])
    expect(card(mia).get_by_role("combobox")).to_have_count(0)
    assert kept(office, mia, id) == [(["oos"], "Mia"), (["delivery_cost"], "Mia")]
    mia.get_by_role("button", name="Turn before").click()
    expect(card(mia)).to_be_hidden()


def test_a_mark_stays_with_its_message_whatever_the_customer_writes_meanwhile(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK)
    mia = sit("Mia")
    open_row(mia, id)
    expect(card(mia)).to_contain_text("Read as “track order”")
    mia.get_by_label("It meant something else").focus()
    office.write(id, COSTS)
    expect(mia.locator(".turns")).to_contain_text("3 of 3")
    expect(card(mia)).to_contain_text("Read as “track order”")
    mia.get_by_label("It meant something else").select_option(label="cancel order")
    mia.get_by_label("Search").focus()
    expect(card(mia)).to_contain_text("Read as “delivery cost”")
    annotations = mia.request.get(f"{office.server.address}/desk/api/conversations/{id}/annotations").json()["annotations"]
    assert [(one["turn"], one["intents"]) for one in annotations] == [(2, ["cancel_order"])]


def test_by_the_keyboard_nothing_is_marked_before_enter(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK)
    mia = sit("Mia")
    open_row(mia, id)
    expect(card(mia)).to_contain_text("Read as “track order”")
    mia.get_by_label("It meant something else").focus()
    for _ in range(3):
        mia.keyboard.press("ArrowDown")
    expect(mia.get_by_role("button", name="Mark", exact=True)).to_be_visible()
    assert kept(office, mia, id) == []
    mia.keyboard.press("Enter")
    expect(card(mia).locator(".chip")).to_have_count(1)
    assert len(kept(office, mia, id)) == 1
    expect(mia.get_by_label("It meant this, too")).to_be_focused()
