"""What happens to a customer whose message cannot be handled, because something is broken."""

from bot.dialogue.closing import reopen
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.handover import hand_over
from bot.dialogue.progress import Progress
from bot.dialogue.trace import Step


def apologise(conversation: Conversation, domain: Domain, failure: str, at: float) -> Step:
    """Say so and bring a person in; where a person is in already, the bot does not speak and they see the reason. ``at``: when."""
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
