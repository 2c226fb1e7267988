"""Explains a turn to people: what was understood with which scores, which rules fired and which did not, what was found and what was said.

The terminal (``frontdesk explain``) and the desk show the same lines, which come from the recorded events and reasons alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from bot.asking.deciding import asked_of
from bot.dialogue.domain import Domain
from bot.dialogue.effects import Button
from bot.dialogue.events import (
    ActionFailed,
    ActionRequested,
    ActionReturned,
    ConversationClosed,
    ConversationOpened,
    CustomerRated,
    Event,
    Found,
    MessageReceived,
    ModelFailed,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
    OperatorTransferred,
    Passage,
    Score,
    TimerFired,
    Understood,
    Value,
)
from bot.store.records import Message, TurnLog
from retrieval.rerank import OWN

Kind = Literal["customer", "understood", "rule", "rule-not", "found", "action", "said", "failure", "desk"]

Called = Callable[[str], str]
"""The name that people use for a slot or a result."""

LANGUAGE = "en"
"""The language of explanations."""

BEGINNING = 90
"""Characters of a passage that are shown."""


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """One line of an explanation; ``kind`` says how to show it."""

    kind: Kind
    text: str


def explain(log: TurnLog, messages: list[Message], domain: Domain | None = None) -> list[ExplanationLine]:
    """The lines of one turn: its events, then its rules, then what was said.

    Slots and results have the titles that the pack's ``domain`` gives them, or without one their names.
    """
    called: Called = partial(domain.called, language=LANGUAGE) if domain is not None else str
    lines = [line for event in log.events for line in event_lines(event, called)]
    lines += [ExplanationLine("rule" if r.fired else "rule-not", f"{r.rule}: {r.because}") for r in log.trace]
    lines += [ExplanationLine("said", said(m)) for m in messages if m.author != "customer"]
    return lines


def said(message: Message) -> str:
    """A line that was sent, with its buttons, the name of its reply and the passage that it quotes."""
    origin = ", ".join(part for part in (message.reply, f"from {message.source}" if message.source else "") if part)
    return f"{message.author} ({origin}): {message.text}{buttons(message.buttons)}"


def buttons(several: tuple[Button, ...]) -> str:
    """The labels of buttons in brackets."""
    return "".join(f" [{button.label}]" for button in several)


def scores(several: tuple[Score, ...], most: int = 3) -> str:
    """The best labels with their probabilities."""
    return ", ".join(f"{score.name} {score.value:.2f}" for score in several[:most])


def understood_lines(event: Understood, called: Called) -> list[ExplanationLine]:
    """What the models and the recognisers made of a message."""
    limits = event.thresholds
    lines = [
        ExplanationLine("understood", f"intents: {scores(event.intents)} (acted upon from {limits.accept:.2f}: {promise(event)})"),
        ExplanationLine("understood", f"out of scope: {event.out_of_scope:.2f} (from {limits.out_of_scope:.2f})"),
        ExplanationLine(
            "understood", f"sentiment: {scores(event.sentiment)}; language: {event.language or 'cannot tell'}; model {event.model}"
        ),
    ]
    if event.begins:
        lines.insert(0, ExplanationLine("understood", f"read: “{event.text[event.begins :]}”, what comes before is a greeting"))
    if foreseen := outlook(event):
        lines.append(ExplanationLine("understood", foreseen))
    lines += [
        ExplanationLine("understood", f"{called(entity.slot or entity.kind)}: {entity.value} from “{entity.text}”")
        for entity in event.entities
    ]
    return lines


def promise(event: Understood) -> str:
    """The guarantee on the share of wrong answers among the answered messages."""
    limits = event.thresholds
    if asked := asked_of(event.model):
        return f"the encoder was unsure, {asked} was asked, and about its choice nothing is promised"
    if limits.certified:
        return f"at most {limits.alpha:.0%} errors among the answered, certified"
    return f"{limits.alpha:.0%} errors among the answered is the least that the data can certify"


def outlook(event: Understood) -> str:
    """The forecast for the conversation; empty if the model makes none."""
    rating = "" if event.satisfaction is None else f"expected satisfaction: {event.satisfaction:.1f} of 5"
    return "; ".join(part for part in (rating, "" if event.risk is None else f"risk of escalation: {event.risk:.0%}") if part)


def event_lines(event: Event, called: Called = str) -> list[ExplanationLine]:
    """The lines of one event."""
    match event:
        case MessageReceived(text=text, choice=choice):
            return [ExplanationLine("customer", f"pressed “{text}” ({choice})" if choice else f"“{text}”")]
        case Understood():
            return understood_lines(event, called)
        case Found(passages=passages):
            return [ExplanationLine("found", passage(p)) for p in passages] or [ExplanationLine("found", "nothing")]
        case ActionRequested() | ActionReturned() | ActionFailed() | ModelFailed():
            return [outside_line(event, called)]
        case _:
            return [ExplanationLine("desk", desk_line(event))]


def passage(found: Passage) -> str:
    """A passage with its score and its beginning; passages of an asked intent come first whatever their score."""
    own = found.score > OWN / 2
    near = f"{found.score - OWN * own:.2f}  " if found.score else ""  # 0: found by its intent alone
    begins = shorten(" ".join(found.text.split()), BEGINNING)
    return f"{near}{found.title} ({found.id}{', an article of the intent' if own or not found.score else ''}): “{begins}”"


def shorten(text: str, most: int) -> str:
    """The first ``most`` characters of a text, cut between words where it has spaces."""
    if len(text) <= most:
        return text
    cut = text[:most]
    return f"{cut[: cut.rfind(' ')] if cut.rfind(' ') > most // 2 else cut}…"


def values(several: Mapping[str, Value], called: Called = str) -> str:
    """An action's arguments or results, without those that are None."""
    return " · ".join(f"{called(name)}: {value}" for name, value in several.items() if value is not None) or "nothing"


def outside_line(event: ActionRequested | ActionReturned | ActionFailed | ModelFailed, called: Called) -> ExplanationLine:
    """The line of an event from outside the dialogue core: an action or a failed model."""
    match event:
        case ActionRequested(action=action, arguments=arguments):
            return ExplanationLine("action", f"{action} requested with {values(arguments, called)}")
        case ActionReturned(action=action, results=results):
            return ExplanationLine("action", f"{action} returned {values(results, called)}")
        case ActionFailed(action=action, reason=reason):
            return ExplanationLine("failure", f"{action} failed: {reason}")
        case ModelFailed(stage=stage, reason=reason):
            return ExplanationLine("failure", f"the model failed to {stage}: {reason}")


def desk_line(event: Event) -> str:
    """The text for any other event, most of which people caused."""
    match event:
        case ConversationOpened():
            return "the customer opened the chat"
        case OperatorJoined(operator=operator):
            return f"{operator} took the conversation over"
        case OperatorSaid(operator=operator, text=text):
            return f"{operator} wrote “{text}”"
        case OperatorReleased(operator=operator):
            return f"{operator} gave the conversation back to the bot"
        case OperatorTransferred(operator=operator, to=to, note=note):
            return f"{operator} handed the conversation to {to or 'the queue'}" + (f" with the note “{note}”" if note else "")
        case CustomerRated(score=score, comment=comment):
            return f"the customer rated {score} of 5" + (f": “{comment}”" if comment else "")
        case TimerFired():
            return "nobody had said anything for as long as the pack says"
        case ConversationClosed(by=by):
            return f"closed by the {by}"
    return type(event).__name__
