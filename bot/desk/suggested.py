"""Suggested replies above the composer: fetched beside everything else, and learnt from once something is sent."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import background_tasks, events

from bot.desk import words
from bot.desk.case import Case
from bot.desk.parts import Offers
from bot.suggesting import InsertedSuggestion, Suggester, Suggestion
from bot.suggesting.unanswered import unanswered


class Suggested:
    """What is suggested in the open conversation while ``operator`` holds it; nothing without a ``suggester``."""

    def __init__(self, operator: str, suggester: Suggester | None) -> None:
        self.operator, self.suggester = operator, suggester
        self.case: Case | None = None
        self.about: object = None
        """The conversation, its question, and what is known, for which there are ``replies`` or they are being fetched."""
        self.runs: list[str] = []
        self.replies: tuple[Suggestion, ...] = ()
        self.seen: set[str] = set()
        """The wordings that have come before the operator's eyes: not those that are folded away."""
        self.fetching: asyncio.Task[None] | None = None

    def build(self) -> None:
        """Lay out the place where they appear."""
        self.offers = Offers().on("seen", self.look)

    def follow(self, case: Case) -> None:
        """Fetch suggestions where the customer has asked something new, or more is known; those for what was asked before go."""
        mine = case.summary.mode == "operator" and case.summary.operator == self.operator
        if self.suggester is None or not mine:
            self.leave()
            return
        runs = unanswered(case.messages)
        about = (case.id, runs, dict(case.conversation.slots))
        if about == self.about:
            return
        if self.case is not case or self.runs != runs:
            self.replies, self.seen = (), set()
        self.stop()
        self.case, self.about, self.runs = case, about, runs
        self.show(mine=True)
        if runs:
            self.fetching = background_tasks.create(self.fetch(self.suggester, case, about))

    async def fetch(self, suggester: Suggester, case: Case, about: object) -> None:
        """Show what is suggested, unless something else is asked by then."""
        found = await suggester.suggest(case.conversation, case.messages)
        if about == self.about:
            self.replies = found
            self.show(mine=True)

    def show(self, mine: bool) -> None:
        """Show what there is."""
        entries = tuple(entry(one) for one in self.replies)
        self.offers.show(conversation=self.case.id if self.case is not None else "", mine=mine, entries=entries)

    def look(self, event: events.GenericEventArguments) -> None:
        """Suggestions have come before the operator's eyes."""
        for one in self.replies:
            if one.wording in event.args and one.wording not in self.seen and self.case is not None and self.suggester is not None:
                self.seen.add(one.wording)
                self.suggester.count(self.case.summary.pack, "offered")

    def leave(self) -> None:
        """Suggest nothing."""
        self.stop()
        self.case, self.about, self.replies = None, None, ()
        self.show(mine=False)

    def stop(self) -> None:
        """What is being fetched is not wanted any more."""
        if self.fetching is not None:
            self.fetching.cancel()

    def lesson(self, sent: Mapping[str, Any]) -> Callable[[], None]:
        """What to call once a text has reached the conversation; made before, while what it answers is the last that was said."""
        case, suggester = self.case, self.suggester
        if case is None or suggester is None or case.id != sent["conversation"]:
            return lambda: None
        began = [InsertedSuggestion(str(one["wording"]), str(one["text"])) for one in sent.get("began") or ()]
        conversation, before, text = case.conversation, tuple(case.messages), str(sent["text"])
        seen = self.seen & {one.wording for one in self.replies}

        def learn() -> None:
            background_tasks.create(suggester.learn(conversation, before, text, began, seen))

        return learn


def entry(one: Suggestion) -> dict[str, Any]:
    """A suggestion as ``offers.js`` shows it."""
    return {"wording": one.wording, "text": one.text, "gaps": one.gaps, "from": words.suggested(one)}
