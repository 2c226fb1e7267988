"""The gate of a promotion: the candidate and the serving model read the same test rows, and the candidate must not be worse.

The rows are those of the writers kept for testing. Groups of rows are compared in pairs by McNemar's exact one-sided test. Errors among the
rows that the bot would act on are compared by Fisher's exact one-sided test, because each model acts on different rows. A candidate that is
no worse anywhere is refused with a probability of 5 % at most: one half of it is for all rows together, where a small overall loss shows
best, and the other half is shared by the groups with Holm's correction.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from bot import packs
from bot.dialogue.domain import Domain
from bot.errors import ArtifactError
from bot.inference import encoder
from bot.inference.artifact import OUT_OF_SCOPE
from evaluation.exact import heads, more_right
from evaluation.understanding import Judged, judge
from training.data import Row, kept_for_testing, load
from training.pack import read_settings

ALPHA = 0.05
ENOUGH = 20
"""The fewest rows for which a group is compared on its own; smaller groups count among all rows only."""

DATA = "utterances.csv"
EVERYTHING = "all rows"


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """A group of test rows; the pairs are (serving model, candidate), and ``p`` is corrected for the number of comparisons.

    ``only``: rows that one of the two alone reads rightly; None for the rows acted upon, which differ between the models.
    """

    group: str
    rows: tuple[int, int]
    right: tuple[int, int]
    only: tuple[int, int] | None
    p: float

    @property
    def worse(self) -> bool:
        """Whether the candidate is significantly worse here."""
        return self.p < ALPHA


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a comparison; ``refusal`` is a sentence, or "" if the candidate may be promoted."""

    lines: tuple[GroupComparison, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""


def compare(pack_dir: Path, before: Path, after: Path) -> Verdict:
    """Whether the artifact ``after`` may take the place of ``before``; raises DataError, PackError, and ArtifactError about ``after``."""
    rows = kept_for_testing(load(pack_dir / DATA).rows, read_settings(pack_dir).test_groups)
    if not rows:
        return Verdict(
            refusal=f"{pack_dir.name} has no test rows to compare on: name groups of writers under training: test_groups in its pack.yaml "
            "and train again"
        )
    try:
        old = encoder.load(before)
    except ArtifactError as error:
        return Verdict(refusal=f"{before.name}, which serves, cannot be compared with ({error})")
    new = encoder.load(after)
    lines = compared(rows, judge(old, rows), judge(new, rows), packs.load(pack_dir).domain)
    worse = [line.group for line in lines if line.worse]
    notes = () if old.manifest.data.get(DATA) == new.manifest.data.get(DATA) else (other_data(before),)
    return Verdict(lines, notes, f"{after.name} is significantly worse than {before.name} on: {', '.join(worse)}" if worse else "")


def other_data(before: Path) -> str:
    """A note that the serving model may have learnt from some of the test rows."""
    return f"{before.name} was trained on other utterances; if some of today's test rows were among them, it looks better than it is."


def compared(rows: Sequence[Row], before: Sequence[Judged], after: Sequence[Judged], domain: Domain) -> tuple[GroupComparison, ...]:
    """Every comparison, corrected for their number."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for name in groups_of(row, domain):
            groups[name].append(place)
    everything = groups.pop(EVERYTHING)
    compare_by = [(EVERYTHING, everything), *((name, of) for name, of in sorted(groups.items()) if len(of) >= ENOUGH)]
    lines = [paired(name, [(right(before[i]), right(after[i])) for i in of]) for name, of in compare_by]
    return corrected([*lines, acted_upon(before, after)])


def groups_of(row: Row, domain: Domain) -> list[str]:
    """The groups a row belongs to: all rows, its language, its writers, its mood, and what serves its first intent."""
    named = (("language", row.language), ("writers", row.group), ("mood", row.sentiment), ("wish", family(row.intents[0], domain)))
    return [EVERYTHING, *(f"{kind} {name}" for kind, name in named if name)]


def family(name: str, domain: Domain) -> str | None:
    """What serves an intent; None if the pack no longer has it."""
    if name == OUT_OF_SCOPE:
        return "out of scope"
    intent = domain.intents.get(name)
    if intent is None:
        return None
    return "a person" if intent.human else "a flow" if intent.flow else "a fixed reply" if intent.reply else "the knowledge base"


def right(judged: Judged) -> bool:
    """Whether a row is read rightly, out-of-scope rows included."""
    return judged.predicted in judged.right


def paired(group: str, pairs: Sequence[tuple[bool, bool]]) -> GroupComparison:
    """McNemar's test (1947): of the rows that only one model reads rightly, half would be the serving model's by chance."""
    lost, won = pairs.count((True, False)), pairs.count((False, True))
    both = pairs.count((True, True))
    return GroupComparison(group, (len(pairs), len(pairs)), (both + lost, both + won), (lost, won), heads(lost, lost + won))


def acted_upon(before: Sequence[Judged], after: Sequence[Judged]) -> GroupComparison:
    """Compare the errors among the rows that each model would act on without asking back."""
    counts = []
    for judged in (before, after):
        acted = [one.best in one.right for one in judged if one.answered]
        counts.append((len(acted), sum(acted)))
    (rows, good), (now, good_now) = counts
    return GroupComparison("acted upon", (rows, now), (good, good_now), None, more_right((good, rows), (good_now, now)))


def corrected(lines: Sequence[GroupComparison]) -> tuple[GroupComparison, ...]:
    """Double the p of the first line, all rows; the others get twice that of Holm's procedure (Scand. J. Statistics 6, 1979)."""
    everything, *groups = lines
    found, most = {everything.group: min(1.0, 2 * everything.p)}, 0.0
    for rank, line in enumerate(sorted(groups, key=lambda line: line.p)):
        most = max(most, min(1.0, 2 * line.p * (len(groups) - rank)))
        found[line.group] = most
    return tuple(replace(line, p=found[line.group]) for line in lines)


def table(verdict: Verdict) -> Table:
    """The comparison as a table for the terminal."""
    shown = Table(title="The model that serves (before) and the candidate (after)", title_justify="left", box=SIMPLE_HEAD)
    shown.add_column("test rows", no_wrap=True)
    for name in ("rows", "right before", "right after", "only before", "only after", "p"):
        shown.add_column(name, justify="right", no_wrap=name in ("rows", "p"))
    for line in verdict.lines:
        shares = [f"{good / rows:.1%}" if rows else "-" for good, rows in zip(line.right, line.rows, strict=True)]
        rows = str(line.rows[0]) if line.only else f"{line.rows[0]} / {line.rows[1]}"
        only = [str(number) for number in line.only] if line.only else ["", ""]
        shown.add_row(
            line.group, rows, *shares, *only, f"{line.p:.3f}" if line.p >= 0.001 else "< 0.001", style="red" if line.worse else None
        )
    return shown
