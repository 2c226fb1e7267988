"""A stall whose book of places is a folder, so that tests can count what was written, and one action that never returns."""

import hashlib
import threading
import time

from bot.actions import ActionCall


def book(call: ActionCall) -> dict[str, str]:
    """Write a place into the book, once a key; ``calls`` has a line for each call."""
    place = hashlib.sha256(call.key.encode()).hexdigest()[:16]
    with (call.data_dir / "calls").open("a") as calls:
        calls.write(f"{place}\n")
    (call.data_dir / f"place-{place}").touch()
    return {"place": place}


def wait_for_ever(call: ActionCall) -> dict[str, str]:
    """Never returns."""
    threading.Event().wait()
    return {"place": "never"}


def think_for_a_while(call: ActionCall) -> dict[str, str]:
    """Takes two seconds, and leaves a file when it begins."""
    (call.data_dir / f"thinking-{call.conversation_id}").touch()
    time.sleep(2.0)
    return {"place": "it"}


def look_up(call: ActionCall) -> dict[str, str]:
    """Returns at once."""
    return {"place": "it"}
