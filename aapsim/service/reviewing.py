"""Reviewers' work as the screens see it: who may see what, grids out and back, the state of each application."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aapsim.domain.application import Application
from aapsim.domain.review import Review, Standing, standing
from aapsim.engine.scoring import score_of
from aapsim.files.review_grid import Grid, GridReading, read_grid, write_grid
from aapsim.files.sheets import TableKind
from aapsim.service.snapshots import Snapshot

__all__ = [
    "GridReading", "Progress", "code_of", "grid_file", "progress", "read_returned", "review_of", "scores", "standings",
    "visible_to",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """One reviewer's advance: numbers of applications finished, begun, not begun, and recused."""

    code: str
    name: str
    finished: int
    begun: int
    left: int
    recused: int


def code_of(name: str) -> str:
    """Return the short code of a reviewer's name: ``Zoé Blanc`` is ``zoe-blanc``; empty if nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def review_of(here: Snapshot, reviewer: str, application_id: str) -> Review:
    """Return a reviewer's review of an application; an empty one if there is none."""
    return here.prepared.reviews.get(application_id, {}).get(reviewer, Review())


def visible_to(here: Snapshot, reviewer: str) -> tuple[Application, ...]:
    """Return the applications a reviewer sees: all but those of a conflict of interest."""
    return tuple(one for one in here.applications if not review_of(here, reviewer, one.id).recused)


def standings(here: Snapshot) -> Mapping[str, Standing]:
    """Return where the review of each application stands, by id."""
    reviews = here.prepared.reviews
    return {one.id: standing(reviews.get(one.id, {}), here.call, here.prepared.settings) for one in here.applications}


def scores(here: Snapshot) -> Mapping[str, Fraction | None]:
    """Return the mark out of 100 that the ranking uses, by application id; ``None``: outside the ranking."""
    return {one.id: score_of(here.call, one) for one in here.applications}


def progress(here: Snapshot) -> tuple[Progress, ...]:
    """Return the board: one line a reviewer, in the order of their names."""
    lines = []
    for code, name in sorted(here.prepared.reviewers.items(), key=lambda pair: pair[1].casefold()):
        mine = [here.prepared.reviews.get(one.id, {}).get(code) for one in here.applications]
        given = [review for review in mine if review is not None]
        recused = sum(review.recused for review in given)
        finished = sum(review.done for review in given)
        begun = len(given) - recused - finished
        lines.append(Progress(code, name, finished, begun, len(mine) - len(given), recused))
    return tuple(lines)


def _grid(here: Snapshot, reviewer: str) -> Grid:
    name = here.prepared.reviewers[reviewer]
    return Grid(here.call, here.prepared.settings, name, visible_to(here, reviewer))


def grid_file(here: Snapshot, reviewer: str, kind: TableKind) -> bytes:
    """Return one reviewer's grid as a file, with what this reviewer already gave."""
    mine = {one.id: review_of(here, reviewer, one.id) for one in here.applications}
    return write_grid(_grid(here, reviewer), mine, kind)


def read_returned(here: Snapshot, reviewer: str, content: bytes) -> GridReading:
    """Read a grid that came back, without saving anything: reviews that differ from those saved, and problems."""
    reading = read_grid(content, _grid(here, reviewer))
    changed = {one: review for one, review in reading.reviews.items() if review != review_of(here, reviewer, one)}
    return GridReading(changed, reading.issues)
