"""Many regions at once: each its own call, money and applications; the pieces of all are spread together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from aapsim.simulation.doubts import Doubts
from aapsim.simulation.parallel import pieces_of, spread
from aapsim.simulation.question import Question, found
from aapsim.simulation.robustness import Draw, Report, Tally, draws, report, universe


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some draws of one region. The question travels with it: no worker needs to know the others."""

    region: str
    question: Question
    present: tuple[tuple[str, int], ...]
    numbers: range


def national(
    regions: Mapping[str, Question], doubts: Doubts, count: int, seed: int, workers: int = 1, *, size: int = 5
) -> Iterator[tuple[str, Report]]:
    """Yield each region with its report, in the order given, ``count`` draws each.

    ``size`` draws make a piece of work. Every region meets the luck of its own applications under the one seed, so
    a region alone gives the same report. Raises ``InvalidInput`` for inputs that cannot be used.
    """
    present = dict(zip(regions, spread(_present, list(regions.values()), workers), strict=True))
    pieces = [
        _Piece(code, question, present[code], numbers)
        for code, question in regions.items()
        for numbers in pieces_of(count, size)
    ]
    done = spread(partial(_drawn, doubts, seed), pieces, workers)
    tallies = {code: Tally(seed) for code in regions}
    for piece, drawn in zip(pieces, done, strict=True):
        for draw in drawn:
            tallies[piece.region].add(draw)
        if piece.numbers.stop == count:
            ids = universe(piece.question.case().problem)
            yield piece.region, report(tallies[piece.region], ids, count)


def _present(question: Question) -> tuple[tuple[str, int], ...]:
    return found(question).grants


def _drawn(doubts: Doubts, seed: int, piece: _Piece) -> list[Draw]:
    return list(draws(piece.question, doubts, dict(piece.present), piece.numbers, seed))
