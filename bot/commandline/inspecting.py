"""The commands that look into past conversations: ``frontdesk explain`` and ``frontdesk replay``."""

from typing import Annotated

import typer

from bot.commandline.options import AsJson
from bot.commandline.printing import out, report, say
from bot.errors import SetupError
from bot.registry.cli import serving
from bot.registry.versions import packs
from bot.settings import Settings, read


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
