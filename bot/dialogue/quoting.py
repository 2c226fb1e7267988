"""Quotes an answer from the knowledge base, either as the answer or, if that is doubtful, as the nearest one there is."""

from bot.dialogue import missed
from bot.dialogue.conversation import Offer
from bot.dialogue.effects import Button, Send
from bot.dialogue.events import Found, Passage
from bot.dialogue.progress import Progress
from bot.dialogue.replies import render
from bot.dialogue.unclear import cannot_handle

PLAIN = 0.6
"""The chance of answering from which on a passage is quoted as the answer.

By the index's chances, seven in ten passages quoted so do answer, and two thirds of those that do not answer are not quoted so
(docs/experiments.md).
"""
FAR = 0.45
"""Below this chance a passage is not quoted at all to a message that only names a thing of the pack: "a poem about my kettle".

Nor is one about another intent, where the pack has none about the intent that was recognised.
"""


def quote(progress: Progress, found: Found) -> None:
    """Answer with the best passage that may be sent to customers; if there is none, say so and offer a person."""
    usable = [passage for passage in found.passages if passage.kind in progress.domain.answers]
    progress.note("answer_found", bool(usable), usable[0].title if usable else "no passage that may be sent")
    if not usable:
        return nothing_found(progress)
    best = usable[0]
    other = about_another(found, best)
    if other and best.chance < FAR:
        progress.note("answer_far", True, f"about {', '.join(best.intents)}, and likely to answer: {best.chance:.0%}, needed {FAR:.0%}")
        return nothing_found(progress)
    if found.intents == () and best.chance < FAR:
        progress.note("answer_far", True, f"about no intent of ours, and likely to answer: {best.chance:.0%}, needed {FAR:.0%}")
        cannot_handle(progress, "out_of_scope")
        return
    missed.remember(progress, found.query, best, usable[1:])
    plain = is_answer(progress, best, other)
    progress.send(Send(best.text, reply="answer", source=best.id) if plain else as_nearest(progress, best))


def nothing_found(progress: Progress) -> None:
    """Say that there is no answer, and offer a person."""
    progress.change(question=Offer("no_answer"))
    progress.say("nothing_found")


def about_another(found: Found, best: Passage) -> bool:
    """Whether the best passage is written for other intents than those that were recognised, which then have none."""
    return bool(found.intents) and bool(best.intents) and not set(best.intents) & set(found.intents or ())


def is_answer(progress: Progress, best: Passage, other: bool = False) -> bool:
    """Whether a passage is quoted as the answer; one about an ``other`` intent never is."""
    doubted = other or best.chance < PLAIN
    why = f"it is about {', '.join(best.intents)}" if other else f"given as the answer from {PLAIN:.0%} on"
    progress.note("answer_doubted", doubted, f"likely to answer: {best.chance:.0%}, {why}")
    return not doubted


def as_nearest(progress: Progress, best: Passage) -> Send:
    """The passage under the question that it does answer; outside of a flow, with buttons for other passages and a person."""
    said = render(progress.conversation, progress.domain, "answer_near", {"question": best.question or best.title})
    buttons: tuple[Button, ...] = () if progress.conversation.stack else missed.others(progress)
    return Send(f"{said.text}\n\n{best.text}", (*said.buttons, *buttons), reply="answer", source=best.id)
