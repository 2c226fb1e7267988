"""What Telegram shows around a conversation, which no pack words: the list of commands, and that a button no longer answers."""

from collections.abc import Mapping

OTHERS = "en"
"""The language for customers whose own is not here."""

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "start": "Begin a conversation",
        "human": "Talk to a person",
        "restart": "Begin again",
        "language": "Choose another language",
    },
    "zh": {"start": "开始对话", "human": "转人工客服", "restart": "重新开始", "language": "切换语言"},
}
"""Descriptions of the commands, by language."""

SPENT: Mapping[str, str] = {
    "en": "This button is no longer in use. Just write what you would like.",
    "zh": "这个按钮已经失效了，您直接发消息就行。",
}
"""What is shown for a moment to whoever presses a button that does nothing any more."""

NAMES: Mapping[str, str] = {
    **{"en": "en", "english": "en", "英文": "en", "英语": "en", "英語": "en"},
    **{"zh": "zh", "chinese": "zh", "中文": "zh", "汉语": "zh", "漢語": "zh", "mandarin": "zh"},
}
"""Languages by what may stand behind ``/language``."""


HELP: Mapping[str, str] = {"en": "help", "zh": "帮助"}
"""The words that ``/help`` stands for, which the bot reads like any others."""


def helping(language: str) -> str:
    """What a customer who needs help would write."""
    return HELP.get(language, HELP[OTHERS])


def spent(language: str) -> str:
    """That a button does nothing any more."""
    return SPENT.get(language, SPENT[OTHERS])
