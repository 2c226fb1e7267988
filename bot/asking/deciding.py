"""What the dialogue core is told where a language model was asked: the reading of the encoder, changed by what the model may change.

The model chooses and points, and gives no value: an intent that it chose passes the artifact's thresholds, the words that it points at are
read by the recognisers. It may stop, decline and call a person. It never says yes, for a yes may be all that stands before an action that
writes, and never begins again, for that leaves the queue: both stay with the rules, which read the whole message.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.asking.answer import Answer, place
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Score, Thresholds, Understood
from bot.dialogue.hearing import yes_or_no
from bot.inference.tags import Span
from bot.tagging import with_tags

BESIDE = " + "
"""Between the version of the encoder and the name of the language model that was asked."""

HARMLESS = ("cancel", "repeat", "human")
"""Words to the bot that are believed without a rule that hears them too."""

BELOW = 0.01
"""How far under the threshold of a second wish an intent stays that was not chosen."""


def decided(answer: Answer, understood: Understood, domain: Domain, language: str, name: str) -> Understood:
    """The reading after the answer of the model ``name``; where that changes nothing, the reading as it was.

    What the artifact promises about errors does not cover an answer, so nothing is promised.
    """
    match answer.verdict:
        case "understood":
            parts = () if answer.start else understood.parts  # who chose has read all of them
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
    """The thresholds without what they promise."""
    return replace(limits, alpha=1.0, certified=False)


def intents(answer: Answer, understood: Understood) -> tuple[Score, ...]:
    """The chosen ones at the least that the thresholds ask for; the others share what is left as they did before, and pass none."""
    limits, names = understood.thresholds, list(dict.fromkeys(answer.start))
    if not names:
        return understood.intents
    chosen = [Score(name, limits.second if at else limits.accept) for at, name in enumerate(names)]
    others = [score for score in understood.intents if score.name not in names]
    left, before = max(0.0, 1 - sum(score.value for score in chosen)), sum(score.value for score in others)
    share, most = min(1.0, left / before) if before else 0.0, max(0.0, limits.second - BELOW)
    return (*chosen, *(Score(score.name, round(min(score.value * share, most), 4)) for score in others))


def entities(answer: Answer, understood: Understood, domain: Domain, language: str) -> tuple[Entity, ...]:
    """What was recognised, with the words to the bot first and the values of slots that recognisers read in the quoted words."""
    spans = [Span(*found, value.slot, 1.0) for value in answer.set if (found := place(value.quote, understood.text))]
    today = datetime.fromtimestamp(understood.at, UTC).date()
    tagged = with_tags(understood.entities, spans, understood.text, domain, language, today)
    return (*words(answer, understood), *tagged)


def words(answer: Answer, understood: Understood) -> Iterator[Entity]:
    """The first word to the bot that is believed; beside an intent that is begun, only one for a person."""
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
    """The version of the encoder that read a message, whoever else was asked."""
    return model.partition(BESIDE)[0]


def asked_of(model: str) -> str:
    """The language model that had a say in how a message was read; empty where none had."""
    return model.partition(BESIDE)[2]
