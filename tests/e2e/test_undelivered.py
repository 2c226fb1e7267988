"""What was not delivered, at the desk in a real browser: the list, another try, and the mark in the conversation."""

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import auth
from bot.app import Components, create_app
from bot.bus.local import LocalArrivals, LocalBus
from bot.composition import working
from bot.delivery import Delivery, Patience
from bot.dialogue.events import MessageReceived
from bot.engine import Engine, Serving
from bot.errors import ChannelError, Undeliverable
from bot.lookout import Lookout
from bot.reception import Reception
from bot.settings import Settings
from bot.store.memory import MemoryStore
from bot.store.records import Outgoing
from bot.worker import Worker
from tests.desk.cases import COSTS, PERSON, Shop
from tests.dialogue.shop import DOMAIN
from tests.e2e.test_desk import log_in, open_row, row
from tests.serving import Serving as Server

NAMES = ("ann", "bob", "cem")


class Wire:
    """A channel that sends, unless it is ``down``, somebody has ``blocked`` the bot, or a text is ``refused``; and the loop it runs on."""

    def __init__(self) -> None:
        self.down = False
        self.blocked: set[str] = set()
        self.refused: set[str] = set()
        self.sent: list[tuple[str, str]] = []
        self.loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        self.loop = asyncio.get_running_loop()

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        if outgoing.conversation_id in self.blocked:
            raise Undeliverable("Forbidden: bot was blocked by the user", gone=True)
        if outgoing.message.text in self.refused:
            raise Undeliverable("Message is not allowed")
        if self.down:
            raise ChannelError("Bad Gateway")
        self.sent.append((outgoing.conversation_id, outgoing.message.text))
        return False

    def texts(self, name: str) -> list[str]:
        return [text for id, text in self.sent if id == name]


class Post:
    """The application with the small shop on a channel that may fail, served."""

    def __init__(self, data_dir: Path, tries: int = 2) -> None:
        settings = Settings(packs=("shop",), data_dir=data_dir)
        auth.accounts(settings).add("Mia", "password of Mia")
        models, store, bus, self.wire = Shop(), MemoryStore(), LocalBus(), Wire()
        engine = Engine(store, {"shop": Serving(DOMAIN, models, models, models, "test-1")})
        self.reception = Reception(store, bus, {"shop": DOMAIN})
        delivery = Delivery(store, self.wire, bus, Patience(tries, 0.02, 0.05))
        jobs = working(self.wire, Worker(engine, Lookout(store, LocalArrivals(bus)), bus), delivery)
        self.server = Server(create_app(settings, Components(self.reception, {"shop": DOMAIN}, {"shop": "test-1"}, jobs))).start()
        self.numbers = itertools.count(1)

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Run something where the server runs."""
        assert self.wire.loop is not None
        return asyncio.run_coroutine_threadsafe(what, self.wire.loop).result(10)

    def begin(self, name: str, *texts: str) -> str:
        self.do(self.reception.open("shop", "telegram", "en", name))
        for text in texts:
            self.write(name, text)
        if not self.wire.down and name not in self.wire.blocked:
            self.arrived(name)
        return name

    def arrived(self, name: str) -> None:
        """Wait until all that was said to somebody has been sent: what is given up later is given up together."""
        said, until = [m.text for m in self.do(self.reception.messages(name)) if m.author != "customer"], time.monotonic() + 5
        while not set(said) <= set(self.wire.texts(name)):
            assert time.monotonic() < until, f"not sent: {said}"
            time.sleep(0.01)

    def given_up(self, number: int) -> None:
        """Wait until so many lines have been given up."""
        until = time.monotonic() + 5
        while len(self.do(self.reception.letters.undelivered())) < number:
            assert time.monotonic() < until
            time.sleep(0.01)

    def write(self, name: str, text: str) -> None:
        number, key = next(self.numbers), f"{name}:{text}"

        async def write() -> None:
            await self.reception.receive(name, MessageReceived(1.0, text, str(number)), f"{key}:{number}")
            assert await self.reception.wait(name, f"{key}:{number}", 5)

        self.do(write())


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path)
    yield post
    post.server.stop()


@pytest.fixture
def sit(chromium: Browser, post: Post) -> Iterator[Callable[[], Page]]:
    """Logs Mia in; an error of a script makes the test fail."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    wrong: list[str] = []

    def sit() -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(f"{post.server.address}/desk")
        log_in(page, "Mia")
        return page

    yield sit
    context.close()
    assert wrong == []


def alarm(page: Page) -> Any:
    return page.get_by_role("button", name="not delivered")


def test_the_button_is_there_only_while_something_was_not_delivered(post: Post, sit: Callable[[], Page]) -> None:
    post.begin("ann", COSTS)
    page = sit()
    expect(row(page, "ann")).to_be_visible()
    expect(alarm(page)).to_be_hidden()
    post.wire.down = True
    post.write("ann", COSTS)
    expect(alarm(page)).to_have_text("1 not delivered")
    alarm(page).click()
    expect(page.get_by_role("main", name="Not delivered")).to_contain_text("Telegram could not be reached")
    expect(page.locator(".letter .text")).to_have_text("Delivery costs $4.90.")
    post.wire.down = False
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("1 message is being sent again.")).to_be_visible()
    expect(page.get_by_text("Everything was delivered.")).to_be_visible()
    expect(alarm(page)).to_be_hidden()
    assert post.wire.texts("ann")[-1] == "Delivery costs $4.90."


def test_what_fails_again_is_back_in_the_list(post: Post, sit: Callable[[], Page]) -> None:
    post.wire.blocked.add("ann")
    post.begin("ann", COSTS)
    page = sit()
    alarm(page).click()
    expect(page.locator(".letter")).to_contain_text("Forbidden: bot was blocked by the user")
    expect(page.locator(".letter .text")).to_have_text(["greeting", "Delivery costs $4.90."])
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("2 messages are being sent again.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()
    expect(alarm(page)).to_have_text("2 not delivered")


def test_all_of_one_cause_are_tried_again_at_one_click_and_the_others_left(post: Post, sit: Callable[[], Page]) -> None:
    for name in NAMES:
        post.begin(name)
    post.wire.refused.add("Delivery costs $4.90.")
    post.write("cem", COSTS)
    post.given_up(1)
    post.wire.down, post.wire.refused = True, set()
    for name in NAMES[:2]:
        post.write(name, COSTS)
    page = sit()
    expect(alarm(page)).to_have_text("3 not delivered")
    page.keyboard.press("u")
    expect(page.locator(".sheet")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".letters")).to_be_hidden()
    page.keyboard.press("u")
    expect(page.locator(".cause h2")).to_have_text(["Telegram could not be reached 2", "Telegram does not take this message 1"])
    post.wire.down = False
    page.locator('[data-cause="unreachable"]').get_by_role("button", name="Try all again").click()
    expect(page.get_by_text("2 messages are being sent again.")).to_be_visible()
    expect(page.locator(".letter")).to_have_count(1)
    expect(page.locator(".letter")).to_have_attribute("data-conversation", "cem")
    assert [post.wire.texts(name)[-1] for name in NAMES[:2]] == ["Delivery costs $4.90."] * 2


def test_a_conversation_shows_which_line_its_customer_does_not_have(post: Post, sit: Callable[[], Page]) -> None:
    post.begin("ann")
    page = sit()
    open_row(page, "ann")
    expect(page.locator(".said.bot")).to_have_count(1)
    post.wire.down = True
    post.write("ann", COSTS)
    missing = page.locator(".missing")
    expect(missing).to_contain_text("Not delivered. Telegram could not be reached.")
    expect(page.locator(".said.bot", has=missing)).to_contain_text("Delivery costs $4.90.")
    post.wire.down = False
    missing.get_by_role("button", name="Try again").click()
    expect(missing).to_have_count(0)
    assert post.wire.texts("ann")[-1] == "Delivery costs $4.90."


def test_what_is_tried_again_by_itself_says_so_until_it_is_delivered(chromium: Browser, tmp_path: Path) -> None:
    post = Post(tmp_path, tries=1000)
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    try:
        post.wire.down = True
        post.begin("ann", COSTS)
        page.goto(f"{post.server.address}/desk?c=ann")
        log_in(page, "Mia")
        open_row(page, "ann")
        expect(page.locator(".missing").first).to_contain_text(
            "Not delivered yet. Telegram could not be reached; it is tried again by itself."
        )
        expect(alarm(page)).to_be_hidden()
        post.wire.down = False
        expect(page.locator(".missing")).to_have_count(0)
    finally:
        page.context.close()
        post.server.stop()


def test_the_bots_line_is_not_tried_again_while_somebody_has_the_conversation(post: Post, sit: Callable[[], Page]) -> None:
    post.begin("ann", PERSON)
    post.wire.down = True
    post.write("ann", COSTS)
    page = sit()
    expect(alarm(page)).to_be_visible()
    open_row(page, "ann")
    expect(page.locator(".missing").get_by_role("button")).to_have_count(1)
    post.wire.down = False
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_label("Message to the customer")).to_be_enabled()
    expect(page.locator(".missing")).to_have_count(1)
    expect(page.locator(".missing").get_by_role("button")).to_have_count(0)
    alarm(page).click()
    expect(page.locator(".letter")).to_contain_text("The bot does not speak while you have this conversation.")
    expect(page.locator(".letter").get_by_role("button", name="Try again")).to_have_count(0)
    page.get_by_role("button", name="Open conversation").click()
    expect(page.get_by_role("main", name="Not delivered")).to_be_hidden()
    page.get_by_role("button", name="Give back to bot").click()
    page.locator(".missing").get_by_role("button", name="Try again").click()
    expect(alarm(page)).to_be_hidden()
    assert len(post.wire.texts("ann")) == len([m for m in post.do(post.reception.messages("ann")) if m.author != "customer"])


def test_what_never_arrives_is_dismissed_and_the_button_goes_and_the_line_stays_marked(post: Post, sit: Callable[[], Page]) -> None:
    post.wire.blocked.add("ann")
    post.begin("ann", COSTS)
    page = sit()
    alarm(page).click()
    expect(page.locator(".letter .to")).to_have_text(f"To the customer who wrote “{COSTS}”")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Dismiss").click()
    expect(alarm(page)).to_have_text("2 not delivered")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("2 messages are off the list.")).to_be_visible()
    expect(page.get_by_text("Everything was delivered.")).to_be_visible()
    expect(alarm(page)).to_be_hidden()
    page.get_by_role("button", name="Close list").click()
    open_row(page, "ann")
    expect(page.locator(".missing")).to_have_count(2)
    expect(page.locator(".missing").get_by_role("button")).to_have_count(0)


def test_on_a_phone_the_list_covers_the_page_and_leads_back(post: Post, sit: Callable[[], Page]) -> None:
    post.wire.blocked.add("ann")
    post.begin("ann", COSTS)
    page = sit()
    page.set_viewport_size({"width": 390, "height": 844})
    alarm(page).click()
    expect(page.get_by_role("button", name="Try again").first).to_be_visible()
    in_front = "document.elementFromPoint(195, 120).closest('.letters') !== null"
    assert page.evaluate(in_front)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Close list").click()
    expect(row(page, "ann")).to_be_visible()
