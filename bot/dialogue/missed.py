"""After an answer that was none: what else is near the question, or a person."""

from collections.abc import Sequence

from bot.dialogue.conversation import Near, Offer
from bot.dialogue.effects import Button
from bot.dialogue.events import Passage
from bot.dialogue.progress import Progress
from bot.dialogue.unclear import person

OFFERED = 2
"""Passages that are offered in the place of one that missed."""


def remember(progress: Progress, query: str, sent: Passage, others: Sequence[Passage]) -> None:
    """Keep what else was found about the same intents, or what is left of that where a passage was asked for by its question."""
    before = progress.conversation.near
    if any(near.id == sent.id and near.question == query for near in before):
        progress.change(near=tuple(near for near in before if near.id != sent.id))
        return
    about = set(sent.intents)
    alike = (other for other in others if other.question and about & set(other.intents) and other.question != sent.question)
    progress.change(near=tuple(Near(other.id, other.question, other.intents) for other in alike)[:OFFERED])


def offer(progress: Progress) -> None:
    """Say sorry, and show what the others answer; where there are none, or they were shown just now, offer a person."""
    near = progress.conversation.near
    if not near or progress.conversation.question == Offer("answer_missed"):
        progress.change(question=Offer("no_answer"))
        progress.say("nothing_found")
        return
    progress.change(question=Offer("answer_missed"))
    progress.say("answer_missed", buttons=others(progress))


def others(progress: Progress) -> tuple[Button, ...]:
    """Buttons for what else is near the question, and for a person."""
    return (*(Button(one.question, f"passage:{one.id}") for one in progress.conversation.near), *person(progress, ()))
