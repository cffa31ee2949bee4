"""Call files: what ships, and what an officer may break in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aapsim.domain.call_document import apply_overrides, call_from_document
from aapsim.domain.issues import InvalidInput
from aapsim.files import calls


def test_every_shipped_call_is_valid() -> None:
    shipped = calls.shipped_calls()
    assert calls.DEFAULT_CALL in shipped
    assert len(shipped) >= 3
    for path in shipped.values():
        assert calls.load_call(path).title


def test_the_demonstration_is_complete() -> None:
    demo = calls.load_demo()
    assert len(demo.applications) == 60
    assert all("fictif" in one.title.casefold() for one in demo.applications)
    document = calls.load_document(calls.shipped_calls()[demo.call])
    assert call_from_document(apply_overrides(document, demo.overrides)).envelope == 350_000
    assert calls.demo_applications() == demo.applications
    assert calls.demo_overrides() == demo.overrides


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("title = ", "ligne 1"),
        ("a = 1\nb = [", "ligne 2"),
        ("a = 1\na = 2\n", "ligne 2"),
        ("a = " + "[" * 5000, ""),
        ("a = " + "9" * 5000, ""),
    ],
)
def test_a_broken_call_is_one_sentence(text: str, where: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        calls.read_call_document(text)
    (issue,) = caught.value.issues
    assert issue.where.startswith(where)
    assert issue.message.endswith(".")


@pytest.mark.parametrize(
    ("content", "word"),
    [(None, "introuvable"), (b"a" * 2_000_001, "trop grand"), (b"a\x00", "nul"), (b"zut = 1", "inconnue")],
)
def test_an_unusable_call_file_is_one_sentence(content: bytes | None, word: str, tmp_path: Path) -> None:
    path = tmp_path / "appel.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        calls.load_call(path)
    (issue,) = caught.value.issues
    assert word in issue.message


def test_a_demonstration_in_error_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    scenario = 'title = "t"\ncall = "c"\napplications = "a.csv"\n'
    (tmp_path / "demo" / "scenario.toml").write_text(scenario, encoding="utf-8")
    (tmp_path / "demo" / "a.csv").write_text("dossier\n1\n", encoding="utf-8")
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "c.toml").write_text('title = "c"\n', encoding="utf-8")
    monkeypatch.setattr(calls, "DATA", tmp_path)
    with pytest.raises(InvalidInput, match="colonnes obligatoires"):
        calls.load_demo()
