"""What the bot can work out about a machine, and the work orders that it opens."""

import re
from dataclasses import replace

from bot.actions import ActionCall
from bot.advice.maintenance import engine
from bot.advice.maintenance.engine import Verdict
from bot.advice.maintenance.life import remaining
from bot.recognisers.commands import corrects

from . import orders, telling
from .checking import Check, dumped, loaded
from .machines import codes, faults, machines, series, turbines
from .orders import BOTH, Order
from .reading import AIR, PROCESS, READINGS, SPEED, TORQUE, WEAR, grade, readings
from .rightings import righted
from .wishes import wants_order

__all__ = ["judge", "look_up_order", "next_reading", "open_work_order", "order_subject", "put_right", "read_report", "turbine_life"]

Result = dict[str, str | float | bool | None]
LATELY = 2
"""Messages of the operator that are looked back upon when a check begins."""
FEWEST = 3
"""Readings below which nothing is said."""
WATCH = 0.02
"""Risk from which on a machine is watched though no failure is expected; rules.yaml holds the same line, in percent."""
PLATE = re.compile(r"\bmw[- ]?(\d\d)(?!\d)", re.IGNORECASE)
"""A code as it stands on the plate."""
OPERATING_GRADE = "M"
SHORT = {SPEED: "speed", TORQUE: "torque", WEAR: "wear", AIR: "air", PROCESS: "process"}
"""The readings as the flow names them."""


def read_report(
    call: ActionCall, machine: str | None = None, check: str | None = None, asked: str | None = None, judged: str | None = None
) -> Result:
    """The readings of the last message that has some, and the product grade: said, or that of the machine.

    A message that puts a reading right, and names no machine, goes on with the check before. A machine of which a failure was expected
    stays one in this conversation, whatever is typed of it anew.
    """
    before, last = loaded(check), call.said[-1] if call.said else ""
    named = [code for code, _, _ in codes(last)]
    if before.readings and corrects(last) and not named:
        right = heard(before, last, None) if readings(last) else put_last_right(before, last, (asked or "").rstrip("!") or None)
        if right is not None:
            return {"check": dumped(right), "asked": None, "machine_heard": None}
    known = Check()
    for text in reversed(call.said[-LATELY:]):
        if (known := heard(Check(), about(text, machine), None)).readings:
            break
    listed = machines().get(machine or "")
    if known.grade is None and listed is not None:
        known = with_grade(known, listed.grade)
    if before.failing and (not named or named[0] == judged):
        known = replace(known, failing=True)
    return {"check": dumped(known), "asked": None, "machine_heard": taken_for(machine, last, call.language)}


def taken_for(machine: str | None, text: str, language: str) -> str | None:
    """The machine that a message was taken to mean, as people call it; None where it names none, or writes the code as on the plate."""
    if machine is None or machine not in [code for code, _, _ in codes(text)] or machine[-2:] in PLATE.findall(text):
        return None
    return machines()[machine].name(language) if machine in machines() else machine


def about(text: str, machine: str | None) -> str:
    """The part of a message that tells of a machine, where it names several: the readings of one are none of another's."""
    named = codes(text)
    if len({name for name, _, _ in named}) < 2 or "\n" in text.strip():
        return text
    begins = next((end for name, _, end in reversed(named) if name == machine), len(text))
    return text[begins : min((start for name, start, _ in named if start >= begins and name != machine), default=len(text))]


def heard(check: Check, text: str, asked: str | None) -> Check:
    """The check with what a message says."""
    return with_grade(check.told(readings(text, asked)), grade(text) or check.grade)


def with_grade(check: Check, said: str | None) -> Check:
    """The check with a product grade."""
    return Check(check.readings, said, check.passed, check.sure, check.failing)


def next_reading(  # noqa: PLR0913 - each is a slot
    call: ActionCall,
    check: str | None = None,
    asked: str | None = None,
    *,
    speed_said: str | None = None,
    torque_said: str | None = None,
    wear_said: str | None = None,
    air_said: str | None = None,
    process_said: str | None = None,
    odd_answer: str | None = None,
) -> Result:
    """What to ask next: an odd reading first, then a missing one; ``judge`` where nothing is left, ``order`` for whoever wants one first.

    ``asked`` is the reading that was asked for, with ``?`` behind it where that was the second try, and ``!`` where it was odd.
    """
    known, name = loaded(check), (asked or "").rstrip("?!")
    said = {SPEED: speed_said, TORQUE: torque_said, WEAR: wear_said, AIR: air_said, PROCESS: process_said}
    if asked and asked.endswith("!"):
        known = settled(known, name, call.said[-1] if call.said else "", yes=odd_answer == "yes")
    elif name and wants_order(said[name] or ""):
        return {"asked": None, "step": "order"}
    elif name and (right := put_last_right(known, said[name] or "", name)) is not None:
        return noted(following(call, right), right, call)
    elif name:
        after = heard(known, said[name] or "", name)
        if after == known and asked == name and said[name] is not None:
            return {"asked": f"{name}?", "step": SHORT[name], "again": True, "question": question(name, call)}
        known = passed(known, name) if after == known else after
    return following(call, known)


def put_last_right(known: Check, text: str, asked: str | None) -> Check | None:
    """The check with the last reading put right; None where its number suits the one that is asked for instead: "sorry, 40"."""
    right = righted(known, text)
    return None if right is None or (odd(right) and not odd(heard(known, text, asked))) else right


def odd(check: Check) -> bool:
    """Whether a reading is far from all that was seen."""
    return any(engine.doubts(faults(), check.readings))


def noted(after: Result, right: Check, call: ActionCall) -> Result:
    """The next question, with what was put right read back before it."""
    last = next(reversed(right.readings))
    return {**after, "question": telling.noted(last, right.readings[last], str(after.get("question") or ""), call.language)}


def following(call: ActionCall, known: Check) -> Result:
    """The next question about what is known."""
    for doubt in engine.doubts(faults(), known.readings):
        if doubt.reading not in known.sure:
            reading = next(one for one in faults().readings if one.name == doubt.reading)
            words = telling.odd(doubt, reading, call.language)
            return {"check": dumped(known), "asked": f"{doubt.reading}!", "step": "odd", "question": words}
    missing = [one for one in READINGS if one not in known.readings and one not in known.passed]
    if missing and len(known.readings) + len(missing) >= FEWEST:
        name = missing[0]
        return {"check": dumped(known), "asked": name, "step": SHORT[name], "again": False, "question": question(name, call)}
    return {"check": dumped(known), "asked": None, "step": "judge" if len(known.readings) >= FEWEST else "too_few"}


def settled(check: Check, name: str, said: str, *, yes: bool) -> Check:
    """After a question about an odd reading: the value that was given instead, the unit that was guessed, or as it was said; else it is
    asked for again, and a negative one counts as a reading that nobody has."""
    more = readings(said, name)
    if more:
        return check.told(more)
    doubt = next((one for one in engine.doubts(faults(), check.readings) if one.reading == name), None)
    if doubt is None or not yes:
        return check.without(name)
    if doubt.guess is not None:
        return check.told({name: doubt.guess.value})
    return confirmed(check, name) if doubt.said >= 0 else passed(check.without(name), name)


def confirmed(check: Check, name: str) -> Check:
    """With an odd reading that is really what it shows."""
    return Check(check.readings, check.grade, check.passed, (*check.sure, name), check.failing)


def passed(check: Check, name: str) -> Check:
    """Without a reading that nobody has."""
    return Check(check.readings, check.grade, (*check.passed, name), check.sure, check.failing)


def question(name: str, call: ActionCall) -> str:
    """The question for a reading."""
    return telling.QUESTIONS[name][telling.at(call.language)]


def judge(call: ActionCall, check: str | None = None, machine: str | None = None) -> Result:
    """The verdict on what is known, and of which machine, where somebody said."""
    known = loaded(check)
    verdict = engine.assess(faults(), known.readings, {"Type": known.grade or OPERATING_GRADE})
    state = stated(known, verdict)
    after = Check(known.readings, known.grade, known.passed, known.sure, known.failing or verdict.fails)
    language = call.language
    return {
        "check": dumped(after),
        "verdict": state,
        "risk_percent": round(100 * verdict.risk, 2),
        "risk": telling.risk(verdict, language),
        "cause": telling.cause(verdict, language),
        "changes": telling.changes(verdict, language),
        "confidence": telling.CONFIDENCE[verdict.confidence][telling.at(language)],
        "unknown": telling.named(verdict.missing, language),
        "rests_on": telling.read_back(known, language),
        "version": verdict.version,
        "urgent": verdict.fails,
        "judged": machine,
    }


def stated(check: Check, verdict: Verdict) -> str:
    """``failing``; ``recheck``: it was, until a reading was put right; ``watch``: a risk, or too little is known; ``fine``."""
    if verdict.fails:
        return "failing"
    if check.failing:
        return "recheck"
    if verdict.risk >= WATCH or verdict.confidence == "low" or verdict.missing:
        return "watch"
    return "fine"


def put_right(call: ActionCall, check: str | None = None, right_text: str | None = None, asked: str | None = None) -> Result:
    """The check with readings that were put right; ``nothing`` where the words name none, or there is no check.

    While readings are asked for, a number that names none stands for the one that was told last.
    """
    known = loaded(check)
    text = right_text or (call.said[-1] if call.said else "")
    after = heard(known, text, None)
    if after == known and asked:
        after = put_last_right(known, text, asked.rstrip("!")) or known
    if not known.readings or after == known:
        return {"right_state": "nothing" if known.readings else "no_check"}
    return {"right_state": "changed", "check": dumped(after), "asked": None}


def turbine_life(call: ActionCall, machine: str) -> Result:
    """What is left to a turbine after its last cycle; ``unwatched``: a machine without a series; ``unlisted``: none of ours."""
    listed = machines().get(machine)
    if listed is None:
        return {"life_state": "unlisted", "machine_name": machine}
    name = listed.name(call.language)
    values = series(machine, call.data_dir)
    if values is None:
        return {"life_state": "unwatched", "machine_name": name}
    left = remaining(turbines(), values)
    return {
        "life_state": "new" if left.low >= turbines().cap * 0.75 else "near" if left.cycles < 30 else "told",
        "machine_name": name,
        "cycles_run": str(len(values)),
        "life": f"{left.cycles:.0f}",
        "life_range": f"{left.low:.0f} – {left.high:.0f}" + ("+" if left.capped else ""),
        "life_confidence": telling.CONFIDENCE["low" if left.young else "medium"][telling.at(call.language)],
        "version": left.version,
    }


def order_subject(call: ActionCall, machine: str, verdict: str | None = None, judged: str | None = None) -> Result:
    """Whether an order for a machine is about the last verdict: of that machine, or of one that nobody named."""
    return {"subject": "verdict" if verdict and judged in (None, machine) else "other"}


def open_work_order(
    call: ActionCall,
    machine: str,
    what: str | None = None,
    urgent: bool | None = None,
    cause: str | None = None,
    subject: str | None = None,
) -> Result:
    """Open a work order, urgent where a failure is to be expected; what the verdict on another machine said does not count."""
    listed = machines().get(machine)
    if listed is None:
        return {"order_state": "unlisted", "machine_name": machine}
    name = listed.name(call.language)
    if subject != "verdict":
        urgent, cause = None, None
    about = what or cause or ("check of the machine", "检查机器")[telling.at(call.language)]
    order = orders.open_order(call.data_dir, call.key, machine, about, bool(urgent), call.today.isoformat())
    return {"order_state": "opened", "machine_name": name, **told(order, call.language)}


def look_up_order(call: ActionCall, work_order: str | None = None, machine: str | None = None) -> Result:
    """How an order stands, by its number or the newest one of a machine that is not done."""
    order = orders.found(call.data_dir, work_order) if work_order else orders.running(call.data_dir, machine) if machine else None
    if order is None:
        return {"order_state": "missing"}
    return {"order_state": "found", **told(order, call.language)}


STATES = {"open": ("open", "已登记"), "planned": ("planned", "已安排"), "in work": ("in work", "正在处理"), "done": ("done", "已完成")}


def told(order: Order, language: str) -> Result:
    """An order in words."""
    place = telling.at(language)
    return {
        "order_code": order.code,
        "order_machine": order.machine,
        "order_about": BOTH.get(order.what, (order.what, order.what))[place],
        "order_opened": order.opened_on,
        "order_words": STATES[order.state][place] + (f" ({order.planned_for})" if order.planned_for else ""),
        "order_urgency": ("urgent", "紧急")[place] if order.urgent else ("normal", "普通")[place],
    }
