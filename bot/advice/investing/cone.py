"""Convex programs, handed to the interior-point solver Clarabel (Goulart and Chen 2024), which is imported when it is first needed."""

from dataclasses import dataclass, field

import numpy as np

from bot.advice.investing.tables import Matrix

SOLVED = ("Solved", "AlmostSolved")


@dataclass(frozen=True, slots=True)
class Answer:
    """The optimum: its variables, and the dual price of each inequality."""

    variables: Matrix
    prices: Matrix


@dataclass(slots=True)
class Program:
    """Minimises ``x'Qx/2 + cost'x`` under constraints that are added one by one."""

    cost: Matrix
    quadratic: Matrix | None = None
    equal: list[tuple[Matrix, float]] = field(default_factory=list)
    most: list[tuple[Matrix, float]] = field(default_factory=list)
    lengths: list[tuple[Matrix, float]] = field(default_factory=list)
    logarithms: list[tuple[int, int]] = field(default_factory=list)

    def equals(self, row: Matrix, value: float) -> None:
        """``row'x = value``."""
        self.equal.append((row, value))

    def at_most(self, row: Matrix, value: float) -> None:
        """``row'x <= value``; the dual prices are in the order of these calls."""
        self.most.append((row, value))

    def no_longer(self, rows: Matrix, length: float) -> None:
        """The Euclidean length of ``rows @ x`` is at most ``length``."""
        self.lengths.append((rows, length))

    def below_logarithm(self, lower: int, of: int) -> None:
        """The variable ``lower`` is at most the logarithm of the variable ``of``."""
        self.logarithms.append((lower, of))

    def solve(self) -> Answer | None:
        """Solve the program; None if it is infeasible or unbounded."""
        import clarabel
        from scipy import sparse

        count = len(self.cost)
        rows = [row for row, _ in (*self.equal, *self.most)]
        sides = [value for _, value in (*self.equal, *self.most)]
        cones = [clarabel.ZeroConeT(len(self.equal)), clarabel.NonnegativeConeT(len(self.most))]
        for matrix, length in self.lengths:
            rows += [np.zeros(count), *(-matrix)]
            sides += [length, *[0.0] * len(matrix)]
            cones.append(clarabel.SecondOrderConeT(len(matrix) + 1))
        for lower, of in self.logarithms:
            rows += [-np.eye(count)[lower], np.zeros(count), -np.eye(count)[of]]
            sides += [0.0, 1.0, 0.0]
            cones.append(clarabel.ExponentialConeT())
        quadratic = np.zeros((count, count)) if self.quadratic is None else np.triu(self.quadratic)
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.max_threads = False, 1
        solver = clarabel.DefaultSolver(
            sparse.csc_matrix(quadratic), self.cost, sparse.csc_matrix(np.array(rows)), np.array(sides), cones, settings
        )
        found = solver.solve()
        if str(found.status) not in SOLVED:
            return None
        return Answer(np.array(found.x), np.array(found.z)[len(self.equal) : len(self.equal) + len(self.most)])
