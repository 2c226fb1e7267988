"""CrossWOZ: Chinese dialogues about sights, restaurants, hotels and ways between them (Zhu et al. 2020, arXiv:2002.11893; Apache-2.0)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.errors import DataError
from training.dialogues import Dialogue, Speaker, Turn
from training.importers import records

SPEAKERS: dict[str, Speaker] = {"usr": "customer", "sys": "agent"}
SMALL_TALK = "General"


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """One dialogue a line, or the published document of dialogues by their ids."""
    return records.dialogues(path, (), dialogue)


def dialogue(record: dict[str, Any]) -> Dialogue:
    """What both sides said, with intents of the customer's; ValueError says what is wrong."""
    if not record.get("id") or not isinstance(listed := record.get("messages"), list):
        raise ValueError("a dialogue without id" if not record.get("id") else "has no list of messages")
    turns = [turn(one, number) for number, one in enumerate(listed, start=1)]
    acts = (act for one in listed if one["role"] == "usr" for act in one["dialog_act"] if act[0] != SMALL_TALK)
    wanted = dict.fromkeys(intent(act) for act in acts)
    return Dialogue.model_validate({"id": f"crosswoz-{record['id']}", "language": "zh", "intents": tuple(wanted), "turns": turns})


def turn(one: Any, number: int) -> Turn:
    """One message; ValueError where speaker, text or dialogue acts are missing."""
    if not isinstance(one, dict) or str(one.get("role")) not in SPEAKERS:
        raise ValueError(f"message {number} has no role usr or sys")
    text, acts = one.get("content"), one.get("dialog_act")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"message {number} has no content")
    if not isinstance(acts, list) or not all(
        isinstance(act, list) and len(act) == 4 and all(isinstance(part, str) for part in act) for act in acts
    ):
        raise ValueError(f"the dialog_act of message {number} is no list of act, domain, slot and value")
    speaker = SPEAKERS[one["role"]]
    intents = tuple(dict.fromkeys(map(intent, acts))) if speaker == "customer" else ()
    return Turn(speaker=speaker, text=text.strip(), intents=intents)


def intent(act: list[str]) -> str:
    """``greet`` for small talk, else act, domain and slot: ``Request+餐馆+名称``; a facility's name (``酒店设施-早餐服务``) is a value."""
    kind, domain, slot, _ = act
    return domain if kind == SMALL_TALK else "+".join((kind, domain, slot.partition("-")[0]))
