"""A visit while it is being read, turn by turn."""

from dataclasses import dataclass, field, replace

from bot.dialogue.conversation import Mode
from evaluation.operation.happenings import Happening
from evaluation.operation.visit import CONTENT, MINUTE, Evidence, HandOver, Hold, Left, Visit

PAUSE = 10 * MINUTE
"""Seconds without a word after which an operator counts as busy with something else."""


@dataclass(slots=True)
class Holding:
    """An operator who has the conversation now."""

    operator: str
    since: float
    touched: float
    busy: list[tuple[float, float]] = field(default_factory=list)

    def touch(self, at: float) -> None:
        """Count the time since the last word, up to a pause."""
        until = min(at, self.touched + PAUSE)
        if self.busy and self.busy[-1][1] == self.touched:
            self.busy[-1] = (self.busy[-1][0], until)
        else:
            self.busy.append((self.touched, until))
        self.touched = at

    def done(self, at: float) -> Hold:
        """The hold that ends now."""
        self.touch(at)
        return Hold(self.operator, self.since, at, tuple(self.busy))


@dataclass(slots=True)
class Draft:
    """Who has the conversation, and what has been counted so far."""

    began: float
    mode: Mode = "bot"
    last: float = 0.0
    messages: int = 0
    answers: int = 0
    operator_lines: int = 0
    model: str = ""
    subjects: set[str] = field(default_factory=set)
    hand_overs: list[HandOver] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    holding: Holding | None = None
    rating: int | None = None
    asked: bool = False
    predicted: float | None = None
    acted: bool = False
    thanked: bool = False
    not_helped: bool = False
    questioned: bool = False
    fell_silent: bool = False
    parted: bool = False

    def __post_init__(self) -> None:
        self.last = self.began

    def take(self, turn: Happening, at: float) -> None:
        """Add a turn; once the customer has said a word in parting, only a colleague who comes in makes the visit go on."""
        self.parted = self.parted and turn.joined is None and turn.moved is None
        if turn.stirs and not self.parted:
            self.last = at
        if self.holding is not None and (turn.wrote or turn.answered):
            self.holding.touch(at)
        if turn.wrote:
            self.heard(turn, at)
        self.subjects |= turn.subjects
        self.add(turn)
        self.follow(turn, at)
        self.at_the_desk(turn, at)
        if turn.ended is not None and not self.parted:
            self.end(turn, at)

    def part(self, turn: Happening) -> None:
        """Add what the customer only said in parting, after the end: neither when nor where it ended is another one for that."""
        questioned = self.questioned
        self.heard(turn, self.began)
        self.add(turn)
        self.questioned, self.parted = questioned, True

    def add(self, turn: Happening) -> None:
        """Add the lines of a turn, and a rating."""
        self.answers += turn.bot_lines
        self.operator_lines += turn.operator_lines
        self.asked = self.asked or turn.asked_rating
        self.rating = self.rating if turn.rating is None else turn.rating

    def heard(self, turn: Happening, at: float) -> None:
        """Add what the customer wrote and how it went; what the bot did for them stands until something goes wrong after it.

        A number that they wrote as their rating says no more than stars would.
        """
        if not self.messages:
            self.began, self.model = at, turn.model
        self.messages += 1
        if turn.parting and not turn.thanked:
            return
        self.predicted = self.predicted if turn.predicted is None else turn.predicted
        wrong = turn.not_helped or turn.failed
        self.not_helped = wrong or (self.not_helped and turn.thanked)  # "ok, thanks" to "I cannot help" says nothing else
        self.thanked = turn.thanked and not self.not_helped and turn.mood != "negative"
        self.questioned = turn.questioned
        self.acted = (turn.acted and not turn.failed) or (self.acted and not wrong and turn.mood != "negative")

    def follow(self, turn: Happening, at: float) -> None:
        """Follow the conversation into the queue, and out of it where the customer would rather go on with the bot."""
        if turn.left_queue and self.mode == "queued":
            self.gave_up()
            self.mode = "bot"
        if turn.handed is not None and self.mode != "queued":
            self.hand_overs.append(HandOver(at, turn.handed, turn.after_hours))
            self.mode = "queued"

    def at_the_desk(self, turn: Happening, at: float) -> None:
        """Follow the conversation from hand to hand."""
        if turn.joined is not None:
            self.let_go(at)
            self.holding, self.mode = Holding(turn.joined, at, at), "operator"
        if turn.answered and self.hand_overs and self.hand_overs[-1].answered is None and not self.hand_overs[-1].gave_up:
            self.hand_overs[-1] = replace(self.hand_overs[-1], answered=at)
        if turn.moved is not None:
            self.let_go(at)
            self.mode = "operator" if turn.moved else "queued"
            if turn.moved:
                self.holding = Holding(turn.moved, at, at)
            else:
                self.hand_overs.append(HandOver(at, "transferred", turn.after_hours))
        if turn.released and self.mode == "operator":
            self.let_go(at)
            self.mode = "bot"

    def end(self, turn: Happening, at: float) -> None:
        """Close it; a customer who does that while waiting has given up, and one who said nothing amid a question too."""
        if self.mode == "queued" and turn.ended == "customer":
            self.gave_up()
        self.let_go(at)
        self.fell_silent = turn.ended == "silence"
        self.mode = "closed"

    def let_go(self, at: float) -> None:
        """End the hold of whoever has it."""
        if self.holding is not None:
            self.holds.append(self.holding.done(at))
            self.holding = None

    def gave_up(self) -> None:
        """Note that the customer, who is in the queue, stopped waiting."""
        self.hand_overs[-1] = replace(self.hand_overs[-1], gave_up=True)

    def done(self, over: bool, asking: bool) -> Visit:
        """The visit; ``asking``: the bot still waits for an answer in it."""
        self.let_go(self.last)
        left = self.left(over, asking) if self.messages else None
        return Visit(
            began=self.began,
            last=self.last,
            over=over,
            messages=self.messages,
            answers=self.answers,
            operator_lines=self.operator_lines,
            model=self.model,
            subjects=frozenset(self.subjects),
            hand_overs=tuple(self.hand_overs),
            holds=tuple(self.holds),
            left=left,
            evidence=frozenset(self.evidence()),
            rating=self.rating,
            asked=self.asked,
            predicted=self.predicted,
        )

    def left(self, over: bool, asking: bool) -> Left | None:
        """Where the customer gave up, if they did."""
        if any(one.gave_up for one in self.hand_overs):
            return "queue"
        if not over or self.holds or self.hand_overs:
            return None
        if self.not_helped:
            return "not_helped"
        amid = self.fell_silent or self.questioned or (asking and self.mode == "bot")
        return "flow" if amid else None

    def evidence(self) -> set[Evidence]:
        """What says that it helped."""
        rated = self.rating is not None and self.rating >= CONTENT
        signs: dict[Evidence, bool] = {"rated": rated, "thanked": self.thanked, "acted": self.acted}
        return {name for name, there in signs.items() if there}
