"""The page of one operator: builds it, follows the lists and the open conversation, and changes only what has changed."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import background_tasks, events, ui
from nicegui.client import Client

from bot.desk import words
from bot.desk.acting import Late, Operator
from bot.desk.board import LIMITS, PAGE, TITLES, Name, View, alarms, sections, unread, without
from bot.desk.case import Case
from bot.desk.feed import steadily
from bot.desk.handing import Handing
from bot.desk.keeping import Keeping
from bot.desk.login import login_again, still_known
from bot.desk.middle import Middle
from bot.desk.office import Office
from bot.desk.parts import Keys, Plain, Rows
from bot.desk.searching import NOTHING, search
from bot.desk.undelivered import Undeliverables
from bot.errors import FrontdeskError, UnknownConversation

SEARCH = {"type": "search", "placeholder": "Search text, id, reason", "aria-label": "Search", "autocomplete": "off"}
PAUSE = 0.1
"""Least seconds between two readings of the open conversation."""


class Console:
    """What one operator sees and does."""

    def __init__(self, office: Office, name: str, token: str, client: Client) -> None:
        self.office, self.token, self.client = office, token, client
        self.operator = Operator(name, office.reception, office.most)
        self.view = View(name, seen=office.seen(name))
        self.undelivered = Undeliverables(office, name, self.leave_unless_known, self.open, self.tell)
        self.handing = Handing(office, self.operator, self.act, self.tell)
        self.keeping = Keeping(office, name, self.leave_unless_known, self.act, self.tell, self.forget)
        self.case: Case | None = None
        self.wanted = ""
        self.rows: dict[Name, Rows] = {}
        self.tasks: list[asyncio.Task[None]] = []
        self.following: asyncio.Task[None] | None = None

    def build(self) -> None:
        """Lay out the page."""
        with Plain("div", classes="desk") as self.page:
            with Plain("header", classes="top"):
                Plain("strong", "Frontdesk", "brand")
                self.status = Plain("span", "", "status")
                self.undelivered.build_button()
                self.trouble = Plain("span", "", "trouble")
                self.trouble.props["role"] = "status"
                Plain("span", self.operator.name, "me")
                self.keeping.build_record()
                self.keys = Keys().on("look", self.look)
                with Plain("form") as leaving:
                    leaving.props["method"], leaving.props["action"] = "post", "/desk/logout"
                    Plain("button", "Log out", "press quiet").props["type"] = "submit"
            with Plain("nav", classes="left"):
                find = Plain("input", classes="find")
                find.props.update(SEARCH)
                find.on("input", self.find, js_handler="(e) => emit(e.target.value)", throttle=0.25, leading_events=False)
                with Plain("div", classes="sections"):
                    self.nothing = Plain("p", "Nothing found.", "nothing found")
                    self.nothing.props["role"] = "status"
                    for name in TITLES:
                        rows = self.rows[name] = Rows().on("more", partial(self.more, name), args=[])
                        rows.on("open", lambda event: self.open(str(event.args)))
            self.middle = Middle(self.operator.name, self.office, self.handing, self.keeping, self.act)
            self.middle.build(self.handlers())
            self.undelivered.build()

    def handlers(self) -> dict[str, events.Handler[events.GenericEventArguments]]:
        """What the buttons of the open conversation do."""
        return {
            "back": self.leave,
            "take": partial(self.take_over, lambda case: self.operator.take(case.id)),
            "take-from": partial(self.take_over, lambda case: self.operator.take(case.id, case.summary.operator)),
            "give": partial(self.act, lambda case: self.operator.release(case.id)),
            "close": partial(self.act, lambda case: self.operator.close(case.id)),
            "say": self.say,
            "weigh": partial(self.act, self.middle.weigh),
            "again": self.again,
        }

    def begin(self, conversation_id: str | None) -> None:
        """Follow what happens, once the browser is connected."""
        if not self.tasks:
            self.office.pages[self.client.id] = self.operator.name
            self.tasks = [background_tasks.create(self.follow_lists()), background_tasks.create(self.keep_watch())]
            if conversation_id:
                background_tasks.create(self.open(conversation_id))

    def end(self) -> None:
        """Stop following."""
        self.office.pages.pop(self.client.id, None)
        for task in (*self.tasks, *([self.following] if self.following else [])):
            task.cancel()

    async def follow_lists(self) -> None:
        """Show the lists as they change."""
        async for _ in self.office.feed.watch():
            self.show_lists()

    async def keep_watch(self) -> None:
        """Send whoever has logged out elsewhere, or sat for twelve hours, to the login."""
        while still_known(self.leave_unless_known):  # noqa: ASYNC110  (a session ends by the clock, too)
            await asyncio.sleep(self.office.check_seconds)

    def leave_unless_known(self) -> bool:
        """Whether this session is still good; if not, nothing more is shown, and the page goes to the login."""
        account = self.office.sessions.who(self.token)
        self.keeping.permit(account)
        if account is None:
            self.client.open(login_again(self.view.chosen))
            self.end()
        return account is not None

    def show_lists(self) -> None:
        """Bring the sections, the line at the top and the title up to date."""
        feed = self.office.feed
        self.view = replace(self.view, alarms=alarms(self.office.reception.domains))  # packs may have joined
        shown = sections(feed.lists, self.view)
        for section in shown:
            self.rows[section.name].show_section(section, time.time())
        self.nothing.say("Searching…" if self.view.reached is None else "Nothing found.")
        self.nothing.set_visibility(all(section.narrowed and not section.total for section in shown))
        self.undelivered.show()
        self.handing.follow(feed.lists.get("operator", []))
        new = sum(unread(one, self.view) for one in feed.lists.get("operator", []))
        waiting = len(feed.lists.get("queued", []))
        line, count = words.standing(waiting, new, waiting >= LIMITS["queued"])
        self.status.say(line)
        self.trouble.say("The lists cannot be read at the moment: what you see may be old." if feed.failing else "")
        title = f"{count}Frontdesk desk"
        if title != self.client.title:
            with self.client:
                ui.page_title(title)

    async def find(self, event: events.GenericEventArguments) -> None:
        """Narrow the lists: at once by what they show, then by what was written in the conversations."""
        if not self.leave_unless_known():
            return
        find = str(event.args)[:200]
        self.view = replace(self.view, find=find, said={}, reached=None)
        self.show_lists()
        try:
            found = await search(self.office.reception, find) if find.strip() else NOTHING
        except FrontdeskError as reason:
            found = NOTHING
            self.tell(str(reason))
        if self.view.find == find:
            self.view = replace(self.view, said=found.said, reached=found.reached)
            self.show_lists()

    def more(self, name: Name) -> None:
        """Show more rows of a section."""
        shown = self.view.shown.get(name, PAGE[name]) + PAGE[name]
        self.view = replace(self.view, shown={**self.view.shown, name: shown})
        self.show_lists()

    async def open(self, conversation_id: str) -> None:
        """Show a conversation in the middle and follow it; of several clicks the last one counts."""
        if not self.leave_unless_known():
            return
        self.wanted = conversation_id
        try:
            case = await Case.open(conversation_id, self.office.reception)
        except UnknownConversation:
            self.tell("There is no such conversation.")
            self.forget(conversation_id)
            return
        except FrontdeskError as reason:
            self.tell(str(reason))
            return
        if self.wanted != conversation_id:
            return
        if self.following is not None:
            self.following.cancel()
        self.case = case
        self.view = replace(self.view, chosen=case.id)
        with self.client:
            self.page.classes(add="reading")
            self.undelivered.leave()
            self.middle.open(case)
            ui.run_javascript(f"history.replaceState(null, '', '?c=' + encodeURIComponent({json.dumps(case.id)}))")
        self.noticed(case)
        self.show_lists()
        self.following = background_tasks.create(self.follow(case))

    def leave(self) -> None:
        """Back to the list, where there is no room for both; what nobody looks at counts as unseen."""
        if self.following is not None:
            self.following.cancel()
        self.case, self.wanted, self.view = None, "", replace(self.view, chosen=None)
        self.page.classes(remove="reading")
        self.middle.leave()
        ui.run_javascript("history.replaceState(null, '', location.pathname)")
        self.show_lists()

    async def follow(self, case: Case) -> None:
        """Show what is new in the open conversation."""

        async def read() -> None:
            try:
                fresh = await case.refresh()
            except UnknownConversation:
                self.gone(case)
                return
            if case is self.case:
                with self.client:
                    self.middle.refresh(case, fresh)
                self.noticed(case)

        await steadily(lambda: self.office.reception.follow(case.id), read, PAUSE, self.middle.stale)

    def gone(self, case: Case) -> None:
        """The conversation was deleted while it was open."""
        if case is self.case:
            self.tell("This conversation was deleted.")
            self.forget(case.id)

    def forget(self, conversation_id: str) -> None:
        """A conversation is gone: leave it, its draft, and what a search found of it."""
        self.view = without(conversation_id, self.view)
        self.office.seen(self.operator.name).pop(conversation_id, None)
        with self.client:
            self.middle.composer.run_method("drop", conversation_id)
            if self.view.chosen == conversation_id:
                self.handing.show("", mine=False)
                self.leave()
        self.show_lists()

    def noticed(self, case: Case) -> None:
        """Remember that the operator has seen the conversation as it is now; of conversations that nobody has, there is nothing to miss."""
        if not self.view.looking:
            return
        seen = self.office.seen(self.operator.name)
        if case.summary.mode == "operator":
            seen[case.id] = case.summary.updated_at
        else:
            seen.pop(case.id, None)

    def look(self, event: events.GenericEventArguments) -> None:
        """The page has come before the operator, or has gone behind another: what is said meanwhile they do not see."""
        self.view = replace(self.view, looking=bool(event.args))
        if self.case is not None:
            self.noticed(self.case)
        self.show_lists()

    async def take_over(self, how: Callable[[Case], Awaitable[None]]) -> None:
        """Take the open conversation; where that fails, keys that were held back for the composer are shortcuts again."""
        if not await self.act(how):
            self.keys.run_method("drop")

    async def act(self, what: Callable[[Case], Awaitable[None]]) -> bool:
        """Do something to the open conversation, and say whether it is done; why it cannot be done is told."""
        if self.case is None or not self.leave_unless_known():
            return False
        try:
            await what(self.case)
        except FrontdeskError as reason:
            self.tell(str(reason))
            return False
        return True

    async def say(self, event: events.GenericEventArguments) -> None:
        """The operator has sent a text; one that could not be sent goes back into the box."""
        sent: dict[str, Any] = event.args
        lesson, kept = self.middle.suggested.lesson(sent), False
        try:
            if self.office.sessions.who(self.token) is not None:
                await self.operator.say(str(sent["conversation"]), str(sent["text"]))
                kept = True
                lesson()
        except Late as reason:
            kept = True
            self.tell(str(reason))
        except FrontdeskError as reason:
            self.tell(str(reason))
        finally:
            self.middle.composer.run_method("settle", str(sent["id"]), kept)
            self.leave_unless_known()

    async def again(self, event: events.GenericEventArguments) -> None:
        """The button "Try again" below a line."""
        if self.case is not None:
            await self.undelivered.retry(self.case.id, int(event.args))

    def tell(self, text: str, good: bool = False) -> None:
        """Tell the operator something, for a few seconds; what is not ``good`` stays longer."""
        with self.client:
            ui.notify(text, position="top", type="positive" if good else "warning", timeout=3000 if good else 6000)
