"""Reports the progress of a training: bars in a terminal, lines elsewhere, or the caller's own callback."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

ProgressCallback = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is in all."""

STEP, PAUSE = 10, 10.0
"""A line is written after this many percent or seconds."""


@contextmanager
def bars(progress: ProgressCallback | None = None) -> Iterator[ProgressCallback]:
    """The caller's callback, or one bar for each stage on the error stream, or lines if that is no terminal."""
    console = Console(stderr=True)
    if progress is not None or not console.is_terminal:
        yield progress or lines(lambda line: console.print(line, highlight=False, soft_wrap=True))
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as shown:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage)
            shown.update(tasks[stage], completed=done, total=max(of, 1))

        yield show


def lines(write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> ProgressCallback:
    """A callback that writes a line when a stage begins, after each ``STEP`` percent or ``PAUSE`` seconds, and when it is done."""
    last: dict[str, tuple[int, float]] = {}

    def show(stage: str, done: int, of: int) -> None:
        percent, now = 100 * done // max(of, 1), clock()
        before, at = last.get(stage, (-STEP, now))
        if percent >= before + STEP or now >= at + PAUSE or (percent == 100 and before < 100):
            last[stage] = (percent, now)
            write(f"{stage}: {percent} %")

    return show
