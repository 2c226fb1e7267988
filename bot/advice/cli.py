"""``frontdesk evaluate advice ...``: the advice engines on data of their kind, not only a pack's."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commandline.options import AsJson, Seed
from bot.commandline.printing import report, say

advice = typer.Typer(no_args_is_help=True, help="Measure an advice engine on data of its kind that it has not seen.")


@advice.command("investment")
def evaluate_investment(  # noqa: PLR0913 - each is an option of the command line
    prices: Annotated[Path, typer.Option(help="A CSV with a date column and a column of prices an asset; .gz too.")],
    *,
    index: Annotated[Path | None, typer.Option(help="Prices of an index, to compare with.")] = None,
    riskless: Annotated[float, typer.Option(min=-0.05, max=0.5, help="What cash earns a year.")] = 0.02,
    cost: Annotated[float, typer.Option(min=0.0, max=0.2, help="Of each trade, a share of its value.")] = 0.001,
    window: Annotated[float, typer.Option(min=0.25, help="Years that each decision looks back on.")] = 3.0,
    relatives: Annotated[bool, typer.Option("--relatives", help="The cells are each day's price over the day before.")] = False,
    seed: Seed = 7,
    as_json: AsJson = False,
) -> None:
    """Portfolios walked through the past, after costs, beside 1/N, 60/40 and the index; and where 1/N wins."""
    from evaluation.advice import investment

    found = investment.evaluate(prices, investment.Options(index, riskless, cost, window, relatives, seed))
    if as_json:
        report(found, as_json)
    else:
        say("\n".join(investment.lines(found)))


@advice.command("triage")
def evaluate_triage(  # noqa: PLR0913 - each is an option of the command line
    train: Annotated[Path, typer.Option(help="Cases to learn from: a JSON list with exp_sxs, imp_sxs and label.")],
    *,
    test: Annotated[Path | None, typer.Option(help="Cases to test on; without it, cross-validation.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 5,
    levels: Annotated[Path | None, typer.Option(help="A CSV with condition,level: also measures under-triage.")] = None,
    questions: Annotated[int, typer.Option(min=0, help="Questions a case at most.")] = 10,
    seed: Seed = 7,
    as_json: AsJson = False,
) -> None:
    """Triage of recorded cases: conditions, questions, and advice below the level that was due."""
    from evaluation.advice import triage

    report(triage.evaluate(train, test, triage.Options(folds, questions, levels, seed=seed)), as_json)


@advice.command("credit")
def evaluate_credit(  # noqa: PLR0913 - each is an option of the command line
    train: Annotated[Path, typer.Option(help="A CSV of past applications to learn from.")],
    target: Annotated[str, typer.Option(help="The column that says whether it was repaid; a number where the file has no names.")],
    *,
    test: Annotated[Path | None, typer.Option(help="A CSV to test on; without it, cross-validation.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 10,
    bad: Annotated[str | None, typer.Option(help="The value of the target that means not repaid; left out: found.")] = None,
    protected: Annotated[list[str] | None, typer.Option(help="A further column that must not decide.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="A further column to report by; it stays an input.")] = None,
    columns: Annotated[Path | None, typer.Option(help="A columns.yaml that says what the columns mean.")] = None,
    cost: Annotated[float, typer.Option(min=0.01, help="What accepting a bad one costs, over refusing a good one.")] = 5.0,
    text: Annotated[bool, typer.Option("--text", help="Also a LoRA text classifier, minutes a fold.")] = False,
    seed: Seed = 7,
    as_json: AsJson = False,
) -> None:
    """A scorecard beside other models, what it costs, and what it does to groups of people; protected columns are never inputs."""
    from evaluation.advice import credit
    from training.advice import applications
    from training.advice import columns as meaning

    told = meaning.read(columns) if columns is not None else None
    asked = applications.Asked(target, bad, tuple(protected or ()), tuple(by or ()), told)
    found = credit.evaluate(train, test, asked, credit.Options(folds, cost, text, seed))
    if as_json:
        report(found, as_json)
    else:
        say("\n".join(credit.lines(found)))


@advice.command("maintenance")
def evaluate_maintenance(  # noqa: PLR0913 - each is an option of the command line
    train: Annotated[
        Path, typer.Option(help="A CSV of machines to learn from: their readings, and whether they failed or cycle by cycle.")
    ],
    *,
    target: Annotated[
        str | None, typer.Option(help="The column of failures, or of remaining life; not needed where machines ran to failure.")
    ] = None,
    test: Annotated[Path | None, typer.Option(help="A CSV to test on; without it, cross-validation.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 5,
    mode: Annotated[list[str] | None, typer.Option(help="A column that says how a machine failed; left out: found.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="A further column that must not be an input.")] = None,
    unit: Annotated[str | None, typer.Option(help="Of series: the column that names the machine.")] = None,
    cycle: Annotated[str | None, typer.Option(help="Of series: the column that counts the cycles.")] = None,
    remaining: Annotated[
        Path | None, typer.Option(help="Of series: what each test machine had left at its last cycle, a number a line.")
    ] = None,
    cap: Annotated[float, typer.Option(min=1, help="Of series: remaining life from which on a machine is as good as new.")] = 125.0,
    seed: Seed = 7,
    as_json: AsJson = False,
) -> None:
    """Failures foreseen from readings, with their causes; or remaining life, machines left out."""
    from evaluation.advice import maintenance
    from training.advice.series import Names

    names = Names(unit, cycle, target)
    options = maintenance.Options(target, tuple(mode or ()), tuple(ignore or ()), names, remaining, cap, folds, seed)
    found = maintenance.evaluate(train, test, options)
    if as_json:
        report(found, as_json)
    else:
        say("\n".join(maintenance.lines(found)))
