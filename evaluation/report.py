"""The report on a run of golden cases: every failure with what is needed to act on it, and the coverage."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from bot.explain import Kind, explain
from evaluation.cases import NOTHING, Unreadable
from evaluation.conversations import Outcome, Played, Results, happening
from evaluation.coverage import COMMANDS, Coverage

TOLD: tuple[Kind, ...] = ("understood", "rule", "found", "action", "failure")
"""The kinds of explanation lines that show why something else came; what was said is shown above them."""

BRANCH = "branch: "
"""Conditions of flows are shown even if they did not fire, because the flow then takes the other branch."""


def lines(results: Results, coverage: Coverage) -> Iterator[str]:
    """The whole report."""
    for unreadable in results.unreadable:
        yield from broken(unreadable)
    for outcome in (*results.not_run, *results.failed):
        yield from told(outcome)
    yield counted(results.counts)
    if results.asked_back:
        yield f"In {results.asked_back} turns the bot asked back first, and the customer pressed the button of what was meant."
    for outcome in results.outcomes:
        if outcome.case.text.not_yet and outcome.passed:
            yield f"PASSES NOW  {place(outcome.case.path, outcome.case.line)}  {outcome.case.name}: its `not_yet` can go"
    yield from reached(coverage)


def counted(counts: Mapping[str, int]) -> str:
    """The counts in a sentence."""
    known = f", {counts['known_to_fail']} are known not to pass yet" if counts["known_to_fail"] else ""
    return f"{counts['passed']} cases passed, {counts['failed']} failed, {counts['not_run']} could not be run{known}."


def broken(unreadable: Unreadable) -> Iterator[str]:
    """A case that could not be read, with its mistakes."""
    yield f"NOT RUN  {unreadable.name}"
    yield from (f"    {mistake}" for mistake in unreadable.mistakes)


def told(outcome: Outcome) -> Iterator[str]:
    """A case that failed or could not be finished: its talk, with the misses where they occurred."""
    yield f"{'NOT RUN' if outcome.broken else 'FAILED'}  {place(outcome.case.path, outcome.case.line)}  {outcome.case.name}"
    for one in outcome.played:
        yield f"    {happening(one.entry)}"
        if one.misses:
            yield from otherwise(one, outcome.case.path)
        else:
            yield f"      bot: {', '.join(one.scene.replies) or 'nothing'}"
    if outcome.broken:
        yield f"    {outcome.broken}"


def otherwise(played: Played, path: Path) -> Iterator[str]:
    """The misses of an entry: what was expected, what came, what was said, and why."""
    for miss in played.misses:
        yield f"      {place(path, played.line)}: {miss.field}"
        yield f"        expected: {miss.expected}"
        yield f"        came:     {miss.came}"
    for message in played.scene.said:
        yield f"      {message.author} [{message.reply}] {message.text}"
    for log in played.scene.turns:
        yield from (
            f"        {line.kind:>10}  {line.text}" for line in explain(log, []) if line.kind in TOLD or line.text.startswith(BRANCH)
        )


def place(path: Path, line: int) -> str:
    """A file, by the last four parts of its path, and a line."""
    return f"{'/'.join(path.parts[-4:])}:{line}"


def reached(coverage: Coverage) -> Iterator[str]:
    """The share of commands and flow steps reached, and those never reached."""
    missing = [name for name in COMMANDS if name not in coverage.commands]
    yield f"Commands reached: {coverage.command_share:.1f} % of {len(COMMANDS)}. Never: {', '.join(missing) or NOTHING}."
    yield f"Flow steps reached: {coverage.step_share:.1f} % of {len(coverage.steps)}. Never:{'' if coverage.unreached else f' {NOTHING}.'}"
    for flow, steps in groupby(coverage.unreached, key=lambda step: step.partition("/")[0]):
        yield f"  {flow}: {', '.join(step.partition('/')[2] for step in steps)}"
    yield from table(coverage)


def table(coverage: Coverage) -> Iterator[str]:
    """A table of the cases by what they are about and by the question that was open then."""
    kinds = sorted({kind for _, kind in coverage.bends})
    patterns = sorted({pattern for pattern, _ in coverage.bends})
    if patterns:
        yield "Cases by what they are about and by the question that was open then:"
        yield f"{'':>18}" + "".join(f"{kind:>9}" for kind in kinds)
    for pattern in patterns:
        yield f"{pattern:>18}" + "".join(f"{coverage.bends.get((pattern, kind), 0) or '·':>9}" for kind in kinds)


def cases_as_json(results: Results) -> dict[str, object]:
    """The counts, and every failure in the words of the report."""
    return {
        **results.counts,
        "failures": ["\n".join(told(outcome)) for outcome in results.failed],
        "broken": ["\n".join(told(outcome)) for outcome in results.not_run] + ["\n".join(broken(one)) for one in results.unreadable],
    }


def coverage_as_json(coverage: Coverage) -> dict[str, object]:
    """The coverage, shares in percent; ``bends`` counts cases by what they are about and by the question that was open."""
    bends: dict[str, dict[str, int]] = {}
    for (pattern, kind), count in sorted(coverage.bends.items()):
        bends.setdefault(pattern, {})[kind] = count
    return {
        "steps": len(coverage.steps),
        "steps_reached": coverage.step_share,
        "steps_never": coverage.unreached,
        "commands": len(COMMANDS),
        "commands_reached": coverage.command_share,
        "commands_never": [name for name in COMMANDS if name not in coverage.commands],
        "bends": bends,
    }
