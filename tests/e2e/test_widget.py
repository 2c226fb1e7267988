"""The widget on the demo shop page, in a real browser against a real server, as a customer uses it."""

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI, Response
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.app import Components, create_app
from bot.channels.widget import script
from bot.dialogue.effects import AskRating, Button, Drawing, Send
from bot.dialogue.events import ConversationClosed, CustomerRated, MessageReceived, OperatorJoined, OperatorSaid
from bot.settings import Settings
from tests.e2e import silence
from tests.fakes import FakeReception, Said, a_domain, nothing_runs
from tests.house import house
from tests.serving import Serving, free_port

GREETING = "Hello, this is Harbour Lane. How can I help?"
BLOG = free_port()
WRITE, OPEN = "Write a message…", re.compile("^Open chat")
NASTY = "<img src=x onerror=alert(1)> javascript:alert(1) https://harbourlane.example/help?a=1. ann@example.com"


def answer(text: str, choice: str | None) -> Iterable[Said]:
    """Knows one order."""
    if choice == "human":
        yield Send("I am passing you on.", author="bot")
    elif choice == "restart":
        yield Send("Hello again.")
    elif text == "queue":
        yield Send("You are in the queue.", (Button("Go on with the assistant", "restart"),))
    elif text.startswith("silence"):
        return
    elif "nasty" in text:
        yield Send(NASTY)
    elif text == "everything":
        yield Send("This is where it begins." + "\nAnd this is more of it." * 40)
        yield Send("And a second part." + "\nWith more." * 20, (Button("A person", "human"),))
    elif text == "a picture":
        yield Send("Here it is in words.", drawing=Drawing("draw_mix", {}, "en"))
    elif "204518" in text:
        yield Send(
            "Your order HL-204518 arrives on Thursday.", (Button("Move it", "intent:reschedule_delivery"), Button("A person", "human"))
        )
    else:
        yield Send(f"You said: {text}")


def texts(page: Page) -> list[str]:
    """Every bubble of the conversation, oldest first."""
    return page.locator(".log .line:not(.dots) .bubble").all_text_contents()


class Shop:
    """The demo shop; what was said survives ``restart``, as it does in a database."""

    def __init__(self) -> None:
        self.reception = FakeReception(answer, GREETING)
        self.serving = self.serve().start()

    def serve(self, port: int | None = None) -> Serving:
        settings = Settings(
            demo=True, data_dir=Path(tempfile.gettempdir()) / "frontdesk-tests", embed_origins=(f"http://127.0.0.1:{BLOG}",)
        )
        parts = Components(self.reception, {"retail": a_domain()}, {}, nothing_runs, orders=("HL-204518", "HL-198204"))
        return Serving(create_app(settings, parts), port)

    def down(self) -> None:
        self.serving.stop()

    def up(self) -> None:
        self.serving = self.serve(self.serving.port).start()

    @property
    def conversation(self) -> str:
        """The id of the newest conversation."""
        return list(self.reception.lines)[-1]

    def received(self) -> list[str]:
        return [event.text for event in self.reception.events if isinstance(event, MessageReceived)]


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.down()


@pytest.fixture
def visit(chromium: Browser, shop: Shop) -> Iterator[Callable[..., Page]]:
    """Opens the shop in a browser of its own; a script error or a request to another server fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(path: str = "/", **context: object) -> Page:
        contexts.append(chromium.new_context(locale="en-GB", **context))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.extend([request.url][: not request.url.startswith((shop.serving.address, "data:"))]))
        page.goto(shop.serving.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def chat(visit: Callable[..., Page]) -> Page:
    """The shop with the panel open and the greeting said."""
    page = visit()
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_text(GREETING)).to_be_visible()
    return page


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name=WRITE)
    box.fill(text)
    box.press("Enter")


def test_the_whole_chat_works_from_the_keyboard(visit: Callable[..., Page]) -> None:
    page = visit()
    launcher = page.get_by_role("button", name=OPEN)
    for _ in range(40):
        page.keyboard.press("Tab")
        if launcher.evaluate("element => element.getRootNode().activeElement === element"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name=WRITE)).to_be_focused()
    expect(page.get_by_text(GREETING)).to_be_visible()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said: first line\nsecond line")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()


def test_a_screen_reader_finds_a_named_dialog_and_a_log_that_speaks(chat: Page) -> None:
    expect(chat.get_by_role("dialog", name="Harbour Lane")).to_be_visible()
    log = chat.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    say(chat, "hello")
    expect(log.locator(".line.customer")).to_contain_text("You: hello")
    expect(log.locator(".line.bot:not(.dots)").last).to_contain_text("Bot: You said: hello")
    assert all(button.get_attribute("aria-label") or button.text_content() for button in chat.get_by_role("button").all())


def test_a_long_answer_is_shown_from_its_beginning_and_what_comes_next_leaves_the_reader_alone(chat: Page, shop: Shop) -> None:
    log = chat.get_by_role("log")

    def place() -> float:
        return float(log.evaluate("log => log.scrollTop"))

    def left() -> float:
        return float(log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight"))

    say(chat, "hello")
    expect(chat.get_by_text("You said: hello")).to_be_in_viewport()
    assert left() < 2
    say(chat, "everything")
    expect(chat.get_by_text("And a second part.")).to_be_attached()
    expect(chat.get_by_text("everything", exact=True)).not_to_be_in_viewport(ratio=1)
    above = "log => log.querySelectorAll('.line.bot:not(.dots)')[2].getBoundingClientRect().top - log.getBoundingClientRect().top"
    chat.wait_for_timeout(300)
    assert 0 <= float(log.evaluate(above)) < 40
    log.evaluate("log => (log.scrollTop = log.scrollHeight)")
    before = place()
    chat.get_by_role("textbox", name=WRITE).fill("one\ntwo\nthree")
    assert left() < 2, "the end stays in sight while the box for writing grows"
    assert place() > before
    log.evaluate("log => (log.scrollTop = 0)")
    shop.reception.add(shop.conversation, [Send("Are you still there?")])
    expect(chat.get_by_text("Are you still there?")).to_be_attached()
    chat.wait_for_timeout(300)
    assert place() == 0, "who reads further up is left alone"


def test_a_picture_that_cannot_be_shown_leaves_its_words(chat: Page) -> None:
    say(chat, "a picture")
    expect(chat.get_by_text("Here it is in words.")).to_be_visible()
    expect(chat.locator(".log img")).to_have_count(0)
    expect(chat.locator(".log a")).to_have_count(0)


def test_a_quick_reply_is_pressed_and_goes_away(chat: Page, shop: Shop) -> None:
    say(chat, "where is 204518")
    chat.get_by_role("button", name="A person").click()
    expect(chat.get_by_text("I am passing you on.")).to_be_visible()
    expect(chat.locator(".quick")).to_have_count(0)
    last = shop.reception.events[-1]
    assert isinstance(last, MessageReceived)
    assert (last.text, last.choice) == ("A person", "human")


def test_quick_replies_go_away_when_the_conversation_is_closed_or_a_person_joins(chat: Page, shop: Shop) -> None:
    for happens in (OperatorJoined(time.time(), "Mira"), ConversationClosed(time.time(), "operator")):
        say(chat, "where is 204518")
        expect(chat.get_by_role("button", name="A person")).to_be_visible()
        shop.reception.handle(shop.conversation, happens)
        expect(chat.locator(".quick")).to_have_count(0)


def test_the_way_out_of_the_queue_stays_below_what_a_waiting_customer_adds(chat: Page, shop: Shop) -> None:
    back = chat.get_by_role("button", name="Go on with the assistant")
    say(chat, "queue")
    expect(back).to_be_visible()
    for text in ("silence 1", "silence 2"):
        say(chat, text)
        expect(chat.locator(".pending")).to_have_count(0)
    assert chat.locator(".log > :not(.dots)").last.inner_text() == "Go on with the assistant"
    chat.reload()
    expect(chat.get_by_text("silence 2")).to_be_visible()
    back.click()
    expect(chat.get_by_text("Hello again.")).to_be_visible()
    expect(back).to_have_count(0)
    chat.reload()
    expect(chat.get_by_text("Hello again.")).to_be_visible()
    expect(back).to_have_count(0)


def test_a_person_who_joins_takes_the_way_out_of_the_queue_away(chat: Page, shop: Shop) -> None:
    say(chat, "queue")
    say(chat, "silence")
    expect(chat.get_by_role("button", name="Go on with the assistant")).to_be_visible()
    shop.reception.handle(shop.conversation, OperatorJoined(time.time(), "Mira"))
    expect(chat.get_by_role("button", name="Go on with the assistant")).to_have_count(0)


def test_a_rating_is_asked_for_in_the_language_of_the_conversation(chat: Page, shop: Shop) -> None:
    shop.reception.add(shop.conversation, [AskRating("您对这次对话满意吗？")])
    chat.get_by_role("radio", name="很满意").focus()
    chat.keyboard.press("Space")
    chat.get_by_role("button", name="提交评价").click()
    expect(chat.get_by_text("您给了 5 分，谢谢！")).to_be_visible()


def test_a_reload_resumes_the_conversation(chat: Page, shop: Shop) -> None:
    say(chat, "hello")
    expect(chat.get_by_text("You said: hello")).to_be_visible()
    before = texts(chat)
    chat.reload()
    expect(chat.get_by_text("You said: hello")).to_be_visible()
    assert texts(chat) == before == [GREETING, "hello", "You said: hello"]
    assert len(shop.reception.lines) == 1


def test_a_restart_of_the_server_loses_and_doubles_nothing(chat: Page, shop: Shop) -> None:
    say(chat, "before")
    expect(chat.get_by_text("You said: before")).to_be_visible()
    shop.down()
    expect(chat.get_by_text("Connection lost")).to_be_visible()
    say(chat, "while it was down")
    say(chat, "and one more")
    shop.up()
    expect(chat.get_by_text("You said: and one more")).to_be_visible(timeout=20_000)
    expect(chat.get_by_text("Connection lost")).to_be_hidden()
    expect(chat.locator(".pending")).to_have_count(0)
    assert shop.received() == ["before", "while it was down", "and one more"]
    assert len(texts(chat)) == len(set(texts(chat))) == 7


def test_a_message_whose_acknowledgement_was_lost_is_sent_again_and_answered_once(chat: Page, shop: Shop) -> None:
    shop.reception.delay = 0.6
    say(chat, "hello")
    time.sleep(0.2)
    assert shop.received() == ["hello"]
    shop.down()
    shop.reception.delay = 0
    shop.reception.handle(shop.conversation, shop.reception.events[-1])
    shop.up()
    expect(chat.get_by_text("You said: hello")).to_be_visible(timeout=20_000)
    time.sleep(0.3)
    assert texts(chat) == [GREETING, "hello", "You said: hello"]
    assert shop.received() == ["hello"]


def test_a_connection_that_has_silently_died_is_given_up_long_before_the_browser_does(chromium: Browser, shop: Shop) -> None:
    """Chromium reports the end of such a connection a minute after it was closed."""
    path, context = silence.Path(shop.serving.port), chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(path.address)
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_text(GREETING)).to_be_visible()
    path.fall_silent()
    say(page, "are you there?")
    expect(page.get_by_text("You said: are you there?")).to_be_visible(timeout=20_000)
    assert shop.received() == ["are you there?"]
    context.close()
    path.close()


def test_a_message_that_is_refused_for_a_moment_still_comes_before_the_next(chat: Page, shop: Shop) -> None:
    shop.reception.overloaded = True
    say(chat, "cancel my order please")
    chat.wait_for_timeout(500)
    shop.reception.overloaded = False
    say(chat, "the number is 77")
    expect(chat.get_by_text("You said: the number is 77")).to_be_visible(timeout=10_000)
    assert shop.received() == ["cancel my order please", "the number is 77"]


def test_who_only_waits_gets_what_a_colleague_writes_after_the_connection_has_silently_died(chromium: Browser, shop: Shop) -> None:
    path, context = silence.Path(shop.serving.port), chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.clock.install()
    page.goto(path.address)
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_text(GREETING)).to_be_visible()
    path.fall_silent()
    shop.reception.add(shop.conversation, [Send("Mira here: it is on its way.")])
    page.clock.fast_forward(30_000)
    expect(page.get_by_text("Mira here")).to_have_count(0)
    page.clock.fast_forward(31_000)
    page.clock.fast_forward(2_000)
    expect(page.get_by_text("Mira here: it is on its way.")).to_be_visible()
    context.close()
    path.close()


def test_unsent_messages_survive_a_reload(chat: Page, shop: Shop) -> None:
    page = chat.context.new_page()
    page.goto(shop.serving.address)  # loaded while the server still answers, so that it can come back to life below
    shop.down()
    say(chat, "kept")
    chat.close()
    shop.up()
    page.reload()
    expect(page.get_by_text("You said: kept")).to_be_visible()
    assert shop.received() == ["kept"]


def test_what_is_half_written_survives_a_reload_until_it_is_sent(chat: Page, shop: Shop) -> None:
    box = chat.get_by_role("textbox")
    box.fill("My parcel has")
    chat.reload()
    expect(box).to_have_value("My parcel has")
    say(chat, "My parcel has a hole")
    expect(chat.get_by_text("You said: My parcel has a hole")).to_be_visible()
    chat.reload()
    expect(box).to_have_value("")


def test_what_is_not_delivered_says_so_and_can_be_retried(chat: Page, shop: Shop) -> None:
    shop.down()
    expect(chat.get_by_text("Connection lost")).to_be_visible()
    say(chat, "hello")
    expect(chat.get_by_text("sending…")).to_be_visible()
    expect(chat.get_by_text("not delivered – retry")).to_be_visible(timeout=12_000)
    shop.up()
    retry = chat.get_by_role("button", name="retry")
    if retry.is_visible():
        retry.click()
    expect(chat.get_by_text("You said: hello")).to_be_visible(timeout=20_000)
    assert shop.received() == ["hello"]


def test_a_person_at_the_desk_is_shown_with_name_and_apart_from_the_bot(chat: Page, shop: Shop) -> None:
    shop.reception.handle(shop.conversation, OperatorJoined(time.time(), "Mira"))
    shop.reception.handle(shop.conversation, OperatorSaid(time.time(), "Mira", "I have found your parcel.", "d1"))
    expect(chat.get_by_text("Mira has joined the conversation.")).to_be_visible()
    line = chat.locator(".line.operator")
    expect(line).to_contain_text("Mira")
    colours = [
        chat.locator(f".{author} .bubble").last.evaluate("bubble => getComputedStyle(bubble).backgroundColor")
        for author in ("operator", "bot")
    ]
    assert colours[0] != colours[1]


def test_what_is_said_while_the_panel_is_closed_is_counted(chat: Page, shop: Shop) -> None:
    say(chat, "hello")
    expect(chat.get_by_text("You said: hello")).to_be_visible()
    chat.keyboard.press("Escape")
    for number in range(2):
        shop.reception.handle(shop.conversation, OperatorSaid(time.time(), "Mira", f"Line {number}", f"d{number}"))
    expect(chat.get_by_role("button", name="Open chat, 2 unread")).to_be_visible()
    chat.reload()
    chat.get_by_role("button", name="Open chat, 2 unread").click()
    expect(chat.get_by_text("Line 1")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("button", name="Open chat", exact=True)).to_be_visible()


def test_the_conversation_is_rated_at_its_end(chat: Page, shop: Shop) -> None:
    say(chat, "hello")
    chat.get_by_role("button", name="More").click()
    chat.get_by_role("button", name="End conversation").click()
    stars = chat.get_by_role("radio")
    expect(stars).to_have_count(5)
    stars.first.focus()
    for _ in range(3):
        chat.keyboard.press("ArrowRight")
    expect(chat.get_by_text("Good", exact=True)).to_be_visible()
    chat.get_by_role("textbox", name="Anything we should know?").fill("quick and kind")
    chat.get_by_role("button", name="Send rating").click()
    expect(chat.get_by_text("You gave 4 of 5. Thank you.")).to_be_visible()
    expect(chat.locator(".rating")).to_be_focused()
    assert [(e.score, e.comment) for e in shop.reception.events if isinstance(e, CustomerRated)] == [(4, "quick and kind")]
    chat.reload()
    expect(chat.get_by_text("You gave 4 of 5. Thank you.")).to_be_visible()


def test_a_new_conversation_begins_empty_and_closes_the_old_one(chat: Page, shop: Shop) -> None:
    say(chat, "hello")
    expect(chat.get_by_text("You said: hello")).to_be_visible()
    old = shop.conversation
    chat.get_by_role("button", name="More").click()
    chat.get_by_role("button", name="New conversation").click()
    expect(chat.get_by_text("You said: hello")).to_be_hidden()
    expect(chat.get_by_text(GREETING)).to_be_visible()
    assert shop.conversation != old
    assert shop.reception.summaries[old].mode == "closed"


def test_a_conversation_that_the_server_has_forgotten_is_replaced_and_its_unsent_message_kept(chat: Page, shop: Shop) -> None:
    shop.down()
    say(chat, "are you there?")
    shop.reception.lines.clear()
    shop.reception.summaries.clear()
    shop.up()
    expect(chat.get_by_text("You said: are you there?")).to_be_visible(timeout=20_000)
    assert texts(chat) == [GREETING, "are you there?", "You said: are you there?"]


def test_two_tabs_share_one_conversation(chat: Page, shop: Shop) -> None:
    second = chat.context.new_page()
    second.goto(shop.serving.address)
    say(chat, "from the first tab")
    for page in (chat, second):
        expect(page.get_by_text("You said: from the first tab")).to_be_visible()
    say(second, "from the second tab")
    expect(chat.get_by_text("You said: from the second tab")).to_be_visible()
    assert texts(chat) == texts(second)
    assert len(shop.reception.lines) == 1


def test_markup_stays_text_and_only_web_and_mail_addresses_become_links(chat: Page) -> None:
    say(chat, "nasty")
    line = chat.locator(".line.bot:not(.dots) .bubble").last
    expect(line).to_have_text(NASTY)
    assert line.locator("img").count() == 0
    links = line.locator("a")
    assert [link.get_attribute("href") for link in links.all()] == ["https://harbourlane.example/help?a=1", "mailto:ann@example.com"]
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer"}


def test_a_right_to_left_message_is_set_right_to_left(chat: Page) -> None:
    say(chat, "אפשר לבטל את ההזמנה?")
    expect(chat.locator(".line.bot:not(.dots)")).to_have_count(2)
    bubble = chat.locator(".line.customer .bubble").last
    expect(bubble).to_have_text("אפשר לבטל את ההזמנה?")
    assert bubble.evaluate("bubble => getComputedStyle(bubble).direction") == "rtl"


def test_near_the_limit_the_remaining_characters_are_counted(chat: Page) -> None:
    box = chat.get_by_role("textbox", name=WRITE)
    box.fill("x" * 3850)
    expect(chat.get_by_text("150 characters left")).to_be_visible()
    box.fill("x")
    expect(chat.get_by_text("characters left")).to_be_hidden()


def test_a_text_over_the_limit_is_kept_and_said_to_be_too_long_before_it_is_sent(chat: Page, shop: Shop) -> None:
    say(chat, "😀" * 4003)
    expect(chat.get_by_text("3 characters too many")).to_be_visible()
    expect(chat.get_by_role("button", name="Send")).to_be_disabled()
    expect(chat.get_by_role("textbox", name=WRITE)).to_have_value("😀" * 4003)
    assert shop.received() == []
    say(chat, "😀" * 4000)
    expect(chat.get_by_text("You said: " + "😀" * 4000)).to_be_visible()
    assert shop.received() == ["😀" * 4000]


def test_nothing_is_sent_that_is_empty_or_still_being_composed(chat: Page, shop: Shop) -> None:
    say(chat, "   ")
    box = chat.get_by_role("textbox", name=WRITE)
    box.fill("ni hao")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(chat.get_by_role("button", name="Send")).to_be_enabled()
    assert shop.received() == []


def test_the_widget_and_the_shop_speak_chinese(visit: Callable[..., Page], shop: Shop) -> None:
    page = visit("/?lang=zh")
    expect(page.get_by_role("heading", name="本周好物")).to_be_visible()
    page.get_by_role("button", name="HL-204518").click()
    expect(page.get_by_role("dialog", name="海湾小铺")).to_be_visible()
    box = page.get_by_role("textbox", name="请输入消息…")
    expect(box).to_have_value("我的订单 HL-204518 到哪了？")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("arrives on Thursday")).to_be_visible()
    expect(page.get_by_text("今天")).to_be_visible()
    assert shop.reception.summaries[shop.conversation].language == "zh"


def test_another_language_begins_a_new_conversation_where_nothing_was_said_yet(chat: Page, shop: Shop) -> None:
    chat.get_by_role("link", name="中文").click()
    expect(chat.get_by_role("textbox", name="请输入消息…")).to_be_visible()
    expect(chat.get_by_text(GREETING)).to_be_visible()
    assert [summary.language for summary in shop.reception.summaries.values()] == ["en", "zh"]


def test_on_a_phone_the_chat_fills_the_screen_and_keeps_the_focus(visit: Callable[..., Page]) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.get_by_role("button", name=OPEN).tap()
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    page.wait_for_timeout(300)
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "frontdesk"


def test_with_reduced_motion_nothing_moves(visit: Callable[..., Page]) -> None:
    page = visit(reduced_motion="reduce")
    page.get_by_role("button", name=OPEN).click()
    assert page.get_by_role("dialog").evaluate("panel => getComputedStyle(panel).animationName") == "none"


def test_the_typing_sign_shows_while_an_answer_takes_its_time(chat: Page, shop: Shop) -> None:
    shop.reception.delay = 1.0
    say(chat, "hello")
    dots = chat.locator(".dots")
    expect(dots).to_be_visible()
    expect(chat.get_by_text("You said: hello")).to_be_visible()
    expect(dots).to_be_hidden()


def test_the_script_is_one_file_under_30_kb_that_browsers_may_keep(shop: Shop, visit: Callable[..., Page]) -> None:
    page = visit()
    answer = page.request.get(f"{shop.serving.address}/widget.js")
    assert answer.body() == script()
    assert len(answer.body()) < 30_000
    again = page.request.get(f"{shop.serving.address}/widget.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status == 304


def a_blog(server: str, colour: str = "#ffd400") -> FastAPI:
    """Somebody's page, with the widget's one tag, a strict content security policy and a style that would reach into anything."""
    tag = (
        f'<script src="{server}/widget.js" data-pack="retail" data-language="en" data-color="{colour}" data-title="Ask Ann" defer></script>'
    )
    page = f"<!doctype html><html><head><link rel=stylesheet href=all.css>{tag}</head><body><p>A blog.</p></body></html>"
    policy = f"default-src 'none'; style-src 'self'; script-src {server}; connect-src {server} {server.replace('http', 'ws')}"
    blog = FastAPI()

    @blog.get("/")
    async def post() -> Response:
        return Response(page, media_type="text/html", headers={"content-security-policy": policy})

    @blog.get("/all.css")
    async def style() -> Response:
        return Response("* { color: red !important; font-size: 40px !important }", media_type="text/css")

    return blog


def test_a_page_that_was_named_carries_the_widget_even_under_a_strict_policy(chromium: Browser, shop: Shop) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with Serving(a_blog(shop.serving.address), BLOG) as blog:
        page.goto(blog.address)
        page.get_by_role("button", name=OPEN).click()
        expect(page.get_by_role("dialog", name="Ask Ann")).to_be_visible()
        say(page, "hello from the blog")
        expect(page.get_by_text("You said: hello from the blog")).to_be_visible()
        ink, size = page.locator(".customer .bubble").evaluate(
            "bubble => [getComputedStyle(bubble).color, getComputedStyle(bubble).fontSize]"
        )
    context.close()
    assert ink == "rgb(0, 0, 0)", "text on a light accent colour is dark"
    assert size == "15px", "the page's own style does not reach into the widget"


CONTRAST = """element => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map((part) => (colour.includes('srgb') ? part : part / 255))
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0.05);
  const { color, backgroundColor } = getComputedStyle(element);
  const [more, less] = [light(color), light(backgroundColor)].sort((one, other) => other - one);
  return more / less;
}"""


@pytest.mark.parametrize("colour", ["#ffd400", "#e8590c", "#1677ff", "#0f5c63", "#000", "#fff", "#7c7c7c"])
def test_text_stands_out_whatever_colour_a_page_has_chosen(chromium: Browser, shop: Shop, colour: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with Serving(a_blog(shop.serving.address, colour), BLOG) as blog:
        page.goto(blog.address)
        page.get_by_role("button", name=OPEN).click()
        say(page, "hello")
        expect(page.get_by_text("You said: hello")).to_be_visible()
        said = float(page.locator(".customer .bubble").evaluate(CONTRAST))
        say(page, "204518")
        offered = float(page.locator(".quick button").first.evaluate(CONTRAST))
    context.close()
    assert said >= 4.5
    assert offered >= 4.5


def test_a_page_that_was_not_named_cannot_open_conversations(chromium: Browser, shop: Shop) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with Serving(a_blog(shop.serving.address)) as stranger:
        page.goto(stranger.address)
        page.get_by_role("button", name=OPEN).click()
        expect(page.get_by_text("Connection lost")).to_be_visible()
    context.close()
    assert shop.reception.lines == {}


def test_with_the_real_engine_and_database_a_restart_loses_and_doubles_nothing(chromium: Browser, tmp_path: Path) -> None:
    make = partial(house, Settings.model_validate({"demo": True, "data_dir": tmp_path}))
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    with Serving(make) as server:
        page.goto(server.address)
        page.get_by_role("button", name="HL-204518").click()
        page.get_by_role("textbox", name=WRITE).press("Enter")
        expect(page.locator(".line.bot:not(.dots)").nth(1)).to_contain_text("HL-204518")
        before = texts(page)
    say(page, "what does delivery cost?")
    with Serving(make, server.port):
        expect(page.get_by_text("Standard delivery costs $4.90")).to_be_visible(timeout=20_000)
        page.reload()
        expect(page.get_by_text("Standard delivery costs $4.90")).to_be_visible()
        after = texts(page)
        context.close()
    assert after[: len(before)] == before
    assert after.count("what does delivery cost?") == 1
