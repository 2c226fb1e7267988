"""What was not delivered, at the desk: a button at the top while there is something, and the list behind it."""

from collections.abc import Awaitable, Callable, Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any, cast, get_args

from nicegui import events

from bot.desk import words
from bot.desk.office import Office
from bot.desk.parts import Letters, Press
from bot.errors import Cause, FrontdeskError
from bot.store.records import Undelivered

CLICK = "() => emit()"
TEXT = 400
"""Characters of a line that are shown."""


def groups(letters: Iterable[Undelivered]) -> list[dict[str, Any]]:
    """The list as ``letters.js`` shows it: by cause, the cause of the latest first; what was given up together is one entry."""
    by_cause: dict[tuple[Cause, str], list[Undelivered]] = {}
    for letter in letters:
        by_cause.setdefault((letter.cause, letter.channel), []).append(letter)
    return [group(cause, channel, found) for (cause, channel), found in by_cause.items()]


def group(cause: Cause, channel: str, letters: list[Undelivered]) -> dict[str, Any]:
    """What was not delivered for one cause."""
    together = groupby(letters, key=attrgetter("conversation_id", "at"))
    return {
        "cause": cause,
        "title": words.cause(cause, channel),
        "advice": words.CAUSES[cause][1],
        "total": len(letters),
        "free": sum(not letter.held_back for letter in letters),
        "entries": [entry(list(several)) for _, several in together],
    }


def entry(several: list[Undelivered]) -> dict[str, Any]:
    """Lines of one conversation that were given up together."""
    first = several[0]
    held = all(letter.held_back for letter in several)
    return {
        "id": first.conversation_id,
        "seq": first.seq,
        "short": words.short(first.conversation_id),
        "pack": first.pack,
        "at": first.at,
        "lines": [{"author": letter.author, "text": letter.text[:TEXT]} for letter in several],
        "error": first.error,
        "held": f"{first.holder or 'A colleague'} has this conversation: the bot does not speak meanwhile." if held else "",
    }


class Undeliverables:
    """The button and the list; ``known`` says whether the session is good, ``open`` opens a conversation, ``tell`` says what came of it."""

    def __init__(
        self, office: Office, operator: str, known: Callable[[], bool], open: Callable[[str], Awaitable[None]], tell: Callable[[str], None]
    ) -> None:
        self.office, self.operator, self.known, self.open, self.tell = office, operator, known, open, tell

    def build_button(self) -> None:
        """Put the button where the page is being laid out."""
        self.button = Press("", "undelivered", "alarm").on("click", self.toggle, js_handler=CLICK)
        self.button.set_visibility(False)

    def build(self) -> None:
        """Put the list where the page is being laid out."""
        self.list = Letters().on("again", self.again).on("all", self.all).on("open", self.chosen).on("leave", self.leave, args=[])
        self.list.set_visibility(False)

    def show(self) -> None:
        """Bring both up to date."""
        letters, full = self.office.feed.letters, self.office.feed.more_letters
        number = f"{len(letters)}{'+' if full else ''}"
        self.button.say(f"{number} not delivered")
        self.button.set_visibility(bool(letters))
        self.list.show(groups=groups(letters), total=number)

    def toggle(self) -> None:
        """The button."""
        self.list.set_visibility(not self.list.visible)

    def leave(self) -> None:
        """Back to what the list covers."""
        self.list.set_visibility(False)

    async def chosen(self, event: events.GenericEventArguments) -> None:
        """The button "Open conversation"."""
        await self.open(str(event.args))

    async def again(self, event: events.GenericEventArguments) -> None:
        """The button "Try again"."""
        await self.retry(str(event.args["id"]), int(event.args["seq"]))

    async def retry(self, conversation_id: str, seq: int) -> None:
        """Try a line again, with those that were given up with it, and say what came of it."""
        if self.known():
            try:
                self.tell(words.retried(await self.office.reception.letters.retry(conversation_id, seq), self.operator))
            except FrontdeskError as reason:
                self.tell(str(reason))

    async def all(self, event: events.GenericEventArguments) -> None:
        """The button "Try all again"."""
        if self.known() and event.args in get_args(Cause):
            try:
                lines = await self.office.reception.letters.retry_all(cast(Cause, event.args))
                self.tell(f"{words.counted(lines)} being sent again." if lines else "Nothing of this can be sent again now.")
            except FrontdeskError as reason:
                self.tell(str(reason))
