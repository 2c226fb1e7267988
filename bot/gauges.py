"""Reads how much is waiting from the store, whenever the metrics are requested."""

import math
import time
from typing import Protocol

import structlog

from bot.errors import FrontdeskError
from bot.store.records import Backlog
from bot.telemetry import Telemetry

log = structlog.get_logger("gauges")


class BacklogSource(Protocol):
    """Tells how much is waiting: every store, and ``bot.reception.Reception``."""

    async def backlog(self) -> Backlog: ...


async def observe(store: BacklogSource, telemetry: Telemetry) -> None:
    """Set the gauges of what is waiting, ages in seconds; while the database is away they are NaN and ``frontdesk_store_up`` is 0."""
    waits, now = telemetry.waits, time.time()
    try:
        backlog = await store.backlog()
    except (FrontdeskError, OSError) as error:
        log.warning("backlog_unreadable", error=type(error).__name__)
        waits.store.set(0)
        for gauge in (waits.queue, waits.inbox, waits.inbox_age, waits.outbox, waits.outbox_age, waits.dead):
            gauge.set(math.nan)
        return
    waits.store.set(1)
    waits.queue.set(backlog.queued)
    waits.inbox.set(backlog.inbox)
    waits.inbox_age.set(age(backlog.inbox_since, now))
    waits.outbox.set(backlog.outbox)
    waits.outbox_age.set(age(backlog.outbox_since, now))
    waits.dead.set(backlog.dead)


def age(since: float | None, now: float) -> float:
    """Seconds since ``since``, 0 if it is None."""
    return 0.0 if since is None else max(now - since, 0.0)
