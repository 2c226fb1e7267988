"""What one step has come to so far: a builder that lives only while ``step`` runs."""

from collections.abc import Mapping
from typing import Any, Literal

from bot.dialogue import safety
from bot.dialogue.conversation import LINE_LENGTH, LINES_KEPT, Conversation, Frame, Line
from bot.dialogue.domain import Domain
from bot.dialogue.effects import AskRating, Button, CallAction, Effect, Send
from bot.dialogue.events import Value
from bot.dialogue.frozen import changed, copied, write
from bot.dialogue.replies import render
from bot.dialogue.rules import Limit
from bot.dialogue.trace import Reason, Step


class Progress:
    """Collects the new state, the effects and the reasons of one step; ``at``: when its event happened.

    Whatever is noted, said or done goes through here, and here the pack's safety rules stand.
    """

    def __init__(self, conversation: Conversation, domain: Domain, at: float) -> None:
        self.conversation = copied(conversation)
        self.frame: Frame | None = None
        self.domain = domain
        self.at = at
        self.stopped_by: Limit | None = None
        """A limit that forbade what was about to happen; ``flows.held_up`` says so, and nothing else is said before that."""
        self.effects: list[Effect] = []
        self.trace: list[Reason] = []
        self.slots_before = conversation.slots
        self.reads = conversation.text
        """The words that are being served: the customer's message, or a part of it that was read by itself."""
        self.given: set[str] = set()
        """Slots that the customer gave a value in this message: a flow that begins now does not forget them."""

    def change(self, **fields: Any) -> None:
        """Replace fields of the conversation."""
        # The copy is this builder's own until ``step`` returns it: writing into it takes a tenth of the time of a copy a field.
        conversation = self.conversation
        for name, value in fields.items():
            write(conversation, name, value)

    def move(self, **fields: Any) -> None:
        """Replace fields of the frame of the active flow, which there must be; the frame is this builder's own as well."""
        stack = self.conversation.stack
        if self.frame is None or self.frame is not stack[-1]:
            self.frame = copied(stack[-1])
            self.change(stack=(*stack[:-1], self.frame))
        for name, value in fields.items():
            write(self.frame, name, value)

    def note(self, rule: str, fired: bool, because: str) -> None:
        """Record that a rule was looked at."""
        self.trace.append(Reason(rule, fired, because))

    def want(self, effect: Effect) -> None:
        """Ask the engine for something, unless a limit forbids it."""
        if not (isinstance(effect, CallAction) and self.barred(effect.action)):
            self.effects.append(effect)

    def say(self, reply: str, extra: Mapping[str, Value] | None = None, buttons: tuple[Button, ...] = ()) -> None:
        """Send a reply of the pack, with further buttons after its own, unless a limit forbids it."""
        if self.barred(reply):
            return
        self.send(render(self.conversation, self.domain, reply, extra, buttons))

    def send(self, send: Send) -> None:
        """Send with the wording that must stand with it, unless a limit forbids it, and remember it as what was said last.

        The same article is quoted once a turn.
        """
        if self.barred(send.reply):
            return
        if send.source is not None and any(said.source == send.source and send.text in said.text for said in self.conversation.said):
            self.note("said_already", True, f"{send.source} was just quoted")
            return
        send = self.worded(send)
        self.want(send)
        self.change(said=(*self.conversation.said, send), lines=self.lines_with("agent", send.text))

    def ask_rating(self) -> None:
        """Ask the customer for a rating, in the pack's words."""
        self.want(AskRating(self.worded(render(self.conversation, self.domain, "ask_rating")).text))

    def worded(self, send: Send) -> Send:
        """What is said together with the wordings that must stand with it."""
        for rule in self.domain.safety.wordings:
            if send.reply in rule.replies:
                self.note("wording", True, f"{rule.name}: {rule.because}")
                wording = render(self.conversation, self.domain, rule.say).text
                send = send if wording in send.text else changed(send, text=f"{send.text}\n\n{wording}")
        return send

    def lines_with(self, speaker: Literal["customer", "agent"], text: str) -> tuple[Line, ...]:
        """What was said with one message more, as much of it as is carried along; a message without a word is none."""
        lines = self.conversation.lines
        return (*lines[1 - LINES_KEPT :], Line(speaker, text[:LINE_LENGTH])) if text.strip() else lines

    def set_slots(self, values: Mapping[str, Value]) -> None:
        """Give slots values; None clears; a value that may only rise never falls."""
        merged = safety.risen(self.domain, self.conversation.slots, {**self.conversation.slots, **values})
        for name in values:
            if merged[name] is None:
                del merged[name]
        self.change(slots=merged)

    def forget_slots(self) -> None:
        """Clear every slot but those that may only rise."""
        self.change(slots=safety.risen(self.domain, self.conversation.slots, {}))

    def barred(self, name: str) -> bool:
        """Whether a limit forbids this action or reply now; if so, everything else is held until that is said."""
        if self.stopped_by is None and self.domain.safety.limits:
            self.stopped_by = safety.barring(self.domain, self.conversation.slots, name)
        return self.stopped_by is not None

    def label(self, labels: Mapping[str, str]) -> str:
        """The label in the customer's language, or in the pack's first language that has one."""
        return self.domain.label(labels, self.conversation.language)

    @property
    def handed_over(self) -> bool:
        """Whether a person has been asked for, in this step or before."""
        return self.conversation.mode != "bot"

    def step(self) -> Step:
        """The finished step."""
        return Step(self.conversation, tuple(self.effects), tuple(self.trace))
