"""The builder of a step's result, which lives only while ``step`` runs."""

from collections.abc import Mapping
from typing import Any, Literal

from bot.dialogue import safety
from bot.dialogue.conversation import LINE_LENGTH, LINES_KEPT, Conversation, Frame, Utterance
from bot.dialogue.domain import Domain
from bot.dialogue.effects import AskRating, Button, CallAction, Effect, Send
from bot.dialogue.events import Value
from bot.dialogue.frozen import changed, copied, write
from bot.dialogue.replies import render
from bot.dialogue.rules import Alarm, Limit
from bot.dialogue.trace import Reason, Step


class Progress:
    """Collects the new state, the effects and the reasons of one step; ``at``: when its event happened (seconds since the epoch, UTC).

    Everything that is said, requested or stored goes through here, and this is where the pack's safety rules are enforced.
    """

    def __init__(self, conversation: Conversation, domain: Domain, at: float) -> None:
        self.conversation = copied(conversation)
        self.frame: Frame | None = None
        self.domain = domain
        self.at = at
        self.stopped_by: Limit | None = None
        """A limit that has blocked an action or reply; nothing else is said until ``flows.held_up`` has dealt with it."""
        self.effects: list[Effect] = []
        self.trace: list[Reason] = []
        self.slots_before = conversation.slots
        self.reads = conversation.text
        """The text being served: the customer's message, or a part of it that was read by itself."""
        self.given: set[str] = set()
        """Slots that this message gave a value; a flow that begins now does not forget them."""

    def change(self, **fields: Any) -> None:
        """Replace fields of the conversation."""
        # Nobody else sees the copy until ``step`` returns it, and writing into it takes a tenth of the time of one copy per change.
        conversation = self.conversation
        for name, value in fields.items():
            write(conversation, name, value)

    def move(self, **fields: Any) -> None:
        """Replace fields of the active flow's frame; IndexError without a flow."""
        stack = self.conversation.stack
        if self.frame is None or self.frame is not stack[-1]:
            self.frame = copied(stack[-1])
            self.change(stack=(*stack[:-1], self.frame))
        for name, value in fields.items():
            write(self.frame, name, value)

    def note(self, rule: str, fired: bool, because: str) -> None:
        """Record that a rule was checked."""
        self.trace.append(Reason(rule, fired, because))

    def want(self, effect: Effect) -> None:
        """Add an effect, unless it is an action that a limit blocks."""
        if not (isinstance(effect, CallAction) and self.barred(effect.action)):
            self.effects.append(effect)

    def say(self, reply: str, extra: Mapping[str, Value] | None = None, buttons: tuple[Button, ...] = ()) -> None:
        """Send a reply of the pack with ``buttons`` after its own, unless a limit blocks it; ``extra`` values win over slots."""
        if self.barred(reply):
            return
        self.send(render(self.conversation, self.domain, reply, extra, buttons))

    def send(self, send: Send) -> None:
        """Send a message with its mandatory wordings and remember it as said, unless a limit blocks it.

        The same passage is quoted only once a turn.
        """
        if self.barred(send.reply):
            return
        quoted = [said.text for said in self.conversation.said if said.source is not None and said.source == send.source]
        if any(send.text in text or text in send.text for text in quoted):
            self.note("said_already", True, f"{send.source} was just quoted")
            return
        send = self.worded(send)
        self.want(send)
        self.change(said=(*self.conversation.said, send), lines=self.lines_with("agent", send.text))

    def ask_rating(self) -> None:
        """Ask the customer for a rating, in the pack's words."""
        self.want(AskRating(self.worded(render(self.conversation, self.domain, "ask_rating")).text))

    def worded(self, send: Send) -> Send:
        """The message with the wordings that must go with it."""
        for rule in self.domain.safety.wordings:
            if send.reply in rule.replies:
                self.note("wording", True, f"{rule.name}: {rule.because}")
                wording = render(self.conversation, self.domain, rule.say).text
                send = send if wording in send.text else changed(send, text=f"{send.text}\n\n{wording}")
        return send

    def lines_with(self, speaker: Literal["customer", "agent"], text: str) -> tuple[Utterance, ...]:
        """The kept lines with one more message, cut to the limits; a blank message is not added."""
        lines = self.conversation.lines
        return (*lines[1 - LINES_KEPT :], Utterance(speaker, text[:LINE_LENGTH])) if text.strip() else lines

    def set_slots(self, values: Mapping[str, Value]) -> None:
        """Set slots; None clears one; the value of a ladder never falls."""
        merged = safety.risen(self.domain, self.conversation.slots, {**self.conversation.slots, **values})
        for name in values:
            if merged[name] is None:
                del merged[name]
        self.change(slots=merged)

    def forget_slots(self) -> None:
        """Clear every slot except those of ladders."""
        self.change(slots=safety.risen(self.domain, self.conversation.slots, {}))

    def barred(self, name: str) -> bool:
        """Whether a limit blocks this action or reply, or has blocked an earlier one that is not dealt with yet."""
        if self.stopped_by is None and self.domain.safety.limits:
            self.stopped_by = safety.barring(self.domain, self.conversation.slots, name)
        return self.stopped_by is not None

    def newly_alarmed(self) -> Alarm | None:
        """The first alarm about values that has come to hold since this was last asked."""
        fired, alarms = safety.watched(self.domain, self.conversation.slots, self.conversation.alarms)
        self.change(alarms=alarms)
        return fired

    def label(self, labels: Mapping[str, str]) -> str:
        """The label in the customer's language, or in the pack's first language that has one."""
        return self.domain.label(labels, self.conversation.language)

    @property
    def handed_over(self) -> bool:
        """Whether the bot no longer has the conversation, because of this step or an earlier one."""
        return self.conversation.mode != "bot"

    def step(self) -> Step:
        """The finished step."""
        return Step(self.conversation, tuple(self.effects), tuple(self.trace))
