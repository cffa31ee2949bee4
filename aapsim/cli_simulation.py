"""The commands that simulate: ``frontier`` and ``robustness``, beside those of :mod:`aapsim.cli`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from aapsim.domain.french import parse_euros
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service import batch, simulating

_DONE, _INFEASIBLE = 0, 3


@dataclass(frozen=True, slots=True)
class Tools:
    """What the command line lends: reading choices, an envelope and a rate, writing an answer, saying warnings."""

    choices: Callable[[argparse.Namespace], batch.Choices]
    envelope: Callable[[Sequence[str]], batch.Money | None]
    rate: Callable[[str], Fraction]
    write: Callable[[bytes], None]
    warn: Callable[[Sequence[Issue]], None]


def add_frontier(parser: argparse.ArgumentParser, tools: Tools) -> None:
    """Add the options of ``frontier`` to a parser that already reads the files and the choices of a run."""
    over = parser.add_argument_group("courbe")
    over.add_argument("--from", dest="low", metavar="DE", required=True, help="premier montant, ou premier taux")
    over.add_argument("--to", dest="high", metavar="A", required=True, help="dernier montant, ou dernier taux")
    over.add_argument("--points", metavar="N", type=count, default=200, help="nombre de points (200 par défaut)")
    over.add_argument(
        "--against",
        choices=("envelope", "common-rate"),
        default="envelope",
        help="ce qui varie : l'enveloppe (par défaut) ou le taux commun",
    )
    alone = over.add_mutually_exclusive_group()
    alone.add_argument("--source", metavar="FINANCEUR", default="", help="ne fait varier que ce financeur")
    alone.add_argument("--authority", metavar="AUTORITE", default="", help="ne fait varier que cette autorité")
    add_workers(over)
    _add_output(parser)
    parser.set_defaults(run=lambda options: _frontier(options, tools))


def add_robustness(parser: argparse.ArgumentParser, tools: Tools) -> None:
    """Add the options of ``robustness`` to a parser that already reads the files and the choices of a run."""
    run = parser.add_argument_group("essais")
    run.add_argument("--draws", metavar="N", type=count, default=1000, help="nombre d'essais (1000 par défaut)")
    run.add_argument("--seed", metavar="GRAINE", type=_seed, default=1, help="même graine, mêmes octets (1 par défaut)")
    add_workers(run)
    chance = parser.add_argument_group("incertitudes (aucune par défaut)")
    chance.add_argument("--score-spread", metavar="POINTS", type=_points, help="écart-type des notes, en points")
    chance.add_argument("--weight-spread", metavar="PART", type=tools.rate, help="priorités et poids à ± cette part")
    chance.add_argument("--withdrawal", metavar="PROBA", type=tools.rate, help="un porteur se désiste")
    chance.add_argument("--cofunding", metavar="PROBA", type=tools.rate, help="un projet perd son cofinancement")
    chance.add_argument(
        "--cofunding-effect", choices=("drops", "shrinks"), help="le projet est alors abandonné, ou réduit d'autant"
    )
    for name, words in (("reserve", "mise en réserve"), ("cut", "coupe tardive")):
        chance.add_argument(
            f"--{name}", metavar="PROBA:PART", type=_chance_of(tools.rate), help=f"{words}, par exemple 0.5:0.05"
        )
    other = parser.add_argument_group("second scénario, sous les mêmes tirages")
    other.add_argument("--versus-call", metavar="APPEL.toml", type=Path, help="comparé à cet autre fichier d'appel")
    other.add_argument(
        "--versus-envelope",
        metavar="MONTANT",
        action="append",
        default=[],
        help="comparé à cette autre enveloppe ; même écriture que --envelope",
    )
    chance.add_argument("--preset", choices=sorted(simulating.PRESETS), help="hypothèse toute faite, à remplacer")
    _add_output(parser)
    parser.set_defaults(run=lambda options: _robustness(options, tools))


def _robustness(options: argparse.Namespace, tools: Tools) -> int:
    kind = simulating.table_kind(options.output) if options.output else "csv"
    loaded = batch.load(options.applications, options.call)
    asked = simulating.question(loaded, tools.choices(options))
    tools.warn(loaded.reading.warnings)
    doubts, draws, seed, workers = _doubts(options, tools), options.draws, options.seed, options.workers
    if options.versus_call is not None or options.versus_envelope:
        pair = simulating.paired(asked, _versus(options, tools), doubts, draws, seed, workers)
        _warned(pair.trials, sum(pair.provisional), tools)
        deliver(simulating.pair_file(pair, kind), options.output, tools)
        return _DONE
    run = simulating.robustness(asked, doubts, draws, seed, workers)
    _warned(run.trials, run.provisional, tools)
    deliver(simulating.robustness_file(run, kind), options.output, tools)
    return _DONE


def _versus(options: argparse.Namespace, tools: Tools) -> simulating.Question:
    """Return the second scenario: the same run with another call file, another envelope, or both."""
    choices = tools.choices(options)
    if options.versus_envelope:
        choices = replace(choices, envelope=tools.envelope(options.versus_envelope))
    return simulating.question(batch.load(options.applications, options.versus_call or options.call), choices)


def _warned(trials: int, provisional: int, tools: Tools) -> None:
    if not trials:
        message = "aucune incertitude n'est donnée : la réponse est celle d'aujourd'hui, sans essai."
        tools.warn([Issue("doubts", message, "warning")])
    if provisional:
        tools.warn([Issue("provisional", f"{provisional} essai(s) ne sont pas prouvés.", "warning")])


def _doubts(options: argparse.Namespace, tools: Tools) -> simulating.Doubts:
    """Return the uncertainties typed, over those of a preset if one is named."""
    doubts = simulating.Doubts()
    if options.preset:
        preset = simulating.PRESETS[options.preset]
        tools.warn([Issue("preset", f"hypothèse « {preset.label} ». {preset.origin}", "warning")])
        doubts = preset.doubts
    names = ("score_spread", "weight_spread", "withdrawal", "cofunding", "cofunding_effect", "reserve", "cut")
    typed = {name: value for name in names if (value := getattr(options, name)) is not None}
    return replace(doubts, **typed)


def _chance_of(rate: Callable[[str], Fraction]) -> Callable[[str], tuple[Fraction, Fraction]]:
    def read(text: str) -> tuple[Fraction, Fraction]:
        probability, colon, part = text.partition(":")
        if not colon:
            raise argparse.ArgumentTypeError(f"« {text[:20]} » : écrivez PROBA:PART, par exemple 0.5:0.05.")
        return rate(probability), rate(part)

    return read


def _points(text: str) -> Fraction:
    if not re.fullmatch(r"[0-9]{1,2}(?:[.,][0-9]{1,4})?", text.strip()):
        raise argparse.ArgumentTypeError(f"« {text[:20]} » n'est pas un écart en points ; écrivez « 3 » ou « 2,5 ».")
    return Fraction(text.strip().replace(",", "."))


def _seed(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"« {text[:20]} » n'est pas une graine ; écrivez un nombre entier.")
    return int(text)


def add_workers(group: argparse._ArgumentGroup) -> None:
    """Add the number of processes: it changes the time taken, never the answer."""
    group.add_argument("--workers", metavar="N", type=count, default=0, help="nombre de processus (tous par défaut)")


def _add_output(parser: argparse.ArgumentParser) -> None:
    files = parser.add_argument_group("sortie")
    files.add_argument(
        "--output", metavar="TABLEAU", type=Path, help="fichier .csv, .xlsx ou .ods (par défaut : CSV à l'écran)"
    )


def count(text: str) -> int:
    """Read a number of points, draws or processes."""
    if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"« {text[:20]} » n'est pas un nombre ; écrivez un entier, comme 200.")
    return int(text)


def _frontier(options: argparse.Namespace, tools: Tools) -> int:
    kind = simulating.table_kind(options.output) if options.output else "csv"
    rates = options.against == "common-rate"
    low, high = (
        _bound(name, text, tools.rate if rates else None)
        for name, text in (("--from", options.low), ("--to", options.high))
    )
    loaded = batch.load(options.applications, options.call)
    asked = simulating.question(loaded, tools.choices(options), enough=0 if rates else int(high))
    tools.warn(loaded.reading.warnings)
    against: simulating.Against = "common_rate" if rates else "envelope"
    over = simulating.Range(low, high, options.points, against, options.source, options.authority)
    points = simulating.frontier(asked, over, options.workers)
    _provisional(sum(point.answer.outcome == "feasible" for point in points), tools)
    deliver(simulating.frontier_file(points, against, kind), options.output, tools)
    return _INFEASIBLE if all(point.answer.outcome == "infeasible" for point in points) else _DONE


def _provisional(unproved: int, tools: Tools) -> None:
    if unproved:
        message = f"{unproved} réponse(s) de la courbe ne sont pas prouvées : voyez la colonne « etat »."
        tools.warn([Issue("provisional", message, "warning")])


def deliver(content: bytes, output: Path | None, tools: Tools) -> None:
    """Write a table to its file, else to standard output."""
    if output is None:
        tools.write(content)
    else:
        simulating.save(content, output)


def _bound(option: str, text: str, rate: Callable[[str], Fraction] | None) -> Fraction:
    try:
        return rate(text) if rate else Fraction(parse_euros(text).euros)
    except InvalidInput as problem:
        raise InvalidInput([Issue("amount", f"{option} : {problem.issues[0].message}")]) from problem
    except argparse.ArgumentTypeError as problem:
        raise InvalidInput([Issue("amount", f"{option} : {problem}")]) from problem
