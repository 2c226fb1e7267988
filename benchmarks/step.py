"""How long the dialogue core takes to decide, one `step` in the middle of a flow, and a pack of a hundred flows to load."""

import asyncio
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.events import Event, MessageReceived
from bot.dialogue.recovery import recover
from bot.dialogue.step import step
from bot.errors import ArtifactError
from bot.inference.artifact import latest
from bot.packs import load
from evaluation import stage
from evaluation.conversations import evaluate
from tests.dialogue.shop import DOMAIN, Player, code, reading

ROUNDS = 5000
FLOWS = 100
SHOP = Path(__file__).parent.parent / "domains/retail"


def measure() -> dict[str, float]:
    """Medians of a step that reads a message in the middle of a flow, and of one that begins a turn."""
    player = Player()
    player.write("i want to return this", reading(("return_item", 0.9), ("return_policy", 0.05)))
    waiting = replace(player.conversation, text="it is HL-204518")
    understood = reading(("return_item", 0.4), ("return_policy", 0.3), ("complaint", 0.1), entities=(code(),))("it is HL-204518")
    received = MessageReceived(0.0, "it is HL-204518", "d9")
    times: dict[str, float] = {}
    for name, event in (("message received", received), ("message understood", understood)):
        took = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            step(waiting, event, DOMAIN)
            took.append((time.perf_counter() - began) * 1e6)
        times[name] = statistics.median(took)
    return times


def loading() -> float:
    """Processor seconds to load the shop's pack with as many copies of its longest flow as make a hundred flows."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "many"
        shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("__pycache__"))
        longest = max((folder / "flows").glob("*.yaml"), key=lambda path: path.stat().st_size)
        for number in range(FLOWS - len(list((folder / "flows").glob("*.yaml")))):
            shutil.copy(longest, folder / "flows" / f"copy_{number}.yaml")
        began = time.process_time()
        assert len(load(folder).domain.flows) == FLOWS
        return time.process_time() - began


async def golden() -> float | None:
    """The median step of the shop's golden conversations in microseconds, best of three each; None if the shop has no model."""
    try:
        model = latest(Path("artifacts"), SHOP.name)
    except ArtifactError:
        return None
    pack = load(SHOP)
    results = await evaluate(pack, stage.load(pack, model))
    took = []
    for scene in (scene for outcome in results.outcomes for scene in outcome.scenes):
        conversation = scene.before
        for log in scene.turns:
            conversation = recover(conversation, pack.domain)
            for event in log.events:
                took.append(min(timed(conversation, event, pack.domain) for _ in range(3)))
                conversation = step(conversation, event, pack.domain).conversation
    return statistics.median(took)


def timed(conversation: Conversation, event: Event, domain: Domain) -> float:
    """The time of one step in microseconds."""
    began = time.perf_counter()
    step(conversation, event, domain)
    return (time.perf_counter() - began) * 1e6


def rows(result: dict[str, float]) -> list[tuple[str, str, str]]:
    """The rows of the section: what is measured, the value, the target."""
    steps = [(f"one step, {name}, median", f"{took:.0f} µs", "50 µs") for name, took in result.items()]
    if (median := asyncio.run(golden())) is not None:
        steps.append(("all steps of the shop's golden conversations, median", f"{median:.0f} µs", "50 µs"))
    return [*steps, (f"a pack of {FLOWS} flows, loaded and checked", f"{loading():.2f} s", "1 s")]


if __name__ == "__main__":
    for row in rows(measure()):
        print(" | ".join(row))
