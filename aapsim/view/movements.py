"""What differs between two states of an allocation: who enters, who leaves, by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aapsim.domain.french import signed_euros
from aapsim.view.tables import Table, framed
from aapsim.view.words import Known, counted, listed, project_words


@dataclass(frozen=True, slots=True)
class Movement:
    """One project whose grant differs between two states, in whole euros."""

    id: str
    before: int
    after: int

    @property
    def word(self) -> str:
        """``entre``, ``sort``, ``hausse`` or ``baisse``."""
        if self.before == 0:
            return "entre"
        if self.after == 0:
            return "sort"
        return "hausse" if self.after > self.before else "baisse"


_ORDER = ("entre", "sort", "hausse", "baisse")


def movements(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Movement, ...]:
    """Return what differs between two sets of grants by id (absent means 0): in, out, up, down, then by id."""
    found = [
        Movement(one, before.get(one, 0), after.get(one, 0))
        for one in {*before, *after}
        if before.get(one, 0) != after.get(one, 0)
    ]
    return tuple(sorted(found, key=lambda move: (_ORDER.index(move.word), move.id)))


def movements_table(moves: Sequence[Movement], known: Known) -> Table:
    """Return the changes since the last kept state, one row per project that moved."""
    rows = [
        (move.word, project_words(known.get(move.id), move.id), move.before, move.after, move.after - move.before)
        for move in moves
    ]
    return Table(
        "Ce qui change depuis le dernier état gardé",
        framed(("Mouvement", "Projet", "Avant", "Maintenant", "Différence"), rows),
        {"Avant": "euros", "Maintenant": "euros", "Différence": "change"},
        empty="Rien n'a changé depuis le dernier état gardé.",
    )


def movements_sentence(moves: Sequence[Movement], known: Known) -> str:
    """Say who enters and who leaves, by name, then the sum of what moved."""
    if not moves:
        return "Rien n'a changé depuis le dernier état gardé."
    parts = []
    for word in ("entre", "sort"):
        names = [project_words(known.get(move.id), move.id) for move in moves if move.word == word]
        parts.append(f"{word} : {listed(names, 4) if names else '—'}")
    others = [move for move in moves if move.word in ("hausse", "baisse")]
    if others:
        parts.append(f"{counted(len(others), 'autre montant change', 'autres montants changent')}")
    total = sum(move.after - move.before for move in moves)
    return f"{' · '.join(parts)} · au total {signed_euros(total)}."
