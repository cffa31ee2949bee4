"""A page on a workspace of its own, read and pressed the way an officer does; for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from aapsim.domain.application import Application, equal_shares
from aapsim.domain.french import NO_BREAK
from aapsim.service.commands import Command, SetRules, new_command_id
from aapsim.ui import session

ROOT = Path(__file__).resolve().parents[2]


def application(one: str, score: int = 70, requested: int = 20_000, **values: Any) -> Application:
    """Return an eligible application of the first call, changed by ``values``."""
    document = {
        "title": f"Projet {one}",
        "applicant": f"Porteur {one}",
        "applicant_type": "association",
        "departments": equal_shares(["31"]),
        "axes": equal_shares(["1"]),
        "total_cost": 30_000,
        "investment": 0,
        "in_kind": 0,
        "requested": requested,
        "other_revenue": 0,
        "other_public": 0,
        "filed_at": "2021-07-01",
        "start_date": "2021-09-01",
        "complete": True,
        "score": Fraction(score),
    }
    return Application(one, **(document | values))


@dataclass
class Page:
    """One page of the dashboard, on one workspace."""

    at: AppTest
    workspace: str

    def texts(self) -> str:
        """Return every text of the page, escapes and invisible joiners taken away."""
        at = self.at
        kinds = (at.title, at.subheader, at.markdown, at.caption, at.success, at.warning, at.error)
        found = [str(element.value) for kind in kinds for element in kind]
        found += [f"{metric.label} {metric.value}" for metric in at.metric]
        return spaces("\n".join(found))

    def press(self, label: str) -> None:
        """Press the first button of that label that is not disabled."""
        button = next(one for one in self.at.button if spaces(one.label) == label and not one.disabled)
        button.click()
        self.at.run()
        assert not self.at.exception

    def field(self, key: str) -> Any:
        return self.at.text_input(key=key)


def spaces(text: str) -> str:
    """Return a text as a person reads it."""
    return text.replace("\\", "").replace("\u2060", "").replace("\u202f", " ").replace(NO_BREAK, " ")


def open_page(name: str, applications: tuple[Application, ...] = (), **rules: Any) -> Page:
    """Open a page on a new workspace of the Occitanie call; in ``rules`` two underscores stand for a dot."""
    desk = session.desk()
    workspace = desk.open_call("occitanie-2021", "Essai", applications)
    if rules:
        changes = {path.replace("__", "."): value for path, value in rules.items()}
        desk.apply(Command(new_command_id(), "essai", workspace, 1, SetRules(changes)))
    return reopen(name, workspace)


def reopen(name: str, workspace: str) -> Page:
    """Open a page on a workspace that exists, in a session of its own, by its address: no other page before it."""
    at = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    at.query_params["espace"] = workspace
    at.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
    assert not at.exception
    return Page(at, workspace)
