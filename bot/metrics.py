"""Groups of Prometheus metrics: the stages of turns, the outcomes of messages and deliveries, and how much is waiting."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.dialogue.events import MessageReceived, Understood
from bot.errors import Cause
from bot.store.records import Turn

STAGES = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Bounds of the histogram of stages, in seconds: an index answers within a millisecond, and a message may wait a minute for its turn."""

CONFIDENCE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
"""Bounds of the histogram of the best intent's probability."""

DECLINING = frozenset({"out_of_scope", "not_understood", "nothing_found", "answer_missed", "offer_human"})
"""Replies which say that the bot cannot help."""


class MessageMetrics:
    """Metrics of customers' messages and of the stages of turns."""

    def __init__(self, registry: CollectorRegistry) -> None:
        of = ["pack", "language"]
        self.stages = Histogram("frontdesk_stage_seconds", "Where time goes", ["pack", "stage"], buckets=STAGES, registry=registry)
        self.messages = Counter("frontdesk_messages", "Messages of customers, by what came of them", [*of, "outcome"], registry=registry)
        self.confidence = Histogram(
            "frontdesk_intent_confidence", "Probability of a message's best intent", of, buckets=CONFIDENCE, registry=registry
        )
        self.outside = Counter("frontdesk_out_of_scope", "Messages that the model holds to be out of scope", of, registry=registry)

    def count(self, turn: Turn) -> None:
        """Count a turn's stages and, if a message began it, the message and how long it waited for the turn."""
        pack, language, first = turn.conversation.pack, turn.conversation.language, turn.events[0]
        for stage, seconds in turn.stages.items():
            self.stages.labels(pack, stage).observe(seconds)
        if not isinstance(first, MessageReceived):
            return
        self.stages.labels(pack, "waiting").observe(max(turn.at - first.at, 0.0))
        self.messages.labels(pack, language, outcome(turn)).inc()
        understood = next((event for event in turn.events if isinstance(event, Understood)), None)
        if understood is None:
            return
        if understood.intents:
            self.confidence.labels(pack, language).observe(understood.intents[0].value)
        if understood.out_of_scope >= understood.thresholds.out_of_scope:
            self.outside.labels(pack, language).inc()


def outcome(turn: Turn) -> str:
    """The outcome of a customer's message; ``left`` if the bot said nothing because a person has the conversation or is awaited."""
    replies = {message.reply for message in turn.messages if message.author == "bot"}
    if turn.failure:
        return "failed"
    if turn.escalation:
        return "handed_over"
    if replies & DECLINING:
        return "declined"
    if "clarify" in replies:
        return "clarified"
    return "answered" if replies else "left"


class DeliveryMetrics:
    """Metrics of the tries to send lines."""

    def __init__(self, registry: CollectorRegistry) -> None:
        by = ["channel", "outcome", "cause"]
        self.tries = Counter("frontdesk_deliveries", "Tries to send a line, by what came of them", by, registry=registry)
        self.retries = Counter("frontdesk_delivery_retries", "Tries of lines that had failed before", ["channel"], registry=registry)

    def count(self, channel: str, outcome: str, cause: Cause | None, again: bool) -> None:
        """Count a try; ``again`` if an earlier try of the line had failed."""
        self.tries.labels(channel, outcome, cause or "").inc()
        if again:
            self.retries.labels(channel).inc()


class SuggestionMetrics:
    """Metrics of the suggested replies at the desk."""

    def __init__(self, registry: CollectorRegistry) -> None:
        of = ["pack", "outcome"]
        self.replies = Counter("frontdesk_suggestions", "Suggested replies, by what came of them", of, registry=registry)

    def count(self, pack: str, outcome: str) -> None:
        """Count a reply that was ``offered``, sent as it was (``used``) or sent in other words (``edited``)."""
        self.replies.labels(pack, outcome).inc()


class BacklogMetrics:
    """How much is waiting in the store, the same in every process of an installation; ``bot.gauges`` sets it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.queue = Gauge("frontdesk_queue", "Conversations that wait for a person", registry=registry)
        self.inbox = Gauge("frontdesk_inbox_waiting", "Events that are not answered", registry=registry)
        self.inbox_age = Gauge("frontdesk_inbox_oldest_seconds", "Age of the oldest event that is not answered", registry=registry)
        self.outbox = Gauge("frontdesk_outbox_waiting", "Lines that are not sent yet", registry=registry)
        self.outbox_age = Gauge("frontdesk_outbox_oldest_seconds", "Age of the oldest line that is not sent yet", registry=registry)
        self.dead = Gauge("frontdesk_undelivered", "Lines that were given up", registry=registry)
        self.store = Gauge("frontdesk_store_up", "Whether the database answers", registry=registry)
