"""What a lead does with what is kept of customers, at the desk: exports it, deletes it, and looks who has deleted."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import events

from bot.account import Account
from bot.desk import words
from bot.desk.acting import NotNow
from bot.desk.case import Case
from bot.desk.erasure import DELETIONS, LEADS_ONLY
from bot.desk.office import Office
from bot.desk.parts import Deletions, Keep
from bot.errors import FrontdeskError
from bot.store.erasure import Deletion


class Keeping:
    """The controls of one person, shown while they are a lead.

    ``known`` says whether the session is good, ``act`` does something to the open conversation and says whether it is done, ``tell`` says
    what came of it, and ``forget`` takes a conversation that is gone off the page.
    """

    def __init__(
        self,
        office: Office,
        name: str,
        known: Callable[[], bool],
        act: Callable[[Callable[[Case], Awaitable[None]]], Awaitable[bool]],
        tell: Callable[..., None],
        forget: Callable[[str], None],
    ) -> None:
        self.office, self.name, self.known, self.act, self.tell, self.forget = office, name, known, act, tell, forget
        self.may = False

    def build_record(self) -> None:
        """Put the record of deletions where the page is being laid out."""
        self.record = Deletions().on("look", self.look_back, args=[])

    def build(self) -> None:
        """Put the controls of a conversation where the page is being laid out."""
        self.control = Keep().on("look", self.look, args=[]).on("erase", self.erase).on("refused", self.refused)

    def permit(self, account: Account | None) -> None:
        """Show the controls to a lead and to nobody else; roles change while people are signed in."""
        self.may = account is not None and account.role == "lead"
        self.control.show(may=self.may)
        self.record.show(may=self.may)

    def show(self, case: Case | None) -> None:
        """Which conversation is open."""
        id = case.id if case is not None else ""
        if self.control.props.get("conversation") != id:
            self.control.show(conversation=id, kept=())
        self.control.show(standing=words.goes_on(case.summary.mode, case.summary.operator, self.name) if case is not None else "")

    async def look(self) -> None:
        """The card was opened: say what will go."""
        await self.act(self.count)

    async def count(self, case: Case) -> None:
        """Count what is kept; NotNow unless this person is a lead."""
        self.check_lead()
        copy = await self.office.reception.eraser.copied(case.id)
        self.control.show(kept=tuple(words.kept({table: len(rows) for table, rows in copy.items() if isinstance(rows, list)})))

    async def erase(self, event: events.GenericEventArguments) -> None:
        """Delete the conversation for which the card was opened."""
        id = str(event.args)

        async def erase(case: Case) -> None:
            self.check_lead()
            if case.id != id:
                raise NotNow("Another conversation is open: nothing was deleted.")
            went = await self.office.reception.eraser.erase([id], self.name)
            self.forget(id)
            self.tell(words.erased(went), good=went["conversations"] > 0)

        await self.act(erase)

    def check_lead(self) -> None:
        """NotNow unless this person is a lead, by now."""
        if not self.may:
            raise NotNow(LEADS_ONLY.message)

    def refused(self, event: events.GenericEventArguments) -> None:
        """An export did not succeed."""
        if self.known():
            self.tell(str(event.args))

    async def look_back(self) -> None:
        """The record was opened."""
        if self.known() and self.may:
            try:
                found = await self.office.reception.eraser.store.deletions(limit=DELETIONS)
                self.record.show(entries=tuple(entry(one) for one in found), read=True)
            except FrontdeskError as reason:
                self.tell(str(reason))


def entry(one: Deletion) -> dict[str, Any]:
    """A deletion as ``deletions.js`` shows it."""
    return {"at": one.at, "by": one.by, "what": words.deleted(one.conversations, one.messages, one.why)}
