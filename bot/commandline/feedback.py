"""The command ``frontdesk feedback``: what operators and customers say about messages becomes rows to learn from."""

import asyncio
import json
import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commandline.options import AsJson
from bot.commandline.printing import bad_rows, report, say
from bot.settings import Settings, read

if TYPE_CHECKING:
    from bot.feedback import Heard
    from training.adding import Added
    from training.feedback import Feedback, Said

UTTERANCES = "utterances.csv"
DAYS = 30
DAY = 86_400.0
ALL = 1_000_000
"""More conversations than anybody has."""

WAYS = {"marked": "marked by operators", "chosen": "chosen by customers whom the bot asked back"}


def feedback(
    pack: Annotated[str, typer.Argument(help="The pack's name, a folder in domains/.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The CSV to write, for you to look at.")] = None,
    *,
    unserved: Annotated[
        Path | None, typer.Option(help="Also write what the bot could do nothing with, for frontdesk discover to find new intents in.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(help=f"From when on; the last {DAYS} days without it.")] = None,
    add: Annotated[Path | None, typer.Option(help="Add the rows of a CSV that you have looked at to the pack's utterances.csv.")] = None,
    as_json: AsJson = False,
) -> None:
    """Learn from conversations: messages that operators corrected and choices that customers made, as rows for utterances.csv."""
    from bot.composition import pack_folder

    settings = read()
    folder = pack_folder(settings, pack)
    if add is not None and (output or unserved or since):
        raise typer.BadParameter("--add takes a file that was written before; give it alone")
    if add is not None:
        added(pack, folder, add, as_json)
    else:
        gathered(settings, folder, output, unserved, since.timestamp() if since else time.time() - DAYS * DAY, as_json)


def gathered(settings: Settings, folder: Path, output: Path | None, unserved: Path | None, since: float, as_json: bool) -> None:
    """Write what was said since, and say how much it is."""
    from bot import packs
    from bot.inference.artifact import OUT_OF_SCOPE
    from bot.private import write_private
    from training import feedback as rows
    from training.data import load

    domain = packs.load(folder).domain
    known = load(folder / UTTERANCES).rows
    several, number = asyncio.run(everything(settings, domain.name, since))
    found = rows.gathered(map(said, several), known, {*domain.intents, OUT_OF_SCOPE}, secrets.token_bytes(32))
    if output is not None:
        write_private(output, rows.table(found.rows).encode())
    if unserved is not None:
        texts = (json.dumps({"text": text, "language": language}, ensure_ascii=False) for text, language in found.unserved)
        write_private(unserved, "".join(f"{line}\n" for line in texts).encode())
    if as_json:
        report(counts(found, number), as_json)
        return
    for line in lines(found, number, domain.name, output, unserved):
        say(line)


async def everything(settings: Settings, pack: str, since: float) -> tuple[list["Heard"], int]:
    """What was said or marked since in conversations of a pack; and how many conversations were looked at."""
    from bot.commandline import talking
    from bot.errors import UnknownConversation
    from bot.feedback import Talk, heard
    from bot.store.erasure import Wanted

    found: list[Heard] = []
    async with talking.kept(settings) as store:
        marked = {one.conversation_id for one in await store.annotated(pack, since)}
        recent = [one.id for one in await store.found(Wanted(pack=pack, since=since), ALL)]
        ids = [*dict.fromkeys((*sorted(marked), *recent))]
        for id in ids:
            try:
                notes = {one.turn: one for one in await store.annotations(id)}
                talk = Talk(id, await store.messages(id, limit=ALL), await store.turns(id), notes)
                found += [one for one in heard(talk) if one.at >= since]
            except UnknownConversation:
                continue  # deleted meanwhile
    return found, len(ids)


def said(one: "Heard") -> "Said":
    """The same for the training, which knows nothing of turns."""
    from training.feedback import Mark, Said

    marks = tuple(Mark(entity.start, entity.end, entity.kind, entity.slot or "") for entity in one.entities)
    return Said(one.conversation_id, one.turn, one.text, one.language, one.intents, one.how, one.read, one.before, marks)


def counts(found: "Feedback", conversations: int) -> dict[str, object]:
    """The numbers for programs."""
    return {
        "conversations": conversations,
        "rows": len(found.rows),
        **{how: found.how[how] for how in WAYS},
        "contradicting": found.contradicting,
        "unserved": len(found.unserved),
        "left_out": dict(found.left_out),
    }


def lines(found: "Feedback", conversations: int, pack: str, output: Path | None, unserved: Path | None) -> Iterator[str]:
    """What was found, and what to do next."""
    parts = [f"{found.how[how]:,} {words}" for how, words in WAYS.items()]
    unserved_too = f"{several(len(found.unserved), 'message')} that the bot could do nothing with"
    yield f"{several(conversations, 'conversation')}: {' and '.join(parts)}; {unserved_too}."
    if found.left_out:
        yield f"Left out: {', '.join(f'{number:,} {why}' for why, number in found.left_out.most_common())}."
    if found.contradicting:
        yield f"At odds with another, and not to be added as it is: {several(found.contradicting, 'row')}; the column note says which."
    if output is not None and found.rows:
        yield f"Look at {output}: correct intents, delete what teaches nothing, and what is personal and was not recognised."
        yield f"Then: frontdesk feedback {pack} --add {output} && frontdesk train {pack}"
    elif found.rows:
        yield "With -o FILE they are written to a CSV for you to look at."
    if unserved is not None and found.unserved:
        yield f"What they have in common: frontdesk discover {unserved} -o found/"


def several(number: int, what: str) -> str:
    """So many of something."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def added(pack: str, folder: Path, source: Path, as_json: bool) -> None:
    """Add rows that somebody has looked at, and say what became of them."""
    from bot import packs
    from training import adding

    done = adding.add(source, folder / UTTERANCES, packs.load(folder).domain)
    bad_rows(done.bad, source)
    if as_json:
        report({"added": done.number, "intents": dict(done.intents), "left_out": dict(done.left_out), "bad": len(done.bad)}, as_json)
    else:
        for line in told(done, pack, folder / UTTERANCES):
            say(line)
    if done.bad:
        raise typer.Exit(1)


def told(done: "Added", pack: str, target: Path) -> Iterator[str]:
    """What became of the rows."""
    intents = ", ".join(f"{name} {number}" for name, number in done.intents.most_common())
    yield f"{several(done.number, 'row')} added to {target}{f': {intents}' if intents else ''}."
    if done.left_out:
        yield f"Left out: {', '.join(f'{number:,} {why}' for why, number in done.left_out.most_common())}."
    if done.number:
        yield f"Next: frontdesk check {pack} && frontdesk train {pack}"
