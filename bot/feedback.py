"""What conversations tell of how messages should have been read: by operators, by customers' own choices, by what nobody served."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.dialogue.events import Entity, MessageReceived, Understood
from bot.dialogue.shortened import bare_words
from bot.inference.artifact import OUT_OF_SCOPE
from bot.store.annotations import Annotation
from bot.store.records import Message, TurnLog
from bot.understanding.weighing import read_in

How = Literal["marked", "chosen", "unserved"]

INTENT = "intent:"
"""Begins the payload of a button that names an intent."""

ASKED_BACK = "clarify"
"""The reply that asks which intent was meant."""

ANSWERED = "clarification_answered"
"""The rule that says, last in its reason, which of the offered intents was meant."""

GIVEN_UP = frozenset({"out_of_scope_insisted", "misunderstood"})
"""Rules that hand over what the bot can do nothing with."""

UNSERVED = frozenset({"out_of_scope", "not_understood", "nothing_found"})
"""Replies to what the bot can do nothing with."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A customer's message, and ``how`` it is known what it meant.

    ``marked``: an operator (``by``) says so. ``chosen``: the bot asked back, and the customer chose. ``unserved``: nobody says, and the bot
    could do nothing with it; ``intents`` is empty then. ``read``: the intent it was read as, ``oos`` where it counted as out of scope.
    ``at``: when it was said, or marked. ``before``: what the customer was told before. The positions of ``entities`` count in ``text``.
    """

    conversation_id: str
    turn: int
    at: float
    text: str
    language: str
    intents: tuple[str, ...]
    how: How
    by: str
    read: str
    likelihood: float
    entities: tuple[Entity, ...]
    before: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: its lines, its turns, and what operators say that its messages meant, by turn."""

    id: str
    messages: Sequence[Message]
    logs: Sequence[TurnLog]
    annotations: Mapping[int, Annotation]


def heard(talk: Talk) -> Iterator[Heard]:
    """What a conversation tells, in the order of its turns."""
    said = defaultdict[int, list[Message]](list)
    for message in talk.messages:
        said[message.turn].append(message)
    before = ""
    for place, log in enumerate(talk.logs):
        event, marked = read_in(log), talk.annotations.get(log.turn)
        if event is not None and (marked is not None or mine(log)):
            meant, how = verdict(log, talk.logs[place + 1 :], said[log.turn], marked)
            if how is not None:
                at, by = (marked.at, marked.by) if marked else (log.at, "")
                read, likelihood = read_as(event)
                yield Heard(talk.id, log.turn, at, event.text, event.language, meant, how, by, read, likelihood, event.entities, before)
        before = next((one.text for one in reversed(said[log.turn]) if one.author != "customer"), before)


def mine(log: TurnLog) -> bool:
    """Whether the turn is about something that the customer wrote, and not about a button or a file."""
    return any(isinstance(event, MessageReceived) and event.choice is None and event.attachment is None for event in log.events)


def verdict(
    log: TurnLog, later: Sequence[TurnLog], said: Sequence[Message], marked: Annotation | None
) -> tuple[tuple[str, ...], How | None]:
    """What a message meant and how that is known; None where the turn tells nothing."""
    if marked is not None:
        return marked.intents, "marked"
    replies = {one.reply for one in said if one.author == "bot"}
    asked = next((one for one in said if one.reply == ASKED_BACK), None)
    if asked is not None:
        chosen = choice(asked, later)
        if not chosen:
            return (), "unserved"
        return ((chosen,), "chosen") if replies == {ASKED_BACK} else ((), None)  # a part of the message was served: it means more
    gave_up = any(reason.fired and reason.rule in GIVEN_UP for reason in log.trace)
    return (), ("unserved" if gave_up or not replies.isdisjoint(UNSERVED) else None)


def choice(asked: Message, later: Sequence[TurnLog]) -> str:
    """The offered intent that the customer chose with their next message, by a button or in words; empty if they chose none."""
    offered = [button.payload.removeprefix(INTENT) for button in asked.buttons if button.payload.startswith(INTENT)]
    for log in later:
        answer = next((event for event in log.events if isinstance(event, MessageReceived)), None)
        if answer is not None:
            labels = {bare_words(button.label): button.payload.removeprefix(INTENT) for button in asked.buttons}
            named = [reason.because.split()[-1] for reason in log.trace if reason.fired and reason.rule == ANSWERED]
            chosen = answer.choice.removeprefix(INTENT) if answer.choice else labels.get(bare_words(answer.text), next(iter(named), ""))
            return chosen if chosen in offered else ""
    return ""


def read_as(event: Understood) -> tuple[str, float]:
    """The intent that a message was read as, and how likely it seemed."""
    if event.out_of_scope >= event.thresholds.out_of_scope:
        return OUT_OF_SCOPE, event.out_of_scope
    return (event.intents[0].name, event.intents[0].value) if event.intents else ("", 0.0)
