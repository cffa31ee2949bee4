"""``aapsim explain``: a result explained from its file alone, with exit codes to rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aapsim import cli
from aapsim.engine.from_inputs import question_from
from aapsim.engine.inputs import canonical_inputs
from tests.reference.generator import generate
from tests.unit.cli.test_cli import HEADER, ROWS


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Return a function that runs one command in this process: exit code, output, problems."""

    def _run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return _run


@pytest.fixture
def result(run: Any, tmp_path: Path) -> Any:
    """Return a function that writes a result of three projects and gives its path."""

    def _write(*options: str) -> str:
        table, target = tmp_path / "candidatures.csv", tmp_path / "r.json"
        table.write_text(HEADER + ROWS, encoding="utf-8")
        run("allocate", str(table), "--output", str(target), *options)
        return str(target)

    return _write


def test_an_unfunded_project_is_explained_in_full_and_for_the_room(run: Any, result: Any) -> None:
    code, out, err = run("explain", result("--envelope", "22000", "--policy", "all-or-nothing"), " b ")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Dossier b"
    assert any("pour le retenir" in line for line in lines)
    assert any(line.startswith("Enveloppe : il entre à partir de") for line in lines)
    assert lines[-1].startswith("Pour la salle : ")


def test_a_funded_and_an_ineligible_project_have_less_to_say(run: Any, result: Any) -> None:
    path = result("--envelope", "50000")
    assert "Pour la salle" not in run("explain", path, "00012")[1]
    code, out, _ = run("explain", path, "d")
    assert code == 0
    assert "5\u202f000" in out.splitlines()[-1]
    assert "Irrecevable" in out


def test_another_strategy_is_explained_by_its_own_reasons(run: Any, result: Any) -> None:
    code, out, _ = run("explain", result("--envelope", "15000", "--strategy", "prorata", "--threshold", "85"), "b")
    assert code == 0
    assert "inférieure à 85" in out
    assert "Note nécessaire" not in out


def test_an_impossible_result_is_exit_3_with_its_reason(run: Any, tmp_path: Path) -> None:
    table, call, target = tmp_path / "c.csv", tmp_path / "c.toml", tmp_path / "r.json"
    table.write_text(HEADER + ROWS, encoding="utf-8")
    call.write_text(
        'title = "x"\nminimum_projects = 9\n[[axes]]\ncode = "1"\nlabel = "u"\n[[axes]]\ncode = "2"\nlabel = "d"\n'
        '[[axes]]\ncode = "4"\nlabel = "q"\n[[sources]]\ncode = "fir"\nlabel = "FIR"\nauthority = "ars"\n'
        'notified = 9000\n'
        '[[sources]]\ncode = "304-17"\nlabel = "17"\nauthority = "prefet"\nnotified = 9000\n',
        encoding="utf-8",
    )
    run("allocate", str(table), "--call", str(call), "--output", str(target))
    code, out, err = run("explain", str(target), "b")
    assert code == 3
    assert "Dossier b" in out
    assert "nombre minimal de projets" in err


def test_a_result_that_does_not_hold_is_exit_1(run: Any, result: Any) -> None:
    path = Path(result("--envelope", "15000"))
    document = json.loads(path.read_text(encoding="utf-8"))
    document["awards"][0]["grant"] += 100
    path.write_text(json.dumps(document), encoding="utf-8")
    code, out, err = run("explain", str(path), "b")
    assert (code, out) == (1, "")
    assert err


def test_an_unknown_project_or_file_is_exit_2(run: Any, result: Any) -> None:
    assert run("explain", result("--envelope", "15000"), "zut")[0] == 2
    assert run("explain", "absent.json", "b")[0] == 2


@pytest.mark.parametrize("seed", range(40, 60))
def test_a_result_carries_the_question_it_answers(seed: int) -> None:
    instance = generate(seed, 0)
    inputs = instance.inputs()
    question = question_from(inputs)
    case = question.case()
    again = canonical_inputs(question.call, case.applications, case.taking_part, case.locks, "optimum")
    taking = [one for one in inputs["applications"] if one["takes_part"]]
    assert again["applications"] == taking
    same = ("axes", "sources", "departments", "exclusive", "requires", "rate", "publics", "minimum_share")
    assert {name: again[name] for name in same} == {name: inputs[name] for name in same}
