"""What the bot can work out about an ill child; the case stays in a slot, and everything else is reckoned from it anew."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast, get_args

from bot.actions import ActionCall
from bot.advice.triage import case as cases
from bot.advice.triage import engine as engines
from bot.advice.triage.case import Answer, Case
from bot.advice.triage.engine import Advice, Ask, AskBack
from bot.advice.triage.summary import Language
from bot.advice.triage.tables import Desk, opened

from . import telling
from .answering import meant, of_others_alone, of_the_two
from .beyond import beyond
from .measured import measured
from .pains import pains
from .reading import age_months, age_put_right, age_told, length_put_right
from .siblings import about_others, mixed_up, without_others

Result = dict[str, str | float | bool | None]
LATELY = 3
"""Messages of the parent that are looked back upon for what is told beside the answer, until the first question about a symptom."""
AROUND = 2
"""Messages that may belong together: what could not be read as an answer, and the answer; what was told, and the button of what it is."""
DANGER = "危险信号"
"""The symptom that stands for "one of the signs you named", and raises a red flag by itself."""

OLD_ENOUGH = 60.0
"""Months that stand for the age until it was asked for, so that only signs which are dangerous at any age cut the interview short."""


@lru_cache(maxsize=1)
def desk() -> Desk:
    """The engine with its tables, read once."""
    return opened(Path(__file__).parent / "data")


def language_of(call: ActionCall) -> Language:
    """The language in which texts are written."""
    return "zh" if call.language == "zh" else "en"


def loaded(case: str | None) -> Case:
    """The case of the slot, a new one where there is none."""
    return cases.loaded(case) if case else Case()


def told(case: Case, **more: str | None) -> Result:
    """The case as it is kept, with how urgent it is known to be; below an emergency that is told with the advice."""
    return {"case": cases.dumped(case), **({"urgency": "emergency"} if case.least == "emergency" else {}), **more}


def heard_in(case: Case, text: str, *, named: bool, leave: str = "") -> Case:
    """The case with every symptom that a text names, or states in degrees; ``leave`` is one that was just asked about."""
    fever = {one: answer for one, answer in measured(text).items() if answer == "yes" or one not in case.with_("yes")}
    said = {mention.symptom: mention.answer for mention in desk().names.found(text)} | dict(pains(text)) | fever
    for symptom, answer in said.items():
        if symptom != leave:
            case = engines.heard(desk().engine, case, symptom, answer, named=named and answer == "yes")
    return case


def aged(case: Case, text: str) -> Case:
    """The case with the age that a text states or puts right, if it does."""
    months = age_told(text, others=False)
    return case if months is None else engines.aged(desk().engine, case, months)


def more(case: Case, text: str, leave: str = "") -> Case:
    """The case with the age and the symptoms that a text tells of this child, and not of another; ``leave`` was just asked about."""
    own = without_others(text)
    return heard_in(aged(case, own), own, named=True, leave=leave)


def puts_age_right(case: Case, said: Sequence[str]) -> bool:
    """Whether the last text does nothing but put the age right, so that the no it may begin with denies no symptom."""
    return age_put_right(said[-1]) not in (None, case.age_months) and not length_put_right(said[-1], said[:-1])


def ill(text: str) -> bool:
    """Whether a text tells of a symptom."""
    return "yes" in {mention.answer for mention in desk().names.found(text)} | set(measured(text).values())


def several(text: str) -> bool:
    """Whether a text tells of two children who are ill."""
    return mixed_up(text) or (ill(without_others(text)) and any(map(ill, about_others(text))))


def most_urgent(text: str) -> Case:
    """Of several children who are told of in one text, the case that is an emergency by itself; a new one where none is."""
    each = [heard_in(aged(Case(age_months=OLD_ENOUGH), part), part, named=True) for part in (without_others(text), *about_others(text))]
    return next((case for case in each if case.least == "emergency"), Case())


def own_words(texts: Sequence[str]) -> Sequence[str]:
    """The texts without what they say of other children; as they are where only "my other child" is ill."""
    own = [without_others(text) for text in texts]
    return own if any(map(ill, own)) or not any(map(ill, texts)) else texts


def lately(case: Case, call: ActionCall) -> Case:
    """The case with what the last messages tell of symptoms and age: whoever says how old a child is, or denies a list, often adds one."""
    for place in range(max(0, len(call.said) - LATELY), len(call.said)):
        text, earlier = call.said[place], call.said[:place]
        case = heard_in(case, without_others(text), named=True) if length_put_right(text, earlier) else more(case, text)
    return case


def read_complaint(call: ActionCall, complaint: str | None = None) -> Result:
    """The symptoms and the age of what was said; of the answer to the question for them where it was asked, else of the last messages.

    ``beyond`` names what the model was never taught; where nothing else is the matter, the state is ``unknown``. Of two ill children it is
    ``several``; the case is then that of one who is an emergency by itself, if there is such a one.
    """
    texts = (complaint,) if complaint else call.said[-LATELY:]
    if texts and several(texts[-1]):
        return {**told(most_urgent(texts[-1])), "complaint_state": "several", "age_state": "unclear"}
    told_of_one = tuple(text for text in call.said[-LATELY:] if not several(text))
    ages = [months for text in own_words(told_of_one) if (months := age_told(text)) is not None]
    case = Case(age_months=ages[-1] if ages else OLD_ENOUGH)
    for text in own_words(texts):
        case = heard_in(case, text, named=True)
    unknown = beyond(texts, language_of(call))
    state = "some" if case.with_("yes") else "unknown" if unknown else "nothing"
    result = {**told(case), "complaint_state": state, "beyond": unknown}
    if not ages:
        return {**result, "age_state": "unclear"}
    return {**result, "age_state": "known", "age_text": telling.age(ages[-1], language_of(call))}


def take_age(call: ActionCall, case: str | None = None, age: str | None = None) -> Result:
    """The case with the age that was given, and with symptoms that were told beside it."""
    known = lately(loaded(case), call)
    months = age_months(without_others(age or ""), bare=True)
    if months is None:
        months = age_months(age or "", bare=True)
    if months is None:
        return told(known, age_state="unclear")
    after = engines.aged(desk().engine, known, months)
    return {**told(after), "age_state": "known", "age_text": telling.age(months, language_of(call))}


def take_danger(call: ActionCall, case: str | None = None, danger: bool | None = None) -> Result:
    """The case with the answer about the warning signs: one of them is an emergency, none of them denies each that stands alone.

    What is told beside the answer comes first: "no, but she won't drink" names one of them. "No fever" denies none, nor does "no, eight
    weeks": ``nothing``.
    """
    before, engine = loaded(case), desk().engine
    known = lately(before, call)
    if danger:
        return told(engines.heard(engine, known, DANGER, "yes", named=True), complaint_state="some")
    alone = [flag for flag in engine.flags if flag.name in telling.LISTED and len(flag.symptoms) == 1]
    listed = frozenset[str]().union(*(flag.symptoms for flag in alone))
    last = without_others(call.said[-1]) if call.said else ""
    if puts_age_right(before, (*call.said[:-1], last)) or of_others_alone(desk().names, last, listed, DANGER):
        return told(known, complaint_state="nothing")
    for symptom in sorted(listed):
        if known.said(symptom) is None:
            known = known.told(symptom, "no", named=True)
    return told(known, complaint_state="some")


def next_question(call: ActionCall, case: str | None = None, asked: str | None = None, answer: str | None = None) -> Result:
    """The case with the last answer, whatever else was said with it, and what to ask now."""
    known = answered(loaded(case), asked, answer, call.said[-LATELY:])
    step, language = engines.next_step(desk().engine, known), language_of(call)
    if isinstance(step, Ask):
        return told(known, step="ask", asked=step.symptom, question=desk().question(step.symptom, language))
    if isinstance(step, AskBack):
        one, other = step.symptoms
        names = {"one": desk().symptom(one, language), "other": desk().symptom(other, language)}
        return told(known, step="ask_back", asked="|".join(step.symptoms), question=telling.either(*names.values(), language), **names)
    return told(known, step="advise", asked=None)


def answered(case: Case, asked: str | None, answer: str | None, said: Sequence[str]) -> Case:
    """The case after an answer and what was said around it.

    Of two symptoms that exclude each other a yes means the first, a no the second, else neither is known: so too when both are said to be.
    """
    engine = desk().engine
    if not asked or answer not in get_args(Answer):
        return case
    one, _, other = asked.partition("|")
    before, last = case, without_others(said[-1]) if said else ""
    for place, text in enumerate(said):
        if length_put_right(text, said[:place]):
            continue
        case = more(case, text, leave=one) if place >= len(said) - AROUND else aged(case, without_others(text))
    given: Answer | None = cast(Answer, answer)
    if said and (puts_age_right(before, (*said[:-1], last)) or not last.strip()):
        return case
    if said:
        given = meant(desk().names, last, (one, other) if other else (one,), cast(Answer, answer))
    if given is None:
        return case
    if not other:
        return engines.heard(engine, case, one, given)
    pair: dict[Answer, tuple[Answer, Answer]] = {"yes": ("yes", "no"), "no": ("no", "yes"), "unsure": ("unsure", "unsure")}
    together = of_the_two(last) if said else None
    both: Answer = "no" if together == "no" else "unsure"
    for symptom, its in zip((one, other), pair[given] if together is None else (both, both), strict=True):
        case = engines.heard(engine, case, symptom, its)
    return case


def conclude(call: ActionCall, case: str | None = None) -> Result:
    """The advice, which no later one may go below."""
    known = loaded(case)
    given = engines.advice(desk().engine, known)
    return advised(call, engines.concluded(known, given), given)


def explain_case(call: ActionCall, case: str | None = None, advice_state: str | None = None) -> Result:
    """The advice again with its reasons; nothing where none was given, as while the questions go on."""
    if not case or advice_state != "given":
        return {"advice_state": "nothing"}
    known = loaded(case)
    return advised(call, known, engines.advice(desk().engine, known))


def add_symptoms(call: ActionCall, case: str | None = None, change: str | None = None, advice_state: str | None = None) -> Result:
    """The advice with what was told after it; nothing where the words name no symptom and no age.

    While the questions go on none is given yet, and what was told is heard with the next answer, unless it is an emergency already.
    """
    known = loaded(case)
    after = known
    for text in [change] if change else call.said[-AROUND:]:
        after = more(after, text)
    if after == known:
        return {"change_state": "nothing"}
    if advice_state != "given":
        return told(after, change_state="too_soon")
    given = engines.advice(desk().engine, after)
    return {**advised(call, engines.concluded(after, given), given), "change_state": "some"}


def advised(call: ActionCall, case: Case, given: Advice) -> Result:
    """Everything that is told of an advice."""
    language = language_of(call)
    age = {} if case.age_months is None else {"age_text": telling.age(case.age_months, language)}
    return {
        "case": cases.dumped(case),
        "urgency": given.level,
        "advice_state": "given",
        **age,
        **telling.told(desk(), case, given, language),
    }
