"""What a server tells about itself."""

import errno
import io
import json
from typing import Any

import structlog

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import Escalate
from bot.dialogue.events import MessageReceived
from bot.store.records import Message, Turn
from bot.telemetry import Telemetry, log_as_json

SECRET = "my card is 4111 1111"


def a_turn(escalation: Escalate | None = None) -> Turn:
    conversation = Conversation("c1", "retail", mode="queued", turn=3, text=SECRET)
    lines = (Message(1, "customer", SECRET, 0.0, 3), Message(2, "bot", f"You wrote {SECRET}", 0.0, 3, reply="handed_over"))
    return Turn(conversation, (MessageReceived(0.0, SECRET, "d1"),), (), lines, 0.0, 0.0071, "domain", "model-7", ("key",), escalation)


def test_a_turn_is_one_json_line_without_a_customers_words(log: io.StringIO) -> None:
    Telemetry().turn(a_turn(Escalate("angry", f"order, {SECRET}")))
    line = log.getvalue()
    assert "4111" not in line
    entry = json.loads(line)
    assert (entry["conversation"], entry["turn"], entry["replies"], entry["escalation"], entry["milliseconds"]) == (
        "c1",
        3,
        ["handed_over"],
        "angry",
        7.1,
    )


def test_a_turn_that_raised_is_counted_by_the_kind_of_its_error_only(log: io.StringIO) -> None:
    """Only the worker logs it, once."""
    telemetry = Telemetry()
    telemetry.failed("c1", ValueError(SECRET))
    assert b'frontdesk_turn_failures_total{error="ValueError"} 1.0' in telemetry.page()
    assert b"4111" not in telemetry.page()
    assert log.getvalue() == ""


class Disk(io.RawIOBase):
    """A file on a disk of so many bytes."""

    def __init__(self, room: int) -> None:
        self.room, self.written = room, b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        taken = bytes(data)[: self.room - len(self.written)]
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.written += taken
        return len(taken)


def test_whoever_logs_does_not_learn_that_the_disk_is_full_and_what_is_written_later_are_whole_lines(log: io.StringIO) -> None:
    disk = Disk(1000)
    log_as_json(io.TextIOWrapper(io.BufferedWriter(disk)))
    for number in range(500):
        structlog.get_logger().info("line", number=number)
    disk.room = 1_000_000
    structlog.get_logger().info("there is room again")
    lines = [json.loads(line) for line in disk.written.decode().splitlines()]
    assert [line.get("number") for line in lines[:20]] == list(range(20))
    assert lines[-1]["event"] == "there is room again"
    assert len(lines) < 501


def test_a_log_that_is_closed_is_no_error_of_whoever_logs(log: io.StringIO) -> None:
    log.close()
    structlog.get_logger().info("nobody reads this")


def test_turns_latency_and_escalations_are_counted(log: io.StringIO) -> None:
    telemetry = Telemetry()
    telemetry.turn(a_turn())
    telemetry.turn(a_turn(Escalate("angry", "")))
    page = telemetry.page().decode()
    assert 'frontdesk_turns_total{mode="queued",pack="retail"} 2.0' in page
    assert 'frontdesk_turn_seconds_bucket{le="0.008",pack="retail"} 2.0' in page
    assert 'frontdesk_turn_seconds_bucket{le="0.006",pack="retail"} 0.0' in page
    assert 'frontdesk_escalations_total{pack="retail",reason="angry"} 1.0' in page
