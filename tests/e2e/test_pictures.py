"""A picture beside an answer, as its customer and the operator see it."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from bot.actions import ActionCall
from bot.dialogue.domain import Picture
from bot.packs import load
from bot.pictures import Pictures
from tests.desk.cases import COSTS, TRACK
from tests.dialogue.shop import DOMAIN
from tests.e2e.test_desk import Office, log_in, open_row
from tests.packs.folders import SMALL

WIDTH, HEIGHT = 300, 700


def draw(call: ActionCall) -> bytes:
    """A picture that is higher than most windows have room for."""
    made = BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), "seagreen").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The small shop, which draws where a parcel is."""
    pictures = Pictures({"shop": replace(load(SMALL), pictures={"draw": draw})}, tmp_path)
    office = Office(tmp_path, replace(DOMAIN, pictures={"on_its_way": Picture("draw", ())}), pictures)
    yield office
    office.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 600}, locale="en-GB")
    yield context.new_page()
    context.close()


def arrived(image: Locator) -> None:
    """Wait until a picture is there."""
    expect(image).to_have_js_property("naturalHeight", HEIGHT)


def test_the_customer_sees_it_above_the_words_from_its_top_and_opens_it_in_full(office: Office, page: Page) -> None:
    page.goto(office.server.address)
    page.get_by_role("button", name="Open chat").click()
    page.get_by_role("textbox", name="Write a message").fill(TRACK)
    page.keyboard.press("Enter")
    image = page.get_by_role("img", name="The picture that goes with this message")
    arrived(image)
    page.wait_for_timeout(300)
    assert image.evaluate("image => image.getBoundingClientRect().top - image.closest('.log').getBoundingClientRect().top") > 0
    with page.expect_popup() as opened:
        image.click()
    assert opened.value.evaluate("document.images[0].naturalWidth") == WIDTH


def test_the_desk_opens_a_conversation_at_its_end_also_below_a_picture(office: Office, page: Page) -> None:
    id = office.begin(*[COSTS] * 12, TRACK)
    page.goto(f"{office.server.address}/desk")
    log_in(page, "Mia")
    open_row(page, id)
    arrived(page.get_by_role("img", name="The picture that the customer sees"))
    page.wait_for_timeout(300)
    box = page.get_by_role("log", name="Conversation")
    assert box.evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight") < 5
    noticed = "new Promise(seen => box.addEventListener('scroll', () => requestAnimationFrame(seen), { once: true }))"
    box.evaluate(f"box => {{ const noticed = {noticed}; box.scrollTop = 0; return noticed; }}")
    office.write(id, TRACK)
    arrived(page.get_by_role("img", name="The picture that the customer sees").last)
    assert box.evaluate("box => box.scrollTop") == 0, "who reads further up is left alone"
