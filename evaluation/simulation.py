"""Lets simulated customers talk to the real engine, and judges by the conversation and its final state how many reach their goal."""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from scipy.stats import binomtest

from bot.dialogue.domain import Domain, HandOver
from bot.engine import Serving
from bot.errors import FrontdeskError
from bot.metrics import DECLINING
from bot.packs import Pack
from evaluation import stage
from evaluation.cases import TIME, USUAL_TIME
from evaluation.coverage import linked
from evaluation.customers import Customer, Goal, Move, World, world
from evaluation.references import ANSWER
from evaluation.stage import Scene

PATIENCE = 12
"""Messages after which a customer leaves."""

ANGRY = frozenset({"angry", "asked"})
"""Reasons that justify handing over an angry customer."""


@dataclass(frozen=True, slots=True)
class Lived:
    """One conversation: whether the goal was ``reached``, and whether a person was brought in needlessly.

    ``broken``: why the conversation could not go on, if so; it is then left out of all shares.
    """

    customer: Customer
    scenes: tuple[Scene, ...]
    reached: bool
    needless: bool
    broken: str = ""

    @property
    def turns(self) -> int:
        """How many messages the customer sent."""
        return len(self.scenes)


@dataclass(frozen=True, slots=True)
class Simulation:
    """The conversations of all simulated customers, in order."""

    seed: int
    lived: tuple[Lived, ...]

    def as_json(self) -> dict[str, object]:
        """Shares with their 95 % Wilson intervals; ``turns`` covers only customers who reached their goal."""
        counted = [one for one in self.lived if not one.broken]
        wanting = [one for one in counted if one.customer.goal.kind != "out_of_scope"]
        turns = [one.turns for one in counted if one.reached]
        return {
            "seed": self.seed,
            "customers": len(self.lived),
            "not_run": len(self.lived) - len(counted),
            "reached": share([one.reached for one in counted]),
            "by_goal": by(counted, lambda one: one.customer.goal.kind),
            "by_temperament": by(counted, lambda one: one.customer.temperament),
            "by_language": by(counted, lambda one: one.customer.goal.language),
            "needless_hand_overs": share([one.needless for one in wanting]),
            "turns": {"median": median(turns), "mean": round(sum(turns) / len(turns), 2), "most": max(turns)} if turns else None,
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        told = self.as_json()
        yield f"{told['customers']} simulated customers (seed {self.seed}), {told['not_run']} of whose conversations could not be run."
        for name in ("reached", "needless_hand_overs"):
            yield f"{name.replace('_', ' ')}: {spoken(told[name])}"
        for name in ("by_goal", "by_temperament", "by_language"):
            groups = told[name]
            assert isinstance(groups, dict)
            yield from (f"  reached, {group.replace('_', ' ')}: {spoken(found)}" for group, found in groups.items())
        yield f"messages needed: {counted(told['turns'])}"


def by(lived: Sequence[Lived], key: Callable[[Lived], str]) -> dict[str, object]:
    """The share of customers who reached their goal, by some property."""
    return {name: share([one.reached for one in lived if key(one) == name]) for name in sorted({key(one) for one in lived})}


def share(flags: Sequence[bool]) -> dict[str, float | int] | None:
    """A count with its share and 95 % Wilson interval (1927); None without flags."""
    if not flags:
        return None
    found = binomtest(sum(flags), len(flags)).proportion_ci(0.95, "wilson")
    return {
        "of": len(flags),
        "count": sum(flags),
        "share": round(sum(flags) / len(flags), 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }


def spoken(share: object) -> str:
    """A share in words."""
    if not isinstance(share, dict):
        return "nobody"
    return f"{share['count']} of {share['of']}, {share['share']:.1%} ({share['low']:.1%} to {share['high']:.1%})"


def counted(turns: object) -> str:
    """The numbers of messages in words."""
    if not isinstance(turns, dict):
        return "nobody reached what they wanted"
    return f"{turns['median']:g} in the middle, {turns['mean']:g} on average, {turns['most']} at most"


async def simulate(pack: Pack, serving: Serving, count: int, seed: int) -> Simulation:
    """Let ``count`` customers talk to the bot, one after the other; the same seed draws the same customers."""
    there = world(pack)
    return Simulation(seed, tuple([await live(Customer(there, random.Random(f"{seed}:{n}")), pack, serving) for n in range(count)]))


async def live(customer: Customer, pack: Pack, serving: Serving) -> Lived:
    """One customer's conversation, until the goal is reached, a person takes over, or patience ends."""
    scenes: list[Scene] = []
    at = stage.moment(pack.domain, datetime.strptime(USUAL_TIME, TIME))
    with tempfile.TemporaryDirectory(prefix="frontdesk-customer-", ignore_cleanup_errors=True) as folder:
        try:
            async with stage.opened(pack, serving, customer.goal.language, at, Path(folder)) as opened:
                move: Move | None = customer.opening()
                while move is not None and len(scenes) < PATIENCE:
                    scenes.append(await opened.write(move.text, move.choice))
                    over = scenes[-1].after.mode != "bot" or (reached(customer.goal, scenes, customer.world) and customer.satisfied)
                    move = None if over else customer.next(scenes[-1])
        except FrontdeskError as error:
            return Lived(customer, tuple(scenes), False, False, str(error))
    return Lived(customer, tuple(scenes), reached(customer.goal, scenes, customer.world), needless(customer, scenes))


def reached(goal: Goal, scenes: Sequence[Scene], there: World) -> bool:
    """Whether the customer got what they wanted; out of scope, that the bot declined or handed over without answering."""
    match goal.kind:
        case "flow":
            return finished(goal, scenes, there.domain)
        case "question":
            return any(quoted(scene) & there.articles[goal.intent] for scene in scenes)
    declined = scenes[-1].after.mode == "queued" or any(DECLINING & set(scene.replies) for scene in scenes)
    return declined and not any(ANSWER in scene.replies or noted(scene, "start_flow") for scene in scenes)


def finished(goal: Goal, scenes: Sequence[Scene], domain: Domain) -> bool:
    """Whether the flow was started and finished with the customer's values."""
    flow, after = domain.intents[goal.intent].flow or "", scenes[-1].after
    begun = any(flow in noted(scene, "start_flow") for scene in scenes)
    stopped = any(flow in noted(scene, "cancel_flow") for scene in scenes)
    handed_over = after.mode == "queued" and scenes[-1].summary.reason not in reasons(flow, domain)
    right = all(after.slots.get(slot) in (None, value) for slot, value in goal.held.items())
    return begun and right and not (stopped or after.stack or handed_over)


def needless(customer: Customer, scenes: Sequence[Scene]) -> bool:
    """Whether a person was brought in although neither the flow nor the customer's mood called for one."""
    goal, reason = customer.goal, scenes[-1].summary.reason
    if scenes[-1].after.mode != "queued" or goal.kind == "out_of_scope":
        return False
    if customer.temperament == "angry" and reason in ANGRY:
        return False
    domain = customer.world.domain
    return goal.kind != "flow" or reason not in reasons(domain.intents[goal.intent].flow or "", domain)


def reasons(flow: str, domain: Domain) -> set[str]:
    """The reasons for which a flow, or one it links to, may itself hand over."""
    return {step.reason for name in linked([flow], domain) for step in domain.flows[name].steps.values() if isinstance(step, HandOver)}


def quoted(scene: Scene) -> set[str]:
    """The articles that were quoted."""
    return {message.source.partition("#")[0] for message in scene.said if message.source}


def noted(scene: Scene, rule: str) -> set[str]:
    """What a rule noted each time it fired."""
    return {reason.because for log in scene.turns for reason in log.trace if reason.rule == rule and reason.fired}
