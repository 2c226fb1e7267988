"""Writes the page on what a scorecard is made of, how good it is and where it must not be used."""

from collections.abc import Sequence

from bot.advice.credit.scorecard import Category, Characteristic, Pair, Scorecard

PAGE = """# The scorecard

Version {version}, fitted to {rows} applications: {source}. Licence of the data: {licence}.
{bad:.0%} of them were not repaid.

By {measured_by}: area under the ROC curve {auc}; cost {cost_a_row} an application, where accepting one that is not
repaid costs {cost} times as much as refusing one that would be; {approved:.0%} reach the cutoff.

Everybody begins with {base} points; {cutoff} are needed. At 500 an application is as likely to be repaid as not, and 50 more
double the odds. Never inputs: {protected}. In the data and not asked for: {left_out}.

| characteristic | points | mean of those who reach the cutoff |
|---|---|---|
{points}
{pairs}
## Limits

- It pre-screens and decides nothing: a person does, and sees more than this.
- Data of another time and place say little about yours. Fit it to your own: `frontdesk train PACK --data applications.csv`.
- It was fitted to applications that were granted. What would have become of those that were refused nobody knows.
- Points follow what happened in the data, and some of it is odd: look at each of them. They are no advice how to live.
- Leaving a column out does not keep others from standing for it: look at the groups with `frontdesk evaluate advice credit`.
"""


def written(card: Scorecard, left_out: Sequence[str], bad: float) -> str:
    """The page; ``left_out``: columns that are not asked for, ``bad``: the share that was not repaid."""
    return PAGE.format(
        **card.about,
        bad=bad,
        approved=float(card.about["approval"]),
        base=card.base,
        cutoff=card.cutoff,
        protected=named(card.protected),
        left_out=named(left_out),
        points="\n".join(row(one) for one in card.characteristics),
        pairs="".join(table(one) for one in card.pairs),
    )


def named(columns: Sequence[str]) -> str:
    """Columns as people read them."""
    return ", ".join(name.replace("_", " ") for name in columns) or "nothing"


def row(one: Characteristic) -> str:
    """A characteristic as a row of the table."""
    if isinstance(one, Category):
        ordered = sorted(one.points.items(), key=lambda pair: -pair[1])
        told = ", ".join(f"{word.replace('_', ' ')} {points:+d}" for word, points in ordered)
    else:
        told = ", ".join(f"{end} {points:+d}" for end, points in zip(ends(one.edges), one.points, strict=True))
    return f"| {one.name.replace('_', ' ')} | {told} | {one.reference:+.1f} |"


def table(one: Pair) -> str:
    """Two numbers together as a table of their own."""
    first, second = named(one.names[:1]), named(one.names[1:])
    rows = [(f"{first} \\ {second}", *ends(one.edges[1])), ("---",) * (len(one.edges[1]) + 2)]
    rows += [(end, *(f"{points:+d}" for points in line[:-1])) for end, line in zip(ends(one.edges[0]), one.points[:-1], strict=True)]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    return f"\nAnd for {first} together with {second}; half of these counts as lost by each:\n\n{lines}\n"


def ends(edges: Sequence[float]) -> list[str]:
    """The bins of a number in words."""
    return [*(f"up to {edge:g}" for edge in edges), "more" if edges else "any"]
