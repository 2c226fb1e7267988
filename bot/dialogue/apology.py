"""Handles a message that cannot be processed because something is broken."""

from bot.dialogue.closing import reopen
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.handover import hand_over
from bot.dialogue.progress import Progress
from bot.dialogue.trace import Step


def apologise(conversation: Conversation, domain: Domain, failure: str, at: float) -> Step:
    """Apologise and bring a person in; if one is in already, only note the ``failure``. ``at``: seconds since the epoch, UTC."""
    progress = Progress(conversation, domain, at)
    progress.note("turn_failed", True, failure)
    progress.change(timer=None)
    if conversation.mode == "closed":
        reopen(progress)
    if not progress.handed_over:
        progress.change(said=())
        progress.say("model_failed")
        hand_over(progress, "failure")
    return progress.step()
