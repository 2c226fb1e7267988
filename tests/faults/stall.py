"""The market stall: a pack of a few wishes and models that are made in a millisecond, so that a worker begins quickly."""

from pathlib import Path

from tests.registry import tiny

PACK = "stall"
DOMAINS = Path(__file__).parent / "packs"
WORDS = {
    "opening_hours": ("open", "hours"),
    "book": ("book", "reserve"),
    "wait": ("wait",),
    "look": ("look",),
    "think": ("think",),
    "human_agent": ("human", "person"),
    "oos": ("joke", "poem"),
}
"""A message wants what one of these words says."""


def settings(folder: Path) -> dict[str, str]:
    """The environment of a Frontdesk that serves the stall and keeps everything in ``folder``; the models are made."""
    if not (folder / "artifacts" / PACK).exists():
        tiny.write(folder / "artifacts", "v1", WORDS, PACK)
    return {
        "FRONTDESK_PACKS": PACK,
        "FRONTDESK_DOMAINS_DIR": str(DOMAINS),
        "FRONTDESK_ARTIFACTS_DIR": str(folder / "artifacts"),
        "FRONTDESK_DATA_DIR": str(folder / "var"),
        "FRONTDESK_MESSAGE_RATE": "0",
        "FRONTDESK_OPEN_RATE": "0",
        "FRONTDESK_MAX_WAITING": "100000",
    }
