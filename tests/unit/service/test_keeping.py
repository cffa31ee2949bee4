"""Backup and restore: whole or not at all, checked, nothing erased."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from aapsim import cli
from aapsim.domain.issues import InvalidInput
from aapsim.service import keeping
from aapsim.service.commands import SetRules
from aapsim.service.places import open_desk
from aapsim.service.session_actions import Decide, Show
from tests.unit.service.hands import APPLICATIONS, CALL, Hand


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AAPSIM_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("AAPSIM_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def filled(folder: Path) -> str:
    """Return a workspace with a few changes in the default database."""
    desk = open_desk(f"sqlite:///{folder / 'aapsim.db'}")
    workspace = desk.open_call(CALL, "Essai", APPLICATIONS, "Anne")
    hand = Hand(desk, workspace, "Anne")
    for action in (SetRules({"rate": "0.8"}), Decide(("a",), "retained", motive="unanime"), Show(2)):
        hand.do(action)
    desk.close()
    return workspace


def test_what_is_restored_is_what_was_saved(folder: Path, filled: str) -> None:
    path, made = keeping.backup()
    assert path.parent == folder / "sauvegardes"
    assert made.rows["workspaces"] == 2
    desk = open_desk(f"sqlite:///{folder / 'aapsim.db'}")
    before, shown = desk.snapshot(filled), desk.shown(filled)
    Hand(desk, filled, "Bob").do(SetRules({"rate": "0.5"}))
    desk.close()
    done = keeping.restore(path)
    assert done.aside is not None
    assert done.aside.is_file()
    desk = open_desk(f"sqlite:///{folder / 'aapsim.db'}")
    assert (desk.snapshot(filled), desk.shown(filled)) == (before, shown)
    assert desk.verify(filled) == ()
    desk.close()
    aside = open_desk(f"sqlite:///{done.aside}")
    assert aside.snapshot(filled).document["rate"] == "0.5"
    aside.close()
    assert keeping.verify([before.session.decisions["a"].mark.actor]) != ()
    assert keeping.verify() == ()


@pytest.mark.usefixtures("filled")
def test_a_damaged_backup_replaces_nothing(folder: Path) -> None:
    path, _ = keeping.backup()
    whole = gzip.decompress(path.read_bytes())
    before = (folder / "aapsim.db").read_bytes()
    for content in (
        path.read_bytes()[:-9],
        gzip.compress(whole.replace(b"unanime", b"partage")),
        gzip.compress(whole[: whole.rindex(b"\n", 0, -1) + 1]),
        gzip.compress(whole.replace(b'"version":2', b'"version":99')),
        b"something else",
        b"",
    ):
        bad = folder / "bad.aapsim"
        bad.write_bytes(content)
        with pytest.raises(InvalidInput, match="sauvegarde"):
            keeping.restore(bad)
        assert (folder / "aapsim.db").read_bytes() == before
    with pytest.raises(InvalidInput, match="n'est pas une sauvegarde"):
        keeping.restore(folder / "nowhere.aapsim")


@pytest.mark.usefixtures("filled")
def test_a_backup_with_a_rewritten_log_is_refused(folder: Path) -> None:
    path, _ = keeping.backup()
    lines = gzip.decompress(path.read_bytes()).replace(b"unanime", b"partage").splitlines(keepends=True)
    digest = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    forged = folder / "forged.aapsim"
    forged.write_bytes(gzip.compress(b"".join(lines[:-1]) + b'{"sha256": "%s", "rows": {}}\n' % digest.encode()))
    with pytest.raises(InvalidInput, match="journal de cette sauvegarde"):
        keeping.restore(forged)


def test_nothing_is_overwritten_and_nothing_is_made_of_nothing(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="pas encore de base"):
        keeping.backup()
    open_desk(f"sqlite:///{folder / 'aapsim.db'}").close()
    path, _ = keeping.backup(folder / "one.aapsim")
    with pytest.raises(InvalidInput, match="existe déjà"):
        keeping.backup(path)
    with pytest.raises(InvalidInput, match="n'a pas pu être écrite"):
        keeping.backup(folder / "aapsim.db" / "x.aapsim")


def test_the_commands_speak_french(folder: Path, filled: str, capfd: pytest.CaptureFixture[str]) -> None:
    file = folder / "s.aapsim"
    assert cli.main(["backup", str(file)]) == 0
    assert "2 appels" in capfd.readouterr().out
    assert cli.main(["restore", str(file)]) == 0
    assert "n'est pas perdue" in capfd.readouterr().out
    desk = open_desk(f"sqlite:///{folder / 'aapsim.db'}")
    head = desk.frozen(filled).heads["scenario"][:16]
    desk.close()
    assert cli.main(["verify", "--head", head]) == 0
    assert "entier" in capfd.readouterr().out
    assert cli.main(["verify", "--head", "0123456789abcdef"]) == 1
    assert "n'est dans aucun journal" in capfd.readouterr().err
    assert cli.main(["restore", str(folder / "no.aapsim")]) == 2
