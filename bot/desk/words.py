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


def language(code: str) -> str:
    """A language's name."""
    return LANGUAGES.get(code, code)


def short(conversation_id: str) -> str:
    """Enough of an id to tell conversations apart and to search for."""
    return conversation_id[:8]
