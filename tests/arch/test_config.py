"""The settings that protect data and privacy cannot change by accident."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.maxUploadSize": 20,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,
    "client.toolbarMode": "minimal",
    "runner.fastReruns": False,
    "runner.postScriptGC": False,
    "theme.font": "Marianne, Arial, sans-serif",
}


def config() -> dict[str, Any]:
    """Return the settings file of the dashboard."""
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("option", "value"), PINNED.items(), ids=PINNED.keys())
def test_a_protecting_option_keeps_its_value(option: str, value: Any) -> None:
    section, key = option.split(".")
    assert config()[section][key] == value


def test_no_secret_is_published_and_nothing_is_fetched() -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert "cookieSecret" not in config()["server"]
    assert not (ROOT / ".streamlit" / "secrets.toml").exists()
    assert "://" not in text


def test_streamlit_knows_every_option_and_reads_the_file() -> None:
    script = (
        "import json, sys; from streamlit import config; "
        "print(json.dumps({name: config.get_option(name) for name in sys.argv[1:]}))"
    )
    names = [f"{section}.{key}" for section, options in config().items() for key in options]
    done = subprocess.run(
        [sys.executable, "-c", script, *names], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "not a valid config option" not in done.stderr
    assert '"client.showErrorDetails": "none"' in done.stdout


def pins(name: str) -> dict[str, str]:
    """Return the requirements of a file that are not references to another file."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [line.split("#")[0].strip() for line in lines]
    return dict(line.split("==") for line in found if line and not line.startswith("-"))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    assert all(re.fullmatch(r"[0-9]+(\.[0-9]+)+", version) for version in pins(name).values())


def test_direct_pins_and_constraints_agree() -> None:
    constraints = {name.lower(): version for name, version in pins("constraints.txt").items()}
    direct = pins("requirements.txt") | pins("requirements-dev.txt")
    assert {name: constraints.get(name.lower()) for name in direct} == direct


def test_every_runtime_dependency_has_its_line_in_the_documents() -> None:
    text = (ROOT / "docs" / "dependances.md").read_text(encoding="utf-8").lower()
    expected = [f"`{name}` {version}" for name, version in pins("requirements.txt").items()]
    missing = [entry for entry in expected if entry not in text]
    assert not missing
