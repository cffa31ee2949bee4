"""The commands about the database: ``backup``, ``restore`` and ``verify``, beside those of :mod:`aapsim.cli`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aapsim.domain.issues import Issue
from aapsim.service import keeping

_DONE, _WRONG = 0, 1


@dataclass(frozen=True, slots=True)
class Tools:
    """What the command line lends: making a command, writing an answer, saying problems."""

    command: Callable[[str, str], argparse.ArgumentParser]
    write: Callable[[bytes], None]
    complain: Callable[[Sequence[Issue]], None]


def add_store(tools: Tools) -> None:
    """Add the three commands."""
    backup = tools.command("backup", "sauvegarde toute la base dans un fichier")
    files = backup.add_argument_group("fichiers")
    written = "fichier à écrire (par défaut : daté, avec les données)"
    files.add_argument("file", metavar="SAUVEGARDE", type=Path, nargs="?", help=written)
    backup.set_defaults(run=lambda options: _backup(options, tools))
    restore = tools.command("restore", "remet une sauvegarde en place, le logiciel étant arrêté")
    files = restore.add_argument_group("fichiers")
    files.add_argument("file", metavar="SAUVEGARDE", type=Path, help="fichier écrit par backup")
    restore.set_defaults(run=lambda options: _restore(options, tools))
    verify = tools.command("verify", "vérifie que le journal est celui qui a été enregistré")
    against = verify.add_argument_group("empreintes")
    against.add_argument(
        "--head", metavar="EMPREINTE", action="append", default=[], help="empreinte imprimée au relevé (répétable)"
    )
    verify.set_defaults(run=lambda options: _verify(options, tools))


def _backup(options: argparse.Namespace, tools: Tools) -> int:
    path, found = keeping.backup(options.file)
    tools.write(f"Sauvegarde écrite : {path} ({_content(found.rows)}).\n".encode())
    return _DONE


def _restore(options: argparse.Namespace, tools: Tools) -> int:
    done = keeping.restore(options.file)
    lines = [f"Sauvegarde restaurée ({_content(done.backup.rows)})."]
    if done.aside is not None:
        lines.append(f"La base d'avant n'est pas perdue : {done.aside}")
    tools.write("".join(f"{line}\n" for line in lines).encode())
    return _DONE


def _content(rows: dict[str, int]) -> str:
    calls, changes = rows.get("workspaces", 0), rows.get("commands", 0)
    return f"{calls} appel{'s' if calls > 1 else ''}, {changes} modification{'s' if changes > 1 else ''}"


def _verify(options: argparse.Namespace, tools: Tools) -> int:
    wrong = keeping.verify(options.head)
    if wrong:
        tools.complain([Issue("verify", sentence) for sentence in wrong])
        return _WRONG
    tools.write("Le journal est entier : chaque modification est celle qui a été enregistrée.\n".encode())
    return _DONE
