"""The ``frontdesk`` command: each command is a thin call, and imports its package only when it is used."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.advice.cli import advice
from bot.commandline.accounts import account, accounts
from bot.commandline.authoring import PackFolder, check, folder_of, new
from bot.commandline.conversations import conversations
from bot.commandline.feedback import feedback
from bot.commandline.inspecting import explain, operation, replay
from bot.commandline.options import MAKE, RUN, TRAIN, TRY, AsJson, Dial, Effort, Index, Model, Seed, Version
from bot.commandline.printing import about, bad_rows, fail, report, say, warn
from bot.commandline.processes import chat, demo, serve, worker
from bot.errors import DataError, FrontdeskError
from bot.registry.cli import after_training, models, serving
from bot.settings import Settings, read

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="A support bot trained on your own dialogues."
)
evaluate = typer.Typer(
    no_args_is_help=True, help="Measure a model or an index on data it has not seen, or what the bot achieves with customers."
)
PLAIN: Mapping[str, tuple[Callable[..., None], ...]] = {
    TRY: (demo, chat),
    MAKE: (new, check),
    RUN: (serve, worker, explain, replay, account),
}
for panel, commands in PLAIN.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.command(rich_help_panel=TRAIN)(feedback)
app.add_typer(accounts, name="accounts", rich_help_panel=RUN)
app.add_typer(models, name="models", rich_help_panel=RUN)
app.add_typer(conversations, name="conversations", rich_help_panel=RUN)
app.add_typer(evaluate, name="evaluate", rich_help_panel=TRAIN)
evaluate.add_typer(advice, name="advice")
evaluate.command("operation")(operation)


@app.callback()
def options(version: Version = False) -> None:
    """A support bot trained on your own dialogues."""


def there(pack: str, settings: Settings) -> Path:
    """The folder of a pack that there is; SetupError names those that there are."""
    from bot.composition import pack_folder

    folder = folder_of(pack, settings)
    return folder if folder.is_dir() else pack_folder(settings, pack)


@app.command(rich_help_panel=TRAIN)
def train(  # noqa: PLR0913 - each is an option of the command line
    pack: Annotated[str | None, typer.Argument(help="A pack in domains/, or a path to one.")] = None,
    utterances: Annotated[Path | None, typer.Option(help="A CSV with columns text,intent instead of a pack.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the model goes (with --utterances).")] = None,
    effort: Dial = Effort.normal,
    seed: Seed = 7,
    *,
    unlabelled: Annotated[
        Path | None, typer.Option(help="Also learn from past messages without labels: a history.jsonl, or a file with a text a row.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Fit the advice engine that the pack ships to this data, and nothing else.")] = None,
) -> None:
    """Train models from a pack, or from any CSV with columns text,intent (intent oos = out of scope)."""
    from training import encoder, run, summary
    from training.advice import engines

    settings = read()
    with encoder.leading() as leads:
        if not leads:
            return
        if (pack is None) == (utterances is None):
            raise typer.BadParameter("name a pack, or give --utterances train.csv -o DIR; not both")
        if (utterances is None) != (output is None):
            raise typer.BadParameter("-o DIR says where the model of --utterances goes; a pack's goes to artifacts/")
        if utterances is not None and data is not None:
            raise typer.BadParameter("--data is for the advice engine of a pack, which --utterances is not")
        if utterances is not None and output is not None:
            made = run.train_utterances(utterances, output, effort.value, seed, history=unlabelled)
            say("\n".join(summary.lines(made.folder, made.data)))
        elif pack is not None and data is not None:
            say(engines.refit(folder_of(pack, settings), data, seed))
        elif pack is not None:
            folder = there(pack, settings)
            made = run.train_pack(folder, settings.artifacts_dir, effort.value, seed, history=unlabelled)
            say("\n".join([*summary.lines(made.folder, made.data), after_training(settings, folder.name, made.folder.name)]))


@app.command(rich_help_panel=TRAIN)
def index(
    pack: Annotated[str | None, typer.Argument(help="A pack in domains/, or a path to one.")] = None,
    documents: Annotated[Path | None, typer.Option(help="JSONL with id,title,text a line instead of a pack.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the index goes (with --documents).")] = None,
    model: Annotated[Path | None, typer.Option(help="The artifact whose encoder embeds the documents.")] = None,
) -> None:
    """Build the search index of a pack again, or index any documents."""
    from bot.registry import versions
    from training import index as indexing

    settings = read()
    if (pack is None) == (documents is None) or (documents is None) != (output is None):
        raise typer.BadParameter("name a pack, or give --documents docs.jsonl -o DIR; not both")
    if documents is not None and output is not None:
        bad: list[DataError] = []
        try:
            count = indexing.index_documents(documents, output, model and versions.at(model), bad)
        finally:
            bad_rows(bad, output)
        say(f"{count} passages in {output}, {len(bad)} rows left out.")
    elif pack is not None:
        folder = there(pack, settings)
        say(after_training(settings, folder.name, indexing.index_pack(folder, serving(settings, folder.name))))


@app.command("import", rich_help_panel=TRAIN)
def import_dialogues(  # noqa: PLR0913 - each is an option of the command line
    format: Annotated[str | None, typer.Argument(help="The format of the source; --list names them.")] = None,
    source: Annotated[Path | None, typer.Argument(help="A file or a folder.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The history.jsonl to write.")] = None,
    *,
    utterances: Annotated[
        Path | None, typer.Option(help="Also write labelled customer messages to this CSV, where the format has labels.")
    ] = None,
    pack: Annotated[Path | None, typer.Option(help="Also write a pack that serves them to this folder.")] = None,
    clean: Annotated[bool, typer.Option("--clean", help="Clean them on the way, as frontdesk clean does.")] = False,
    list_formats: Annotated[bool, typer.Option("--list", help="Name the formats.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of one line of history.jsonl.")] = False,
) -> None:
    """Bring past dialogues into the one dialogue format."""
    from training import dialogues, importers

    if schema:
        typer.echo(json.dumps(dialogues.schema(), indent=2, ensure_ascii=False))
        return
    if list_formats:
        for name, importer in importers.FORMATS.items():
            say(f"{name:>12}  {importer.about}")
        return
    if format is None or source is None or output is None:
        raise typer.BadParameter("frontdesk import FORMAT SOURCE -o history.jsonl; --list names the formats")
    try:
        done = importers.run(format, source, output, utterances, pack, clean)
    except importers.NothingUsable as error:
        bad_rows(error.bad, output)
        raise
    bad_rows(done.bad, output)
    say(f"{done.written} dialogues written to {output}, {len(done.bad)} rows left out.")
    if done.unread:
        say(f"Nothing was taken from the column{'s' * (len(done.unread) > 1)} {', '.join(done.unread)}.")
    if done.cleaning is not None:
        report(done.cleaning.table(), as_json=False)


@app.command(rich_help_panel=TRAIN)
def clean(
    source: Annotated[Path, typer.Argument(help="A history.jsonl.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The history.jsonl to write; it may be the same.")],
    keep_personal: Annotated[
        bool, typer.Option("--keep-personal", help="Leave names, addresses and numbers of people as they are.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Clean past dialogues: mend text, take off what no person wrote, replace personal data, leave out doubles."""
    from training import clean as cleaning

    done = cleaning.run(source, output, keep_personal)
    bad_rows(done.bad, output)
    report(done.as_json() if as_json else done.table(), as_json)


@app.command(rich_help_panel=TRAIN)
def discover(
    source: Annotated[Path, typer.Argument(help="A history.jsonl, or a CSV or JSON Lines file with a text a row; labels are not needed.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for utterances.csv and map.html.")],
    seed: Seed = 7,
) -> None:
    """Find intents in messages that nobody labelled: groups with names, for you to correct, and a map of them."""
    from training import discover as discovering

    found = discovering.run(source, output, seed)
    bad_rows(found.requests.bad, output / discovering.TABLE)
    say("\n".join(discovering.lines(found, output)))


@evaluate.command("intents")
def evaluate_intents(
    model: Model, test: Annotated[Path, typer.Option(help="A CSV with columns text,intent.")], as_json: AsJson = False
) -> None:
    """Intents of a model on a labelled CSV, at the model's own thresholds."""
    from bot.registry import versions
    from evaluation import understanding

    figures = understanding.evaluate(versions.at(model), test)
    if as_json:
        report(figures, as_json)
        return
    report(understanding.for_people(figures), as_json)
    for note in understanding.notes(figures, test):
        say(note)


@evaluate.command("retrieval")
def evaluate_retrieval(
    index: Index, queries: Annotated[Path, typer.Option(help="JSONL with id,text,relevant a line.")], as_json: AsJson = False
) -> None:
    """An index on queries whose relevant documents are known."""
    from evaluation import retrieval

    report(retrieval.evaluate(index, queries, lambda error: warn(str(error))), as_json)


@evaluate.command("discovery")
def evaluate_discovery(
    utterances: Annotated[Path, typer.Option(help="The utterances.csv that discover wrote.")],
    labels: Annotated[Path, typer.Option(help="A CSV with columns text,intent.")],
    as_json: AsJson = False,
) -> None:
    """Intents that frontdesk discover found (its utterances.csv), beside those that people gave the same texts (text,intent)."""
    from evaluation import discovery

    report(dict(discovery.evaluate(utterances, labels)), as_json)


@evaluate.command("satisfaction")
def evaluate_satisfaction(
    dialogues: Annotated[Path, typer.Option(help="A history.jsonl.")],
    folds: Annotated[int | None, typer.Option(help="Also foresee each turn's rating, trained on the other folds of dialogues.")] = None,
    seed: Seed = 7,
    as_json: AsJson = False,
) -> None:
    """What customers rated, how dialogues ended, and how far judges agree; with --folds, how well ratings are foreseen."""
    from evaluation import outlook, satisfaction

    if folds is None:
        report(dict(satisfaction.evaluate(dialogues)), as_json)
    else:
        report(dict(outlook.with_progress(dialogues, folds, seed, read().data_dir / "work")), as_json)


@evaluate.command("conversations")
def evaluate_conversations(
    pack: PackFolder,
    simulate: Annotated[int, typer.Option(min=0, help="Also let so many simulated customers talk to the bot.")] = 0,
    seed: Seed = 7,
    as_json: AsJson = False,
) -> None:
    """A pack's golden conversations against its models; ends with status 1 where one does not go as it should."""
    from evaluation import run

    settings = read()
    folder = there(pack, settings)
    done = run.evaluate(folder, serving(settings, folder.name), simulate, seed)
    if as_json:
        report(done.as_json(), as_json)
    else:
        say("\n".join(done.lines()))
    if not done.passed:
        raise typer.Exit(1)


def main() -> None:
    """Run a command; what Frontdesk can explain is one sentence, not a stack trace."""
    try:
        app()
    except FrontdeskError as error:
        fail(str(error))
        sys.exit(1)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("bot", "training", "retrieval", "evaluation"):
            raise
        extra = {"faiss": "cpu", "clarabel": "advice"}.get(error.name or "", "train")
        fail(f"This command needs the library {error.name}: pip install 'frontdesk[{extra}]' brings it.")
        sys.exit(1)
    except OSError as error:
        if (sentence := about(error)) is None:
            raise
        fail(sentence)
        sys.exit(1)
