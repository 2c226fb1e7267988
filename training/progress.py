"""Tells how far a training is: bars in a terminal, or whatever the caller wants to be told."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Told = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is."""

STEP, PAUSE = 10, 10.0
"""Percent and seconds after which a further line is written."""


@contextmanager
def bars(told: Told | None = None) -> Iterator[Told]:
    """The caller's own way of being told, or one bar a stage on the error stream; lines where that is no terminal."""
    console = Console(stderr=True)
    if told is not None or not console.is_terminal:
        yield told or lines(lambda line: console.print(line, highlight=False, soft_wrap=True))
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage)
            progress.update(tasks[stage], completed=done, total=max(of, 1))

        yield show


def lines(write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> Told:
    """Writes a line where a stage begins, after each ``STEP`` percent or ``PAUSE`` seconds of it, and where it is done."""
    last: dict[str, tuple[int, float]] = {}

    def show(stage: str, done: int, of: int) -> None:
        percent, now = 100 * done // max(of, 1), clock()
        before, at = last.get(stage, (-STEP, now))
        if percent >= before + STEP or now >= at + PAUSE or (percent == 100 and before < 100):
            last[stage] = (percent, now)
            write(f"{stage}: {percent} %")

    return show
