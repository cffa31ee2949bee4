"""The textbook model, solved by scipy: x_is, y_i, z_ia written out, nothing aggregated, nothing tightened.

With continuous amounts it bounds every admissible allocation; with admissible ones (an integer
number of steps, or the cap) it is the problem itself. What it finds is verified in integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from tests.reference.brute import Found, Way, value_of
from tests.reference.problem import SLOPES, Problem, Project

OPTIMAL, LIMIT, INFEASIBLE = 0, 1, 2


@dataclass(frozen=True)
class Answer:
    """``bound`` is what the solver proved (infinite where nothing was); ``found`` is exact and verified."""

    infeasible: bool
    bound: float
    found: Found | None


@dataclass
class Model:
    """Columns and rows gathered one by one."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def column(self, high: float, *, low: float = 0.0, whole: bool = False, gain: float = 0.0) -> int:
        self.low.append(low)
        self.high.append(high)
        self.gain.append(gain)
        self.whole.append(int(whole))
        return len(self.low) - 1

    def row(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        summed: dict[int, float] = {}
        for column, factor in terms:
            summed[column] = summed.get(column, 0.0) + factor
        self.rows.append((summed, low, high))


class Textbook:
    """One model of one problem; euros are counted in rounding steps."""

    def __init__(self, problem: Problem, *, admissible: bool) -> None:
        self.problem, self.admissible = problem, admissible
        self.unit = problem.step
        self.model = Model()
        self.y = [self._decision(project) for project in problem.projects]
        self.x = [
            {s: self.model.column(project.cap / self.unit) for s in sorted(project.open)}
            for project in problem.projects
        ]
        self.counts: list[tuple[int, int] | None] = []
        self.z: list[dict[str, int]] = []
        for i, project in enumerate(problem.projects):
            self._amount(i, project)
            self._gain(i, project)
            self._authorities(i, project)
        self._purses()
        self._rows()

    def _decision(self, project: Project) -> int:
        low = 1.0 if project.lock is not None and project.lock not in ("excluded", 0) else 0.0
        high = 0.0 if project.lock in ("excluded", 0) else 1.0
        return self.model.column(high, low=low, whole=True)

    def _total(self, i: int, factor: float = 1.0) -> list[tuple[int, float]]:
        return [(column, factor) for column in self.x[i].values()]

    def _amount(self, i: int, project: Project) -> None:
        cap, unit, y = project.cap / self.unit, self.unit, self.y[i]
        self.counts.append(None)
        if isinstance(project.lock, int) and project.lock:
            self.model.row(self._total(i), project.lock / unit, project.lock / unit)
            return
        first, last = max(1, -(-project.floor // unit)), project.cap // unit
        if not self.problem.partial or (self.admissible and last < first):
            self.model.row([*self._total(i), (y, -cap)], 0, 0)
        elif not self.admissible:
            self.model.row([*self._total(i), (y, -cap)], -np.inf, 0)
            self.model.row([*self._total(i), (y, -project.smallest / unit)], 0, np.inf)
        else:
            k, full = self.model.column(last, whole=True), self.model.column(1, whole=True)
            self.counts[i] = (k, full)
            self.model.row([*self._total(i), (k, -1), (full, -cap)], 0, 0)
            self.model.row([(full, 1), (y, -1)], -np.inf, 0)
            self.model.row([(k, 1), (y, -last), (full, last)], -np.inf, 0)
            self.model.row([(k, 1), (y, -first), (full, first)], 0, np.inf)

    def _gain(self, i: int, project: Project) -> None:
        weight, objective = float(project.weight), self.problem.inputs["objective"]
        if objective == "projects":
            self.model.gain[self.y[i]] = weight
            return
        per_unit = weight * (self.unit if objective == "euros" else self.unit / project.cap)
        if self.problem.inputs["curve"] == "none":
            for column in self.x[i].values():
                self.model.gain[column] = per_unit
            return
        cap = project.cap / self.unit
        parts = [self.model.column(float(w) * cap, gain=per_unit * float(slope)) for w, slope in SLOPES]
        self.model.row([*self._total(i), *((part, -1.0) for part in parts)], 0, 0)

    def _authorities(self, i: int, project: Project) -> None:
        self.z.append({})
        if not self.problem.patterned:
            return
        least, cap = self.problem.inputs["minimum_agreement"] / self.unit, project.cap / self.unit
        for source, column in self.x[i].items():
            name = self.problem.authorities[source]
            if name not in self.z[i]:
                self.z[i][name] = self.model.column(1, whole=True)
            self.model.row([(column, 1), (self.z[i][name], -cap)], -np.inf, 0)
        for name, z in self.z[i].items():
            paid = [(column, 1.0) for s, column in self.x[i].items() if self.problem.authorities[s] == name]
            self.model.row([*paid, (z, -least)], 0, np.inf)
            self.model.row([(z, 1), (self.y[i], -1)], -np.inf, 0)
        most = self.problem.inputs["max_authorities"]
        self.model.row([(z, 1.0) for z in self.z[i].values()], -np.inf, most)

    def _purses(self) -> None:
        problem, moves = self.problem, {}
        for s, targets in enumerate(problem.into):
            out = [(moves.setdefault((s, t), self.model.column(problem.sendable[s] / self.unit)), 1.0) for t in targets]
            if out:
                self.model.row(out, -np.inf, problem.sendable[s] / self.unit)
        for s, available in enumerate(problem.available):
            paid = [(columns[s], 1.0) for columns in self.x if s in columns]
            sent = [(column, 1.0) for (a, _), column in moves.items() if a == s]
            received = [(column, -1.0) for (_, b), column in moves.items() if b == s]
            self.model.row([*paid, *sent, *received], -np.inf, available / self.unit)

    def _rows(self) -> None:
        for row in self.problem.rows:
            money = [(c, float(f)) for i, f in row.euros.items() for c, _ in self._total(i)]
            heads = [(self.y[i], float(f)) for i, f in row.heads.items()]
            side = float(row.most) / (self.unit if row.euros else 1)
            if row.euros and heads:
                raise ValueError(row.name)
            self.model.row(money + heads, -np.inf, side)

    def solve(self, seconds: float) -> Answer:
        """Solve with no gap; a reference may use a clock, since it judges nothing it has not proved."""
        model = self.model
        if self.problem.impossible:
            return Answer(infeasible=True, bound=-np.inf, found=None)
        if not model.low:
            return self._answer(np.zeros(0), 0.0)
        data = [(r, c, f) for r, (terms, _, _) in enumerate(model.rows) for c, f in terms.items()]
        numbers = np.array([f for _, _, f in data])
        where = ([r for r, _, _ in data], [c for _, c, _ in data])
        matrix = coo_array((numbers, where), shape=(len(model.rows), len(model.low))).tocsr()
        scale = max(1e-9, *(abs(gain) for gain in model.gain))
        limits = LinearConstraint(matrix, [low for _, low, _ in model.rows], [high for _, _, high in model.rows])
        solved = milp(
            -np.array(model.gain) / scale,
            integrality=np.array(model.whole),
            bounds=Bounds(np.array(model.low), np.array(model.high)),
            constraints=limits,
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        if solved.status == INFEASIBLE:
            return Answer(infeasible=True, bound=-np.inf, found=None)
        dual = getattr(solved, "mip_dual_bound", None)
        return self._answer(solved.x, np.inf if dual is None else -float(dual) * scale)

    def _answer(self, solution: np.ndarray | None, bound: float) -> Answer:
        if solution is None or not (self.admissible or not self.problem.partial):
            return Answer(infeasible=False, bound=bound, found=None)
        amounts, ways = [], []
        for i, project in enumerate(self.problem.projects):
            amount = self._exact(solution, i, project)
            amounts.append(amount)
            ways.append(self._way(solution, i, project, amount))
        if None in ways or self.problem.fits(amounts, [way or () for way in ways]):
            return Answer(infeasible=False, bound=bound, found=None)
        found = Found(value_of(self.problem, tuple(amounts)), tuple(amounts), tuple(way or () for way in ways))
        return Answer(infeasible=False, bound=bound, found=found)

    def _exact(self, solution: np.ndarray, i: int, project: Project) -> int:
        if round(solution[self.y[i]]) == 0:
            return 0
        if isinstance(project.lock, int):
            return project.lock
        counts = self.counts[i]
        if counts is None or round(solution[counts[1]]):
            return project.cap
        return round(solution[counts[0]]) * self.unit

    def _way(self, solution: np.ndarray, i: int, project: Project, amount: int) -> Way | None:
        """Return the demands that the chosen authorities make, or ``None`` where rounding broke them."""
        names = {name for name, z in self.z[i].items() if round(solution[z])}
        for way in self.problem.pieces(project, amount):
            paying = {self.problem.authorities[s] for allowed, _ in way for s in allowed}
            if not self.problem.patterned or amount == 0 or paying == names:
                return way
        return None


def solve(problem: Problem, *, admissible: bool, seconds: float = 20.0) -> Answer:
    """Solve the textbook model of a problem. Values are floats but for ``found``, which is exact."""
    return Textbook(problem, admissible=admissible).solve(seconds)


def proves_at_most(answer: Answer, value: Fraction) -> bool:
    """Say whether the solver's bound shows that nothing is worth more than ``value`` (a billionth apart)."""
    return answer.infeasible or answer.bound <= float(value) + 1e-6 + 1e-7 * abs(float(value))
