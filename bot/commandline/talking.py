"""``frontdesk chat`` and ``frontdesk explain`` in a terminal."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from rich.console import Console
from rich.text import Text

from bot import packs
from bot.channels.terminal import Chat
from bot.commandline.printing import visible
from bot.commandline.word_weights import Teller
from bot.composition import assembled, pack_folder
from bot.dialogue.domain import Domain
from bot.errors import PackErrors, SetupError, UnknownConversation
from bot.explain import Kind, explain
from bot.settings import PREFIX, Settings, data_folder
from bot.store.database import is_there, shown
from bot.store.sql import SqlStore
from bot.telemetry import log_as_json
from bot.understanding.weighing import read_in

SHORTEST = 6
"""The fewest characters by which an id may be abbreviated."""

STYLES: dict[Kind, str] = {
    "customer": "bold",
    "understood": "cyan",
    "rule": "green",
    "rule-not": "dim",
    "found": "magenta",
    "action": "blue",
    "said": "bold cyan",
    "failure": "red",
    "desk": "yellow",
}


def run(settings: Settings, pack: str, language: str | None, console: Console, why: bool) -> None:
    """Talk until the input ends; the conversation is kept in memory only."""
    log_as_json(data_folder(settings) / "frontdesk.log")
    asyncio.run(chat(settings, pack, language, console, why))


async def chat(settings: Settings, pack: str, language: str | None, console: Console, why: bool) -> None:
    """As ``run``, inside an event loop."""
    async with assembled(settings, in_memory=True) as components, components.running():
        await Chat(components.reception, pack, language, console, why, components.domains.get(pack)).run(partial(line, console))


def line(console: Console) -> str | None:
    """The customer's next line, or None at the end; a line from a file or a pipe is printed as if it had been typed."""
    typed = sys.stdin.isatty()
    try:
        said = input("you  " if typed else "")
    except EOFError:
        return None
    if not typed:
        console.print(f"you  {visible(said)}", markup=False, highlight=False)
    return said


def why(settings: Settings, conversation_id: str, turn: int | None, console: Console, words: bool = False) -> None:
    """Explain one turn of a conversation, or all; ``words`` adds which words of the messages decided."""
    asyncio.run(explained(settings, conversation_id, turn, console, words))


def why_text(settings: Settings, pack: str, text: str, console: Console) -> None:
    """Print which words decide how a text is read; the text need not be from a conversation."""

    async def tell() -> None:
        for line in await Teller(settings).lines(pack, text, domain=known_as(settings, pack)):
            console.print(line, highlight=False)

    asyncio.run(tell())


@asynccontextmanager
async def kept(settings: Settings) -> AsyncIterator[SqlStore]:
    """The store in which servers keep conversations; raises SetupError if there is none yet."""
    if not is_there(settings.database):
        setting = f"{PREFIX}DATABASE_URL" if settings.database_url else f"{PREFIX}DATA_DIR"
        raise SetupError(
            f"There is no database {shown(settings.database)}: no conversation has been kept there; {setting} may name another."
        )
    store = await SqlStore.connect(settings.database)
    try:
        yield store
    finally:
        await store.close()


async def explained(settings: Settings, conversation_id: str, turn: int | None, console: Console, words: bool = False) -> None:
    """As ``why``; raises UnknownConversation."""
    async with kept(settings) as store:
        conversation_id = await named(store, conversation_id)
        turns = await store.turns(conversation_id)
        messages = await store.messages(conversation_id, limit=100_000)
        pack = (await store.head(conversation_id)).summary.pack if turns else ""
    if not turns:
        longer = f" An id may be cut short, but to no fewer than {SHORTEST} characters." if len(conversation_id) < SHORTEST else ""
        raise UnknownConversation(f"There is no conversation {conversation_id} in {shown(settings.database)}.{longer}")
    wanted = [log for log in turns if turn is None or log.turn == turn]
    if not wanted:
        raise UnknownConversation(f"Conversation {conversation_id} has no turn {turn}; it has {turns[0].turn} to {turns[-1].turn}.")
    teller, domain = Teller(settings) if words else None, known_as(settings, pack)
    for log in wanted:
        console.print(
            f"[bold]Turn {log.turn}[/]  {log.took * 1000:.0f} ms, pack {log.domain_version[:8]}, model {log.model_version}", highlight=False
        )
        for said in explain(log, [m for m in messages if m.turn == log.turn], domain):
            console.print(f"  {said.kind:>10}  {visible(said.text)}", style=STYLES[said.kind], markup=False, highlight=False)
        event = read_in(log)
        for line in await teller.lines(pack, event.text, event) if teller is not None and event is not None else ():
            console.print(Text("       words  ") + line, highlight=False)


def known_as(settings: Settings, pack: str) -> Domain | None:
    """The pack as it is now, for the labels of its slots; None if it cannot be read, since the explanation works without it."""
    try:
        return packs.load(pack_folder(settings, pack)).domain
    except (PackErrors, SetupError):
        return None


async def named(store: SqlStore, name: str) -> str:
    """The full id that begins with ``name``, or ``name`` itself if none does; raises UnknownConversation if several do."""
    ids = await store.beginning(name) if len(name) >= SHORTEST else []
    if name in ids or not ids:
        return name
    if len(ids) > 1:
        raise UnknownConversation(f"Several conversations begin with {name}: {', '.join(ids)}. Name one of them.")
    return ids[0]
