"""Messages that greet first: what follows is read by itself, since "Good morning. My kettle leaks" reads much like a greeting."""

import re

from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood
from bot.dialogue.hearing import out_of_scope, yes_or_no
from bot.dialogue.intents import is_wish

GREETING = re.compile(
    r"(?:(?:hi+|hello+|hey+|hiya|good (?:morning|afternoon|evening|day)|greetings)"
    r"(?: (?:there|all|team|everyone|everybody|again|guys|folks))*(?![\w'’-])"
    r"|(?:(?:morning|afternoon|evening)(?: (?:all|team|everyone))?|dear (?:team|all|sirs?|madam|sir or madam|customer service))"
    r"(?=\s*[,.!;:–])"
    r"|(?:is |are )?(?:there )?any(?:one|body)(?: (?:home|there|here|in|about))?(?=\W*$)"
    r"|(?:您好(?!像)|嗨|哈[喽啰罗]|(?:早上|上午|中午|下午|晚上)好(?![像几多些久])|在[吗么])[啊呀哈哦]?|在不在(?=[\s，,。.！!~、？?])"
    r"|(?:你好[啊呀哈]?|早)(?=[\s，,。.！!~、？?])|你好(?=[我请想麻帮])"
    r")[\s,.!;:–，。！~、？?]*",
    re.IGNORECASE,
)


def after_greeting(text: str) -> int:
    """The place where a message goes on after a greeting; 0 if it does not begin with one, or says nothing else."""
    start = at = len(text) - len(text.lstrip())
    while (found := GREETING.match(text, at)) is not None:
        at = found.end()
    return at if at > start and any(c.isalnum() for c in text[at:]) else 0


def says_more(understood: Understood, domain: Domain) -> bool:
    """Whether what follows a greeting names a value of the pack, or is surely a wish: no small talk, and not for a person."""
    if any(entity.slot in domain.slots for entity in understood.entities):
        return True
    if yes_or_no(understood) is not None:
        return False
    best = understood.intents[0] if understood.intents else None
    if best is None or out_of_scope(understood) or best.value < understood.thresholds.accept:
        return False
    return is_wish(best, domain) and not domain.intents[best.name].human


def greets(understood: Understood, domain: Domain) -> bool:
    """Whether a message is most likely no more than a greeting."""
    best = domain.intents.get(understood.intents[0].name) if understood.intents else None
    return best is not None and best.reply == "greeting" and not out_of_scope(understood)
