"""How long the dialogue core takes to decide: one `step` in the middle of a flow, microseconds."""

import statistics
import time
from dataclasses import replace

from bot.dialogue.events import MessageReceived
from bot.dialogue.step import step
from tests.dialogue.shop import DOMAIN, Player, code, reading

ROUNDS = 5000


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


def rows(result: dict[str, float]) -> list[tuple[str, str, str]]:
    """The section as rows: what, measured, asked for."""
    return [(f"one step, {name}, median", f"{took:.0f} µs", "50 µs") for name, took in result.items()]


if __name__ == "__main__":
    for row in rows(measure()):
        print(" | ".join(row))
