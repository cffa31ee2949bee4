"""Files and functions stay short enough to be read in one go."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "aapsim").rglob("*.py"))]
LONGEST_FUNCTION = 60
NINTH_DECILE = 20
Function = ast.FunctionDef | ast.AsyncFunctionDef


def longest_file(path: Path) -> int:
    """Return the most lines a file may have."""
    if path == ROOT / "app.py":
        return 60
    return 80 if path.parent == ROOT / "pages" else 400


@cache
def functions(path: Path) -> list[Function]:
    """Return every function of a file, nested ones included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def lines_of(function: Function) -> int:
    """Return how many lines a function spans."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_and_so_are_its_functions(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= longest_file(path)
    too_long = {node.name: lines_of(node) for node in functions(path) if lines_of(node) > LONGEST_FUNCTION}
    assert not too_long


def test_nine_functions_in_ten_fit_in_twenty_lines() -> None:
    sizes = sorted(lines_of(node) for path in SOURCES for node in functions(path))
    assert sizes[len(sizes) * 9 // 10] <= NINTH_DECILE
