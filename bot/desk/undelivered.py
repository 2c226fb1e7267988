"""What was not delivered, at the desk: a button at the top while there is something, and the list behind it."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast, get_args

from nicegui import events

from bot.desk import words
from bot.desk.office import Office
from bot.desk.parts import Letters, Press
from bot.errors import Cause, FrontdeskError
from bot.store.records import Retried, Undelivered

CLICK = "() => emit()"
TEXT = 400
"""Characters of a line that are shown."""


def groups(letters: Iterable[Undelivered], operator: str) -> list[dict[str, Any]]:
    """The list as ``letters.js`` shows it: by cause, then by conversation, what happened last first everywhere."""
    by_cause: defaultdict[tuple[Cause, str], defaultdict[str, list[Undelivered]]] = defaultdict(lambda: defaultdict(list))
    for letter in letters:
        by_cause[letter.cause, letter.channel][letter.conversation_id].append(letter)
    return [group(cause, channel, list(found.values()), operator) for (cause, channel), found in by_cause.items()]


def group(cause: Cause, channel: str, entries: list[list[Undelivered]], operator: str) -> dict[str, Any]:
    """What was not delivered for one cause."""
    letters = [letter for several in entries for letter in several]
    return {
        "cause": cause,
        "title": words.cause(cause, channel),
        "advice": words.CAUSES[cause][1],
        "hopeless": cause in words.HOPELESS,
        "total": len(letters),
        "free": sum(not letter.held_back for letter in letters),
        "entries": [entry(several, operator) for several in entries],
    }


def entry(several: list[Undelivered], operator: str) -> dict[str, Any]:
    """Lines of one conversation, in their order; ``seqs``: one of each that were given up together."""
    first, lines = several[0], sorted(several, key=lambda letter: letter.seq)
    together = {letter.at: letter.seq for letter in reversed(lines)}
    held = all(letter.held_back for letter in several)
    return {
        "id": first.conversation_id,
        "seqs": sorted(together.values()),
        "chat": f"chat {words.short(first.conversation_id)}",
        "wrote": first.wrote,
        "pack": first.pack,
        "at": first.at,
        "lines": [{"author": letter.author, "text": letter.text[:TEXT]} for letter in lines],
        "error": first.error,
        "held": f"The bot does not speak while {words.has(first.holder, operator)} this conversation." if held else "",
    }


class Undeliverables:
    """The button and the list; ``known`` says whether the session is good, ``open`` opens a conversation.

    ``tell`` says what came of something, and whether that is what was wanted.
    """

    def __init__(
        self, office: Office, operator: str, known: Callable[[], bool], open: Callable[[str], Awaitable[None]], tell: Callable[..., None]
    ) -> None:
        self.office, self.operator, self.known, self.open, self.tell = office, operator, known, open, tell

    def build_button(self) -> None:
        """Put the button where the page is being laid out."""
        self.button = Press("", "undelivered", "alarm").on("click", self.toggle, js_handler=CLICK)
        self.button.set_visibility(False)

    def build(self) -> None:
        """Put the list where the page is being laid out."""
        self.list = Letters().on("again", self.again).on("all", self.all).on("open", self.chosen)
        self.list.on("dismiss", self.dismiss).on("leave", self.leave, args=[])
        self.list.set_visibility(False)

    def show(self) -> None:
        """Bring both up to date."""
        letters, full = self.office.feed.letters, self.office.feed.more_letters
        number = f"{len(letters)}{'+' if full else ''}"
        self.button.say(f"{number} not delivered")
        self.button.set_visibility(bool(letters))
        self.list.show(groups=groups(letters, self.operator), total=number)

    def toggle(self) -> None:
        """The button."""
        if self.list.visible:
            self.leave()
            return
        self.list.set_visibility(True)
        self.list.run_method("enter")

    def leave(self) -> None:
        """Back to what the list covers."""
        self.list.set_visibility(False)

    async def chosen(self, event: events.GenericEventArguments) -> None:
        """The button "Open conversation"."""
        await self.open(str(event.args))

    async def again(self, event: events.GenericEventArguments) -> None:
        """The button "Try again"."""
        await self.retry(str(event.args["id"]), *(int(seq) for seq in event.args["seqs"]))

    async def retry(self, conversation_id: str, *seqs: int) -> None:
        """Try lines again, with those that were given up with them, and say what came of it."""
        if self.known():
            try:
                done = [await self.office.reception.letters.retry(conversation_id, seq) for seq in seqs]
                holder = next((one.holder for one in done if one.left), None)
                retried = Retried(sum(one.lines for one in done), sum(one.left for one in done), holder)
                self.tell(words.retried(retried, self.operator), retried.lines > 0 and not retried.left)
            except FrontdeskError as reason:
                self.tell(str(reason))

    async def dismiss(self, event: events.GenericEventArguments) -> None:
        """The button "Dismiss": put up with it that the customer does not have these lines."""
        if self.known():
            id, letters = str(event.args["id"]), self.office.reception.letters
            try:
                lines = sum([await letters.dismiss(id, int(seq), self.operator) for seq in event.args["seqs"]])
                self.tell(words.dismissed(lines), lines > 0)
            except FrontdeskError as reason:
                self.tell(str(reason))

    async def all(self, event: events.GenericEventArguments) -> None:
        """The button "Try all again"."""
        if self.known() and event.args in get_args(Cause):
            try:
                lines = await self.office.reception.letters.retry_all(cast(Cause, event.args))
                self.tell(f"{words.counted(lines)} being sent again." if lines else "Nothing of this can be sent again now.", lines > 0)
            except FrontdeskError as reason:
                self.tell(str(reason))
