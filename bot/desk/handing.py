"""Handing the open conversation on: the control for it, and the word to whom a colleague hands one."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from nicegui import events

from bot.desk import words
from bot.desk.acting import Operator
from bot.desk.case import Case
from bot.desk.office import Office
from bot.desk.parts import Hand
from bot.store.records import Summary


class Handing:
    """What one operator hands on and is handed; ``act`` does something and says whether it is done, ``tell`` says what came of it."""

    def __init__(
        self,
        office: Office,
        operator: Operator,
        act: Callable[[Callable[[Case], Awaitable[None]]], Awaitable[bool]],
        tell: Callable[..., None],
    ) -> None:
        self.office, self.operator, self.act, self.tell = office, operator, act, tell
        self.had: frozenset[tuple[str, str]] | None = None
        """The conversations that were handed to this operator, each with by whom; None before the lists were read."""

    def build(self) -> None:
        """Put the control where the page is being laid out."""
        self.control = Hand().on("look", self.look, args=[]).on("hand", self.hand)

    def show(self, conversation_id: str, mine: bool) -> None:
        """Offer the control where the conversation is this operator's."""
        self.control.show(conversation=conversation_id, mine=mine, most=self.operator.most)

    def look(self) -> None:
        """The control was opened: say who there is."""
        self.control.show(colleagues=self.office.colleagues(self.operator.name))

    async def hand(self, event: events.GenericEventArguments) -> None:
        """Hand the conversation to whom was chosen."""
        chosen: dict[str, Any] = event.args
        id, to, note = str(chosen["conversation"]), str(chosen["to"]), str(chosen["note"])
        if await self.act(lambda _: self.operator.transfer(id, self.office.account(to) if to else None, note)):
            self.tell(words.handed(to), good=True)

    def follow(self, operated: Iterable[Summary]) -> None:
        """Tell which conversations colleagues have handed to this operator since the lists were read last."""
        mine = (one for one in operated if one.operator == self.operator.name)
        handed = frozenset((one.id, one.handed_by) for one in mine if one.handed_by is not None)
        for _, by in sorted(handed - self.had) if self.had is not None else ():
            self.tell(words.arrived(by))
        self.had = handed
