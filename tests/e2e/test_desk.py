"""The desk in a real browser on the whole application: a customer on the REST API, a person at the desk, the bot between them."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot import keys
from bot.app import Components, create_app
from bot.bus.local import LocalArrivals, LocalBus
from bot.channels.files import CustomerFile
from bot.composition import working
from bot.desk.feed import PAUSE
from bot.dialogue.domain import Domain
from bot.dialogue.events import Attachment, Event, MessageReceived, OperatorJoined
from bot.engine import Engine, Serving
from bot.errors import StoreUnavailable
from bot.explain import explain
from bot.lookout import Lookout
from bot.pictures import NO_PICTURES, Pictures
from bot.reception import Reception
from bot.settings import Settings
from bot.store.memory import MemoryStore
from bot.worker import Worker
from tests.desk.accounts import add_account
from tests.desk.cases import CHINESE, COSTS, PERSON, TRACK, Shop
from tests.desk.replies import Team
from tests.desk.test_words import StatedWeigher
from tests.dialogue.shop import DOMAIN
from tests.serving import Serving as Server

NASTY = """<img src=x onerror="document.title='hacked'"> <b>bold</b> {{ 7 * 7 }} javascript:alert(1)"""


class SlowReception(Reception):
    """Takes its time over a take-over: ``pause`` seconds; ``away``: then it cannot be done."""

    pause, away = 0.0, False

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool:
        if isinstance(event, OperatorJoined):
            await asyncio.sleep(self.pause)
            if self.away:
                raise StoreUnavailable("database is locked")
        return await super().receive(conversation_id, event, key)


class Album:
    """Photos that customers sent, by the channel's id, and the loop of the server that shows them."""

    def __init__(self) -> None:
        self.photos: dict[str, bytes] = {}
        self.loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        self.loop = asyncio.get_running_loop()

    async def fetch(self, conversation_id: str, file: str) -> CustomerFile:
        return CustomerFile(f"{file}.png", self.photos[file])


class Office:
    """The application with the small shop, served; ``write``, ``send`` and ``read`` are a customer's doings."""

    def __init__(self, data_dir: Path, domain: Domain = DOMAIN, pictures: Pictures = NO_PICTURES, suggests: bool = False) -> None:
        settings = Settings(packs=("shop",), data_dir=data_dir)
        for name in ("Mia", "Tom"):
            add_account(settings, name, f"password of {name}")
        models, store, bus = Shop(), MemoryStore(), LocalBus()
        engine = Engine(store, {"shop": Serving(domain, models, models, models, "test-1")})
        self.store, self.reception = store, SlowReception(store, bus, {"shop": domain}, pictures=pictures)
        self.team, self.album = Team(store), Album()
        parts = Components(
            self.reception,
            {"shop": domain},
            {"shop": "test-1"},
            working(Worker(engine, Lookout(store, LocalArrivals(bus)), bus), self.album),
            weigher=StatedWeigher(),
            files=self.album,
            suggester=self.team.suggester if suggests else None,
        )
        self.server = Server(create_app(settings, parts)).start()
        self.customers = httpx.Client(base_url=f"{self.server.address}/api/v1/shop", timeout=20)

    def begin(self, *texts: str, language: str = "en") -> str:
        id = str(self.customers.post("/conversations", json={"language": language}).json()["id"])
        for text in texts:
            self.write(id, text)
        return id

    def write(self, id: str, text: str) -> list[dict[str, str]]:
        return list(self.customers.post(f"/conversations/{id}/messages", json={"text": text}).json()["messages"])

    def send(self, id: str, file: str, kind: Attachment, caption: str) -> None:
        """A file, as a channel takes it that can."""
        event = MessageReceived(time.time(), caption, file, None, kind, file)
        assert self.album.loop is not None
        asyncio.run_coroutine_threadsafe(self.reception.receive(id, event, keys.key(id, "message", file)), self.album.loop).result(10)

    def read(self, id: str) -> list[dict[str, str]]:
        return list(self.customers.get(f"/conversations/{id}/messages").json()["messages"])

    def waits_for(self, id: str, author: str, text: str) -> None:
        """Until the customer has read this."""
        until = time.monotonic() + 5
        while (author, text) not in [(m["author"], m["text"]) for m in self.read(id)]:
            assert time.monotonic() < until, self.read(id)
            time.sleep(0.02)

    def stop(self) -> None:
        self.customers.close()
        self.server.stop()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.stop()


@pytest.fixture
def sit(chromium: Browser, office: Office) -> Iterator[Callable[[str], Page]]:
    """Logs somebody in, in a browser of their own; an error of a script or a request that fails makes the test fail."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def sit(name: str) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: wrong.append(request.url) if office.server.address.split("//")[1] not in request.url else None)
        page.goto(f"{office.server.address}/desk")
        log_in(page, name)
        return page

    yield sit
    for context in contexts:
        context.close()
    assert [text for text in wrong if not text.startswith("data:")] == []


def log_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(f"password of {name}")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".me")).to_have_text(name)


def row(page: Page, id: str) -> Locator:
    return page.locator(f'.row[data-conversation="{id}"]')


def open_row(page: Page, id: str) -> None:
    row(page, id).click()
    expect(page.locator(".head h1")).to_have_text(id[:8])


def composer(page: Page) -> Locator:
    return page.get_by_label("Message to the customer")


def section(page: Page, name: str) -> Locator:
    return page.locator(f".section-{name}")


def test_an_operator_takes_a_queued_conversation_speaks_and_gives_it_back(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK, PERSON)
    page = sit("Mia")
    expect(section(page, "waiting").locator(".chip")).to_have_text("asked for a person")
    open_row(page, id)
    expect(composer(page)).to_be_disabled()
    expect(composer(page)).to_have_attribute("placeholder", "The customer waits for a person. Take over to write.")

    page.get_by_role("button", name="Take over").click()
    expect(section(page, "mine").locator(".row")).to_have_count(1)
    expect(composer(page)).to_be_focused()
    composer(page).press_sequentially("Hello, I am Mia.")
    page.keyboard.press("Shift+Enter")
    composer(page).press_sequentially("One moment.")
    page.keyboard.press("Enter")
    office.waits_for(id, "operator", "Hello, I am Mia.\nOne moment.")
    expect(page.locator(".said.operator .text")).to_have_text("Hello, I am Mia.\nOne moment.")
    expect(composer(page)).to_have_value("")

    assert [m["author"] for m in office.write(id, TRACK)] == ["customer"]
    expect(page.locator(".said.customer").last).to_contain_text(TRACK)

    page.get_by_role("button", name="Give back to bot").click()
    expect(composer(page)).to_be_disabled()
    expect(section(page, "bot").locator(".row")).to_have_count(1)
    answers = office.write(id, TRACK)
    assert ("bot", "HL-204518 arrives on 27 November.") in [(m["author"], m["text"]) for m in answers]
    expect(page.locator(".said.bot").last).to_contain_text("HL-204518 arrives on 27 November.")
    assert len([m for m in office.read(id) if m["author"] == "operator"]) == 1


def test_the_queue_changes_by_itself_and_the_title_counts_it(office: Office, sit: Callable[[str], Page]) -> None:
    page = sit("Mia")
    expect(page).to_have_title("Frontdesk desk")
    expect(section(page, "waiting")).to_contain_text("Nobody is waiting.")
    first = office.begin(PERSON)
    expect(page).to_have_title("(1) Frontdesk desk")
    office.begin(CHINESE, language="zh")
    expect(page).to_have_title("(2) Frontdesk desk")
    rows = section(page, "waiting").locator(".row")
    expect(rows.first).to_have_attribute("data-conversation", first)
    expect(rows.last.locator(".badge")).to_have_text("中文")
    expect(rows.last).to_contain_text(CHINESE)
    before = rows.first.locator(".time").inner_text()
    assert re.fullmatch(r"\d+:\d\d", before)
    expect(rows.first.locator(".time")).not_to_have_text(before, timeout=3000)


def test_a_change_of_one_conversation_leaves_the_rest_of_the_page_alone(office: Office, sit: Callable[[str], Page]) -> None:
    ids = [office.begin(TRACK) for _ in range(4)]
    open_id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, open_id)
    expect(page.locator(".said")).to_have_count(3)
    page.evaluate("document.querySelectorAll('.row, .said, .section, .composer, .whys').forEach(e => e.marked = true)")
    office.write(ids[0], COSTS)
    office.write(open_id, "are you there?")
    expect(page.locator(".said.customer").last).to_contain_text("are you there?")
    expect(row(page, ids[0])).to_contain_text(COSTS)
    unmarked = "[...document.querySelectorAll('.row, .said, .section, .composer, .whys')].filter(e => !e.marked).map(e => e.className)"
    assert all(name.startswith("said") for name in page.evaluate(unmarked))


def test_what_customers_write_is_shown_as_text(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(NASTY, PERSON, NASTY)
    page = sit("Mia")
    open_row(page, id)
    expect(page.locator(".said.customer .text").first).to_have_text(NASTY)
    page.locator(".said.customer").last.click()
    expect(page.locator(".whys")).to_contain_text(NASTY)
    page.get_by_role("button", name="Take over").click()
    composer(page).fill(NASTY)
    composer(page).press("Enter")
    expect(page.locator(".said.operator .text")).to_have_text(NASTY)
    expect(section(page, "mine")).to_contain_text(NASTY[:40])
    assert page.locator(".desk img, .desk b").count() == 0
    assert page.title() == "Frontdesk desk"


def test_the_reasons_of_a_turn_are_those_of_explain(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(COSTS, TRACK, PERSON)
    logs, messages = office.store.kept[id].turns, office.store.kept[id].messages
    page = sit("Mia")
    open_row(page, id)

    def shown() -> list[str]:
        return [text.strip() for text in page.locator(".whys .kind p").all_inner_texts()]

    def expected(index: int) -> list[str]:
        return [line.text for line in explain(logs[index], [m for m in messages if m.turn == logs[index].turn], DOMAIN)]

    expect(page.locator(".turns")).to_contain_text("4 of 4")
    assert shown() == expected(3)
    page.locator(".said.bot", has_text="Delivery costs").click()
    expect(page.locator(".turns")).to_contain_text("2 of 4")
    assert shown() == expected(1)
    expect(page.locator(".said.bot", has_text="Delivery costs").locator(".source")).to_have_text("from “Delivery costs”")
    page.get_by_label("Turn after").click()
    expect(page.locator(".turns")).to_contain_text("3 of 4")
    assert shown() == expected(2)
    expect(page.locator(".facts")).to_contain_text("HL-204518")
    office.write(id, "still here")
    expect(page.locator(".turns")).to_contain_text("3 of 5")
    page.locator(".said.customer").last.click()
    expect(page.locator(".turns")).to_contain_text("5 of 5")
    office.write(id, "and here")
    expect(page.locator(".turns")).to_contain_text("6 of 6")


def test_the_words_that_decided_are_tinted_at_a_click_and_said_in_text(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK)
    page = sit("Mia")
    open_row(page, id)
    page.get_by_role("button", name="Which words?").click()
    words = page.get_by_role("group", name="Which words")
    expect(words.locator("h4")).to_have_text(["track_order 0.83", "greeting 0.15", "out of scope 0.31", "calm 0.33"])
    expect(words.locator(".message").first).to_have_text(TRACK)
    expect(words.locator(".message").first.locator("mark.for4")).to_have_text("where")
    expect(words.locator(".message").nth(1).locator("mark.against4")).to_have_attribute("title", re.compile(r"where\s+-1.0"))
    expect(words.locator(".strongest").first).to_have_text("for: where +2.0, is +0.5")
    page.get_by_role("button", name="Turn before").click()
    expect(words).to_have_count(0)
    expect(page.get_by_role("button", name="Which words?")).to_have_count(0)
    page.get_by_role("button", name="Turn after").click()
    expect(words).to_have_count(1)


def test_a_conversation_of_a_colleague_can_be_read_but_not_written(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    mia, tom = sit("Mia"), sit("Tom")
    open_row(mia, id)
    open_row(tom, id)
    mia.get_by_role("button", name="Take over").click()
    expect(composer(tom)).to_have_attribute("placeholder", "Mia has this conversation. You can read along.")
    expect(composer(tom)).to_be_disabled()
    expect(section(tom, "others").locator(".chip")).to_have_text("Mia")
    tom.on("dialog", lambda dialog: dialog.accept())
    tom.get_by_role("button", name="Take over from Mia").click()
    expect(composer(tom)).to_be_enabled()
    expect(composer(mia)).to_be_disabled()
    expect(mia.locator(".head .title")).to_contain_text("With Tom")


def test_the_keyboard_moves_opens_and_takes_over(office: Office, sit: Callable[[str], Page]) -> None:
    ids = [office.begin(PERSON) for _ in range(3)]
    page = sit("Mia")
    expect(section(page, "waiting").locator(".row")).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator(".head h1")).to_have_text(ids[1][:8])
    page.keyboard.press("t")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("just typing, jk t?")
    expect(composer(page)).to_have_value("just typing, jk t?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("take over the open conversation")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(ids[2][:8])
    expect(section(page, "waiting").locator(".row")).to_have_count(1)
    expect(row(page, ids[2])).to_be_visible()


def test_n_opens_who_has_waited_longest_also_after_one_was_closed(office: Office, sit: Callable[[str], Page]) -> None:
    first, second = office.begin(TRACK, PERSON), office.begin(PERSON)
    page = sit("Mia")
    expect(section(page, "waiting").locator(".row")).to_have_count(2)
    page.keyboard.press("?")
    page.keyboard.press("n")
    expect(row(page, office.begin(COSTS))).to_be_visible()
    assert page.locator(".row.open").count() == 0, "the list lies behind the card"
    page.keyboard.press("?")
    page.keyboard.press("n")
    expect(page.locator(".head h1")).to_have_text(first[:8])
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Close anyway").click()
    expect(section(page, "waiting").locator(".row")).to_have_count(1)
    page.keyboard.press("n")
    expect(page.locator(".head h1")).to_have_text(second[:8])
    page.get_by_role("button", name="Take over").click()
    expect(composer(page)).to_be_focused()
    page.keyboard.type("no, nothing")
    expect(composer(page)).to_have_value("no, nothing")


def test_the_arrow_goes_on_from_the_search_to_what_was_found(office: Office, sit: Callable[[str], Page]) -> None:
    office.begin(PERSON)
    found = office.begin(COSTS)
    page = sit("Mia")
    page.keyboard.press("/")
    page.keyboard.type("how much is")
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".head h1")).to_have_text(found[:8])


def test_escape_empties_the_search_and_all_conversations_are_back(office: Office, sit: Callable[[str], Page]) -> None:
    office.begin(PERSON)
    page = sit("Mia")
    expect(section(page, "waiting").locator(".row")).to_have_count(1)
    page.keyboard.press("/")
    page.keyboard.type("771203")
    expect(page.get_by_text("Nothing found.")).to_have_count(1)
    expect(page.get_by_text("Nothing found.")).to_be_visible()
    expect(section(page, "waiting")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nothing found.")).to_be_hidden()
    expect(page.get_by_label("Search")).to_have_value("")
    expect(section(page, "waiting").locator(".row")).to_have_count(1)
    expect(page.get_by_label("Search")).not_to_be_focused()


def test_what_is_typed_during_a_take_over_is_no_shortcut_and_stands_in_the_composer_after_it(
    office: Office, sit: Callable[[str], Page]
) -> None:
    one, other = office.begin(PERSON), office.begin(PERSON)
    page = sit("Mia")
    open_row(page, one)
    office.reception.pause = 0.7
    page.keyboard.press("t")
    page.keyboard.type("just a moment, jk t?")
    expect(composer(page)).to_be_disabled()
    expect(composer(page)).to_be_focused()
    page.keyboard.type(" Yes.")
    expect(composer(page)).to_have_value("just a moment, jk t? Yes.")
    expect(page.locator(".head h1")).to_have_text(one[:8])
    assert office.store.kept[other].head.summary.mode == "queued"


def test_after_a_take_over_that_failed_keys_are_shortcuts_again(office: Office, sit: Callable[[str], Page]) -> None:
    office.begin(PERSON)
    page = sit("Mia")
    open_row(page, office.begin(PERSON))
    office.reception.pause, office.reception.away = 0.5, True
    page.keyboard.press("t")
    page.keyboard.type("hello j")
    expect(page.get_by_text("database is locked")).to_be_visible()
    expect(page.locator(".row:focus")).to_have_count(0)
    page.keyboard.press("k")
    expect(page.locator(".row").first).to_be_focused()
    expect(composer(page)).to_have_value("")


def test_enter_that_ends_a_composition_of_an_input_method_sends_nothing(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    page.get_by_role("button", name="Take over").click()
    composer(page).fill("您好")
    composer(page).dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(composer(page)).to_have_value("您好")
    composer(page).press("Enter")
    office.waits_for(id, "operator", "您好")
    assert len([m for m in office.read(id) if m["author"] == "operator"]) == 1


def test_a_draft_stays_with_its_conversation(office: Office, sit: Callable[[str], Page]) -> None:
    one, other = office.begin(PERSON), office.begin(PERSON)
    page = sit("Mia")
    for id, text in ((one, "for the one"), (other, "for the other")):
        open_row(page, id)
        page.get_by_role("button", name="Take over").click()
        composer(page).fill(text)
    open_row(page, one)
    expect(composer(page)).to_have_value("for the one")
    expect(page).to_have_url(re.compile(one))
    page.reload()
    expect(page.locator(".head h1")).to_have_text(one[:8])
    expect(composer(page)).to_have_value("for the one")
    open_row(page, other)
    expect(composer(page)).to_have_value("for the other")


def test_a_text_that_cannot_be_sent_any_more_is_not_lost(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    page.get_by_role("button", name="Take over").click()
    composer(page).fill("half an hour of work")
    second = page.context.new_page()
    second.goto(f"{office.server.address}/desk/")
    second.get_by_role("button", name="Log out").click()
    composer(page).press("Enter")
    log_in(page, "Mia")
    open_row(page, id)
    expect(composer(page)).to_have_value("half an hour of work")
    assert [m for m in office.read(id) if m["author"] == "operator"] == []


def test_the_conversation_stays_at_its_end_unless_somebody_reads_further_up(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(*(f"{COSTS} {i}" for i in range(10)), PERSON, *(f"hello {i}" for i in range(70)))
    page = sit("Mia")
    open_row(page, id)
    box = page.get_by_role("log", name="Conversation")

    def from_the_end() -> float:
        return float(box.evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight"))

    expect(page.locator(".said").last).to_contain_text("hello 69")
    page.wait_for_timeout(100)
    assert from_the_end() < 5
    office.write(id, "one more")
    expect(page.locator(".said").last).to_contain_text("one more")
    page.wait_for_timeout(100)
    assert from_the_end() < 5

    box.evaluate("box => (box.scrollTop = 300)")
    page.wait_for_timeout(100)
    office.write(id, "yet another")
    expect(page.get_by_role("button", name="New messages")).to_be_visible()
    assert box.evaluate("box => box.scrollTop") == 300
    shown = page.locator(".said").count()
    page.get_by_role("button", name="Earlier messages").click()
    expect(page.locator(".said")).not_to_have_count(shown)
    seqs = page.locator(".said").evaluate_all("said => said.map(one => +one.dataset.seq)")
    assert seqs == sorted(seqs)
    assert box.evaluate("box => box.scrollTop") > 300
    page.get_by_role("button", name="New messages").click()
    page.wait_for_timeout(100)
    assert from_the_end() < 5


def test_a_new_word_in_a_conversation_of_mine_is_marked_until_i_look(office: Office, sit: Callable[[str], Page]) -> None:
    one, other = office.begin(PERSON), office.begin(PERSON)
    page = sit("Mia")
    for id in (one, other):
        open_row(page, id)
        page.get_by_role("button", name="Take over").click()
        expect(composer(page)).to_be_enabled()
    expect(page.locator(".row.unread")).to_have_count(0)
    office.write(one, "are you still there?")
    expect(page.locator(".row.unread")).to_have_attribute("data-conversation", one)
    open_row(page, one)
    expect(page.locator(".row.unread")).to_have_count(0)


def test_what_is_written_while_the_page_lies_behind_another_is_marked_until_it_is_before_me(
    office: Office, sit: Callable[[str], Page]
) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    page.get_by_role("button", name="Take over").click()
    expect(composer(page)).to_be_focused()
    office.write(id, "are you there?")
    expect(page.locator(".said.customer").last).to_contain_text("are you there?")
    expect(row(page, id).locator(".chip-new")).to_have_count(0)
    put_behind(page, True)
    office.write(id, "hello?")
    expect(row(page, id).locator(".chip-new")).to_be_visible()
    expect(page).to_have_title("(1 new) Frontdesk desk")
    put_behind(page, False)
    expect(row(page, id).locator(".chip-new")).to_have_count(0)
    expect(page).to_have_title("Frontdesk desk")


def put_behind(page: Page, hidden: bool) -> None:
    """Let the page believe that it lies behind another one, or before somebody."""
    page.evaluate("(hidden) => Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })", hidden)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def test_with_hundreds_of_conversations_the_desk_stays_quick(office: Office, sit: Callable[[str], Page]) -> None:
    ids = [office.begin(PERSON if i % 2 else COSTS) for i in range(300)]
    page = sit("Mia")
    expect(page).to_have_title("(150) Frontdesk desk")
    assert page.locator(".row").count() <= 60
    section(page, "waiting").get_by_role("button", name="Show more (125)").click()
    expect(section(page, "waiting").locator(".row")).to_have_count(50)
    took = []
    for id in (ids[1], ids[3], ids[5]):
        began = time.perf_counter()
        open_row(page, id)
        expect(page.locator(".said")).to_have_count(3)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.5, took
    began = time.perf_counter()
    office.write(ids[5], "and here is more")
    expect(page.locator(".said.customer").last).to_contain_text("and here is more")
    assert time.perf_counter() - began < PAUSE + 1.5


def test_logging_out_in_one_place_ends_the_desk_in_another(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    second = page.context.new_page()
    second.goto(f"{office.server.address}/desk/")
    second.get_by_role("button", name="Log out").click()
    expect(second.get_by_label("Password")).to_be_visible()
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_label("Password")).to_be_visible()
    assert office.store.kept[id].head.summary.mode == "queued"
    log_in(page, "Mia")
    expect(page.locator(".head h1")).to_have_text(id[:8])


def test_a_page_that_does_not_leave_after_the_logout_is_shown_nothing_more(office: Office, sit: Callable[[str], Page]) -> None:
    """Somebody may have kept the connection open: what customers write is not for them any more."""
    page = sit("Mia")
    expect(section(page, "waiting")).to_contain_text("Nobody is waiting.")
    page.route("**/login**", lambda route: route.fulfill(status=204))
    second = page.context.new_page()
    second.goto(f"{office.server.address}/desk/")
    second.get_by_role("button", name="Log out").click()
    expect(second.get_by_label("Password")).to_be_visible()
    page.get_by_label("Search").fill("anything")  # the page is told that its session has ended
    time.sleep(1.0)
    office.begin(PERSON)
    time.sleep(2 * PAUSE)
    expect(section(page, "waiting")).to_contain_text("Nobody is waiting.")


def test_closing_ends_the_conversation_and_the_customer_can_open_it_again(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Close anyway").click()
    expect(section(page, "closed").locator(".row")).to_have_count(1)
    expect(composer(page)).to_have_attribute("placeholder", re.compile("closed"))
    assert "closed" in [m["text"] for m in office.read(id)]
    office.write(id, TRACK)
    expect(section(page, "bot").locator(".row")).to_have_count(1)


def test_a_customer_whom_nobody_has_answered_is_not_closed_without_a_question(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Nobody has answered yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Keep open")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    assert office.store.kept[id].head.summary.mode == "queued"

    page.get_by_role("button", name="Take over").click()
    composer(page).fill("Hello, I am Mia.")
    composer(page).press("Enter")
    expect(page.locator(".said.operator")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(section(page, "closed").locator(".row")).to_have_count(1)


def test_the_whole_id_of_a_conversation_is_copied_at_a_click(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_row(page, id)
    page.get_by_role("button", name="Copy the whole id").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == id


def test_on_a_phone_the_list_comes_first_and_a_button_leads_back_to_it(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(row(page, id)).to_be_visible()
    open_row(page, id)
    expect(row(page, id)).to_be_hidden()
    back, details, take = (page.locator(f'[data-do="{does}"]').bounding_box() for does in ("back", "details", "take"))
    assert back and details and take
    assert back["y"] == details["y"] < take["y"], "what leads elsewhere stands beside the title, what acts below it"
    page.get_by_role("button", name="Take over").click()
    composer(page).fill("Hello, I am Mia.")
    composer(page).press("Enter")
    expect(page.locator(".said.operator")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="List").click()
    expect(composer(page)).to_be_hidden()
    office.write(id, "thank you")
    expect(page.locator(".row.unread")).to_have_attribute("data-conversation", id)
    page.reload()
    expect(row(page, id)).to_be_visible()


def test_in_a_narrow_window_a_button_leads_to_what_is_known_and_why_and_back(office: Office, sit: Callable[[str], Page]) -> None:
    id, other = office.begin(TRACK, PERSON), office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    details = page.get_by_role("button", name="Details")
    known, written = page.locator(".facts"), page.locator(".said").last
    expect(known).to_be_visible()
    expect(details).to_be_hidden()
    page.set_viewport_size({"width": 900, "height": 700})
    expect(known).to_be_hidden()
    details.click()
    expect(known).to_contain_text("HL-204518")
    expect(written).to_be_hidden()
    back = page.get_by_role("button", name="‹ Conversation")
    expect(back).to_be_focused()
    back.press("Enter")
    expect(known).to_be_hidden()
    expect(details).to_be_focused()
    page.keyboard.press("d")
    expect(known).to_be_visible()
    page.keyboard.press("Escape")
    expect(written).to_be_visible()
    why = page.locator(".said.customer .why").first
    why.focus()
    why.press("Enter")
    expect(page.locator(".whys")).to_contain_text("where is hl204518")
    page.set_viewport_size({"width": 390, "height": 700})
    expect(known).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="‹ List").click()
    open_row(page, other)
    expect(known).to_be_hidden()
    expect(page.locator(".said").last).to_be_visible()


def test_a_search_finds_what_was_written_long_before_the_last_line(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin("the kettle is loud", TRACK, PERSON)
    other = office.begin(PERSON)
    page = sit("Mia")
    expect(row(page, other)).to_be_visible()
    page.get_by_label("Search").fill("KETTLE person")
    expect(row(page, other)).to_be_hidden()
    expect(row(page, id)).to_be_visible()


def test_what_is_new_in_my_conversations_is_in_sight_and_counted_however_many_wait(office: Office, sit: Callable[[str], Page]) -> None:
    one, other = office.begin(PERSON), office.begin(PERSON)
    page = sit("Mia")
    for id in (one, other):
        open_row(page, id)
        page.get_by_role("button", name="Take over").click()
        expect(composer(page)).to_be_enabled()
    office.write(one, "are you still there?")
    expect(page).to_have_title("(1 new) Frontdesk desk")
    for _ in range(14):
        office.begin(PERSON)
    expect(page).to_have_title("(1 new, 14 waiting) Frontdesk desk")
    expect(page.locator(".status")).to_have_text("1 new · 14 waiting")
    expect(row(page, one).locator(".chip-new")).to_be_in_viewport()
    expect(row(page, one)).to_contain_text("are you still there?")
    open_row(page, one)
    expect(page).to_have_title("(14) Frontdesk desk")


def test_whose_conversation_was_taken_while_they_wrote_reads_why_beside_the_draft(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    mia, tom = sit("Mia"), sit("Tom")
    open_row(mia, id)
    mia.get_by_role("button", name="Take over").click()
    composer(mia).fill("I am looking into")
    open_row(tom, id)
    tom.on("dialog", lambda dialog: dialog.accept())
    tom.get_by_role("button", name="Take over from Mia").click()
    expect(composer(mia)).to_be_disabled()
    expect(mia.locator(".composer .note")).to_have_text("Tom has this conversation. You can read along. Your draft is kept.")
    expect(composer(mia)).to_have_value("I am looking into")


def test_a_conversation_with_a_draft_is_not_closed_without_a_question(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(PERSON)
    page = sit("Mia")
    open_row(page, id)
    page.get_by_role("button", name="Take over").click()
    composer(page).fill("Hello, I am Mia.")
    composer(page).press("Enter")
    expect(page.locator(".said.operator")).to_be_visible()
    composer(page).fill("And one thing more")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("group", name="Your draft is not sent.")).to_be_visible()
    page.get_by_role("button", name="Keep open").click()
    expect(composer(page)).to_have_value("And one thing more")
    composer(page).fill("")
    page.get_by_role("button", name="Close").click()
    expect(section(page, "closed").locator(".row")).to_have_count(1)


def test_of_a_long_message_the_beginning_is_shown_so_that_what_is_known_stays_in_view(office: Office, sit: Callable[[str], Page]) -> None:
    id = office.begin(TRACK, PERSON)
    kept = office.store.kept[id]
    kept.head = replace(kept.head, summary=replace(kept.head.summary, summary=f"“{'very long ' * 200}end”"))
    page = sit("Mia")
    open_row(page, id)
    summary = page.locator(".facts .summary")
    expect(summary).to_contain_text("very long")
    expect(summary).not_to_contain_text("end”")
    expect(page.locator(".facts h2", has_text="Customer")).to_be_in_viewport()
    page.get_by_role("button", name="Show all").click()
    expect(summary).to_contain_text("end”")
    page.get_by_role("button", name="Show less").click()
    expect(summary).not_to_contain_text("end”")
