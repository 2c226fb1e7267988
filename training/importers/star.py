"""STAR: schema-guided dialogues between people and "wizards" (Mosig, Mehri and Kober 2020, arXiv:2010.11853; MIT licence)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from bot.errors import DataError
from training.dialogues import Dialogue, Outcome, Turn, explained, lines
from training.importers.messages import moment

SAID = frozenset({"utter", "pick_suggestion"})
"""What is shown to the other side; the rest of the wizard's actions are queries and drafts."""
ABOUT_THE_TASK = "Did the"
NOT_ABOUT_THE_TASK = ("stay calm", "enjoy")


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """One dialogue a line; its ``intents`` are the tasks that it is about."""
    for row, line in lines(path):
        try:
            yield dialogue(orjson.loads(line))
        except ValidationError as error:
            yield DataError(path, row, explained(error))
        except orjson.JSONDecodeError as error:
            yield DataError(path, row, f"not JSON: {error}")
        except ValueError as error:
            yield DataError(path, row, str(error))
        except (KeyError, TypeError, AttributeError) as error:
            yield DataError(path, row, f"not a STAR dialogue: {type(error).__name__} {error}")


def dialogue(record: dict[str, Any]) -> Dialogue:
    """What was said in one dialogue; seconds count from its first event."""
    events = record["Events"]
    times = [event["UnixTime"] for event in events if "UnixTime" in event]
    began = min(times) if times else None
    turns = tuple(
        Turn(
            speaker="customer" if event["Agent"] == "User" else "agent",
            text=event["Text"].strip(),
            seconds=event["UnixTime"] - began if began is not None and "UnixTime" in event else None,
        )
        for event in events
        if event["Action"] in SAID and event["Agent"] in {"User", "Wizard"} and event.get("Text", "").strip()
    )
    return Dialogue(
        id=f"star-{record['DialogueID']}",
        started_at=moment(began, "UnixTime"),
        outcome=outcome(record),
        intents=tuple(dict.fromkeys(task["Task"] for task in record["Scenario"]["WizardCapabilities"])),
        turns=turns,
    )


def outcome(record: dict[str, Any]) -> Outcome | None:
    """The outcome by the customer's answers on whether the task was done; ``abandoned`` if incomplete, None if nobody asked."""
    if record.get("CompletionLevel") != "Complete":
        return "abandoned"
    answers = [
        bool(asked["Answer"])
        for asked in record.get("UserQuestionnaire", ())
        if asked["Question"].startswith(ABOUT_THE_TASK) and not any(words in asked["Question"] for words in NOT_ABOUT_THE_TASK)
    ]
    if not answers:
        return None
    return "resolved" if all(answers) else "unresolved"
