"""Turns past dialogues into training data of the outlook head: inputs by message, ratings, and how the dialogue ended."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bot.inference.outlook import LONGEST, EncodedMessage, Floats, inputs
from training.dialogues import Dialogue, Turn
from training.outlook import Course

Reader = Callable[[Sequence[str]], Sequence[tuple[Floats, Floats]]]
"""Reads texts: the vector (d,) and the sentiment (3,) of each."""


def courses(dialogues: Sequence[Dialogue], reader: Reader) -> list[Course]:
    """The dialogues as courses; each distinct text is read once."""
    texts = list(dict.fromkeys(said(turn) for dialogue in dialogues for turn in dialogue.turns))
    read = dict(zip(texts, reader(texts), strict=True))
    return [course(dialogue, read) for dialogue in dialogues]


def course(dialogue: Dialogue, read: Mapping[str, tuple[Floats, Floats]]) -> Course:
    """One dialogue as a course, from the readings of its texts."""
    heard = [EncodedMessage(turn.speaker, said(turn), *read[said(turn)]) for turn in dialogue.turns]
    return Course(
        inputs(heard),
        np.array([turn.speaker == "customer" for turn in dialogue.turns]),
        np.stack([judged(turn) for turn in dialogue.turns]),
        dialogue.outcome == "escalated" if dialogue.outcome else None,
    )


def said(turn: Turn) -> str:
    """The part of a message that is read."""
    return turn.text[:LONGEST]


def judged(turn: Turn) -> Floats:
    """The share of judges who gave each rating (5,); zeros if nobody judged the turn."""
    given = (turn.satisfaction or {}).values() if turn.speaker == "customer" else ()
    return np.array([sum(rating == one for one in given) / max(len(given), 1) for rating in range(1, 6)], dtype=np.float32)


def labels(dialogue: Dialogue) -> npt.NDArray[np.int64]:
    """The rating of each message (t,), 1 to 5, or 0 without one."""
    given = (turn.satisfaction if turn.speaker == "customer" else None for turn in dialogue.turns)
    return np.array([label(ratings.values()) if ratings else 0 for ratings in given], dtype=np.int64)


def label(ratings: Iterable[int]) -> int:
    """The most frequent rating; on a tie, the mean of all ratings, rounded (halves to even)."""
    given = list(ratings)
    (first, most), *others = Counter(given).most_common()
    return first if not others or others[0][1] < most else round(sum(given) / len(given))
