"""What the words of the report mean, exactly."""

from collections.abc import Iterator

from evaluation.operation.results import Period
from evaluation.operation.wording import lasting


def definitions(period: Period) -> Iterator[tuple[str, str]]:
    """Each with what it means."""
    yield (
        "Conversation",
        "From a customer's first message to the end. It ends when somebody closes it, when the bot closes it because nobody answered, or "
        f"when the bot has it and nobody has written for {lasting(period.quiet)} (a day, where a flow has asked something). Who writes "
        "again after that begins another one; a thank you or a rating and nothing else, within 72 hours, belongs to the one that ended.",
    )
    yield "Ended without a person", "Over, never handed over, and no operator came in."
    yield (
        "Given up",
        "The last thing that the bot said was a question of a flow; or that it did not understand, found nothing or offered a person. "
        "Or the customer left the queue, or closed the chat in it.",
    )
    yield (
        "Came back",
        "The same customer wrote again within 72 hours of the end. About the same: the same flow or the same intent came up, which is not "
        "known of every conversation.",
    )
    yield (
        "Resolved at most",
        "Ended without a person, not given up, not rated 1 or 2, and nobody came back. Nothing need say that it helped.",
    )
    yield (
        "Resolved at least",
        "Resolved at most, and at least one of these. The customer rated 4 or 5. Or a thank you was the last word, and not to an answer "
        "that did not help. Or an action that changes something ran without error, and after it no message sounded negative, nothing was "
        "misunderstood and no other action failed.",
    )
    yield (
        "Waiting",
        "From the hand-over to the operator's first words. Operator time leaves out pauses of more than ten minutes, each of which counts "
        "as ten.",
    )
    yield (
        "Intervals",
        "95 %. Conversations of one customer are alike, so they count for less than as many of different customers (Wilson's interval over "
        "their effective number; Student's for means, over customers).",
    )
