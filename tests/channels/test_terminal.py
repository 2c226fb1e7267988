"""The terminal takes whatever a customer types: a number chooses a quick reply, and everything else is a message."""

from io import StringIO

import pytest
from rich.console import Console

from bot.channels.terminal import Chat
from bot.dialogue.events import MessageReceived
from tests.fakes import FakeReception


@pytest.mark.parametrize(
    ("typed", "text", "choice"),
    [
        ("1", "Track my order", "intent:track_order"),
        ("2", "2", None),
        ("0", "0", None),
        ("²", "²", None),
    ],
)
async def test_only_the_number_of_a_quick_reply_presses_it(typed: str, text: str, choice: str | None) -> None:
    reception, lines = FakeReception(), iter([typed, None])
    await Chat(reception, "retail", "en", Console(file=StringIO()), why=False).run(lambda: next(lines))
    event = reception.events[-1]
    assert isinstance(event, MessageReceived)
    assert (event.text, event.choice) == (text, choice)
