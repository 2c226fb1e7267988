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
"""Below this chance a passage is not quoted at all to a message that only names a thing of the pack: "a poem about my kettle"."""


def quote(progress: Progress, found: Found) -> None:
    """Answer with the best passage that may be sent to customers; if there is none, say so and offer a person."""
    usable = [passage for passage in found.passages if passage.kind in progress.domain.answers]
    progress.note("answer_found", bool(usable), usable[0].title if usable else "no passage that may be sent")
    if not usable:
        progress.change(question=Offer("no_answer"))
        progress.say("nothing_found")
        return
    best = usable[0]
    if found.intents == () and best.chance < FAR:
        progress.note("answer_far", True, f"about no intent of ours, and likely to answer: {best.chance:.0%}, needed {FAR:.0%}")
        cannot_handle(progress, "out_of_scope")
        return
    missed.remember(progress, found.query, best, usable[1:])
    progress.send(Send(best.text, reply="answer", source=best.id) if is_answer(progress, best) else as_nearest(progress, best))


def is_answer(progress: Progress, best: Passage) -> bool:
    """Whether a passage is quoted as the answer."""
    doubted = best.chance < PLAIN
    progress.note("answer_doubted", doubted, f"likely to answer: {best.chance:.0%}, given as the answer from {PLAIN:.0%} on")
    return not doubted


def as_nearest(progress: Progress, best: Passage) -> Send:
    """The passage under the question that it does answer; outside of a flow, with buttons for other passages and a person."""
    said = render(progress.conversation, progress.domain, "answer_near", {"question": best.question or best.title})
    buttons: tuple[Button, ...] = () if progress.conversation.stack else missed.others(progress)
    return Send(f"{said.text}\n\n{best.text}", (*said.buttons, *buttons), reply="answer", source=best.id)
