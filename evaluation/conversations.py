"""Runs a pack's golden conversations against the real engine and its trained model, and scores them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.engine import Serving
from bot.errors import FrontdeskError
from bot.packs import Pack
from evaluation import faults, references, stage
from evaluation.cases import Case, Entry, Unreadable, Words
from evaluation.expectations import Miss, listed, missed
from evaluation.stage import Scene, Stage

CLARIFY = "clarify"
"""The reply that asks which of several intents was meant."""


@dataclass(frozen=True, slots=True)
class Played:
    """One entry of a case: the scene it led to and the expectations missed; ``asked_back``: the scene in which the bot asked first."""

    entry: Entry
    line: int
    scene: Scene
    misses: tuple[Miss, ...] = ()
    asked_back: Scene | None = None

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The scenes of the entry, in order."""
        return (self.scene,) if self.asked_back is None else (self.asked_back, self.scene)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that was run, with the entries played; ``broken`` says why it could not be finished, if so."""

    case: Case
    played: tuple[Played, ...]
    broken: str = ""

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The scenes of the case, in order."""
        return tuple(scene for one in self.played for scene in one.scenes)

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.broken and not any(one.misses for one in self.played)

    @property
    def failed(self) -> bool:
        """Whether an expectation was missed in a case without ``not_yet``; a case that could not be finished has not failed."""
        return not self.broken and not self.known and any(one.misses for one in self.played)

    @property
    def known(self) -> bool:
        """Whether an expectation was missed in a case marked ``not_yet``."""
        return not self.broken and self.case.text.not_yet is not None and any(one.misses for one in self.played)


@dataclass(frozen=True, slots=True)
class Results:
    """The outcomes of all cases of a pack, and the cases that could not be read."""

    pack: Pack
    outcomes: tuple[Outcome, ...]
    unreadable: tuple[Unreadable, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The cases that failed."""
        return tuple(one for one in self.outcomes if one.failed)

    @property
    def not_run(self) -> tuple[Outcome, ...]:
        """The cases that were begun but could not be finished."""
        return tuple(one for one in self.outcomes if one.broken)

    @property
    def asked_back(self) -> int:
        """How often the bot asked first which intent was meant, and the case named it."""
        return sum(one.asked_back is not None for outcome in self.outcomes for one in outcome.played)

    @property
    def counts(self) -> dict[str, int]:
        """How many cases passed, failed, failed as marked by ``not_yet``, and could not be run."""
        return {
            "passed": sum(one.passed for one in self.outcomes),
            "failed": len(self.failed),
            "known_to_fail": sum(one.known for one in self.outcomes),
            "not_run": len(self.not_run) + len(self.unreadable),
        }


async def evaluate(pack: Pack, serving: Serving) -> Results:
    """Run every case of a pack, one after the other."""
    cases, unreadable = references.read(pack)
    return Results(pack, tuple([await run(case, pack, serving) for case in cases]), tuple(unreadable))


async def run(case: Case, pack: Pack, serving: Serving) -> Outcome:
    """Run one case in a conversation of its own, with a temporary folder for the pack's actions."""
    failures = case.text.broken
    pack, at = faults.broken_actions(pack, failures), stage.moment(pack.domain, case.at)
    played: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="frontdesk-case-", ignore_cleanup_errors=True) as folder:
        try:
            async with stage.opened(pack, faults.broken_models(serving, failures), case.text.language, at, Path(folder)) as opened:
                for entry, line in zip(case.text.talk, case.lines, strict=True):
                    done = await play(entry, line, opened)
                    played.append(done)
                    if done.misses and done.misses[0].field == "press":
                        break
        except FrontdeskError as error:
            return Outcome(case, tuple(played), str(error))
    return Outcome(case, tuple(played))


async def play(entry: Entry, line: int, opened: Stage) -> Played:
    """Play one entry and compare; a button that is not shown cannot be pressed, which ends the case."""
    before = opened.scene
    buttons = {button.label: button.payload for button in before.buttons}
    if entry.press is not None and entry.press not in buttons:
        return Played(entry, line, before, (Miss("press", f"a button “{entry.press}”", listed(buttons)),))
    scene = await happen(entry, buttons, opened)
    meant = next((button for button in scene.buttons if button.payload == f"intent:{entry.means}"), None)
    if meant is None or scene.replies != (CLARIFY,) or CLARIFY in (entry.bot or ()):
        return Played(entry, line, scene, missed(entry, scene))
    chosen = await opened.write(meant.label, meant.payload)
    return Played(entry, line, chosen, missed(entry, chosen), asked_back=scene)


async def happen(entry: Entry, buttons: dict[str, str], opened: Stage) -> Scene:
    """Do the one thing that an entry describes."""
    match entry:
        case Entry(customer=str(text)):
            return await opened.write(text)
        case Entry(press=str(label)):
            return await opened.write(label, buttons[label])
        case Entry(operator=Words(says=text)):
            return await opened.say(text)
        case Entry(operator="joins"):
            return await opened.join()
        case Entry(operator="releases"):
            return await opened.release()
        case Entry(rate=int(score)):
            return await opened.rate(score)
    return await opened.wait(entry.seconds)


def happening(entry: Entry) -> str:
    """What happens in an entry, in words."""
    match entry:
        case Entry(customer=str(text)):
            return f"customer: {text}"
        case Entry(press=str(label)):
            return f"customer presses “{label}”"
        case Entry(operator=Words(says=text)):
            return f"operator: {text}"
        case Entry(operator=str(act)):
            return f"an operator {act}"
        case Entry(rate=int(score)):
            return f"customer rates {score} of 5"
    return f"nobody says anything for {entry.silence}"
