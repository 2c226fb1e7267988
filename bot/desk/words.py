"""What the desk calls things: stable names of the core in the words of a support team."""

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
"""An expected rating below the first is called dissatisfied; a risk is shown in lists from the second on."""


def outlook(satisfaction: float | None, risk: float | None) -> str:
    """What is foreseen and worth a look, e.g. "likely dissatisfied · risk 62 %"; empty where nothing is."""
    unhappy = "likely dissatisfied" if satisfaction is not None and satisfaction < DISSATISFIED else ""
    risky = f"risk {risk * 100:.0f} %" if risk is not None and risk >= RISKY else ""
    return " · ".join(part for part in (unhappy, risky) if part)


def expected(satisfaction: float | None, risk: float | None) -> str:
    """Everything that is foreseen, for the open conversation; empty where nothing is."""
    rating = "" if satisfaction is None else f"{satisfaction:.1f} of 5 expected"
    return " · ".join(part for part in (rating, "" if risk is None else f"risk of escalation {risk * 100:.0f} %") if part)


def language(code: str) -> str:
    """A language's name."""
    return LANGUAGES.get(code, code)


def short(conversation_id: str) -> str:
    """Enough of an id to tell conversations apart and to search for."""
    return conversation_id[:8]
