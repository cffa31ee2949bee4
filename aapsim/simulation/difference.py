"""What changes from one set of grants to another: who enters, who leaves, who gets more or less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Grants = Iterable[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes by project, each sorted by id, as (id, euros before, euros after); empty where nothing moves."""

    entered: tuple[tuple[str, int, int], ...] = ()
    left: tuple[tuple[str, int, int], ...] = ()
    more: tuple[tuple[str, int, int], ...] = ()
    less: tuple[tuple[str, int, int], ...] = ()

    @property
    def any(self) -> bool:
        """Whether a grant differs at all."""
        return bool(self.entered or self.left or self.more or self.less)

    @property
    def euros(self) -> int:
        """Euros granted after, less euros granted before."""
        every = (*self.entered, *self.left, *self.more, *self.less)
        return sum(after - before for _, before, after in every)

    @property
    def projects(self) -> int:
        """Projects funded after, less projects funded before."""
        return len(self.entered) - len(self.left)


def difference(before: Grants, after: Grants) -> Difference:
    """Compare two sets of grants (pairs of id and euros; an absent id is 0)."""
    old, new = dict(before), dict(after)
    found: dict[str, list[tuple[str, int, int]]] = {"entered": [], "left": [], "more": [], "less": []}
    for one in sorted({*old, *new}):
        was, now = old.get(one, 0), new.get(one, 0)
        if was == now:
            continue
        kind = "entered" if was == 0 else "left" if now == 0 else "more" if now > was else "less"
        found[kind].append((one, was, now))
    return Difference(**{kind: tuple(rows) for kind, rows in found.items()})
