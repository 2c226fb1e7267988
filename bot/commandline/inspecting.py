"""The commands that look into past conversations: ``frontdesk explain``, ``replay`` and ``evaluate operation``."""

import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

from bot.commandline.options import AsJson
from bot.commandline.printing import out, report, say
from bot.errors import SetupError
from bot.registry.cli import serving
from bot.registry.versions import packs
from bot.settings import Settings, read

DAY, DAYS = 86_400.0, 30
"""Seconds of a day, and how many days a report covers where nobody says."""


def explain(
    conversation: Annotated[str | None, typer.Argument(help="Its id, or its first six characters or more.")] = None,
    turn: Annotated[int | None, typer.Argument(help="One turn; all of them without it.")] = None,
    *,
    words: Annotated[bool, typer.Option("--words", help="Also which words of the messages decided.")] = False,
    text: Annotated[str | None, typer.Option(help="A text instead of a conversation: which of its words decide how it is read.")] = None,
    pack: Annotated[
        str | None, typer.Option(help="The pack whose model reads the text; not needed where only one pack has a model.")
    ] = None,
) -> None:
    """Why the bot said what it said: scores, rules that fired and that did not, passages, replies; and which words decided."""
    from bot.commandline import talking

    if text is not None and conversation is None:
        settings = read()
        talking.why_text(settings, pack or only_trained(settings), text, out)
    elif text is None and conversation is not None:
        talking.why(read(), conversation, turn, out, words)
    else:
        raise typer.BadParameter("name a conversation, or give --text TEXT")


def only_trained(settings: Settings) -> str:
    """The one pack that has a model; SetupError, which says what to do, if there is none or more than one."""
    root, shared = settings.artifacts_dir, settings.shared_artifacts_dir
    several = packs(root, shared)
    if len(several) == 1:
        return several[0]
    if not several:
        raise SetupError(
            f"There is no model in {root}{f' or {shared}' if shared else ''} to read the text: frontdesk train PACK makes one."
        )
    raise SetupError(f"Several packs have a model: {', '.join(several)}. Name the one that reads the text, e.g. --pack {several[0]}.")


def replay(
    conversation: Annotated[
        str | None, typer.Argument(help="One conversation: its id, or its first six characters or more. The last ones without it.")
    ] = None,
    *,
    pack: Annotated[str, typer.Option(help="The pack whose last conversations are replayed.")] = "retail",
    last: Annotated[int, typer.Option(min=1, help="How many of them.")] = 100,
    model: Annotated[str | None, typer.Option(help="A version that `frontdesk models list` shows; the one that serves without it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Old turns on the pack and the model of today: which customers would be told something else, and what changed it."""
    from bot.registry.sharing import at_hand
    from evaluation import replay as replaying

    settings = read()
    if conversation is not None:
        pack = replaying.pack_of(settings, conversation)
    folder = serving(settings, pack) if model is None else at_hand(settings.artifacts_dir, settings.shared_artifacts_dir, pack, model)
    done = replaying.run(settings, pack, folder, conversation, last)
    if as_json:
        report(done.as_json(), as_json)
    else:
        say("\n".join(done.lines()))


def operation(  # noqa: PLR0913 - each is an option of the command line
    pack: Annotated[str | None, typer.Argument(help="Only conversations with this pack; all without it.")] = None,
    since: Annotated[
        datetime | None, typer.Option(help="Conversations that began on this day (UTC) or later; 30 days ago without it.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="Conversations that began before this day (UTC); now without it.")] = None,
    *,
    cost_hour: Annotated[float | None, typer.Option(min=0, help="What an hour of an operator costs.")] = None,
    cost_month: Annotated[float | None, typer.Option(min=0, help="What running Frontdesk costs a month.")] = None,
    minutes_before: Annotated[
        float | None,
        typer.Option(min=0, help="Minutes that a conversation took a person before there was a bot, if you know them."),
    ] = None,
    currency: Annotated[str, typer.Option(help="The currency of the costs.")] = "EUR",
    target_minutes: Annotated[float, typer.Option(min=0, help="Minutes within which a person should answer.")] = 5.0,
    silent_minutes: Annotated[
        float, typer.Option(min=1, help="Minutes without a message after which a conversation with the bot is over.")
    ] = 60.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report as a page, e.g. report.html.")] = None,
    as_json: AsJson = False,
) -> None:
    """What the bot achieves with real customers: resolved, came back, waited, were satisfied; and what that cost and saved."""
    from evaluation.operation import report as telling
    from evaluation.operation.money import Costs
    from evaluation.operation.results import Period

    start, end, now = span(since, until)
    given = {"--cost-hour": cost_hour, "--minutes-before": minutes_before, "--cost-month": cost_month}
    limits = {"--target-minutes": target_minutes, "--silent-minutes": silent_minutes}
    sensible({**given, **limits}, more_than_nothing=("--cost-hour", "--minutes-before"))
    costs = Costs(cost_hour, cost_month, minutes_before, currency)
    done = telling.run(read(), Period(start, end, now, silent_minutes * 60, target_minutes * 60, pack), costs)
    if output is not None:
        output.write_text(done.page(), encoding="utf-8")
    if as_json:
        report(done.as_json(), as_json)
    else:
        say("\n".join(done.lines()) if output is None else f"The report is in {output}.")


def span(since: datetime | None, until: datetime | None) -> tuple[float, float, float]:
    """From when until when, and now, in seconds since the epoch; a date without a time zone is in UTC."""
    now = time.time()
    start, end = (None if one is None else one.replace(tzinfo=one.tzinfo or UTC).timestamp() for one in (since, until))
    start, end = now // DAY * DAY - DAYS * DAY if start is None else start, now if end is None else end
    if start >= end:
        raise typer.BadParameter(f"--since has to lie before {'now' if until is None else '--until'}: nothing began between the two")
    return start, end, now


def sensible(values: Mapping[str, float | None], more_than_nothing: Collection[str]) -> None:
    """Refuse numbers that are none, and nothing where something is needed; an option that is left out is fine."""
    for option, value in values.items():
        if value is not None and not isfinite(value):
            raise typer.BadParameter(f"{option} has to be a number")
        if value == 0 and option in more_than_nothing:
            raise typer.BadParameter(f"{option} has to be more than 0; leave it out if you do not know it")
