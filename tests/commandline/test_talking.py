"""``frontdesk explain`` finds a conversation by what the desk calls it, and says which words decided; ``frontdesk chat`` can be piped."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.commandline import talking
from bot.commandline.printing import visible
from bot.commandline.word_weights import Teller
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Score, Thresholds, Understood
from bot.errors import SetupError, UnknownConversation
from bot.settings import Settings
from bot.store.sql import SqlStore
from tests.registry import tiny
from tests.store.parts import a_turn

LIMITS = Thresholds(0.6, 0.5, 0.3, 0.05, True)
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
    with pytest.raises(UnknownConversation, match="to no fewer than 6 characters"):
        await explain("e")
    with pytest.raises(UnknownConversation) as refusal:
        await explain("e50ae2ec99")
    assert "fewer" not in str(refusal.value)


@pytest.fixture
async def house(tmp_path: Path) -> Settings:
    """A conversation that was read by v1, and one by a version that is gone; v2 serves."""
    settings = Settings(data_dir=tmp_path, artifacts_dir=tmp_path / "artifacts")
    tiny.write(settings.artifacts_dir, "v1", tiny.without("person"))
    tiny.write(settings.artifacts_dir, "v2")
    store = await SqlStore.connect(settings.database)
    for id, model in (("read-by-v1", "v1"), ("read-by-v0", "v0")):
        await store.create(Conversation(id, "small"), "web", 1.0)
        opened = await store.open(id)
        scores = (Score("human_agent", 0.9), Score("thanks", 0.05))
        read = Understood(2.0, "a human or a person", "en", scores, 0.1, (Score("neutral", 0.9),), (), LIMITS, model)
        await store.commit(opened.lease, a_turn(opened, "Hello.", events=(read,)))
    await store.close()
    return settings


async def told(settings: Settings, id: str) -> str:
    written = StringIO()
    await talking.explained(settings, id, None, Console(file=written, width=200), words=True)
    return written.getvalue()


async def test_the_words_that_decided_are_marked_and_stand_with_their_weights(house: Settings) -> None:
    explained = await told(house, "read-by-v1")
    assert "model v1" in explained
    assert "is not here any more" not in explained
    assert "intent human_agent" in explained
    assert "“a [+human] or a person”" in explained
    assert next(line.split()[-1] for line in explained.splitlines() if "█" in line) == "human"
    assert "intent thanks" in explained
    assert "out of scope" in explained


async def test_where_the_model_that_read_a_message_is_gone_the_explanation_says_so(house: Settings) -> None:
    explained = await told(house, "read-by-v0")
    assert "Explained with the model v2: v0, which read this message, is not here any more." in explained
    assert "“a [+human] or a [+person]”" in explained


async def test_a_text_is_explained_without_a_conversation(house: Settings) -> None:
    lines = [line.plain for line in await Teller(house).lines("small", "thanks for that")]
    assert "intent thanks" in lines[1]
    assert lines[2] == "  “[+thanks] for that”"


async def test_a_text_that_the_model_cannot_read_is_said_to_be_one(house: Settings) -> None:
    assert [line.plain for line in await Teller(house).lines("small", "zzz")] == ["The model cannot read this message: no word decided."]


async def test_what_a_customer_wrote_does_not_steer_the_terminal(house: Settings) -> None:
    lines = [line.plain for line in await Teller(house).lines("small", "\x1b[2J thanks \x1b]0;owned")]
    assert not any("\x1b" in line for line in lines)
    assert lines[2] == "  “\ufffd[2J [+thanks] \ufffd]0;owned”"


async def test_a_version_is_loaded_once_however_many_are_gone(house: Settings) -> None:
    teller = Teller(house)
    first, second = await teller.encoder("small", "v7"), await teller.encoder("small", "v8")
    assert first is second is await teller.encoder("small", "v2")


async def test_without_a_model_the_explanation_says_how_to_make_one(house: Settings) -> None:
    with pytest.raises(SetupError, match="`frontdesk train other` makes one, with --effort quick in minutes"):
        await Teller(house).lines("other", "thanks")


def test_lines_that_are_piped_in_are_printed_so_that_a_transcript_holds_both_sides() -> None:
    script = "from rich.console import Console; from bot.commandline.talking import line; c = Console(); print([line(c), line(c), line(c)])"
    piped = "where is [bold]HL-204518[/]?\n\x1b[2Jspeak to a human"
    done = subprocess.run([sys.executable, "-c", script], input=piped, capture_output=True, text=True, check=True)
    first, second, read = done.stdout.splitlines()
    assert first == "you  where is [bold]HL-204518[/]?"
    assert second == f"you  {visible(piped.splitlines()[1])}"
    assert "\x1b" not in second
    assert read == str([*piped.splitlines(), None])
