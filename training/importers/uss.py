"""User Satisfaction Simulation: dialogues whose user turns were rated 1 to 5 by several judges (Sun et al. 2021, arXiv:2105.03748).

No licence is stated: measure with it, release nothing that was trained on it.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from bot.errors import DataError
from training.dialogues import Dialogue, Speaker, Turn, explained, lines

SPEAKERS: dict[str, Speaker] = {"USER": "customer", "SYSTEM": "agent"}
WHOLE = "OVERALL"
"""The text of the line that rates the dialogue as a whole."""
LEAST_CELLS = 4


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """A dialogue for each block of lines between blank lines; judges are ``a1``, ``a2``, ... by their place in a line.

    A line that cannot be read is left out; the rest of its dialogue is kept.
    """
    turns: list[Turn] = []
    overall: dict[str, int] | None = None
    count, before = 0, 0
    for row, line in lines(path):
        if row > before + 1 and turns:
            count += 1
            yield dialogue(path, count, turns, overall)
            turns, overall = [], None
        before = row
        try:
            turn = parsed(line.decode("utf-8-sig").rstrip("\r\n"))
        except ValidationError as error:
            yield DataError(path, row, explained(error))
        except UnicodeDecodeError:
            yield DataError(path, row, "not UTF-8: save the file as UTF-8")
        except ValueError as error:
            yield DataError(path, row, str(error))
        else:
            if turn.text == WHOLE:
                overall = turn.satisfaction
            else:
                turns.append(turn)
    if turns:
        yield dialogue(path, count + 1, turns, overall)


def parsed(line: str) -> Turn:
    """One line: speaker, text, action, ratings; ValueError says what is wrong with it."""
    cells = line.split("\t")
    if len(cells) < LEAST_CELLS:
        raise ValueError(f"has {len(cells)} cells of {LEAST_CELLS}: speaker, text, action and ratings, with tabs between them")
    speaker, text, ratings = cells[0].strip(), cells[1].strip(), cells[3]
    if speaker not in SPEAKERS:
        raise ValueError(f"the speaker {speaker!r} is neither USER nor SYSTEM")
    if not text:
        raise ValueError("has no text")
    given = [rating.strip() for rating in ratings.split(",") if rating.strip()]
    if not all(rating.isascii() and rating.isdigit() for rating in given):
        raise ValueError(f"the ratings {ratings!r} are not numbers")
    satisfaction = {f"a{number}": int(rating) for number, rating in enumerate(given, start=1)}
    return Turn(speaker=SPEAKERS[speaker], text=text, satisfaction=satisfaction or None)


def dialogue(path: Path, number: int, turns: list[Turn], overall: dict[str, int] | None) -> Dialogue:
    """A dialogue named after the file and its place in it."""
    return Dialogue(id=f"{path.name.partition('.')[0].lower()}-{number}", satisfaction=overall, turns=tuple(turns))
