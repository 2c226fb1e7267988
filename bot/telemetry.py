"""What a running server reports about itself: JSON log lines, which never quote a customer, and Prometheus metrics."""

import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO, cast

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bot.dialogue.events import Event
from bot.engine import Engine
from bot.errors import AlreadyHandled, SetupError
from bot.metrics import BacklogMetrics, DeliveryMetrics, MessageMetrics
from bot.store.records import Opened, Turn

BUCKETS = (0.002, 0.004, 0.006, 0.008, 0.012, 0.016, 0.024, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Bounds of the turn latency histogram in seconds, finest around the 12 ms that a turn may take."""

ASKING = (0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
"""Bounds of the histogram of a language model's answering time, in seconds."""

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Sink:
    """Where log lines go; a failed write is never raised to the caller, who may be just handling a full disk.

    While the disk is full, the first 8 kB of lines stay in the stream's buffer and are written when there is room again.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        """Write a line, or lose it."""
        with suppress(OSError, ValueError):
            self.stream.write(text)

    def flush(self) -> None:
        """Write what is in the stream's buffer, or keep it there."""
        with suppress(OSError, ValueError):
            self.stream.flush()


def log_as_json(target: TextIO | Path | None = None) -> None:
    """Write every log line as a JSON object to standard error or appended to a file; raises SetupError if the file cannot be opened."""
    stream = appended(target) if isinstance(target, Path) else target or sys.stderr
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str).decode()),
        ],
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, Sink(stream))),
    )


def appended(path: Path) -> TextIO:
    """A file opened for appending; raises SetupError if that fails."""
    try:
        return path.open("a", encoding="utf-8")
    except OSError as error:
        raise SetupError(
            f"The log {path} cannot be written ({error.strerror}): let this user write there, or set FRONTDESK_DATA_DIR to another folder."
        ) from error


class Telemetry:
    """The metrics of one application, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.turns = Counter("frontdesk_turns", "Turns that were committed", ["pack", "mode"], registry=self.registry)
        self.failures = Counter("frontdesk_turn_failures", "Turns that raised", ["error"], registry=self.registry)
        self.seconds = Histogram(
            "frontdesk_turn_seconds", "From event to rest, without waiting", ["pack"], buckets=BUCKETS, registry=self.registry
        )
        self.escalations = Counter("frontdesk_escalations", "Conversations handed to people", ["pack", "reason"], registry=self.registry)
        self.transfers = Counter("frontdesk_transfers", "Conversations that operators handed on", ["pack", "to"], registry=self.registry)
        self.heard = MessageMetrics(self.registry)
        self.deliveries = DeliveryMetrics(self.registry)
        self.waits = BacklogMetrics(self.registry)
        self.sockets = Gauge("frontdesk_websockets", "Open WebSockets of customers", registry=self.registry)
        self.asked = Counter(
            "frontdesk_language_model",
            "Messages that a language model was to read, by what came of it",
            ["outcome"],
            registry=self.registry,
        )
        self.asked_seconds = Histogram(
            "frontdesk_language_model_seconds", "From the question to the answer or the failure", buckets=ASKING, registry=self.registry
        )
        self.log = structlog.get_logger("turn")

    def turn(self, turn: Turn) -> None:
        """Count and log one turn, without what was said in it."""
        pack = turn.conversation.pack
        self.turns.labels(pack, turn.conversation.mode).inc()
        self.seconds.labels(pack).observe(turn.took)
        self.heard.count(turn)
        if turn.escalation:
            self.escalations.labels(pack, turn.escalation.reason).inc()
        if any(reason.rule == "transferred" and reason.fired for reason in turn.trace):
            self.transfers.labels(pack, "queue" if turn.conversation.mode == "queued" else "colleague").inc()
        self.log.info(
            "turn",
            conversation=turn.conversation.id,
            pack=pack,
            turn=turn.conversation.turn,
            mode=turn.conversation.mode,
            events=[type(event).__name__ for event in turn.events],
            replies=[message.reply for message in turn.messages if message.author == "bot"],
            escalation=turn.escalation.reason if turn.escalation else None,
            failed=bool(turn.failure),
            model=turn.model_version,
            milliseconds=round(turn.took * 1000, 1),
            stages={stage: round(seconds * 1000, 1) for stage, seconds in turn.stages.items()},
        )

    def failed(self, conversation_id: str, error: BaseException) -> None:
        """Count a turn that raised; the worker logs it."""
        self.failures.labels(type(error).__name__).inc()

    def language_model(self, outcome: str, seconds: float | None) -> None:
        """Count a message that was meant for a language model; ``seconds`` is None if the model was not asked, being left alone."""
        self.asked.labels(outcome).inc()
        if seconds is not None:
            self.asked_seconds.observe(seconds)

    def page(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self.registry)


class WatchedEngine(Engine):
    """The engine, reporting each of its turns to ``watch`` or ``failed``, which are to be set before the first."""

    watch: Callable[[Turn], None]
    failed: Callable[[str, BaseException], None]

    async def commit_turn(self, conversation_id: str, event: Event, key: str, run: Callable[[Opened, Event, str], Awaitable[Turn]]) -> Turn:
        """Run and commit a turn as the engine does, then report it, unless somebody else was faster."""
        try:
            turn = await super().commit_turn(conversation_id, event, key, run)
        except AlreadyHandled:
            raise
        except Exception as error:
            self.failed(conversation_id, error)
            raise
        self.watch(turn)
        return turn
