"""Merges a language model's answer into the encoder's reading, within what the model may change.

The model only chooses and points. An intent that it chose passes the artifact's thresholds; a value is what the recognisers read in the
words that it quotes. It may cancel, decline and call a person. It cannot say yes, since a yes may be all that stands before a writing
action, and it cannot restart, since that leaves the queue. Both stay with the rules, which read the whole message.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.asking.answer import Answer, place
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Score, Thresholds, Understood
from bot.dialogue.hearing import yes_or_no
from bot.inference.tags import Span
from bot.understanding.tagging import with_tags

BESIDE = " + "
"""Separates the encoder's version from the name of the language model in ``Understood.model``."""

HARMLESS = ("cancel", "repeat", "human")
"""Commands that are accepted without a rule that confirms them."""

BELOW = 0.01
"""How far an intent that was not chosen stays below the threshold of a second one."""


def decided(answer: Answer, understood: Understood, domain: Domain, language: str, name: str) -> Understood:
    """The reading with the answer of the model ``name`` merged in; the reading itself if that changes nothing.

    The artifact's certified error rate does not cover a language model's answer, so a changed reading drops it.
    """
    match answer.verdict:
        case "understood":
            parts = () if answer.start else understood.parts  # the model has read the whole message, parts included
            after = replace(
                understood, intents=intents(answer, understood), parts=parts, entities=entities(answer, understood, domain, language)
            )
        case "out_of_scope" if not answer.start:
            after = replace(understood, out_of_scope=max(understood.out_of_scope, understood.thresholds.out_of_scope))
        case _:
            after = understood
    if after == understood:
        return understood
    return replace(after, thresholds=unpromised(understood.thresholds), model=f"{understood.model}{BESIDE}{name}")


def unpromised(limits: Thresholds) -> Thresholds:
    """The thresholds without their certified error rate."""
    return replace(limits, alpha=1.0, certified=False)


def intents(answer: Answer, understood: Understood) -> tuple[Score, ...]:
    """The chosen intents just at their thresholds; the others keep their proportions in the rest and stay below every threshold."""
    limits, names = understood.thresholds, list(dict.fromkeys(answer.start))
    if not names:
        return understood.intents
    chosen = [Score(name, limits.second if at else limits.accept) for at, name in enumerate(names)]
    others = [score for score in understood.intents if score.name not in names]
    left, before = max(0.0, 1 - sum(score.value for score in chosen)), sum(score.value for score in others)
    share, most = min(1.0, left / before) if before else 0.0, max(0.0, limits.second - BELOW)
    return (*chosen, *(Score(score.name, round(min(score.value * share, most), 4)) for score in others))


def entities(answer: Answer, understood: Understood, domain: Domain, language: str) -> tuple[Entity, ...]:
    """The entities with the model's command first, and with slot values that the recognisers read in the quoted words."""
    spans = [Span(*found, value.slot, 1.0) for value in answer.set if (found := place(value.quote, understood.text))]
    today = datetime.fromtimestamp(understood.at, UTC).date()
    tagged = with_tags(understood.entities, spans, understood.text, domain, language, today)
    return (*words(answer, understood), *tagged)


def words(answer: Answer, understood: Understood) -> Iterator[Entity]:
    """The first command that is accepted; if an intent was chosen too, only a call for a person."""
    for said in answer.say:
        found = place(said.quote, understood.text)
        if found is None or (answer.start and said.word != "human"):
            continue
        quoted = understood.text[slice(*found)]
        if said.word in HARMLESS:
            yield Entity("choice", said.word, quoted, *found, "command", tagged=True)
            return
        if said.word == "deny" and yes_or_no(understood) is None:
            yield Entity("boolean", False, quoted, *found, tagged=True)
            return


def encoder_of(model: str) -> str:
    """The encoder's version in ``Understood.model``."""
    return model.partition(BESIDE)[0]


def asked_of(model: str) -> str:
    """The language model that changed a reading; empty if none did."""
    return model.partition(BESIDE)[2]
