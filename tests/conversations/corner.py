"""The corner shop with golden cases of its own, and hand-written models that know a few words."""

from pathlib import Path

from bot import packs
from bot.actions import PackActions
from bot.dialogue.effects import Retrieve
from bot.dialogue.events import Passage
from bot.engine import Serving
from bot.packs import Pack
from bot.turn import Vector
from evaluation.conversations import Results, evaluate
from tests.house import ScriptedUnderstander
from tests.packs.folders import copied

KNOWN = {"where": "track_order", "human": "human_agent", "thank": "thanks", "open": "opening_hours"}


class HoursAlone:
    """A knowledge base of one article."""

    async def search(self, request: Retrieve, vector: Vector) -> tuple[Passage, ...]:
        return (Passage("hours#1", "Opening hours", "Monday to Friday from nine to five.", 1.0, "knowledge", "en"),)


def serving(pack: Pack) -> Serving:
    """What the corner shop is served with; its actions come with the case."""
    return Serving(pack.domain, ScriptedUnderstander(pack.domain, KNOWN), HoursAlone(), PackActions(pack, pack.path), "scripted")


def with_cases(tmp_path: Path, text: str) -> Pack:
    """A copy of the pack with one file of cases."""
    folder = copied(tmp_path)
    (folder / "cases").mkdir()
    (folder / "cases" / "orders.yaml").write_text(text, encoding="utf-8")
    return packs.load(folder)


async def results(tmp_path: Path, text: str) -> Results:
    """How these cases end."""
    pack = with_cases(tmp_path, text)
    return await evaluate(pack, serving(pack))
