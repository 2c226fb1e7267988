"""rules.yaml and the desk's hours: what a pack says of them is held, and every mistake is named with its place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.dialogue.hours import next_opening, spoken, staffed
from bot.dialogue.safety import heard
from bot.packs import check, load
from bot.packs.hours import hours
from bot.packs.schema import HoursText
from tests.packs.folders import copied, spoil

RULES = """\
alarms:
  threat:
    because: Threats go to a person at once.
    phrases: {en: [burn ... down, "hurt your staff"], zh: [砸了你们]}
    spare: {en: [burn the candle down]}
    say: greeting
    hand_over: threat
limits:
  no_late_cancel:
    because: Nobody cancels for nothing.
    before: [thanks]
    if: order_status == placed
    say: greeting
wordings:
  honest:
    because: People know whom they talk to.
    replies: [thanks, answer]
    say: bot_identity
ladders:
  state:
    because: An order never goes back.
    slot: order_status
    steps: [placed, sent]
"""


def with_rules(tmp_path: Path, text: str = RULES) -> Path:
    folder = copied(tmp_path)
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    return folder


def test_rules_are_held_as_they_are_written(tmp_path: Path) -> None:
    domain = load(with_rules(tmp_path)).domain
    assert [rule.name for kind in (domain.safety.alarms, domain.safety.limits, domain.safety.wordings) for rule in kind] == [
        "threat",
        "no_late_cancel",
        "honest",
    ]
    assert domain.safety.ladders[0].steps == ("placed", "sent")
    found = heard(domain, "I'll burn it all down!")
    assert found is not None and found[1] == "en"
    assert heard(domain, "does it burn the candle down") is None
    assert heard(domain, "信不信我砸了你們") is not None, "the rule is written in simplified characters"
    assert heard(domain, "burn one two three four five down") is None, "three dots stand for four words at most"


def test_a_change_of_the_rules_is_another_version_of_the_pack(tmp_path: Path) -> None:
    folder = with_rules(tmp_path)
    before = load(folder).domain.version
    spoil(folder, "rules.yaml", "hurt your staff", "hurt your people")
    assert load(folder).domain.version != before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    say: bot_identity", "    say: bot_identiti", ("there is no reply 'bot_identiti'", "'bot_identity'")),
        ("before: [thanks]", "before: [thank]", ("there is no action or reply 'thank'", "'thanks'")),
        ("if: order_status == placed", "if: order_statu == placed", ("there is no slot 'order_statu'", "'order_status'")),
        ("if: order_status == placed", "if: order_status ==", ("limits.no_late_cancel.if",)),
        ("    slot: order_status", "    slot: order_statt", ("there is no slot 'order_statt'",)),
        ("    hand_over: threat", "    flow: trackk", ("there is no flow 'trackk'",)),
        ("    because: Threats go to a person at once.\n", "", ("because: is missing; write why there is this rule",)),
        ('"hurt your staff"', '"..."', ("'...' has no word in it",)),
        ('    phrases: {en: [burn ... down, "hurt your staff"], zh: [砸了你们]}\n', "", ("never fires",)),
        ("    say: greeting\nwordings", "    say: thanks\nwordings", ("is itself forbidden by a limit",)),
        ("alarms:", "alarm:", ("unknown key", "'alarms'")),
        ("if: order_status == placed", "if: order_status == plased", ("'plased' is no value of 'order_status'", "'placed'")),
        ("if: order_status == placed", "if: order_status > 3", ("compares numbers",)),
        ("steps: [placed, sent]", "steps: [placed, sended]", ("'sended' is no value of 'order_status'",)),
        ("    before: [thanks]", "    before: [thanks, greeting]", ("an alarm is never silent",)),
        ('{en: [burn ... down, "hurt your staff"], zh: [砸了你们]}', "{en: []}", ("never fires",)),
    ],
)
def test_a_mistake_in_the_rules_is_named(tmp_path: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    folder = with_rules(tmp_path, RULES)
    spoil(folder, "rules.yaml", old, new)
    mistakes = [str(mistake) for mistake in check(folder)]
    assert mistakes and all("rules.yaml" in mistake for mistake in mistakes)
    assert any(all(part in mistake for part in told) for mistake in mistakes), mistakes


DESK = hours(
    HoursText(
        timezone="Europe/Amsterdam", open={"monday-friday": "8:00-12:00, 13:00-20:00", "saturday": "9:00-17:00"}, closed=["2026-12-25"]
    )
)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("when", "there"),
    [
        ("2026-11-24 06:59", False),  # one hour ahead of UTC in winter: 7:59
        ("2026-11-24 07:00", True),
        ("2026-11-24 11:30", False),  # lunch
        ("2026-11-24 19:00", False),
        ("2026-07-21 06:00", True),  # two hours ahead in summer: 8:00
        ("2026-11-28 15:59", True),
        ("2026-11-29 10:00", False),
        ("2026-12-25 10:00", False),
    ],
)
def test_the_desk_is_staffed_by_its_own_clock(when: str, there: bool) -> None:
    assert staffed(DESK, at(when)) is there


@pytest.mark.parametrize(
    ("when", "english", "chinese"),
    [
        ("2026-11-24 05:00", "today at 8:00", "今天 8:00"),
        ("2026-11-24 11:30", "today at 13:00", "今天 13:00"),
        ("2026-11-24 21:00", "Wednesday at 8:00", "周三 8:00"),
        ("2026-11-28 20:00", "Monday at 8:00", "周一 8:00"),
        ("2026-12-24 20:00", "Saturday at 9:00", "周六 9:00"),
    ],
)
def test_people_are_told_when_somebody_is_back(when: str, english: str, chinese: str) -> None:
    assert (spoken(DESK, at(when), "en"), spoken(DESK, at(when), "zh")) == (english, chinese)


def test_an_opening_that_never_comes_is_not_promised() -> None:
    holidays = hours(
        HoursText(
            timezone="Asia/Shanghai",
            open={"monday": "9:00-10:00"},
            closed=[f"2026-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 32)],
        )
    )
    assert next_opening(holidays, at("2026-02-01 00:00")) is None
    assert spoken(holidays, at("2026-02-01 00:00"), "en") == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hours: {timezone: Europe/Amsterdm, open: {monday: 8:00-20:00}}", "is no time zone"),
        ("hours: {timezone: Europe/Amsterdam, open: {mondy: 8:00-20:00}}", "'mondy' is no day; did you mean 'monday'?"),
        ("hours: {timezone: Europe/Amsterdam, open: {monday: 20:00-8:00}}", "is no opening"),
        ("hours: {timezone: Europe/Amsterdam, open: {monday: 8:00-20:00}, closed: [christmas]}", "'christmas' is no date"),
        ('hours: {timezone: Europe/Amsterdam, open: {monday: 8:00-20:00}, closed: ["20261225"]}', "'20261225' is no date"),
        ("hours: {timezone: Europe/Amsterdam, open: {monday-tuesday-friday: 8:00-20:00}}", "is more than a day"),
        ("silence: {remind_after: -1}", "silence.remind_after"),
        ("patterns: {cancelled: trackk}", "there is no flow 'trackk'"),
        ("patterns: {canceled: track}", "patterns"),
    ],
)
def test_a_mistake_in_hours_silence_or_patterns_is_named(tmp_path: Path, text: str, told: str) -> None:
    folder = copied(tmp_path)
    pack = folder / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
    mistakes = [str(mistake) for mistake in check(folder)]
    assert any(told in mistake for mistake in mistakes), mistakes
