"""After an answer that missed the question: offers other passages near it, or a person."""

from collections.abc import Sequence

from bot.dialogue.conversation import Near, Offer
from bot.dialogue.effects import Button
from bot.dialogue.events import Passage
from bot.dialogue.progress import Progress
from bot.dialogue.unclear import person

OFFERED = 2
"""How many passages are offered in place of one that missed."""


def remember(progress: Progress, query: str, sent: Passage, others: Sequence[Passage]) -> None:
    """Keep the other passages found about the same intents; if the customer picked one that was kept, keep the rest of them."""
    before = progress.conversation.near
    if any(near.id == sent.id and near.question == query for near in before):
        progress.change(near=tuple(near for near in before if near.id != sent.id))
        return
    about = set(sent.intents)
    alike = (other for other in others if other.question and about & set(other.intents) and other.question != sent.question)
    progress.change(near=tuple(Near(other.id, other.question, other.intents) for other in alike)[:OFFERED])


def offer(progress: Progress) -> None:
    """Apologise and offer the questions of the other passages; if there are none, or they were just shown, offer a person."""
    near = progress.conversation.near
    if not near or progress.conversation.question == Offer("answer_missed"):
        progress.change(question=Offer("no_answer"))
        progress.say("nothing_found")
        return
    progress.change(question=Offer("answer_missed"))
    progress.say("answer_missed", buttons=others(progress))


def others(progress: Progress) -> tuple[Button, ...]:
    """Buttons for the other passages and for a person."""
    return (*(Button(one.question, f"passage:{one.id}") for one in progress.conversation.near), *person(progress, ()))
