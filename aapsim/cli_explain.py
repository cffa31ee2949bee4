"""The command ``explain``: why one project of a result is (not) funded, beside those of :mod:`aapsim.cli`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aapsim.domain.allocation import Award
from aapsim.domain.issues import Issue
from aapsim.service import batch
from aapsim.service.result_files import ExplainedFile, explain_file
from aapsim.view.repair_words import repair_sentence
from aapsim.view.room_words import room_sentence
from aapsim.view.story import amount_sentences, by_id
from aapsim.view.why_not import officer_sentences

_DONE, _WRONG, _INFEASIBLE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Tools:
    """What the command line lends: writing an answer, complaining, warning."""

    write: Callable[[bytes], None]
    complain: Callable[[Sequence[Issue]], None]
    warn: Callable[[Sequence[Issue]], None]


def add_explain(parser: argparse.ArgumentParser, tools: Tools) -> None:
    """Add what ``explain`` reads to its parser."""
    files = parser.add_argument_group("arguments")
    files.add_argument("result", metavar="RESULT.json", type=Path, help="résultat écrit par allocate")
    files.add_argument("id", metavar="DOSSIER", help="numéro du dossier")
    parser.set_defaults(run=lambda options: _explain(options, tools))


def _explain(options: argparse.Namespace, tools: Tools) -> int:
    found = explain_file(options.result, options.id)
    if found.broken:
        tools.complain([Issue("check", sentence) for sentence in found.broken])
        return _WRONG
    tools.warn(found.remarks)
    if found.award is not None:
        tools.write("".join(f"{line}\n" for line in lines_of(found, found.award)).encode())
    if found.allocation.status == "infeasible":
        repairs = [Issue("repair", f"Réparation : {repair_sentence(one)}") for one in found.repairs]
        tools.complain([*found.allocation.issues, *repairs])
        return _INFEASIBLE
    return _DONE


def lines_of(found: ExplainedFile, award: Award) -> list[str]:
    """Return the explanation, one sentence a line: what is granted, what would change it, what to tell the room."""
    lines = [f"Dossier {award.id}", *amount_sentences(found.call, found.allocation, award)]
    if found.why is not None:
        lines += officer_sentences(found.why, {})
    room = room_sentence(found.call, found.allocation, award, found.application, found.why)
    if room:
        lines.append(f"Pour la salle : {room}")
    return lines


def repairs_of(solved: batch.Solved) -> list[Issue]:
    """Return one line per repair of a run that is not possible, the cheapest first; none where none is simple."""
    if solved.question is None or solved.allocation.strategy != "optimum":
        return []
    found = batch.repairs_of(solved.question)
    known = by_id(solved.question.applications)
    return [Issue("repair", f"Réparation : {repair_sentence(repair, known)}") for repair in found.repairs]
