"""Handles silent customers: a reminder first, then a polite end."""

from bot.dialogue.answers import asked_step
from bot.dialogue.conversation import Timer
from bot.dialogue.events import Event, TimerFired
from bot.dialogue.flows import ask_again
from bot.dialogue.progress import Progress


def watch(progress: Progress, event: Event) -> None:
    """Set the timer if the bot waits for an answer, and stop it if not."""
    after = progress.domain.silence.remind
    if after <= 0 or isinstance(event, TimerFired):
        return
    progress.change(timer=Timer("remind", event.at + after) if waits(progress) else None)


def waits(progress: Progress) -> bool:
    """Whether the bot has asked something and still has the conversation."""
    conversation = progress.conversation
    return conversation.mode == "bot" and (conversation.question is not None or asked_step(conversation, progress.domain) is not None)


def fired(progress: Progress, event: TimerFired) -> None:
    """Remind the customer of the question or close the conversation; a timer that was stopped or reset in the meantime does nothing."""
    conversation = progress.conversation
    timer = conversation.timer
    current = timer is not None and timer.due == event.due
    progress.note("silence", current, "nobody has said anything since" if current else "this timer is not set any more")
    if timer is None or not current:
        return
    progress.change(timer=None)
    if not waits(progress):
        return
    said = conversation.said
    progress.change(said_before=said or conversation.said_before, said=())
    if timer.purpose == "close":
        progress.say("closed_silent")
        progress.change(mode="closed", stack=(), question=None, wishes=())
        return
    progress.say("still_there")
    if conversation.question is None:
        ask_again(progress)
    elif said:
        progress.send(said[-1])
    if progress.domain.silence.close > 0:
        progress.change(timer=Timer("close", event.at + progress.domain.silence.close))
