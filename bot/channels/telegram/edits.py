"""What an edited message says that was not said before: to the bot its last one, and to a person at the desk also an older one."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.channels.intake import ChannelReception
from bot.channels.telegram.contents import quoting, unquoted
from bot.channels.telegram.origins import origin
from bot.channels.telegram.parsing import Edited
from bot.store.records import Message

BACK = 20
"""The last lines in which an edited message is looked for."""

log = structlog.get_logger("telegram")


@dataclass(slots=True)
class Heard:
    """What this process took from a customer: the latest message by Telegram's number, with its text, and of the last event the inbox key
    and the update.

    A press counts as the message that the button stands below. All are 0 or empty before the first.
    """

    message: int = 0
    text: str = ""
    key: str = ""
    update: int = 0


class Edits:
    """Reads edited messages."""

    def __init__(self, reception: ChannelReception) -> None:
        self.reception = reception

    async def words(self, conversation_id: str, edited: Edited, kept: str, heard: Heard) -> str | None:
        """What is to be heard of an edit; None if it says nothing new, or is of an older message that nobody looks at, which is logged.

        ``kept`` is the text that its line would have, which for a command may be another than was written. Telegram brings a message as
        edited also when only a reaction or a preview changed.

        A message that still waits for its answer is no line yet, so what was ``heard`` last counts. A number after it belongs to a message
        that was not for the bot until it was edited.
        """
        end = await self.reception.last(conversation_id)
        lines = [one for one in await self.reception.messages(conversation_id, max(end - BACK, 0), BACK) if one.author == "customer"]
        last, before = heard.message, heard.text
        if not last and lines:
            last, _, before = max((origin(one.delivery_id).message, one.seq, one.text) for one in lines)
        if not last and end > BACK:
            return None
        if edited.message < last:
            return await self.older(conversation_id, edited, kept, lines)
        new = edited.message > last or differs(before, edited.text, kept)
        return edited.text if new else None

    async def older(self, conversation_id: str, edited: Edited, kept: str, lines: Sequence[Message]) -> str | None:
        """An edit of an older message below what that said, if a person has the conversation and something changed."""
        versions = [one.text for one in lines if origin(one.delivery_id).message == edited.message]
        person = (await self.reception.summary(conversation_id)).mode == "operator"
        if person and versions and differs(versions[-1], edited.text, kept):
            return quoting(edited.text, unquoted(versions[-1]))
        log.info("older_message_edited", conversation=conversation_id)
        return None


def differs(before: str, text: str, kept: str) -> bool:
    """Whether an edited message, as written and as ``kept``, says something else than its line before."""
    return unquoted(before) not in (unquoted(text), unquoted(kept))
