"""The language of a conversation, which follows the customer's."""

import re

from bot.dialogue.answers import asked_step
from bot.dialogue.events import Understood
from bot.dialogue.hearing import bare, han, nothing_else, without, yes_or_no
from bot.dialogue.progress import Progress

LANGUAGE_LETTERS = 3
"""How many letters a message needs, if some of them are Latin, to tell which language it is in."""

LINKS = frozenset({"of", "and", "the"})
"""Small words inside a name."""


def follow_language(progress: Progress, event: Understood) -> None:
    """Switch to the language of the message if the pack speaks it and the message is enough to tell."""
    language = event.language
    if not language or language == progress.conversation.language or tells_nothing(event.text) or only_answers(progress, event):
        return
    speaks = language in progress.domain.languages
    progress.note("switch_language", speaks, f"the message is in {language}")
    if speaks:
        progress.change(language=language)


def only_answers(progress: Progress, event: Understood) -> bool:
    """Whether a message only gives what was asked for, which looks the same in any language, even beside Chinese words.

    That are a value, a yes or no and nothing else, and a name or an address where words were asked for.
    """
    step = asked_step(progress.conversation, progress.domain)
    if step is None:
        return False
    kind = progress.domain.slots[step.slot].kind
    if (kind == "boolean" and yes_or_no(event) is not None and bare(event)) or (kind == "text" and is_name(event.text)):
        return True
    if not any(e.slot == step.slot for e in event.entities):
        return False
    return nothing_else(event, {step.slot}) or han(without(event, lambda entity: entity.slot == step.slot)) > 0


def tells_nothing(text: str) -> bool:
    """Whether a message could be in any language: "ok", "L码", "XL", "不，XL"."""
    letters = [c for c in text if c.isalpha()]
    return any(c.isascii() for c in letters) and (len(letters) < LANGUAGE_LETTERS or (han(text) == 1 and len(text.split()) == 1))


def is_name(text: str) -> bool:
    """Whether a text can be a name or an address, which is written alike in every language: 33 Harrow Road, Reid Brothers Ltd."""
    words = re.findall(r"\w+", text)
    return bool(words) and all(word[0].isupper() or word[0].isdigit() or word in LINKS for word in words)
