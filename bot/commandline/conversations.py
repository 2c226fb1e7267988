"""The commands of ``frontdesk conversations``: what is kept of customers, for those who ask, and deleting it."""

import asyncio
import re
import time
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import typer

from bot.commandline.options import AsJson
from bot.commandline.printing import report, say
from bot.settings import read

conversations = typer.Typer(no_args_is_help=True, help="What is kept of customers: list it, hand it out, delete it.")


class State(StrEnum):
    """Who speaks in a conversation."""

    bot = "bot"
    queued = "queued"
    operator = "operator"
    closed = "closed"


Customer = Annotated[
    str | None, typer.Option(help="All of one customer: telegram:NUMBER, rasa:SENDER, or the id of a chat on a page as web:ID.")
]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Conversations: ids, or their first six characters or more.")]
DAYS = re.compile(r"([1-9]\d{0,4})d")
DAY = 86_400.0
WORDS = {
    "conversations": "conversation",
    "messages": "message",
    "turns": "turn",
    "inbox": "received event",
    "outbox": "sent line",
    "sent_answers": "answer kept for suggestion",
    "annotations": "annotation",
}
"""What people call the rows of a table."""


@conversations.command("list")
def list_conversations(  # noqa: PLR0913 - each is an option of the command line
    pack: Annotated[str | None, typer.Option(help="Only those with this pack.")] = None,
    customer: Customer = None,
    mode: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only those in which something happened since.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Only those that began before.")] = None,
    saying: Annotated[str | None, typer.Option(help="Only those in which somebody wrote this, such as an e-mail address.")] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many are listed at most.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List conversations, those that changed last first."""
    from bot.commandline import customers
    from bot.store.erasure import Wanted

    wanted = Wanted(
        pack=pack,
        mode=mode.value if mode else None,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
        saying=saying,
    )
    found, number = asyncio.run(customers.listed(read(), wanted, customer, limit))
    if as_json:
        report({"conversations": [customers.as_json(one) for one in found], "total": number}, as_json)
        return
    for one in found:
        say(customers.line(one))
    say(f"The last {len(found)} of {number}." if number > len(found) else f"{counted(number, 'conversation')}.")


@conversations.command()
def export(
    ids: Ids = None,
    customer: Customer = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The JSON file to write; nobody else may read it.")],
) -> None:
    """Write everything that is kept of conversations to a file: messages, each turn's events and reasons, ratings, what waits."""
    from bot.commandline import customers
    from bot.private import write_private

    one_of(ids, customer)
    copies = asyncio.run(customers.copied(read(), ids, customer))
    write_private(output, orjson.dumps({"conversations": copies}, option=orjson.OPT_INDENT_2))
    say(f"{counted(len(copies), 'conversation')} in {output}.")


@conversations.command()
def delete(
    ids: Ids = None,
    customer: Customer = None,
    older_than: Annotated[str | None, typer.Option(help="All in which nothing has happened for so many days, e.g. 365d.")] = None,
    pack: Annotated[str | None, typer.Option(help="With --older-than: only those with this pack.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete conversations with everything that belongs to them, for good; servers may run meanwhile."""
    from bot.commandline import customers
    from bot.store.erasure import Wanted

    if pack is not None and older_than is None:
        raise typer.BadParameter("--pack belongs to --older-than; add it")
    one_of(ids, customer, older_than)
    settings = read()
    if older_than is None:
        found = asyncio.run(customers.named(settings, ids, customer))
        agree(yes, len(found), sum(one.mode != "closed" for one in found))
        went = asyncio.run(customers.erase(settings, [one.id for one in found]))
    else:
        old = Wanted(pack=pack, idle_since=time.time() - days(older_than) * DAY)
        agree(yes, asyncio.run(customers.number(settings, old)))
        went = asyncio.run(customers.erase_idle(settings, old))
    gone = [counted(number, WORDS.get(table, f"row of {table}")) for table, number in went.items() if number]
    say(f"Deleted: {', '.join(gone)}." if gone else "There is no such conversation: nothing was deleted.")


@conversations.command()
def deleted(
    conversation: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One conversation: its whole id. The last 100 without it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show who deleted conversations, and when; of whose they were and what was in them nothing is left."""
    from bot.commandline import customers

    found = asyncio.run(customers.deletions(read(), conversation))
    if as_json:
        report({"deletions": [customers.on_record(one) for one in found]}, as_json)
        return
    for one in found:
        what = f"conversation {one.fingerprint}" if one.fingerprint else f"{counted(one.conversations, 'conversation')} for their age"
        say(f"{customers.when(one.at)}  {one.by}  {what}, {counted(one.messages, 'message')}")
    if not found:
        say("No such deletion is on record.")


def one_of(*ways: object) -> None:
    """Refuse a command that names no conversations, or names them in several ways."""
    if sum(bool(way) for way in ways) != 1:
        raise typer.BadParameter(
            f"name conversations, or give {' or '.join(('--customer', '--older-than')[: len(ways) - 1])}; one of these"
        )


def days(text: str) -> int:
    """The days that an age says."""
    if (found := DAYS.fullmatch(text)) is None:
        raise typer.BadParameter(f"--older-than takes days, such as 365d; {text!r} is none")
    return int(found[1])


def agree(yes: bool, number: int, open: int = 0) -> None:
    """Ask whether so many conversations may be deleted; ends the command if not."""
    if number and not yes:
        running = f" {open} of them not closed: whoever writes there begins anew." if open else ""
        typer.confirm(f"Delete {counted(number, 'conversation')} for good?{running}", abort=True)


def counted(number: int, what: str) -> str:
    """So many of something; only the last word takes the plural."""
    return f"{number:,} {what}{'s' * (number != 1)}"
