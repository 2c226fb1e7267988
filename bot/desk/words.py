"""What the desk calls things: stable names of the core in the words of a support team."""

from collections.abc import Mapping, Sequence

from bot.dialogue.conversation import Mode
from bot.errors import Cause
from bot.store.erasure import Why
from bot.store.records import Retried, Unsent
from bot.suggesting.suggestion import Suggestion

REASONS = {
    "asked": "asked for a person",
    "human_agent": "asked for a person",
    "angry": "angry",
    "misunderstood": "not understood twice",
    "out_of_scope": "out of scope, insisted",
    "complaint": "complaint",
    "action_failed": "action failed",
    "model_failed": "model failed",
    "no_answer": "no answer found",
    "at_risk": "likely to escalate",
    "failure": "the bot failed",
    "loop": "the bot failed",
}
LANGUAGES = {"en": "English", "zh": "Chinese"}
BADGES = {"en": "EN", "zh": "中文"}
MOODS = {"negative": "upset", "positive": "happy"}
MODES = {"bot": "With the bot", "queued": "Waiting for a person", "operator": "With a person", "closed": "Closed"}
CHANNELS = {"web": "Web chat", "rest": "API", "rasa": "Rasa webhook", "terminal": "Terminal", "telegram": "Telegram"}


def reason(name: str) -> str:
    """Why somebody is wanted, in words; a pack's own reason is shown as it is written there."""
    return REASONS.get(name) or name.replace("_", " ")


DISSATISFIED, RISKY = 2.5, 0.3
"""An expected rating below the first is called dissatisfied where a message sounded so too; a risk is shown in lists from the second on.

A head of so little data calls a short, calm message 2.3 of 5 as well: alone, that is right less than half of the time.
"""


def outlook(satisfaction: float | None, risk: float | None, negative: int) -> str:
    """What is foreseen and worth a look, e.g. "likely dissatisfied · risk 62 %"; empty where nothing is. ``negative``: messages so far."""
    unhappy = "likely dissatisfied" if satisfaction is not None and satisfaction < DISSATISFIED and negative else ""
    risky = f"risk {risk * 100:.0f} %" if risk is not None and risk >= RISKY else ""
    return " · ".join(part for part in (unhappy, risky) if part)


def expected(satisfaction: float | None, risk: float | None) -> str:
    """Everything that is foreseen, for the open conversation; empty where nothing is."""
    rating = "" if satisfaction is None else f"{satisfaction:.1f} of 5 expected"
    return " · ".join(part for part in (rating, "" if risk is None else f"risk of escalation {risk * 100:.0f} %") if part)


def language(code: str) -> str:
    """A language's name."""
    return LANGUAGES.get(code, code)


def badge(code: str) -> str:
    """A language in the few letters that rows have room for."""
    return BADGES.get(code, code.upper())


def short(conversation_id: str) -> str:
    """Enough of an id to tell conversations apart and to search for: of one of Telegram's, the number of the chat."""
    return conversation_id.rpartition("-")[2] if conversation_id.startswith("telegram-") else conversation_id[:8]


CAUSES: dict[Cause, tuple[str, str]] = {
    "gone": (
        "The customer takes no messages",
        "They have blocked the bot, left the group or closed their account. Nothing arrives before they write to the bot again.",
    ),
    "refused": (
        "{channel} does not take this message",
        "Something in it is not allowed there, or it is too long. Trying again seldom helps: say it in other words.",
    ),
    "no_account": (
        "The bot cannot sign in to {channel}",
        "Its token is missing or not valid any more. Whoever runs this server has to set it; then try all again.",
    ),
    "unreachable": (
        "{channel} could not be reached",
        "It did not answer for hours. Once newer messages arrive again, try all again.",
    ),
    "busy": ("{channel} asks to wait", "Too much was sent at once."),
    "unknown": ("It is not known why", "The line below each message is what the channel said."),
}
"""Why a line was not delivered, in a few words, and what helps."""

HOPELESS: frozenset[Cause] = frozenset({"gone", "refused"})
"""Causes that trying again seldom changes."""


def cause(name: Cause, channel: str) -> str:
    """Why a line was not delivered."""
    return CAUSES[name][0].format(channel=CHANNELS.get(channel, channel))


def missing(line: Unsent, channel: str) -> str:
    """What a conversation says below a line that its customer does not have."""
    why = cause(line.cause, channel)
    return f"Not delivered yet. {why}; it is tried again by itself." if line.state == "waiting" else f"Not delivered. {why}."


def retried(done: Retried, operator: str) -> str:
    """What came of trying again, for the operator who wanted it."""
    sent = f"{counted(done.lines)} being sent again." if done.lines else ""
    if not done.left:
        return sent or "This is being sent already, or was dropped since somebody took over."
    return f"{sent} {counted(done.left)} not sent: the bot does not speak while {has(done.holder, operator)} this conversation.".strip()


def dismissed(lines: int) -> str:
    """What came of a dismissal."""
    return f"{counted(lines)} off the list." if lines else "This was sent, or is being sent already."


def suggested(one: Suggestion) -> str:
    """Where a suggested reply is from."""
    if one.source == "article":
        return f"Article: {one.title}" + (f" · sent {often(one.times)}" if one.times else "")
    if one.source == "past_answer":
        return "Past answer" + (f" · sent {often(one.times)}" if one.times else "")
    return f"Sent by your team {often(one.times)}"


def often(times: int) -> str:
    """A number of times."""
    return {1: "once", 2: "twice"}.get(times, f"{times:,} times")


def standing(waiting: int, unread: int, more: bool = False) -> tuple[str, str]:
    """What the line at the top says, and how the page's title begins; ``unread``: one's own conversations with something new.

    ``more``: whether others wait that nobody has counted.
    """
    number = f"{waiting}{'+' if more else ''}"
    line = f"{number} waiting" if waiting else "Nobody waiting"
    if not unread:
        return line, f"({number}) " if waiting else ""
    new = f"{unread} new"
    return f"{new} · {line}", f"({new}, {line}) " if waiting else f"({new}) "


def rated(scores: Sequence[int]) -> str:
    """What customers rated, on average; empty where nobody has."""
    if not scores:
        return ""
    return f"★ {sum(scores) / len(scores):.1f} from {len(scores)} {'rating' if len(scores) == 1 else 'ratings'}"


def has(holder: str | None, operator: str) -> str:
    """Who has a conversation, with the verb, as one operator reads it."""
    return "you have" if holder == operator else f"{holder or 'a colleague'} has"


def who(name: str, operator: str) -> str:
    """A name, as one operator reads it."""
    return "you" if name == operator else name


def arrived(by: str) -> str:
    """What an operator reads when a colleague has handed them a conversation."""
    return f"Handed to you by {by}: it stands under “Mine”."


def handed(to: str | None) -> str:
    """What an operator reads who has handed a conversation on."""
    return f"Handed to {to}." if to else "Back in the queue: whoever is free takes it."


NOTHING_SERVED = "Nothing that we offer"
"""What the desk calls a message that is out of scope."""


def read_as(label: str, likelihood: float) -> str:
    """What a message was read as, and how sure that was."""
    return f"Read as “{label}”, {likelihood:.0%} likely."


def marked(by: str, operator: str) -> str:
    """Who says what a message meant, and what comes of it."""
    return f"Marked by {who(by, operator)}, for the next training."


def counted(messages: int) -> str:
    """A number of messages, with its verb."""
    return "1 message is" if messages == 1 else f"{messages:,} messages are"


KEPT = {
    "messages": ("message", "messages"),
    "turns": ("turn with its values, reasons, ratings and notes", "turns with their values, reasons, ratings and notes"),
    "inbox": ("received event", "received events"),
    "outbox": ("sent or unsent line", "sent or unsent lines"),
    "sent_answers": ("answer that is suggested to colleagues", "answers that are suggested to colleagues"),
    "annotations": ("message marked with what it meant", "messages marked with what they meant"),
}
"""What people call what is kept of a conversation, by table."""


def several(number: int, one: str, more: str) -> str:
    """A number of things."""
    return f"{number:,} {one if number == 1 else more}"


def kept(rows: Mapping[str, int]) -> list[str]:
    """What is kept of a conversation, by the number of rows in each table."""
    return [several(number, *KEPT.get(table, (f"row of {table}", f"rows of {table}"))) for table, number in rows.items() if number]


def goes_on(mode: Mode, holder: str | None, operator: str) -> str:
    """What a lead has to know before deleting a conversation that has not ended; empty where it has."""
    if mode == "closed":
        return ""
    who_has = {"bot": "the bot has this conversation", "queued": "the customer waits for a person"}.get(mode)
    return f"Not closed: {who_has or f'{has(holder, operator)} this conversation'}. If the customer goes on writing, a new one begins."


def erased(went: Mapping[str, int]) -> str:
    """What came of a deletion."""
    if not went["conversations"]:
        return "This conversation had been deleted before."
    return f"Deleted for good: this conversation with {several(went['messages'], *KEPT['messages'])}."


def deleted(conversations: int, messages: int, why: Why) -> str:
    """What was deleted, as the record of deletions says it."""
    what = several(conversations, "conversation", "conversations") + (" for their age" if why == "age" else "")
    return f"{what}, {several(messages, *KEPT['messages'])}"
