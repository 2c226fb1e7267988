"""Closes a conversation, and reopens it when the customer writes again."""

from typing import Literal

from bot.dialogue.progress import Progress


def close(progress: Progress, by: Literal["customer", "operator"]) -> None:
    """Close the conversation and ask for a rating if none was asked for; a customer cannot end what an alarm holds for a person."""
    progress.say("closed")
    if progress.conversation.rating is None and not progress.conversation.rating_asked:
        progress.ask_rating()
    held = progress.conversation.held and by == "customer"
    progress.change(mode="closed", rating_asked=True, stack=(), question=None, wishes=(), held=held)


def rate(progress: Progress, score: int) -> None:
    """Keep a rating and give thanks for it; it does not open a closed conversation again."""
    progress.change(rating=score)
    progress.say("rated")
    if progress.conversation.late_rating:
        progress.change(mode="closed", rating_asked=True)


def reopen(progress: Progress) -> None:
    """Begin afresh, without slots and counts; ``last_flow`` stays, so that a customer who was silent too long can go on with it.

    A rating is that of one visit, so the next end asks for another.
    """
    progress.note("reopened", True, "the customer wrote to a closed conversation")
    progress.change(mode="bot", stack=(), question=None, wishes=(), slots={}, alarms=(), lines=())
    progress.change(misunderstood=0, out_of_scope=0, negative=0, rating=None, rating_asked=False, operator=None, queue_noted=False)
