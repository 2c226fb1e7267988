"""``frontdesk evaluate operation``: counts, and tells the result to people and programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.settings import Settings
from evaluation.operation import as_json, lines, page, reading, telling
from evaluation.operation.money import Costs, Money, money
from evaluation.operation.results import Period, Results


@dataclass(frozen=True, slots=True)
class Report:
    """What was counted, and what it cost and saved; the money is None where nobody said what an hour costs."""

    results: Results
    money: Money | None

    def lines(self) -> Iterator[str]:
        """The report for a terminal."""
        return lines.lines(telling.title(self.results), telling.sections(self.results, self.money))

    def as_json(self) -> as_json.Json:
        """The report for programs."""
        return as_json.as_json(self.results, self.money)

    def page(self) -> str:
        """The report as an HTML page that needs nothing else."""
        return page.page(self.results, telling.title(self.results), telling.sections(self.results, self.money))


def run(settings: Settings, period: Period, costs: Costs) -> Report:
    """Count a period in the database of the servers; SetupError where there is no database, or nothing of the pack."""
    results = reading.run(settings, period)
    return Report(results, money(results, costs))
