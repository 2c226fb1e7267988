"""Handles messages that were not understood or are out of scope."""

from bot.dialogue import flows, sarcasm
from bot.dialogue.answers import asked_step
from bot.dialogue.commands import Clarify
from bot.dialogue.conversation import Clarification, Offer
from bot.dialogue.effects import Button
from bot.dialogue.handover import hand_over
from bot.dialogue.progress import Progress


def clarify(progress: Progress, command: Clarify) -> None:
    """Ask which of the nearest intents was meant, or hand over if the customer has been misunderstood too often."""
    if command.missed and misunderstood_too_often(progress):
        return
    question = Clarification(command.intents, progress.reads, command.values, command.leading)
    progress.change(question=question)
    ask_which(progress, question)


def ask_which(progress: Progress, question: Clarification) -> None:
    """Show the intents of a clarification as buttons."""
    intents = progress.domain.intents
    buttons = (Button(progress.label(intents[name].labels), f"intent:{name}") for name in question.intents)
    progress.say("clarify", buttons=(*buttons, *person(progress, question.intents)))


def person(progress: Progress, intents: tuple[str, ...]) -> tuple[Button, ...]:
    """A button for a person, if the pack has an intent for that which is not already among ``intents``."""
    named = next((i for i in progress.domain.intents.values() if i.human and i.name not in intents), None)
    return (Button(progress.label(named.labels), "human"),) if named else ()


def misunderstood_too_often(progress: Progress) -> bool:
    """Count a message that was not understood; at the pack's limit, hand over (True)."""
    limit, count = progress.domain.escalation.misunderstood, progress.conversation.misunderstood + 1
    progress.change(misunderstood=count)
    fired = 0 < limit <= count
    progress.note("misunderstood", fired, f"{count} in a row, limit {limit}")
    if fired:
        hand_over(progress, "misunderstood")
    return fired


def cannot_handle(progress: Progress, reason: str) -> None:
    """Say that a message is out of scope or was not understood; at the pack's limits, hand over."""
    if reason == sarcasm.REASON:
        progress.note("offer_human", True, "the customer sounds bitter")
        progress.change(question=Offer("angry"))
        progress.say("offer_human")
    elif reason == "out_of_scope":
        limit, count = progress.domain.escalation.out_of_scope, progress.conversation.out_of_scope + 1
        progress.change(out_of_scope=count)
        progress.note("out_of_scope_insisted", 0 < limit <= count, f"{count} in a row, limit {limit}")
        if 0 < limit <= count:
            hand_over(progress, "out_of_scope")
            return
        if progress.conversation.negative:
            progress.note("offer_human", True, "out of scope, and the customer sounds unhappy")
            progress.change(question=Offer("out_of_scope"))
            progress.say("offer_human")
        else:
            flows.bend(progress, "out_of_scope")
    elif reason == "none_of_these" or not misunderstood_too_often(progress):
        progress.change(question=None)
        if asked_step(progress.conversation, progress.domain) is None:
            flows.bend(progress, "not_understood")
