"""The command line: ``allocate``, ``check``, ``validate``, and what ``cli_explain``, ``cli_simulation`` add.

Exit codes: 0 done, 1 the checker found something wrong, 2 bad input, 3 rules that contradict each
other. Problems are French sentences, one a line, on standard error; standard output carries the
answer and nothing else.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

from aapsim import ENGINE_VERSION, cli_explain, cli_simulation, cli_store
from aapsim.domain.application import normal_id
from aapsim.domain.call import STRATEGIES
from aapsim.domain.french import parse_euros
from aapsim.domain.issues import InvalidInput, Issue
from aapsim.domain.scenario import Lock
from aapsim.service import batch

DONE, WRONG, BAD_INPUT, INFEASIBLE = 0, 1, 2, 3

_ENGLISH = (
    (r"the following arguments are required: (.*)", "il manque : {}."),
    (r"unrecognized arguments: (.*)", "argument inconnu : {}."),
    (r"argument (.*): expected (?:one|at least one) argument", "{} attend une valeur."),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", "{} : {} n'existe pas ; possibles : {}."),
    (r"argument (.*): ignored explicit argument .*", "{} ne prend pas de valeur."),
    (r"argument (.*): not allowed with argument .*", "{} ne va pas avec le reste de la commande."),
    (r"ambiguous option: (.*) could match (.*)", "option ambiguë : {} ; possibles : {}."),
    (r"argument (--?\S+): (.*)", "{} : {}"),
)
"""Messages of argparse, which speaks English, and what we say instead."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose problems are one French line and exit code 2."""

    def error(self, message: str) -> NoReturn:
        _complain([Issue("command", _translated(message))])
        sys.exit(BAD_INPUT)


class _Help(argparse.HelpFormatter):
    """Help with a French « usage »."""

    def add_usage(
        self,
        usage: str | None,
        actions: Sequence[argparse.Action],  # type: ignore[override]
        groups: Sequence[argparse._MutuallyExclusiveGroup],  # type: ignore[override]
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Usage : " if prefix is None else prefix)


def _translated(message: str) -> str:
    for pattern, french in _ENGLISH:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return "Commande refusée : " + french.format(*found.groups())
    return "La commande n'est pas comprise ; voyez « python -m aapsim --help »."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no input ends in a traceback."""
    try:
        options = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except InvalidInput as problem:
        _complain(problem.issues)
    except KeyboardInterrupt:
        _complain([Issue("interrupted", "Interrompu.")])
    except BrokenPipeError:
        # Whoever was reading our output left: there is nobody to tell.
        sys.stdout = None
    except Exception as problem:  # noqa: BLE001 - the last resort of a promise: never a traceback
        name = type(problem).__name__
        _complain([Issue("internal", f"Erreur inattendue du logiciel ({name}) ; transmettez-la avec le fichier.")])
    return BAD_INPUT


# ------------------------------------------------------------------------------------ commands
def _allocate(options: argparse.Namespace) -> int:
    output: Path | None = options.output
    if output is not None:
        batch.result_kind(output)
    choices = replace(
        _choices(options),
        strategy=options.strategy,
        threshold=_threshold(options),
        strict_eligibility=options.strict_eligibility,
    )
    solved = batch.solve(batch.load(options.applications, options.call), choices)
    _warn(solved.warnings)
    return _deliver(solved, output)


def _choices(options: argparse.Namespace) -> batch.Choices:
    return batch.Choices(
        envelope=_envelope(options.envelope),
        objective=options.objective,
        policy=options.policy,
        ranking=options.ranking,
        common_rate=options.common_rate,
        step=options.step,
        locks=_locks(options.lock),
    )


def _threshold(options: argparse.Namespace) -> Fraction | None:
    threshold: Fraction | None = options.threshold
    if threshold is not None and options.strategy != "prorata":
        message = "--threshold ne va qu'avec la réduction uniforme : ajoutez --strategy prorata."
        raise InvalidInput([Issue("threshold", message)])
    return threshold


def _deliver(solved: batch.Solved, output: Path | None) -> int:
    """Write the answer where it may go: what is not proven goes out as JSON only."""
    proven = solved.allocation.status == "optimal"
    if not proven and solved.allocation.status != "infeasible":
        _warn([Issue("provisional", "Réponse provisoire : elle n'est pas prouvée.", "warning")])
    if output is not None and (proven or batch.result_kind(output) == "json"):
        batch.save(solved, output)
    else:
        if output is not None:
            _warn([Issue("provisional", f"« {output.name} » n'est pas écrit ; le JSON sort à l'écran.", "warning")])
        _write(batch.json_of(solved.allocation))
    if solved.allocation.status != "infeasible":
        return DONE
    _complain([*solved.allocation.issues, *cli_explain.repairs_of(solved)])
    return INFEASIBLE


def _check(options: argparse.Namespace) -> int:
    broken = batch.check_file(options.result)
    if broken:
        _complain([Issue("check", sentence) for sentence in broken])
        return WRONG
    _write("Tout est vérifié : chaque règle tient, et la preuve aussi.\n".encode())
    return DONE


def _validate(options: argparse.Namespace) -> int:
    found = batch.validate(options.applications, options.call)
    lines = [f"avertissement : {_one_line(issue.sentence())}" for issue in found.warnings]
    lines += [_one_line(doubt) for doubt in found.doubts]
    counts = found.counts
    lines.append(
        f"{sum(counts.values())} candidatures lues : {counts['eligible']} recevables, "
        f"{counts['to_check']} à vérifier, {counts['ineligible']} irrecevables."
    )
    _write("".join(f"{line}\n" for line in lines).encode())
    _complain(found.errors)
    return BAD_INPUT if found.errors else DONE


# --------------------------------------------------------------------------------- what is typed
def _envelope(typed: Sequence[str]) -> batch.Money | None:
    """Read ``350000``, or several ``source=amount``; nothing typed is ``None``."""
    if not typed:
        return None
    pairs = [text.rpartition("=") for text in typed]
    bare = [amount for _, equals, amount in pairs if not equals]
    if bare and len(pairs) > 1:
        message = "--envelope : donnez un seul montant, ou un montant par financeur (fir=150000), sans mélanger."
        raise InvalidInput([Issue("envelope", message)])
    if bare:
        return _euros("--envelope", bare[0])
    amounts: dict[str, int] = {}
    for code, _, amount in pairs:
        if code.strip() in amounts:
            raise InvalidInput([Issue("envelope", f"--envelope : le financeur « {code[:40]} » est donné deux fois.")])
        amounts[code.strip()] = _euros("--envelope", amount)
    return amounts


def _euros(option: str, text: str) -> int:
    try:
        amount = parse_euros(text)
    except InvalidInput as problem:
        raise InvalidInput([Issue("amount", f"{option} : {problem.issues[0].message}")]) from problem
    if amount.rounded:
        raise InvalidInput([Issue("amount", f"{option} : « {text[:40]} » a des centimes ; écrivez des euros entiers.")])
    return amount.euros


def _locks(typed: Sequence[str]) -> dict[str, Lock]:
    locks: dict[str, Lock] = {}
    issues: list[Issue] = []
    for text in typed:
        try:
            one, lock = _lock(text)
        except InvalidInput as problem:
            issues.extend(problem.issues)
            continue
        if one in locks:
            issues.append(Issue("lock", f"--lock : le dossier « {one[:40]} » est verrouillé deux fois."))
        locks[one] = lock
    if issues:
        raise InvalidInput(issues)
    return locks


def _lock(text: str) -> tuple[str, Lock]:
    one, equals, decision = text.rpartition("=")
    one, decision = normal_id(one), decision.strip()
    if not equals or not one or not decision:
        message = f"--lock : « {text[:40]} » n'est pas lisible ; écrivez DOSSIER=funded, =excluded ou =12000."
        raise InvalidInput([Issue("lock", message)])
    if decision == "funded":
        return one, "funded"
    if decision == "excluded":
        return one, "excluded"
    return one, _euros("--lock", decision) or "excluded"


def _rate(text: str) -> Fraction:
    """Read ``0.78``, ``0,78`` or ``78 %``."""
    found = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,20})?)\s*(%?)", text.strip())
    value = Fraction(found[1].replace(",", ".")) / (100 if found[2] else 1) if found else Fraction(2)
    if value > 1:
        raise argparse.ArgumentTypeError(f"« {text[:20]} » n'est pas un taux ; écrivez « 0.78 » ou « 78 % ».")
    return value


def _score(text: str) -> Fraction:
    """Read ``72``, ``72.5`` or ``72,5``."""
    if not re.fullmatch(r"[0-9]{1,4}(?:[.,][0-9]{1,20})?", text.strip()):
        raise argparse.ArgumentTypeError(f"« {text[:20]} » n'est pas une note ; écrivez « 72 » ou « 72.5 ».")
    return Fraction(text.strip().replace(",", "."))


def _step(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"« {text[:20]} » n'est pas un pas ; écrivez un nombre entier, comme 100.")
    return int(text)


# --------------------------------------------------------------------------------------- streams
def _one_line(text: str) -> str:
    """Fold a sentence on one line, without what could move a terminal's cursor."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split(" ")).strip()


def _complain(issues: Sequence[Issue]) -> None:
    for issue in issues:
        print(_one_line(issue.sentence()), file=sys.stderr)


def _warn(issues: Sequence[Issue]) -> None:
    for issue in issues:
        print(f"avertissement : {_one_line(issue.sentence())}", file=sys.stderr)


def _write(content: bytes) -> None:
    """Write bytes as they are: the answer is UTF-8 whatever the terminal's own encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


# ---------------------------------------------------------------------------------------- parser
def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m aapsim",
        description="Répartir l'enveloppe d'un appel à projets, vérifier une répartition, contrôler des candidatures.",
        formatter_class=_Help,
        add_help=False,
        allow_abbrev=False,
    )
    general = parser.add_argument_group("options")
    _add_help(general)
    general.add_argument("--version", action="version", version=ENGINE_VERSION, help="affiche la version et s'arrête")
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", dest="command", required=True)
    _add_allocate(_command(commands, "allocate", "répartit l'enveloppe entre les candidatures"))
    check = _command(commands, "check", "vérifie un résultat sans le logiciel qui l'a produit")
    files = check.add_argument_group("fichiers")
    files.add_argument("result", metavar="RESULT.json", type=Path, help="résultat écrit par allocate")
    check.set_defaults(run=_check)
    explain = _command(commands, "explain", "dit pourquoi un dossier d'un résultat est retenu, ou ne l'est pas")
    cli_explain.add_explain(explain, cli_explain.Tools(_write, _complain, _warn))
    validate = _command(commands, "validate", "contrôle les candidatures : recevabilité et données")
    _add_inputs(validate)
    validate.set_defaults(run=_validate)
    tools = cli_simulation.Tools(_choices, _envelope, _rate, _write, _warn)
    frontier = _command(commands, "frontier", "calcule la courbe de l'enveloppe, ou du taux commun")
    _add_run(frontier)
    cli_simulation.add_frontier(frontier, tools)
    robustness = _command(commands, "robustness", "mesure la solidité de chaque projet par des essais")
    _add_run(robustness)
    cli_simulation.add_robustness(robustness, tools)
    lent = cli_store.Tools(lambda name, summary: _command(commands, name, summary), _write, _complain)
    cli_store.add_store(lent)
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    summary: str,
) -> _Parser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        formatter_class=_Help,
        add_help=False,
        allow_abbrev=False,
    )
    _add_help(parser.add_argument_group("aide"))
    return parser


def _add_help(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-h", "--help", action="help", help="affiche cette aide et s'arrête")


def _add_inputs(parser: _Parser) -> None:
    files = parser.add_argument_group("fichiers")
    files.add_argument(
        "applications", metavar="CANDIDATURES", type=Path, help="tableau .csv, .xlsx, .ods ou fichier Pabulib .pb"
    )
    files.add_argument(
        "--call", metavar="APPEL.toml", type=Path, help="règles de l'appel (par défaut : Occitanie 2021)"
    )


def _add_run(parser: _Parser) -> argparse._ArgumentGroup:
    """Add what every run reads: files, money and rules. Return the group of the rules."""
    _add_inputs(parser)
    money = parser.add_argument_group("argent")
    money.add_argument(
        "--envelope",
        metavar="MONTANT|FINANCEUR=MONTANT",
        action="append",
        default=[],
        help="une enveloppe unique, ou le montant disponible d'un financeur (répétable)",
    )
    money.add_argument("--common-rate", metavar="TAUX", type=_rate, help="taux commun abaissé, par exemple 0.78")
    money.add_argument("--step", metavar="EUROS", type=_step, help="pas d'arrondi des subventions")
    rules = parser.add_argument_group("règles")
    rules.add_argument("--objective", choices=("euros", "needs", "projects"), help="ce qui est maximisé")
    rules.add_argument("--policy", choices=("partial", "all-or-nothing"), help="montants partiels, ou tout ou rien")
    rules.add_argument("--ranking", choices=("strict", "free"), help="respect du classement")
    rules.add_argument(
        "--lock",
        metavar="DOSSIER=funded|excluded|MONTANT",
        action="append",
        default=[],
        help="décision du comité sur un dossier (répétable)",
    )
    return rules


def _add_allocate(parser: _Parser) -> None:
    rules = _add_run(parser)
    rules.add_argument("--strategy", choices=STRATEGIES, default="optimum", help="manière de répartir")
    rules.add_argument(
        "--threshold", metavar="NOTE", type=_score, help="note pondérée à partir de laquelle la réduction uniforme sert"
    )
    rules.add_argument(
        "--strict-eligibility", action="store_true", help="écarte les candidatures à vérifier au lieu de les garder"
    )
    files = parser.add_argument_group("sortie")
    files.add_argument(
        "--output", metavar="RESULT", type=Path, help="fichier .json, .csv, .xlsx ou .ods (par défaut : JSON à l'écran)"
    )
    parser.set_defaults(run=_allocate)
