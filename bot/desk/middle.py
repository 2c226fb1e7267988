"""The open conversation: its head with the buttons, its lines, the composer, and what is known on the right."""

from collections.abc import Mapping
from typing import Any

from nicegui import events

from bot.desk import files, weights, words
from bot.desk.api import picture
from bot.desk.board import alarms
from bot.desk.case import Case, line
from bot.desk.files import holds
from bot.desk.handing import Handing
from bot.desk.keeping import Keeping
from bot.desk.meaning import Act, Meaning
from bot.desk.office import Office
from bot.desk.parts import Close, Composer, Details, Facts, Lines, Plain, Press, Thread, Title, Why
from bot.desk.suggested import Suggested
from bot.store.records import Message
from bot.understanding.weighing import read_in, stories

BATCH = 40
"""Lines of one element: a new message sends its batch again, not the conversation."""

OPENING = 60
"""Lines that are shown when a conversation is opened; earlier ones at a click."""

CLICK = "() => emit()"
TAKE = "() => { document.dispatchEvent(new Event('desk-held')); emit(); }"
TAKE_FROM = TAKE.replace("{", "{ if (!confirm('Take this conversation over from a colleague?')) return;", 1)

DETAILS = "() => document.dispatchEvent(new Event('desk-details'))"

SCRIPTS = {"take": TAKE, "take-from": TAKE_FROM, "give": CLICK}


class Middle:
    """Shows one conversation at a time; ``open`` changes which, ``refresh`` adds what is new."""

    def __init__(self, operator: str, office: Office, handing: Handing, keeping: Keeping, act: Act) -> None:
        self.operator, self.office, self.handing, self.keeping = operator, office, handing, keeping
        self.meaning = Meaning(office, operator, act)
        self.suggested = Suggested(operator, office.suggester)
        self.case: Case | None = None
        self.batches: list[Lines] = []
        self.begins = 0
        self.turn: int | None = None
        self.marks: dict[str, dict[str, Any]] = {}
        self.weighed: tuple[int, dict[str, Any]] | None = None
        """Which of the turns the words were weighed for, and how they are shown."""

    def build(self, handlers: Mapping[str, events.Handler[events.GenericEventArguments]]) -> None:
        """Lay out the middle and the right column; ``handlers`` are named by what the buttons do."""
        self.handlers = handlers
        with Plain("main", classes="middle"):
            self.empty = Plain("p", "Choose a conversation from the list, or press n for the one to take first.", "empty")
            with Plain("header", classes="head") as self.head:
                Press("‹ List", "back", "quiet").on("click", handlers["back"], js_handler=CLICK)
                with Plain("div", classes="title"):
                    self.title = Title()
                    self.state = Plain("p")
                self.buttons = {
                    "take": Press("Take over", "take", "main"),
                    "take-from": Press("Take over from a colleague", "take-from"),
                    "give": Press("Give back to bot", "give"),
                }
                for does, button in self.buttons.items():
                    button.on("click", handlers[does], js_handler=SCRIPTS[does])
                self.handing.build()
                self.close = Close().on("close", handlers["close"])
                Press("Details", "details", "quiet").on("click", js_handler=DETAILS)
            with Thread() as self.thread:
                self.earlier = Press("Earlier messages", "earlier", "quiet")
                self.earlier.on("click", self.show_earlier, js_handler=CLICK)
                self.lines = Plain("div")
            self.suggested.build()
            self.composer = Composer().on("say", handlers["say"])
        with Details() as self.right:
            self.facts = Facts()
            self.why = Why().on("turn", lambda event: self.explain(int(event.args))).on("weigh", handlers["weigh"], args=[])
            self.meaning.build()
            self.keeping.build()
        self.leave()

    def leave(self) -> None:
        """Show none."""
        self.case = None
        self.suggested.leave()
        self.keeping.show(None)
        self.empty.set_visibility(True)
        for part in (self.head, self.thread, self.composer, self.right):
            part.set_visibility(False)

    def open(self, case: Case) -> None:
        """Show another conversation from its end."""
        self.case, self.turn, self.batches, self.weighed = case, None, [], None
        self.marks = case.marks()
        self.lines.clear()
        self.begins = max(0, len(case.messages) - OPENING)
        self.empty.set_visibility(False)
        for part in (self.head, self.thread, self.composer, self.right):
            part.set_visibility(True)
        self.add(case, case.messages[self.begins :])
        self.thread.show(conversation=case.id)
        self.right.show(conversation=case.id)
        self.show_state(case)
        self.explain(None)

    def refresh(self, case: Case, fresh: list[Message]) -> None:
        """Add new lines; the explanation follows the conversation unless a turn was chosen."""
        self.marks = case.marks()
        self.add(case, fresh)
        for batch in self.batches:
            self.mark(batch)
        self.show_state(case)
        self.explain(self.turn)

    def batch(self) -> Lines:
        """An element for lines, at the end of those that there are."""
        with self.lines:
            return Lines().on("why", lambda event: self.explain(int(event.args))).on("again", self.handlers["again"])

    def mark(self, batch: Lines) -> None:
        """Say below its lines which of them the customer does not have."""
        seqs = [str(line["seq"]) for line in batch.props["lines"]]
        batch.show(marks={seq: self.marks[seq] for seq in seqs if seq in self.marks})

    def add(self, case: Case, messages: list[Message]) -> None:
        """Append lines to the last batch, and begin new ones as it fills."""
        shown = [self.shown(case, message) for message in messages]
        while shown:
            if not self.batches or len(self.batches[-1].props["lines"]) >= BATCH:
                batch = self.batch()
                batch.show(lines=(), turn=self.turn, first=not self.batches)
                self.batches.append(batch)
            last = self.batches[-1]
            room = BATCH - len(last.props["lines"])
            last.show(lines=(*last.props["lines"], *shown[:room]))
            self.mark(last)
            shown = shown[room:]
        self.earlier.set_visibility(self.begins > 0)

    def shown(self, case: Case, message: Message) -> dict[str, Any]:
        """A message as the page gets it."""
        shown = line(message, case.turn_of(message), case.titles() if message.source else {})
        shown["internal"] = case.internal(message)
        shown["file"] = files.address(case.summary.id, message.seq) if holds(message) else ""
        return shown | ({"picture": picture(case.summary.id, message.seq)} if message.drawing else {})

    def show_earlier(self) -> None:
        """Put the batch before in front."""
        if self.case is None or self.begins == 0:
            return
        begins = max(0, self.begins - BATCH)
        batch = self.batch()
        batch.show(lines=tuple(self.shown(self.case, m) for m in self.case.messages[begins : self.begins]), turn=self.turn, first=True)
        self.mark(batch)
        batch.move(target_index=0)
        self.batches[0].show(first=False)
        self.batches.insert(0, batch)
        self.begins = begins
        self.earlier.set_visibility(begins > 0)

    def show_state(self, case: Case) -> None:
        """Who has the conversation, what can be done, what is known."""
        summary = case.summary
        mine = summary.mode == "operator" and summary.operator == self.operator
        theirs = summary.mode == "operator" and not mine
        self.title.show(id=case.id, short=words.short(case.id))
        self.state.say(" · ".join(state_parts(case, self.operator)))
        self.buttons["take"].set_visibility(summary.mode != "operator")
        self.buttons["take"].say("Take over and reopen" if summary.mode == "closed" else "Take over")
        self.buttons["take-from"].set_visibility(theirs)
        self.buttons["take-from"].say(f"Take over from {summary.operator}")
        self.buttons["give"].set_visibility(mine)
        self.handing.show(case.id, mine)
        self.keeping.show(case)
        self.close.set_visibility(summary.mode != "closed" and not theirs)
        self.close.show(conversation=case.id, question="Nobody has answered yet." if case.unanswered() else "")
        self.composer.show(conversation=case.id, enabled=mine, note=note(case, self.operator), alarm=False, most=self.office.most)
        self.suggested.follow(case)
        escalated = summary.mode in ("queued", "operator")
        alarming = (summary.pack, summary.reason) in alarms(case.reception.domains)
        self.facts.show(
            reason=words.reason(summary.reason) if escalated and summary.reason else "",
            kind="alarm" if alarming else summary.reason,
            summary=summary.summary if escalated else "",
            slots=case.slots(),
            facts=case.known(),
        )

    def explain(self, turn: int | None) -> None:
        """Show why a turn went as it did; None is the last one in which the bot decided, also when further turns come."""
        case = self.case
        if case is None:
            return
        deciding = case.deciding()
        self.turn = turn if turn is not None and turn != deciding and 0 <= turn < len(case.logs) else None
        index = deciding if self.turn is None else self.turn
        log = case.logs[index] if case.logs else None
        self.why.show(
            lines=tuple({"kind": one.kind, "text": one.text} for one in case.why(index)) if log else (),
            turn=index,
            turns=len(case.logs),
            weighable=self.office.weigher is not None and log is not None and read_in(log) is not None,
            words=self.weighed[1] if self.weighed is not None and self.weighed[0] == index else None,
            took=f"{log.took * 1000:.0f} ms · model {log.model_version} · pack {log.domain_version[:8]}" if log else "",
        )
        self.meaning.show(case, log)
        for batch in self.batches:
            batch.show(turn=index)

    def explained(self) -> int:
        """The place of the turn that is explained."""
        return self.turn if self.turn is not None else self.case.deciding() if self.case is not None else -1

    async def weigh(self, case: Case) -> None:
        """Find and show which words decided in the turn that is explained, as long as its conversation is open."""
        index, weigher = self.explained(), self.office.weigher
        event = read_in(case.logs[index]) if 0 <= index < len(case.logs) else None
        if event is None or weigher is None:
            return
        self.why.show(weighing=True)
        try:
            found = await weigher.weigh(case.summary.pack, event.model, event.text, event.begins)
            if case is self.case:
                self.weighed = (index, weights.shown(found, stories(found, event), event.model))
                self.explain(self.turn)
        finally:
            self.why.show(weighing=False)

    def stale(self) -> None:
        """The conversation could not be read: say so where the operator looks."""
        self.composer.show(note="The conversation cannot be read at the moment: what you see may be old.", alarm=True)


def state_parts(case: Case, operator: str) -> list[str]:
    """The line below the title."""
    summary = case.summary
    state = words.MODES[summary.mode]
    if summary.mode == "operator":
        state = "Yours" if summary.operator == operator else f"With {summary.operator}"
    if summary.mode in ("queued", "operator") and summary.handed_by:
        state += f", from {words.who(summary.handed_by, operator)}"
    return [state, words.language(summary.language), words.CHANNELS.get(summary.channel, summary.channel), summary.pack]


def note(case: Case, operator: str) -> str:
    """Why the composer is disabled; empty where it is not."""
    match case.summary.mode:
        case "bot":
            return "The bot is answering. Take over to write."
        case "queued":
            return "The customer waits for a person. Take over to write."
        case "closed":
            return "This conversation is closed. Take over to open it again."
    holder = case.summary.operator
    return "" if holder == operator else f"{holder} has this conversation. You can read along."
