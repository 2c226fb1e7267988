"""What the bot can work out about a machine, and the work orders that it opens."""

from bot.actions import ActionCall
from bot.advice.maintenance import engine
from bot.advice.maintenance.engine import Verdict
from bot.advice.maintenance.life import remaining

from . import orders, telling
from .checking import Check, dumped, loaded
from .machines import faults, machines, series, turbines
from .orders import Order
from .reading import READINGS, grade, readings

__all__ = ["judge", "look_up_order", "next_reading", "open_work_order", "put_right", "read_report", "settle_odd", "turbine_life"]

Result = dict[str, str | float | bool | None]
LATELY = 2
"""Messages of the operator that are looked back upon when a check begins."""
FEWEST = 3
"""Readings below which nothing is said."""
WATCH = 0.02
"""Risk from which on a machine is watched though no failure is expected; rules.yaml holds the same line, in percent."""
OPERATING_GRADE = "M"


def read_report(call: ActionCall, machine: str | None = None) -> Result:
    """The readings of the last messages, and the product grade: said, or that of the machine."""
    check = Check()
    for text in call.said[-LATELY:]:
        check = heard(check, text, None)
    listed = machines().get(machine or "")
    if check.grade is None and listed is not None:
        check = with_grade(check, listed.grade)
    return {"check": dumped(check), "asked": None}


def heard(check: Check, text: str, asked: str | None) -> Check:
    """The check with what a message says."""
    return with_grade(check.told(readings(text, asked)), grade(text) or check.grade)


def with_grade(check: Check, said: str | None) -> Check:
    """The check with a product grade."""
    return Check(check.readings, said, check.passed, check.sure, check.failing)


def next_reading(call: ActionCall, check: str | None = None, asked: str | None = None, answer: str | None = None) -> Result:
    """What to ask next: an odd reading first, then a missing one; ``judge`` where nothing is left. A trailing ``?`` is a second try."""
    known, name = loaded(check), (asked or "").rstrip("?")
    if name and answer is None:
        known = passed(known, name)
    elif name and answer is not None:
        after = heard(known, answer, name)
        if after.readings == known.readings and name not in after.readings:
            if asked != name:
                after = passed(known, name)
            else:
                return {"check": dumped(known), "asked": f"{name}?", "step": "again", "question": question(name, call)}
        known = after
    for doubt in engine.doubts(faults(), known.readings):
        if doubt.reading not in known.sure:
            reading = next(one for one in faults().readings if one.name == doubt.reading)
            return {"check": dumped(known), "asked": doubt.reading, "step": "odd", "question": telling.odd(doubt, reading, call.language)}
    missing = [one for one in READINGS if one not in known.readings and one not in known.passed]
    if missing:
        return {"check": dumped(known), "asked": missing[0], "step": "ask", "question": question(missing[0], call)}
    return {"check": dumped(known), "asked": None, "step": "judge" if len(known.readings) >= FEWEST else "too_few"}


def passed(check: Check, name: str) -> Check:
    """Without a reading that nobody has."""
    return Check(check.readings, check.grade, (*check.passed, name), check.sure, check.failing)


def question(name: str, call: ActionCall) -> str:
    """The question for a reading."""
    return telling.QUESTIONS[name][telling.at(call.language)]


def settle_odd(call: ActionCall, check: str | None = None, asked: str | None = None, odd_ok: bool | None = None) -> Result:
    """After a question about an odd reading: in the unit that was guessed, as it was said, or asked for again. Nothing negative stays."""
    known, name = loaded(check), asked or ""
    doubt = next((one for one in engine.doubts(faults(), known.readings) if one.reading == name), None)
    if doubt is not None and odd_ok and doubt.guess is not None:
        known = known.told({name: doubt.guess.value})
    elif doubt is not None and odd_ok and doubt.said >= 0:
        known = Check(known.readings, known.grade, known.passed, (*known.sure, name), known.failing)
    elif doubt is not None and odd_ok:
        known = passed(known.without(name), name)
    else:
        known = known.without(name)
    return {"check": dumped(known), "asked": None}


def judge(call: ActionCall, check: str | None = None) -> Result:
    """The verdict on what is known."""
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


def put_right(call: ActionCall, check: str | None = None, answer: str | None = None) -> Result:
    """The check with readings that were put right; ``nothing`` where the words name none, or there is no check."""
    known = loaded(check)
    after = heard(known, answer or (call.said[-1] if call.said else ""), None)
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
        "cycles_run": float(len(values)),
        "life": f"{left.cycles:.0f}",
        "life_range": f"{left.low:.0f} – {left.high:.0f}" + ("+" if left.capped else ""),
        "life_confidence": telling.CONFIDENCE["low" if left.young else "medium"][telling.at(call.language)],
        "version": left.version,
    }


def open_work_order(
    call: ActionCall, machine: str, what: str | None = None, urgent: bool | None = None, cause: str | None = None
) -> Result:
    """Open a work order, urgent where a failure is to be expected; ``running``: there is one already."""
    listed = machines().get(machine)
    if listed is None:
        return {"order_state": "unlisted", "machine_name": machine}
    name = listed.name(call.language)
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
    parts = order.what.split(" / ")
    return {
        "order_code": order.code,
        "order_machine": order.machine,
        "order_about": parts[place] if len(parts) == 2 else order.what,
        "order_opened": order.opened_on,
        "order_words": STATES[order.state][place] + (f" ({order.planned_for})" if order.planned_for else ""),
        "order_urgency": ("urgent", "紧急")[place] if order.urgent else ("normal", "普通")[place],
    }
