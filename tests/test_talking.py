"""``frontdesk explain`` finds a conversation by what the desk calls it."""

from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot import talking
from bot.dialogue.conversation import Conversation
from bot.errors import UnknownConversation
from bot.settings import Settings
from bot.store.sql import SqlStore
from tests.store.parts import a_turn

Explain = Callable[[str], Awaitable[str]]


@pytest.fixture
async def explain(tmp_path: Path) -> Explain:
    """Explains conversations of a database, each of whose turns says its id."""
    settings = Settings(data_dir=tmp_path)
    store = await SqlStore.connect(settings.database)
    for id in ("e50ae2ec11", "e50ae2ff22"):
        await store.create(Conversation(id, "shop"), "web", 1.0)
        opened = await store.open(id)
        await store.commit(opened.lease, a_turn(opened, f"I am {id}."))
    await store.close()

    async def told(name: str) -> str:
        written = StringIO()
        await talking.explained(settings, name, None, Console(file=written, width=200))
        return written.getvalue()

    return told


async def test_the_beginning_of_an_id_that_the_desk_shows_names_the_conversation(explain: Explain) -> None:
    assert "I am e50ae2ec11." in await explain("e50ae2ec")
    assert "I am e50ae2ec11." in await explain("e50ae2ec11")


async def test_a_beginning_that_several_ids_share_or_that_is_short_names_none(explain: Explain) -> None:
    with pytest.raises(UnknownConversation, match="Several conversations begin with e50ae2: e50ae2ec11, e50ae2ff22"):
        await explain("e50ae2")
    with pytest.raises(UnknownConversation, match="no conversation e50ae "):
        await explain("e50ae")
