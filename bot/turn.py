"""The state of a turn while it runs, and the record that it leaves."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import AskRating, Escalate, Send
from bot.dialogue.events import ActionRequested, Event, MessageReceived
from bot.dialogue.trace import Reason, Step
from bot.store.records import Message, Opened, Stage, Turn

Vector = npt.NDArray[np.float32]


@dataclass(slots=True)
class RunningTurn:
    """What a turn has gathered so far; ``began`` is its start, in seconds of a monotonic clock."""

    opened: Opened
    conversation: Conversation
    began: float
    events: list[Event] = field(default_factory=list)
    trace: list[Reason] = field(default_factory=list)
    sends: list[Send | AskRating] = field(default_factory=list)
    escalation: Escalate | None = None
    vector: Vector | None = None
    stages: dict[Stage, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: Stage) -> Iterator[None]:
        """Add the time spent inside the context to a stage, also if it raises."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.stages[stage] = self.stages.get(stage, 0.0) + time.perf_counter() - began

    def advance(self, event: Event, step: Step) -> None:
        """Record an event and the step that it led to."""
        self.events.append(event)
        self.conversation = step.conversation
        self.trace += step.trace

    def unanswered(self) -> list[ActionRequested]:
        """Writing actions that an earlier try of a customer's turn requested and this try did not."""
        if not isinstance(self.events[0], MessageReceived):
            return []
        repeated = {event.key for event in self.events if isinstance(event, ActionRequested)}
        return [request for request in self.opened.requested if request.key not in repeated]

    def turn(self, key: str, at: float, took: float, versions: tuple[str, str], failure: str = "") -> Turn:
        """The turn as it is stored; ``versions`` are those of the pack and of the model."""
        domain, model = versions
        return Turn(
            conversation=self.conversation,
            events=tuple(self.events),
            trace=tuple(self.trace),
            messages=tuple(self.messages()),
            at=at,
            took=took,
            domain_version=domain,
            model_version=model,
            inbound=(key,) if key else (),
            escalation=self.escalation,
            failure=failure,
            stages=dict(self.stages),
        )

    def messages(self) -> list[Message]:
        """The lines that this turn adds to the conversation, the customer's own first, each with the turn's number in the log."""
        last, turn, event = self.opened.last_seq, self.opened.last_turn + 1, self.events[0]
        lines: list[Message] = []
        if isinstance(event, MessageReceived):
            own = Message(last + 1, "customer", event.text, event.at, turn, delivery_id=event.delivery_id)
            lines.append(replace(own, kind=event.attachment or "text", source=event.file or None))
        for send in self.sends:
            seq = last + len(lines) + 1
            if isinstance(send, AskRating):
                lines.append(Message(seq, "bot", send.text, event.at, turn, reply="ask_rating", kind="rating"))
            else:
                said = Message(seq, send.author, send.text, event.at, turn, send.buttons, send.reply, send.source)
                lines.append(replace(said, drawing=send.drawing) if send.drawing else said)
        return lines
