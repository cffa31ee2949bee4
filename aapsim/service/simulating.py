"""Simulations from files to files: the service behind the commands ``frontier`` and ``robustness``."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from aapsim.domain.issues import InvalidInput, Issue
from aapsim.files.sheets import Table, TableKind, write_tables
from aapsim.files.values import Output
from aapsim.service import batch
from aapsim.simulation.doubts import PRESETS, Doubts
from aapsim.simulation.frontier import Against, Point, Sweep, curve, evenly, presences, steps
from aapsim.simulation.money import codes_of
from aapsim.simulation.pairing import PairReport, pair_report, pair_reports
from aapsim.simulation.parallel import machine_workers
from aapsim.simulation.question import Question, found, question_of
from aapsim.simulation.robustness import Report, certain, report, reports, universe

__all__ = [
    "PRESETS",
    "Against",
    "Doubts",
    "PairReport",
    "Question",
    "Range",
    "Report",
    "frontier",
    "frontier_file",
    "pair_file",
    "paired",
    "question",
    "robustness",
    "robustness_file",
    "save",
    "sweep_of",
    "table_kind",
]

TABLE_KINDS: tuple[TableKind, ...] = ("csv", "xlsx", "ods")
OUTCOME_WORDS = {"optimal": "prouvé", "feasible": "provisoire", "infeasible": "impossible"}


@dataclass(frozen=True, slots=True)
class Range:
    """What a curve runs over: from ``low`` to ``high`` (euros, or rates 0–1) in ``points`` points.

    ``source`` or ``authority`` moves one purse alone; both empty share a total over all of them.
    """

    low: Fraction
    high: Fraction
    points: int
    against: Against = "envelope"
    source: str = ""
    authority: str = ""


def question(loaded: batch.Loaded, choices: batch.Choices, *, enough: int = 0) -> Question:
    """Return the question of a run. ``enough`` euros stand in where neither run nor call gives an envelope.

    Raises ``InvalidInput`` with every problem of the file or the envelope.
    """
    nothing = not loaded.reading.errors and not any(one.available for one in loaded.call.sources)
    if choices.envelope is None and enough and nothing:
        choices = replace(choices, envelope=enough)
    call, applications = batch.ready(loaded, choices)
    return question_of(call, applications, choices.locks or {})


def table_kind(output: Path) -> TableKind:
    """Return the format that a file name asks for. Raises ``InvalidInput`` for another one."""
    suffix = output.suffix.lower().lstrip(".")
    for kind in TABLE_KINDS:
        if kind == suffix:
            return kind
    message = f"Ce tableau s'enregistre en .csv, .xlsx ou .ods, pas en « {output.suffix[:20]} »."
    raise InvalidInput([Issue("output", message)])


def save(content: bytes, output: Path) -> None:
    """Write a file. Raises ``InvalidInput`` where it cannot be written."""
    try:
        output.write_bytes(content)
    except (OSError, ValueError) as error:
        message = f"Impossible d'écrire « {output.name[:80]} » : vérifiez le dossier et vos droits."
        raise InvalidInput([Issue("output", message)]) from error


def frontier(asked: Question, over: Range, workers: int = 0) -> tuple[Point, ...]:
    """Compute a whole curve; ``workers`` 0 takes what the machine has. Raises ``InvalidInput``."""
    return tuple(curve(asked, sweep_of(asked, over), workers or machine_workers()))


def sweep_of(asked: Question, over: Range) -> Sweep:
    """Return the sweep that a range describes. Raises ``InvalidInput`` for an unknown source or authority."""
    codes = codes_of(asked.call, source=over.source, authority=over.authority)
    if (over.source or over.authority) and not codes:
        known = ", ".join(source.code for source in asked.call.sources)
        message = f"« {(over.source or over.authority)[:40]} » n'est ni un financeur ni une autorité ; {known}."
        raise InvalidInput([Issue("source", message)])
    whole = over.against == "envelope"
    return Sweep(evenly(over.low, over.high, over.points, whole=whole), over.against, codes)


def frontier_file(points: tuple[Point, ...], against: Against, kind: TableKind) -> bytes:
    """Write a curve as a table, one row a point; workbooks hold where each project is in as well."""
    first = "taux_commun" if against == "common_rate" else "montant"
    titles: list[Output] = [first, "enveloppe", "etat", "valeur", "projets", "accorde", "couverture"]
    rows: list[list[Output]] = [[*titles, "entrent", "sortent"]]
    for point, change in zip(points, steps(points), strict=True):
        answer = point.answer
        rows.append(
            [
                _plain(point.at),
                point.envelope,
                OUTCOME_WORDS[answer.outcome],
                answer.value,
                point.projects,
                answer.granted,
                _rounded(point.coverage),
                "|".join(one for one, _, _ in change.entered),
                "|".join(one for one, _, _ in change.left),
            ]
        )
    return write_tables([Table("Courbe", rows), Table("Projets", _presence_rows(points))], kind)


def _presence_rows(points: tuple[Point, ...]) -> list[list[Output]]:
    rows: list[list[Output]] = [["dossier", "premiere_entree", "presence"]]
    for row in presences(points):
        spans = " ; ".join(f"{_written(low)} à {_written(high)}" for low, high in row.spans)
        rows.append([row.id, _plain(row.spans[0][0]), spans])
    return rows


def _plain(value: Fraction) -> Output:
    return value.numerator if value.denominator == 1 else value


def _written(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.4f}".replace(".", ",")


def _rounded(value: Fraction) -> Fraction:
    return Fraction(round(value * 1_000_000), 1_000_000)


VERDICT_WORDS = {
    "always": "retenu dans tous les essais",
    "never": "jamais retenu",
    "depends": "dépend des choix",
}


def robustness(asked: Question, doubts: Doubts, draws: int, seed: int, workers: int = 0) -> Report:
    """Compute a whole robustness run, the present allocation being the optimum of the question itself.

    Without doubts, the deterministic answer. Raises ``InvalidInput``.
    """
    present = dict(found(asked).grants)
    if not doubts.any:
        return certain(present, universe(asked.case().problem), seed)
    drawn = reports(asked, doubts, present, draws, seed, workers or machine_workers())
    # The tally grows in place: only the last one is looked at.
    tally, ids = deque(drawn, maxlen=1).pop()
    return report(tally, ids, draws)


def robustness_file(run: Report, kind: TableKind) -> bytes:
    """Write a robustness run as a table, one row a project; workbooks hold the run itself as well."""
    titles: list[Output] = ["dossier", "verdict", "retenu", "essais", "frequence", "borne_basse", "borne_haute"]
    titles += ["accorde_moyen", "minimum", "decile_1", "mediane", "decile_9", "maximum", "graine"]
    rows: list[list[Output]] = [titles]
    for one in run.chances:
        bounds = [_rounded(Fraction(bound)) for bound in (one.low, one.high)]
        numbers: list[Output] = [one.funded, one.trials, _rounded(one.frequency), *bounds, Fraction(round(one.mean))]
        rows.append([one.id, VERDICT_WORDS[one.verdict], *numbers, *one.deciles, run.seed])
    about: list[list[Output]] = [
        ["mesure", "valeur"],
        ["essais", run.trials],
        ["graine", run.seed],
        ["essais sans répartition possible", run.impossible],
        ["essais non prouvés", run.provisional],
        ["essais où la répartition présente tient telle quelle", run.tenable],
        ["regret moyen de la répartition présente", _rounded(run.regret)],
    ]
    return write_tables([Table("Projets", rows), Table("Essais", about)], kind)


def paired(
    first: Question, second: Question, doubts: Doubts, draws: int, seed: int, workers: int = 0
) -> PairReport:
    """Draw two scenarios under the same luck. Raises ``InvalidInput``."""
    drawn = pair_reports(first, second, doubts, draws, seed, workers or machine_workers())
    tally, ids, wanted = deque(drawn, maxlen=1).pop()
    return pair_report(tally, ids, wanted)


def pair_file(run: PairReport, kind: TableKind) -> bytes:
    """Write two scenarios under the same draws as a table, one row a project; workbooks hold the run itself as well."""
    titles: list[Output] = ["dossier", "frequence_1", "frequence_2", "difference", "borne_basse", "borne_haute"]
    titles += ["retenu_1_seul", "retenu_2_seul", "essais", "accorde_moyen_2_moins_1", "graine"]
    rows: list[list[Output]] = [titles]
    trials = run.trials or 1
    for one in run.shifts:
        numbers = [_rounded(Fraction(part)) for part in (
            Fraction(one.first, trials), Fraction(one.second, trials), one.difference, one.low, one.high
        )]  # fmt: skip
        rows.append([one.id, *numbers, one.lost, one.won, run.trials, Fraction(round(one.euros)), run.seed])
    about: list[list[Output]] = [["mesure", "scenario_1", "scenario_2"]]
    about += [["essais", run.trials, run.trials], ["graine", run.seed, run.seed]]
    about += [["essais sans répartition possible", *run.impossible], ["essais non prouvés", *run.provisional]]
    return write_tables([Table("Projets", rows), Table("Essais", about)], kind)
