"""How a conversation ends, and how it begins afresh when its customer writes again."""

from typing import Literal

from bot.dialogue.progress import Progress


def close(progress: Progress, by: Literal["customer", "operator"]) -> None:
    """The conversation ends; who has not rated yet is asked. What a person was brought in for by an alarm, only a person ends."""
    progress.say("closed")
    if progress.conversation.rating is None and not progress.conversation.rating_asked:
        progress.ask_rating()
    held = progress.conversation.held and by == "customer"
    progress.change(mode="closed", rating_asked=True, stack=(), question=None, wishes=(), held=held)


def reopen(progress: Progress) -> None:
    """Begin afresh: what was known and counted is over. ``last_flow`` stays: who was only silent too long may go on with it."""
    progress.note("reopened", True, "the customer wrote to a closed conversation")
    progress.change(mode="bot", stack=(), question=None, wishes=(), slots={}, alarms=(), lines=())
    progress.change(misunderstood=0, out_of_scope=0, negative=0, rating_asked=False, operator=None, queue_noted=False)
