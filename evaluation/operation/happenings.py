"""Reads in a turn's log what counting needs of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic_core import from_json

from bot.store.logs import LoggedTurn

Ended = Literal["customer", "operator", "silence"]

NOT_HELPED = frozenset({"clarify", "not_understood", "out_of_scope", "nothing_found", "answer_missed", "offer_human", "model_failed"})
"""Replies with which the bot asks back, has no answer or offers a person."""

THANKED = "thanks"
"""The bot's reply to a customer who says thank you."""

TELLING = ('"start_flow"', '"hand_over"', '"after_hours"', '"leave_queue"', '"transferred"', '"rated"')
"""Rules that are looked up in the reasons of a turn; most turns have none of them."""

RATINGS = (1, 2, 3, 4, 5)
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happening:
    """What one turn did, at ``at`` (seconds since the epoch, UTC).

    ``wrote``: the customer wrote. ``mood`` and ``predicted``: how the model read that, and the rating that it expected. ``subjects``: flows
    that began, and intents that the knowledge base was asked about. ``handed``: why the bot handed over. ``joined``: the operator who took
    over; ``moved``: the colleague it was handed to, empty for the queue. ``acted``: an action that writes returned. ``questioned``: the
    bot's last line asks for what a flow needs.
    """

    at: float
    model: str = ""
    wrote: bool = False
    mood: str = ""
    predicted: float | None = None
    subjects: frozenset[str] = frozenset()
    handed: str | None = None
    after_hours: bool = False
    left_queue: bool = False
    joined: str | None = None
    answered: bool = False
    released: bool = False
    moved: str | None = None
    ended: Ended | None = None
    rating: int | None = None
    asked_rating: bool = False
    acted: bool = False
    failed: bool = False
    not_helped: bool = False
    thanked: bool = False
    questioned: bool = False
    bot_lines: int = 0
    operator_lines: int = 0

    @property
    def stirs(self) -> bool:
        """Whether anybody but a timer or a rating did something."""
        return self.wrote or self.answered or self.released or self.joined is not None or self.moved is not None or self.ended is not None

    @property
    def parting(self) -> bool:
        """Whether the customer only said thank you, or wrote the rating that they were asked for, and wanted nothing else."""
        wanted = self.subjects or self.handed is not None or self.left_queue or self.questioned
        worked = self.acted or self.failed or self.not_helped
        return self.wrote and (self.thanked or self.rating is not None) and not (wanted or worked)


def happening(turn: LoggedTurn, questions: frozenset[str] = frozenset()) -> Happening:
    """What a turn did; ``questions``: the pack's replies that ask for a slot."""
    events: Sequence[Event] = from_json(turn.events)
    by: dict[str, list[Event]] = {}
    for event in events:
        by.setdefault(event["type"], []).append(event)
    fired = rules(turn.trace)
    bot = [line for line in turn.lines if line.author == "bot"]
    replies = {line.reply for line in bot}
    read = by.get("Understood", ())
    return Happening(
        at=turn.at,
        model=turn.model,
        wrote="MessageReceived" in by,
        mood=mood(read[0]) if read else "",
        predicted=next((one["satisfaction"] for one in reversed(read) if one.get("satisfaction") is not None), None),
        subjects=subjects(by.get("Found", ()), fired),
        handed=fired["hand_over"][-1] if "hand_over" in fired else None,
        after_hours="after_hours" in fired,
        left_queue="out_of_queue" in replies or ("leave_queue" in fired and len(read) > 1),
        joined=by["OperatorJoined"][-1]["operator"] if "OperatorJoined" in by else None,
        answered="OperatorSaid" in by,
        released="OperatorReleased" in by,
        moved=(by["OperatorTransferred"][-1]["to"] or "") if "OperatorTransferred" in by and "transferred" in fired else None,
        ended=ended(by, replies),
        rating=rating(by.get("CustomerRated", ()), read, fired),
        asked_rating=any(line.kind == "rating" for line in bot),
        acted=acted(by),
        failed="ActionFailed" in by,
        not_helped=not NOT_HELPED.isdisjoint(replies),
        thanked=THANKED in replies,
        questioned=bool(bot) and bot[-1].reply in questions,
        bot_lines=len(bot),
        operator_lines=sum(line.author == "operator" for line in turn.lines),
    )


def rules(trace: str) -> Mapping[str, list[str]]:
    """The rules of a turn that fired, with what each says; none where no rule of ``TELLING`` was looked at."""
    if not any(name in trace for name in TELLING):
        return {}
    found: dict[str, list[str]] = {}
    for reason in from_json(trace):
        if reason["fired"]:
            found.setdefault(reason["rule"], []).append(reason["because"])
    return found


def mood(read: Event) -> str:
    """The likeliest mood of a message; neutral where none was scored."""
    scores = read.get("sentiment") or ()
    return str(max(scores, key=lambda score: score["value"])["name"]) if scores else "neutral"


def subjects(found: Iterable[Event], fired: Mapping[str, list[str]]) -> frozenset[str]:
    """What the turn was about: the flows that began, and the intents that an article was looked up for."""
    return frozenset(fired.get("start_flow", ())) | {intent for one in found for intent in one.get("intents") or ()}


def ended(by: Mapping[str, Sequence[Event]], replies: set[str]) -> Ended | None:
    """Who ended the conversation in this turn; a timer does, where the customer was reminded and still said nothing."""
    if "ConversationClosed" in by:
        return "customer" if by["ConversationClosed"][-1]["by"] == "customer" else "operator"
    return "silence" if "TimerFired" in by and "closed_silent" in replies else None


def acted(by: Mapping[str, Sequence[Event]]) -> bool:
    """Whether an action that changes something returned: only those are requested before they run."""
    requested = {event["key"] for event in by.get("ActionRequested", ())}
    return any(event["key"] in requested for event in by.get("ActionReturned", ()))


def rating(rated: Sequence[Event], read: Sequence[Event], fired: Mapping[str, list[str]]) -> int | None:
    """What the customer rated, with stars or with a number that they wrote when asked."""
    if rated:
        return int(rated[-1]["score"])
    if "rated" not in fired:
        return None
    numbers = (value["value"] for one in read for value in one.get("entities", ()) if value["kind"] == "number")
    return next((int(number) for number in numbers if number in RATINGS), None)
