"""Commands to the bot: never mind, say that again, start over, a person please.

A command counts if it is the whole message, or if the rest is manners, a repetition of it, or a reason that asks for nothing:
"oh forget it, I'll glue it", 没看清 再说一遍. Some marks are no commands but help to interpret a message:

- ``without``: the customer does not know, or does not have, what was asked for;
- ``skip`` and ``refuse``: they pass over the question, or will not answer it;
- ``correct``: they correct what was said before;
- ``missed``: the bot's answer missed their question;
- ``negated`` (see ``negations``): they take a request back.
"""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from bot.dialogue.events import Entity
from bot.recognisers.asides import Clause, clauses, wants_nothing
from bot.recognisers.missed import misses
from bot.recognisers.openers import wants_nothing_yet
from bot.recognisers.phrases import PHRASES
from bot.recognisers.phrasings import in_own_words, wants_a_person

MEANING = {phrase: command for command, phrases in PHRASES.items() for phrase in phrases}
LONG = tuple(phrase for phrase in MEANING if len(phrase) >= 8 and phrase.isascii())
FAINT = {
    "again", "next", "pass", "stop it", "stop this",
    "human", "agent", "operator", "person", "representative", "stop", "reset", "restart", "repeat", "abort",
    "a person", "a human", "real person", "once more", "one more time", "a colleague", "live chat", "customer service",
    "start new", "no way",
    "停", "停止", "人工", "真人", "隐私", "有人吗", "下一个",
}  # fmt: skip
"""Phrases that are commands only if they stand alone, or beside a clearer one."""

CORRECTS = re.compile(
    r"\b(?:i meant?(?! (?:it|that)\b)|i (?:meant to|wanted to) (?:say|write|type)|typo|mistyped|i (?:have )?mixed up|"
    r"got (?:it|them) mixed up|"
    r"(?:wrong|not that) (?:code|number|order))\b"
    r"|(?<!地址)(?<!地方)(?:打|写|说|输|弄|搞|记|填|给|看|问)错(?!货)|我们?(?:弄|搞)混|应该是|我(?:要问|想问|说|指)的是"
    r"|(?<!是)不(?:是|对)[^？?]{1,16}?(?<![只就还也要不])是(?!不是)|(?:不是|不对).{1,16}而是",
    re.IGNORECASE,
)
"""Words that correct what was said before; they count anywhere in a message."""

TOGETHER = {
    frozenset({"without", "skip"}): "skip",
    frozenset({"without", "refuse"}): "refuse",
    frozenset({"skip", "refuse"}): "refuse",
    frozenset({"cancel", "bot"}): "cancel",
    frozenset({"cancel", "restart"}): "restart",
}
"""What clauses with different meanings mean together, which is the more definite of them: "never mind, back to the bot"."""

LONGEST, LONGEST_WITH_REASONS = 48, 120
"""Most characters of a message that is nothing but a command, and of one that also gives reasons."""

LIKE = 90.0
LEAD = re.compile(
    r"^(?:(?:ok(?:ay)?|oh+|ah+|hi|hey|hello|well|u+m+|u+h+|h+m+|er+m*|no|nah|please|pls|sorry|actually|just|so|right|look|yeah|gosh|haha|"
    r"(?:can|could|would|will) (?:you|u)|can we|can i|may i|lets|let us)\s+)+"
)
TAIL = re.compile(
    r"(?:\s+(?:please|pls|plz|now|thanks|thank you|then|ok(?:ay)?|actually|sorry|love|dear|darling|mate|pal|man|sir|tbh|yet|though|lol|"
    r"haha|really|for now|right now))+$"
)
GREETED = re.compile(r"(?:hi|hey|hello)\b")
CHINESE_POLITE = re.compile(r"^(?:你好|您好|请|麻烦|能不能|可不可以|可以|能|您|你|那|嗯|哎呀?|唉|诶|哦|啊|好吧|喂|给我|帮我|先)+")
CHINESE_PARTICLE = re.compile(r"(?:谢谢|吧|啊|呀|了|啦|哦|诶|哎|嘛|哈|的|可以吗|行吗|好吗|好不好|一下|呢)$")
TWICE = re.compile(r"(.{1,8}?)\1+")


def command(text: str, values: Sequence[Entity] = ()) -> Entity | None:
    """The command that the message is, if any; longer phrases may have small typos.

    ``values`` are the other entities of the message: a clause that holds one is more than a reason.
    """
    if len(text) <= LONGEST and (meant := meaning(tidy(text))) is not None:
        return Entity("choice", meant, text, 0, len(text), "command")
    if len(text) > LONGEST_WITH_REASONS:
        return None
    if misses(text):
        return Entity("choice", "missed", text, 0, len(text), "command")
    return with_reasons(text, values) or nothing_yet(text, values)


def nothing_yet(text: str, values: Sequence[Entity]) -> Entity | None:
    """The mark of a message that is only an opener, a hesitation or the like, and names no value."""
    mark = None if any(e.slot is not None for e in values) else wants_nothing_yet(clauses(text))
    return Entity("choice", mark, text, 0, len(text), "command") if mark else None


def with_reasons(text: str, values: Sequence[Entity]) -> Entity | None:
    """The command in one clause of a message, if the other clauses ask for nothing."""
    parts = clauses(text)
    human = next((part for part in parts if wants_a_person(part.plain)), None)
    if human is not None:
        return marked(human, "human")
    if len(parts) < 2:
        return own_words(parts, text, values)
    said = [(part, spoken(part.plain)) for part in parts]
    clear = [(part, meant) for part, meant in said if meant is not None and part.plain not in FAINT]
    meant = one_meaning({meant for _, meant in said if meant is not None})
    if not clear or meant is None:
        return None
    rest = [part for part, other in said if other is None]
    if all(wants_nothing(part, meant) for part in rest) and not any(holds(part, values) for part in rest):
        return marked(next((part for part, own in clear if own == meant), clear[0][0]), meant)
    return None


def own_words(parts: Sequence[Clause], text: str, values: Sequence[Entity]) -> Entity | None:
    """The command that a message of one clause expresses in free wording, if it names no value."""
    meant = spoken(parts[0].plain) if parts else None
    return None if meant is None or any(e.slot is not None for e in values) else Entity("choice", meant, text, 0, len(text), "command")


def one_meaning(meanings: set[str]) -> str | None:
    """What clauses mean together; None if they contradict each other."""
    return next(iter(meanings)) if len(meanings) == 1 else TOGETHER.get(frozenset(meanings))


def holds(part: Clause, values: Sequence[Entity]) -> bool:
    """Whether a clause gives a value and so is more than a reason; a choice among many other words may belong to the reason."""
    inside = [e for e in values if e.slot is not None and part.start < e.end and e.start < part.end]
    return any(e.kind not in ("choice", "lookup") or 2 * len(e.text) >= len(part.text) for e in inside)


def marked(part: Clause, meant: str) -> Entity:
    """The clause as a command entity."""
    return Entity("choice", meant, part.text, part.start, part.end, "command")


def tidy(text: str) -> str:
    """The text in lower case with single spaces, without punctuation and the words please and just."""
    plain = re.sub(r"[^\w\s]", "", text.casefold().replace("’", "").replace("'", "")).strip()
    return re.sub(r"\s+", " ", re.sub(r"\b(?:please|pls|plz|just)\b", " ", plain)).strip()


def meaning(plain: str) -> str | None:
    """The command of a tidied message, typos allowed."""
    for form in forms(plain):
        if form in MEANING:
            return MEANING[form]
    if len(plain) >= 8 and plain.isascii():
        near = process.extractOne(TAIL.sub("", LEAD.sub("", plain)), LONG, scorer=fuzz.ratio, score_cutoff=LIKE)
        if near and (near[0].startswith("wh") or not plain.startswith("wh")):
            return MEANING[near[0]]
    return None


def spoken(plain: str) -> str | None:
    """The command of a clause, from the phrase list or in free wording."""
    known = next((MEANING[form] for form in forms(plain) if form in MEANING), None)
    return known or next((own for form in (TAIL.sub("", plain), TAIL.sub("", LEAD.sub("", plain))) if (own := in_own_words(form))), None)


def corrects(text: str) -> Entity | None:
    """The words by which the message corrects something, if any."""
    found = CORRECTS.search(text[:LONGEST_WITH_REASONS])
    return Entity("choice", "correct", found[0], found.start(), found.end(), "command") if found else None


def forms(plain: str) -> Iterator[str]:
    """The message, then shorter forms of it: without polite words, and with a doubled phrase said once."""
    yield plain
    yield TAIL.sub("", plain)
    bare = TAIL.sub("", LEAD.sub("", plain))
    if bare not in FAINT or not GREETED.match(plain):
        yield bare
    if plain.isascii():
        return
    form = CHINESE_POLITE.sub("", plain)
    yield form
    if twice := TWICE.fullmatch(form):
        yield twice[1]
    while (shorter := CHINESE_PARTICLE.sub("", form)) != form:
        form = shorter
        yield form
