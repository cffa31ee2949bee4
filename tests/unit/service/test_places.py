"""Where the database is, the first start, and a database that cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from aapsim.domain.issues import InvalidInput
from aapsim.service import places
from aapsim.service.commands import Command, SetRules, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import NOT_SAVED, Accepted, Outcome, Refused
from aapsim.store.database import Database
from aapsim.store.ledger import Ledger


def change(desk: Desk, rate: str = "0.5") -> Outcome:
    workspace = desk.last_opened()
    command = Command(new_command_id(), "Anne", workspace, desk.snapshot(workspace).revision, SetRules({"rate": rate}))
    return desk.apply(command)


def assert_not_saved(outcome: Outcome, words: str) -> None:
    assert isinstance(outcome, Refused)
    assert outcome.not_saved
    assert outcome.issues[0].code == NOT_SAVED
    assert outcome.sentence().startswith("NON enregistré")
    assert words in outcome.sentence()


def test_the_first_start_shows_the_demonstration_already_allocated(url: str) -> None:
    desk = places.open_desk(url)
    snapshot = desk.snapshot(desk.last_opened())
    assert snapshot.demo
    assert "Occitanie 2021" in snapshot.call.title
    assert len(snapshot.applications) == 60
    assert snapshot.call.envelope == 350_000
    assert snapshot.undoable == ""
    assert desk.problem == ""
    assert desk.verify(snapshot.id) == ()
    desk.close()


def test_the_second_start_finds_what_was_left(url: str) -> None:
    desk = places.open_desk(url)
    assert isinstance(change(desk), Accepted)
    before = desk.snapshot(desk.last_opened())
    desk.close()
    again = places.open_desk(url)
    assert again.snapshot(again.last_opened()) == before
    assert len(again.workspaces()) == 1
    again.close()


def test_two_processes_starting_together_make_one_demonstration(url: str, root: Path) -> None:
    script = "import sys; from aapsim.service.places import open_desk; print(open_desk(sys.argv[1]).last_opened())"
    started = [
        subprocess.Popen([sys.executable, "-c", script, url], cwd=root, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    found = {one.communicate(timeout=60)[0] for one in started}
    assert len(found) == 1
    assert found != {""}


def test_the_environment_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAPSIM_DATA_DIR", str(tmp_path / "deep" / "folder"))
    assert places.database_url() == f"sqlite:///{tmp_path / 'deep' / 'folder' / 'aapsim.db'}"
    desk = places.default_desk()
    assert places.default_desk() is desk
    assert (tmp_path / "deep" / "folder" / "aapsim.db").is_file()
    desk.close()
    monkeypatch.setenv("AAPSIM_DATABASE_URL", "postgresql://server/base")
    assert places.database_url() == "postgresql://server/base"


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_DATA_HOME", "aapsim"),
        ("win32", "LOCALAPPDATA", "aapsim"),
        ("darwin", "HOME", "Library/Application Support/aapsim"),
    ],
)
def test_each_system_has_its_folder(
    monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, expected: str, tmp_path: Path
) -> None:
    monkeypatch.delenv("AAPSIM_DATA_DIR", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert places.data_folder() == tmp_path / expected


def test_a_file_that_is_no_database_gives_the_demonstration_and_saves_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'aapsim.db'}"
    (tmp_path / "aapsim.db").write_bytes(b"this is a letter, not a database\n" * 200)
    desk = places.open_desk(url)
    assert "NON enregistré" in desk.problem
    assert desk.snapshot(desk.last_opened()).demo
    assert_not_saved(change(desk), "abîmé")
    with pytest.raises(InvalidInput, match="NON enregistré"):
        desk.open_call("fdva-2021", "")
    assert (tmp_path / "aapsim.db").read_bytes().startswith(b"this is a letter")


def test_a_folder_that_cannot_be_made_gives_the_demonstration(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    desk = places.open_desk(f"sqlite:///{tmp_path / 'file' / 'aapsim.db'}")
    assert desk.snapshot(desk.last_opened()).demo
    assert_not_saved(change(desk), "dossier des données")


def test_a_full_disk_is_said_and_the_same_command_works_afterwards(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'aapsim.db'}")
    ledger = Ledger(database)
    places.first_start(ledger)
    desk = Desk(ledger)
    workspace = desk.last_opened()
    command = Command("x", "Anne", workspace, 1, SetRules({"title": "x" * 300_000}))
    event.listen(database._engine, "checkout", lambda raw, *_: raw.execute("PRAGMA max_page_count=1"))
    assert_not_saved(desk.apply(command), "plein")
    assert desk.snapshot(workspace).revision == 1
    event.listen(database._engine, "checkout", lambda raw, *_: raw.execute("PRAGMA max_page_count=100000"))
    assert desk.apply(command).revision == 2
    assert desk.verify(workspace) == ()
    desk.close()


READ_ONLY = """
import os, sys
import sqlalchemy.dialects.sqlite
from aapsim.service.commands import Command, SetRules
from aapsim.service.places import open_desk
if os.geteuid() == 0:  # an administrator writes wherever he likes: become nobody, once everything was used
    open_desk("sqlite://")
    os.setuid(65534)
desk = open_desk(sys.argv[1])
workspace = desk.last_opened()
snapshot = desk.snapshot(workspace)
outcome = desk.apply(Command("x", "Anne", workspace, snapshot.revision, SetRules({"rate": "0.4"})))
print(snapshot.document["rate"], snapshot.revision, outcome.not_saved, outcome.sentence())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs the rights of a POSIX system")
@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (0o777, "0.55 2 True NON enregistré : la base est en lecture seule"),
        (0o755, "0.55 2 True NON enregistré : la base est en lecture seule"),
        (0o700, "0.90 1 True NON enregistré : "),
    ],
    ids=["file", "file and folder", "nothing can be read"],
)
def test_a_read_only_file_is_shown_as_it_is(root: Path, rights: int, expected: str) -> None:
    with tempfile.TemporaryDirectory(prefix="aapsim-rights-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'aapsim.db'}"
        desk = places.open_desk(url)
        change(desk, "0.55")
        desk.close()
        assert not (folder / "aapsim.db-wal").exists()
        (folder / "aapsim.db").chmod(0o444)
        # An administrator's child becomes nobody and meets the rights of others; anybody else meets his own.
        others = rights & 0o007
        folder.chmod(rights if os.geteuid() == 0 else others << 6)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, url], cwd=root, capture_output=True, text=True, check=False
        )
        folder.chmod(0o700)
        assert done.stdout.startswith(expected), done.stderr


def test_a_database_that_goes_away_is_one_sentence(url: str, open_desk: Callable[[], Desk], workspace: str) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("a file is taken away here; test_postgresql.py stops a server")
    desk = open_desk()
    desk._ledger.database._engine.dispose()
    path = Path(url.removeprefix("sqlite:///"))
    for one in path.parent.glob("aapsim.db*"):
        one.unlink()
    path.mkdir()
    for ask in (lambda: desk.snapshot(workspace), desk.workspaces, desk.last_opened):
        with pytest.raises(InvalidInput, match="ne peut pas être lue"):
            ask()
    path.rmdir()
