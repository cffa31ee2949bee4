"""Imports go one way; the lower layers work where the upper libraries do not exist."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Layer → the layers of aapsim it may import, besides itself.
ALLOWED: dict[str, set[str]] = {
    "domain": set(),
    "engine": {"domain"},
    "audit": {"domain"},
    "simulation": {"domain", "engine"},
    "files": {"domain", "engine"},
    "store": {"domain", "engine"},
    "view": {"domain", "engine", "simulation"},
    "papers": {"domain", "service", "files", "view"},
    "service": {"domain", "engine", "audit", "files", "store", "simulation"},
    "ui": {"domain", "service", "view", "papers"},
    "cli": {"domain", "service", "view", "papers", "cli_explain", "cli_simulation", "cli_store"},
    "cli_explain": {"domain", "service", "view"},
    "cli_simulation": {"domain", "service", "view"},
    "cli_store": {"domain", "service"},
    "__main__": {"cli"},
    "__init__": set(),
    "pages": {"domain", "ui"},
    "app": {"ui"},
}
SCREEN_LAYERS = {"ui", "pages", "app"}
"""The only ones that may import Streamlit."""

ENGINE_LIBRARIES = {"numpy", "scipy", "highspy"}
LIBRARIES: dict[str, set[str]] = {"domain": set(), "audit": set(), "engine": ENGINE_LIBRARIES}
"""Layers whose libraries outside the standard library are listed; the others are free."""

BLOCK_AND_IMPORT = """
import importlib, pkgutil, sys
blocked, layers = sys.argv[1].split(","), sys.argv[2].split(",")
for name in blocked:
    sys.modules[name] = None
count = 0
for layer in layers:
    package = importlib.import_module(f"aapsim.{layer}")
    count += 1
    for found in pkgutil.walk_packages(getattr(package, "__path__", []), f"aapsim.{layer}."):
        importlib.import_module(found.name)
        count += 1
print(count)
"""


def sources() -> Iterator[tuple[str, Path]]:
    """Yield (layer, file) for every source file of the project."""
    yield "app", ROOT / "app.py"
    for path in sorted((ROOT / "pages").glob("*.py")):
        yield "pages", path
    for path in sorted((ROOT / "aapsim").rglob("*.py")):
        yield path.relative_to(ROOT / "aapsim").parts[0].removesuffix(".py"), path


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the dotted names that a file imports, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            if node.module == "aapsim":
                names.update(f"aapsim.{alias.name}" for alias in node.names)
    return frozenset(names)


def layers_of(path: Path) -> set[str]:
    """Return the layers of aapsim that a file imports (``aapsim.ENGINE_VERSION`` is no layer)."""
    parts = [name.split(".") for name in imported(path) if name.startswith("aapsim.")]
    return {part[1] for part in parts if part[1] in ALLOWED}


FILES = [pytest.param(layer, path, id=str(path.relative_to(ROOT))) for layer, path in sources()]


@pytest.mark.parametrize(("layer", "path"), FILES)
def test_a_file_imports_only_what_stands_below_it(layer: str, path: Path) -> None:
    assert layer in ALLOWED, f"{path}: unknown layer; add it to the plan first"
    assert layers_of(path) <= ALLOWED[layer] | {layer}
    outside = {name.split(".")[0] for name in imported(path)} - {"aapsim"}
    if layer not in SCREEN_LAYERS:
        assert "streamlit" not in outside
    if layer in LIBRARIES:
        assert outside - set(sys.stdlib_module_names) <= LIBRARIES[layer]


def test_pages_never_reach_sql_or_the_engine() -> None:
    reached = {name.split(".")[0] for layer, path in sources() if layer == "pages" for name in imported(path)}
    assert reached.isdisjoint({"sqlalchemy", "sqlite3", "scipy", "highspy", "numpy"})


@pytest.mark.parametrize(
    ("blocked", "layers"),
    [
        (
            ("streamlit",),
            ("domain", "engine", "audit", "simulation", "files", "store", "service", "view", "papers", "cli"),
        ),
        (("streamlit", "pandas", "altair"), ("domain", "engine", "audit", "simulation")),
        (("streamlit", "pandas", "altair", "numpy", "scipy", "highspy", "sqlalchemy"), ("domain", "audit")),
        (("streamlit", "highspy"), ("engine", "service", "cli")),
    ],
    ids=["without streamlit", "without pandas and altair", "standard library only", "without highspy"],
)
def test_lower_layers_load_where_libraries_are_absent(blocked: tuple[str, ...], layers: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCK_AND_IMPORT, ",".join(blocked), ",".join(layers)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > len(layers)


def test_the_block_really_blocks() -> None:
    script = BLOCK_AND_IMPORT + "\nimport streamlit\n"
    done = subprocess.run(
        [sys.executable, "-c", script, "streamlit", "domain"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "streamlit" in done.stderr


def test_every_page_goes_by_the_front_door_before_anything_else() -> None:
    for path in sorted((ROOT / "pages").glob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        first = next(node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom))
        assert ast.unparse(first) == "front_door.pass_through()", path.name
