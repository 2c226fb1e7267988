"""``frontdesk explain --words`` and ``--text``: prints the words that decided."""

import time
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from bot.commandline.printing import visible
from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood
from bot.errors import ArtifactError, SetupError
from bot.inference import encoder as encoders
from bot.inference.attribution import Attribution, LabelAttribution, attribute
from bot.inference.encoder import Encoder
from bot.registry.commands import looked_at
from bot.registry.roles import Roles
from bot.registry.versions import to_serve
from bot.settings import Settings
from bot.understanding.understander import EncoderUnderstander
from bot.understanding.weighing import stories, version_of

WIDTH = 20
"""The width of the longest bar, in columns."""

STRONG = 0.5
"""A word is marked in the message if it has at least this share of the strongest word's weight."""

LEAST = 0.1
"""The least weight, in log-odds, with which a word gets a line."""

LINES = 6
"""The most words of a label that get a line."""

NAMES = {"out_of_scope": "out of scope", "intent": "intent", "sentiment": "sentiment"}


class Teller:
    """Says which words decided; each version is loaded once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.loaded: dict[Path, Encoder] = {}

    async def lines(self, pack: str, text: str, event: Understood | None = None, domain: Domain | None = None) -> list[Text]:
        """The lines for one message, by the version that read it or else the one that serves; raises SetupError without either.

        A text that is no message is read as the pack ``domain`` would read it.
        """
        encoder = await self.encoder(pack, event.model if event else "")
        read = event or (EncoderUnderstander(encoder, domain).read(text, time.time())[0] if domain else None)
        found = next(one for one in attribute(encoder, text, read.begins if read else 0) if one is not None)
        return [*head(found, event.model if event else found.model), *(line for one in stories(found, event) for line in told(found, one))]

    async def encoder(self, pack: str, version: str) -> Encoder:
        """The encoder of a version, or of the one that would serve now."""
        root = self.settings.artifacts_dir
        folder = root / pack / version
        if folder in self.loaded:
            return self.loaded[folder]
        try:
            read = version_of(root / pack, version)
        except ArtifactError:
            folder = await self.serving(root, pack)
            read = self.loaded.get(folder) or encoders.load(folder)
        return self.loaded.setdefault(folder, read)

    async def serving(self, root: Path, pack: str) -> Path:
        """The folder of the version that would serve now."""
        async with looked_at(self.settings) as registry:
            roles = (await registry.roles()).get(pack, Roles())
            try:
                return to_serve(root, pack, roles, await registry.changes(pack), self.settings.shared_artifacts_dir)
            except ArtifactError as error:
                raise SetupError(f"The pack {pack} cannot be explained: {error}.") from error


def head(found: Attribution, read_by: str) -> Iterator[Text]:
    """The lines that say how to read the weights."""
    if not found.spans:
        yield Text("The model cannot read this message: no word decided.", "yellow")
    elif found.model != read_by:
        yield Text(f"Explained with the model {found.model}: {read_by}, which read this message, is not here any more.", "yellow")
    if found.spans:
        how = "all combinations of them" if found.exact else "a sample of their combinations"
        yield Text(f"Weights of words in log-odds, from {how}, model {found.model}", "dim")


def told(found: Attribution, one: LabelAttribution) -> Iterator[Text]:
    """The lines of one label: its probability, the message with its strongest words marked, and a bar for each heavy word."""
    label = f" {one.label}" if one.about != "out_of_scope" else ""
    yield Text(f"{NAMES[one.about]}{label} {one.probability:.2f}  (log-odds {one.odds:+.1f}, without any word {one.without:+.1f})", "bold")
    most = max(abs(word.weight) for word in one.words)
    yield marked(found.text, one, max(STRONG * most, LEAST))
    for word in sorted(one.words, key=lambda word: -abs(word.weight))[:LINES]:
        if abs(word.weight) >= LEAST:
            bar = "█" * max(1, round(WIDTH * abs(word.weight) / most))
            line = Text(f"  {word.weight:+6.2f} ")
            yield line.append(f"{bar:<{WIDTH}} ", "green" if word.weight > 0 else "red").append(visible(word.word))


def marked(text: str, one: LabelAttribution, strong: float) -> Text:
    """The message with every word marked that weighs ``strong`` or more; + and - mark them where there are no colours."""
    line, place = Text("  “"), 0
    for word in one.words:
        line.append(visible(text[place : word.start]))
        if abs(word.weight) >= strong:
            sign, style = ("+", "bold green") if word.weight > 0 else ("-", "bold red")
            line.append(f"[{sign}{visible(word.word)}]", style)
        else:
            line.append(visible(word.word))
        place = word.end
    return line.append(visible(text[place:])).append("”")
