"""Reports the progress of a training: bars in a terminal, lines elsewhere, or the caller's own callback."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Told = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is in all."""

STEP, PAUSE = 10, 10.0
"""A line is written after this many percent or seconds."""


@contextmanager
def bars(told: Told | None = None) -> Iterator[Told]:
    """The caller's callback, or one bar for each stage on the error stream, or lines if that is no terminal."""
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
    """A callback that writes a line when a stage begins, after each ``STEP`` percent or ``PAUSE`` seconds, and when it is done."""
    last: dict[str, tuple[int, float]] = {}

    def show(stage: str, done: int, of: int) -> None:
        percent, now = 100 * done // max(of, 1), clock()
        before, at = last.get(stage, (-STEP, now))
        if percent >= before + STEP or now >= at + PAUSE or (percent == 100 and before < 100):
            last[stage] = (percent, now)
            write(f"{stage}: {percent} %")

    return show
