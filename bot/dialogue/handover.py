"""Hands a conversation over to a person."""

from bot.dialogue.effects import Escalate
from bot.dialogue.events import Value
from bot.dialogue.hours import spoken, staffed
from bot.dialogue.progress import Progress
from bot.dialogue.replies import shown


def hand_over(progress: Progress, reason: str) -> None:
    """Queue the conversation for the desk with a summary and tell the customer; nothing happens if it is not with the bot."""
    if progress.handed_over:
        return
    conversation = progress.conversation
    progress.note("hand_over", True, reason)
    progress.want(Escalate(reason, summary(progress)))
    progress.say(*by_hours(progress, "handed_over"))
    progress.change(mode="queued", handed_by=None, question=None, wishes=(), queue_noted=False, misunderstood=0, out_of_scope=0, negative=0)
    if conversation.stack:
        progress.change(stack=())


def by_hours(progress: Progress, reply: str) -> tuple[str, dict[str, Value]]:
    """The ``reply`` to a customer who now waits for a person, or outside of desk hours its form that tells when people are back."""
    hours = progress.domain.hours
    if hours is None or staffed(hours, progress.at):
        return reply, {}
    progress.note("after_hours", True, "nobody is at the desk now")
    return f"{reply}_closed", {"opens": spoken(hours, progress.at, progress.conversation.language)}


def summary(progress: Progress) -> str:
    """One line for the operator: the flows under way, the known slots and the customer's last message."""
    conversation = progress.conversation
    under_way = " > ".join(progress.label(progress.domain.flows[f.flow].labels) for f in conversation.stack)
    asked = {name: value for name, value in conversation.slots.items() if name in progress.domain.slots}
    values = {progress.domain.called(name, "en"): shown(progress.domain, name, value, "en") for name, value in asked.items()}
    known = ", ".join(f"{name} {value}" for name, value in values.items() if value)
    said = f"“{conversation.text}”" if conversation.text else ""
    return " · ".join(part for part in (under_way, known, said) if part)
