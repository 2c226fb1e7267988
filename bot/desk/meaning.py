"""What a customer's message meant: shown below the explanation of a turn, and said by an operator where the bot read it wrongly."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from nicegui import events

from bot.desk import words
from bot.desk.case import Case
from bot.desk.office import Office
from bot.desk.parts import Meant
from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood
from bot.feedback import read_as
from bot.inference.artifact import OUT_OF_SCOPE
from bot.store.records import TurnLog
from bot.understanding.weighing import read_in

LANGUAGE = "en"
"""The language of the desk."""

Act = Callable[[Callable[[Case], Awaitable[None]]], Awaitable[bool]]

LIKELY = 3
"""The intents that a message resembles most come first in the list."""


class Meaning:
    """The card of one operator; ``act`` does something to the open conversation and tells what went wrong."""

    def __init__(self, office: Office, operator: str, act: Act) -> None:
        self.office, self.operator, self.act = office, operator, act

    def build(self) -> None:
        """Put the card where the page is being laid out."""
        self.card = Meant().on("mean", self.mean).on("take-back", self.take_back)

    def show(self, case: Case, log: TurnLog | None) -> None:
        """Show what the message of a turn was read as, and what somebody says that it meant."""
        event, domain = (read_in(log) if log is not None else None), case.reception.domains.get(case.summary.pack)
        if log is None or event is None or domain is None:
            self.card.show(conversation=case.id, turn=0, said="", read="", choices=(), meant=(), by="")
            return
        marked, (read, likelihood) = case.annotations.get(log.turn), read_as(event)
        self.card.show(
            conversation=case.id,
            turn=log.turn,
            said=words.read_as(label(read, domain), likelihood) if read else "It could not be read.",
            read=read,
            choices=choices(event, domain),
            meant=tuple({"name": name, "label": label(name, domain)} for name in marked.intents) if marked else (),
            by=words.marked(marked.by, self.operator) if marked else "",
        )

    async def mean(self, event: events.GenericEventArguments) -> None:
        """Keep what the operator says that a message meant."""
        chosen: dict[str, Any] = event.args
        id, turn, intents = str(chosen["conversation"]), int(chosen["turn"]), [str(name) for name in chosen["intents"]]
        await self.act(lambda case: self.keep(case, id, turn, intents))

    async def keep(self, case: Case, id: str, turn: int, intents: Iterable[str]) -> None:
        """Keep it, unless another conversation was opened meanwhile."""
        if case.id == id:
            await self.office.reception.annotator.annotate(case.summary, turn, list(intents), self.operator)

    async def take_back(self, event: events.GenericEventArguments) -> None:
        """Forget what was said of a message."""
        id, turn = str(event.args["conversation"]), int(event.args["turn"])
        await self.act(lambda case: self.forget(case, id, turn))

    async def forget(self, case: Case, id: str, turn: int) -> None:
        """Forget it, unless another conversation was opened meanwhile."""
        if case.id == id:
            await self.office.reception.annotator.take_back(id, turn, self.operator)


def choices(event: Understood, domain: Domain) -> tuple[dict[str, Any], ...]:
    """All intents by their labels: those that the message resembles most, then the others by the alphabet, then none of them."""
    near = [score.name for score in event.intents if score.name in domain.intents][:LIKELY]
    others = sorted((name for name in domain.intents if name not in near), key=lambda name: label(name, domain).casefold())
    rows = [{"name": name, "label": label(name, domain), "near": name in near} for name in (*near, *others)]
    return (*rows, {"name": OUT_OF_SCOPE, "label": label(OUT_OF_SCOPE, domain), "near": False})


def label(name: str, domain: Domain) -> str:
    """What people call an intent: the button that customers press for it."""
    if name == OUT_OF_SCOPE:
        return words.NOTHING_SERVED
    return domain.label(domain.intents[name].labels, LANGUAGE) if name in domain.intents else name.replace("_", " ")
