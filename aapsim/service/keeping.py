"""Backup, restore and check of the whole database, for the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aapsim.domain.issues import InvalidInput, Issue
from aapsim.service.places import data_folder, database_url, sqlite_path
from aapsim.store.backup import Backup, BackupError, read_backup, restore_backup, write_backup
from aapsim.store.database import BACKUPS, Database, StoreError
from aapsim.store.ledger import Ledger
from aapsim.store.verify import verify_chain

SUFFIX = ".aapsim"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back, and where the database that was there before has been put (or ``None``)."""

    backup: Backup
    aside: Path | None


def backup(path: Path | None = None) -> tuple[Path, Backup]:
    """Write a backup of the database to a file, by default a dated one in the data folder.

    Raises ``InvalidInput`` when there is no database, or the file exists or cannot be written.
    """
    now = datetime.now(UTC)
    target = path or data_folder() / BACKUPS / f"aapsim-{now:%Y%m%dT%H%M%S}{SUFFIX}"
    if target.exists():
        raise _refused(f"« {target.name} » existe déjà : choisissez un autre nom, rien n'a été écrasé.")
    file = sqlite_path(database_url())
    if file is not None and not file.is_file():
        raise _refused(f"il n'y a pas encore de base à sauvegarder ({file}).")
    database = _opened(database_url())
    try:
        with database.reading() as connection:
            return target, write_backup(connection, target, now.isoformat())
    except OSError as error:
        raise _refused(f"la sauvegarde n'a pas pu être écrite dans « {target} ».") from error
    except StoreError as error:
        raise _refused(f"la base ne peut pas être lue : {error.reason}.") from error
    finally:
        database.close()


def restore(path: Path) -> Restored:
    """Bring a backup back. A SQLite database that is there is put aside, never erased; another must be empty.

    The file is read from end to end and the chain of every log checked before anything is
    replaced. Raises ``InvalidInput``.
    """
    try:
        read_backup(path)
        file = sqlite_path(database_url())
        return _into_server(path) if file is None else _into_file(path, file)
    except BackupError as error:
        raise _refused(error.reason) from error
    except (StoreError, OSError) as error:
        reason = error.reason if isinstance(error, StoreError) else "le dossier des données est inaccessible"
        raise _refused(f"la sauvegarde n'a pas été restaurée : {reason}.") from error


def _into_file(path: Path, file: Path) -> Restored:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.restauration")
    _remove(fresh)
    try:
        found = _fill(f"sqlite:///{fresh}", path)
        aside = _put_aside(file) if file.exists() else None
        fresh.replace(file)
    finally:
        _remove(fresh)
    return Restored(found, aside)


def _into_server(path: Path) -> Restored:
    return Restored(_fill(database_url(), path), None)


def _fill(url: str, path: Path) -> Backup:
    """Write a backup into an empty database and check every log, all in one transaction for the rows."""
    database = _opened(url)
    try:
        with database.writing() as connection:
            found = restore_backup(connection, path)
        ledger = Ledger(database)
        wrong = [line for row in ledger.workspaces() for line in verify_chain(ledger, row.id)]
        if wrong:
            raise BackupError("le journal de cette sauvegarde a été modifié : elle n'est pas restaurée.")
        return found
    finally:
        database.close()


def _put_aside(file: Path) -> Path:
    """Move a SQLite database away with its side files, so that it can still be opened."""
    name = f"{file.stem}-remplacee-{datetime.now(UTC):%Y%m%dT%H%M%S}{file.suffix}"
    for suffix in ("-wal", "-shm", ""):
        side = Path(f"{file}{suffix}")
        if side.exists():
            side.replace(file.with_name(name + suffix))
    return file.with_name(name)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def verify(heads: Iterable[str] = ()) -> tuple[str, ...]:
    """Check the log of every workspace, and that each hash printed on a record is still in one of them.

    Return French sentences, empty when everything holds. Raises ``InvalidInput`` when the
    database cannot be opened.
    """
    database = _opened(database_url())
    try:
        ledger = Ledger(database)
        found = {row.title: verify_chain(ledger, row.id) for row in ledger.workspaces()}
        wrong = [f"{title} : le journal n'est plus celui qui a été enregistré." for title in found if found[title]]
        known = [value for row in ledger.workspaces() for value in ledger.hashes(row.id)]
    except StoreError as error:
        raise _refused(f"la base ne peut pas être lue : {error.reason}.") from error
    finally:
        database.close()
    lost = [head for head in heads if not any(one.startswith(head) for one in known)]
    return (*wrong, *(f"l'empreinte {head} n'est dans aucun journal." for head in lost))


def _opened(url: str) -> Database:
    try:
        return Database(url, data_folder() / BACKUPS)
    except StoreError as error:
        raise _refused(f"la base ne peut pas être ouverte : {error.reason}.") from error


def _refused(message: str) -> InvalidInput:
    return InvalidInput([Issue("backup", message)])
