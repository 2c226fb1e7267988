"""How long the dialogue core takes to decide, one `step` in the middle of a flow, and a pack of a hundred flows to load."""

import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.dialogue.events import MessageReceived
from bot.dialogue.step import step
from bot.packs import load
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


def rows(result: dict[str, float]) -> list[tuple[str, str, str]]:
    """The section as rows: what, measured, asked for."""
    steps = [(f"one step, {name}, median", f"{took:.0f} µs", "50 µs") for name, took in result.items()]
    return [*steps, (f"a pack of {FLOWS} flows, loaded and checked", f"{loading():.2f} s", "1 s")]


if __name__ == "__main__":
    for row in rows(measure()):
        print(" | ".join(row))
