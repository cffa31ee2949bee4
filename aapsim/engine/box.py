"""Where grants may lie: a span for each candidate, a box for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from aapsim.engine.problem import Problem


@dataclass(frozen=True, slots=True)
class Span:
    """Where a candidate's grant may lie: from ``low`` to ``high`` (whole admissible euros) if funded.

    ``optional`` says that 0 is allowed too; ``high`` 0 means that only 0 is.
    """

    low: int
    high: int
    optional: bool = True

    @property
    def settled(self) -> bool:
        """Whether only one amount is left."""
        return self.high == 0 or (self.low == self.high and not self.optional)


Box = tuple[Span, ...]


def full_box(problem: Problem) -> Box:
    """Return everything that is admissible, locks applied."""
    spans = []
    for candidate in problem.candidates:
        if candidate.lock is None:
            spans.append(Span(candidate.least, candidate.cap))
        elif candidate.lock == "funded":
            spans.append(Span(candidate.least, candidate.cap, optional=False))
        else:
            amount = int(candidate.lock)
            spans.append(Span(amount, amount, optional=False))
    return tuple(spans)
