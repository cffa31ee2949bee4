"""The command line: what it accepts, what it refuses, where each answer goes."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from aapsim import cli
from aapsim.service import batch

ROOT = Path(__file__).resolve().parents[3]
DEMO = str(ROOT / "data" / "demo" / "candidatures.csv")
HEADER = "dossier;intitule;axes;departements;cout_total;montant_demande;autres_produits;note;sources\n"
ROWS = (
    "00012;Relais;1;31;20000;12000;0;90;\n"
    "b;Jardin;2;48;30000;20050;0;80;fir\n"
    "c;Berceuses;1|4;31;12000;10000;0;70;304-17\n"
    "d;Trop petit;1;31;9999;5000;0;99;\n"
)
Run = tuple[int, str, str]


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "candidatures.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return str(path)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Return a function that runs one command in this process: exit code, output, problems."""

    def _run(*arguments: str) -> Run:
        try:
            code = cli.main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return _run


def awards(out: str) -> dict[str, dict[str, Any]]:
    return {award["id"]: award for award in json.loads(out)["awards"]}


def test_json_and_nothing_else_on_standard_output(run: Any, table: str) -> None:
    code, out, err = run("allocate", table, "--envelope", "30000")
    assert code == 0
    assert err == ""
    document = json.loads(out)
    assert document["envelope"] == {"enveloppe": 30000}
    assert document["status"] == "optimal"
    assert awards(out)["00012"]["grant"] == 12000
    assert awards(out)["d"]["status"] == "ineligible"
    assert out == json.dumps(document, sort_keys=True, ensure_ascii=False, indent=2) + "\n"


def test_one_envelope_is_open_to_every_project(run: Any, table: str) -> None:
    _, out, _ = run("allocate", table, "--envelope", "100 000 €")
    assert awards(out)["b"]["by_source"] == {"enveloppe": 20050}


def test_an_envelope_by_source_leaves_the_others_as_the_call_says(run: Any, table: str) -> None:
    code, out, _ = run("allocate", table, "--envelope", "fir=25000", "--envelope", "304-17=5k")
    assert code == 0
    assert json.loads(out)["envelope"] == {"fir": 25000, "304-17": 5000, "304-19": 0}
    assert awards(out)["c"]["by_source"].keys() <= {"304-17"}


def test_an_amount_by_source_replaces_what_the_call_holds_back(tmp_path: Path) -> None:
    call_file = tmp_path / "c.toml"
    call_file.write_text(
        'title = "c"\n[[sources]]\ncode = "x"\nlabel = "x"\nauthority = "x"\nnotified = 9\ngross = true\n'
        'reserve = "0.5"\ncommitted = 3\n',
        encoding="utf-8",
    )
    call = batch.load_call(call_file)
    assert call.envelope == 1
    assert batch.with_choices(call, batch.Choices(envelope={"x": 100})).envelope == 100


@pytest.mark.parametrize(
    ("arguments", "field", "value"),
    [
        (("--objective", "needs"), "objective", "needs"),
        (("--policy", "all-or-nothing"), "policy", "all-or-nothing"),
        (("--ranking", "free"), "ranking", "free"),
        (("--common-rate", "0.78"), "common_rate", "0.78"),
        (("--common-rate", "0,78"), "common_rate", "0.78"),
        (("--common-rate", "78 %"), "common_rate", "0.78"),
        (("--step", "500"), "step", 500),
        (("--strategy", "merit"), "strategy", "merit"),
        (("--strategy", "prorata", "--threshold", "72,5"), "threshold", "72.5"),
        (("--strategy", "equity"), "strategy", "equity"),
        (("--lock", "b=excluded"), "locks", {"b": "excluded"}),
        (("--lock", "b=0"), "locks", {"b": "excluded"}),
        (("--lock", "b=12 000 €", "--lock", "00012=funded"), "locks", {"00012": "funded", "b": 12000}),
    ],
)
def test_each_choice_reaches_the_engine(
    run: Any, table: str, arguments: tuple[str, ...], field: str, value: object
) -> None:
    code, out, err = run("allocate", table, "--envelope", "30000", *arguments)
    assert (code, err) == (0, "")
    assert json.loads(out)["inputs"][field] == value


def test_an_id_may_hold_an_equals_sign(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + ROWS.replace("b;", "a=b;"), encoding="utf-8")
    _, out, _ = run("allocate", str(path), "--envelope", "30000", "--lock", "a=b=excluded")
    assert awards(out)["a=b"]["status"] == "excluded"


def test_strict_eligibility_leaves_out_what_is_to_be_checked(run: Any, table: str) -> None:
    _, out, _ = run("allocate", table, "--envelope", "30000", "--strict-eligibility")
    assert awards(out)["00012"]["status"] == "to_check"
    assert json.loads(out)["granted"] == {"enveloppe": 0}


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx", "ods"])
def test_the_result_goes_to_a_file_of_the_kind_its_name_says(run: Any, table: str, tmp_path: Path, kind: str) -> None:
    output = tmp_path / f"resultat.{kind}"
    assert run("allocate", table, "--envelope", "30000", "--output", str(output)) == (0, "", "")
    if kind == "json":
        assert json.loads(output.read_bytes())["status"] == "optimal"
    elif kind == "csv":
        assert output.read_bytes().startswith(b"\xef\xbb\xbfdossier;intitule;")
    else:
        rows = python_calamine.CalamineWorkbook.from_path(output).get_sheet_by_index(0).to_python()
        assert rows[1][:3] == ["00012", "Relais", ""]


def test_no_eligible_application_gives_nothing_and_no_error(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "d;Trop petit;1;31;9999;5000;0;99;\n", encoding="utf-8")
    code, out, err = run("allocate", str(path), "--envelope", "30000")
    assert (code, err) == (0, "")
    assert json.loads(out)["granted"] == {"enveloppe": 0}


def test_an_envelope_of_zero_gives_nothing_and_no_error(run: Any, table: str) -> None:
    for money in ("0", "fir=0"):
        code, out, err = run("allocate", table, "--envelope", money)
        assert (code, err) == (0, "")
        assert set(json.loads(out)["granted"].values()) == {0}


def test_warnings_go_to_standard_error(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER.replace("sources", "zut") + ROWS, encoding="utf-8")
    code, out, err = run("allocate", str(path), "--envelope", "30000")
    assert code == 0
    assert json.loads(out)
    assert err == "avertissement : Colonnes inconnues, gardées telles quelles : zut.\n"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "Aucune enveloppe"),
        (("--envelope", "1", "--envelope", "fir=1"), "sans mélanger"),
        (("--envelope", "1", "--envelope", "2"), "sans mélanger"),
        (("--envelope", "europe=1"), "n'existe pas"),
        (("--envelope", "fir=1", "--envelope", "fir=2"), "deux fois"),
        (("--envelope", "beaucoup"), "lisible"),
        (("--envelope", "1.234"), "ambigu"),
        (("--envelope", "12,50"), "centimes"),
        (("--envelope=-5",), "négatif"),
        (("--envelope", "-5"), "négatif"),
        (("--envelope",), "attend une valeur"),
        (("--envelope", "9" * 5000), "trop long"),
        (("--envelope", "1", "--lock", "zut=funded"), "inconnu"),
        (("--envelope", "1", "--lock", "b=funded", "--lock", " b=0"), "deux fois"),
        (("--envelope", "1", "--lock", "b"), "lisible"),
        (("--envelope", "1", "--lock", "=funded"), "lisible"),
        (("--envelope", "1", "--lock", "b=peut-être"), "lisible"),
        (("--envelope", "1", "--lock", "b=-3"), "négatif"),
        (("--envelope", "1", "--common-rate", "2"), "taux"),
        (("--envelope", "1", "--common-rate", "nan"), "taux"),
        (("--envelope", "1", "--step", "0"), "pas"),
        (("--envelope", "1", "--step", "1e2"), "pas"),
        (("--envelope", "1", "--objective", "gloire"), "possibles"),
        (("--envelope", "1", "--strategy", "loterie"), "possibles"),
            (("--envelope", "1", "--threshold", "70"), "prorata"),
            (("--envelope", "1", "--strategy", "prorata", "--threshold", "haute"), "note"),
        (("--envelope", "1", "--objective", "projects"), "miettes"),
        (("--envelope", "1", "--output", "r.pdf"), ".xlsx"),
        (("--envelope", "1", "--output", "/nulle/part/r.json"), "Impossible d'écrire"),
        (("--envelope", "1", "--call", "absent.toml"), "introuvable"),
        (("--envelope", "1", "--zut"), "inconnu"),
    ],
)
def test_bad_input_is_one_french_line_and_exit_2(run: Any, table: str, arguments: tuple[str, ...], word: str) -> None:
    code, out, err = run("allocate", table, *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert word in err
    assert "argument --" not in err


def test_each_problem_of_a_file_is_one_line(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + ROWS + "b;x;9;31;-1;1.234;0;101;\n", encoding="utf-8")
    code, out, err = run("allocate", str(path), "--envelope", "30000")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 5
    assert all(line.startswith("ligne 6, colonne ") for line in err.splitlines())


def test_a_problem_cannot_move_the_terminal(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + '"a\n\x1b[2Jb";x;1;31;\x1b[2J;1;0;1;\n', encoding="utf-8")
    _, _, err = run("allocate", str(path), "--envelope", "30000")
    assert "\x1b" not in err
    assert err


def test_contradictory_rules_are_exit_3_with_their_sentence(run: Any, table: str, tmp_path: Path) -> None:
    code, out, err = run("allocate", table, "--envelope", "30000", "--lock", "d=funded")
    assert code == 3
    assert json.loads(out)["status"] == "infeasible"
    assert "d" in err
    output = tmp_path / "r.xlsx"
    code, out, err = run("allocate", table, "--envelope", "30000", "--lock", "b=17", "--output", str(output))
    assert code == 3
    assert not output.exists()
    assert "b" in err


def test_a_provisional_answer_goes_out_as_json_with_a_warning(
    run: Any, table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve = batch.solve

    def provisional(loaded: batch.Loaded, choices: batch.Choices) -> batch.Solved:
        solved = solve(loaded, choices)
        return dataclasses.replace(solved, allocation=dataclasses.replace(solved.allocation, status="feasible"))

    monkeypatch.setattr(batch, "solve", provisional)
    output = tmp_path / "r.csv"
    code, out, err = run("allocate", table, "--envelope", "30000", "--output", str(output))
    assert code == 0
    assert json.loads(out)["status"] == "feasible"
    assert not output.exists()
    assert "provisoire" in err


def test_the_checker_accepts_then_refuses(run: Any, table: str, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    run("allocate", table, "--envelope", "30000", "--output", str(path))
    code, out, err = run("check", str(path))
    assert (code, err) == (0, "")
    assert "vérifié" in out
    document = json.loads(path.read_text(encoding="utf-8"))
    document["awards"][0]["grant"] += 1000
    path.write_text(json.dumps(document), encoding="utf-8")
    code, out, err = run("check", str(path))
    assert (code, out) == (1, "")
    assert err.endswith(".\n")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 2),
        (b"[1, 2]", 2),
        (b"{", 2),
        (b'{"a": NaN}', 2),
        (b"\xff\xfe", 2),
        (b"[" * 100_000, 2),
        (b'{"a": 1' + b"0" * 5000 + b"}", 2),
        (b"{}", 1),
    ],
)
def test_a_result_that_is_none_is_refused(run: Any, tmp_path: Path, content: bytes, code: int) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(content)
    found, out, err = run("check", str(path))
    assert (found, out) == (code, "")
    assert err.endswith(".\n")


def test_validate_lists_doubts_and_counts(run: Any, table: str) -> None:
    code, out, err = run("validate", table)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert any(line.startswith("d : irrecevable. ") for line in lines)
    assert any(line.startswith("00012 : à vérifier. ") for line in lines)
    assert lines[-1] == "4 candidatures lues : 0 recevables, 3 à vérifier, 1 irrecevables."


def test_validate_names_data_problems_and_exits_2(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + ROWS + "e;x;9;31;1;1;0;1;\n", encoding="utf-8")
    code, out, err = run("validate", str(path))
    assert code == 2
    assert err.startswith("ligne 6, colonne axes : ")
    assert "4 candidatures lues" in out


def test_a_pabulib_file_brings_its_own_call(run: Any, shared_data: Path) -> None:
    budget = str(shared_data / "pabulib" / "France_Toulouse_2019.pb")
    code, out, err = run("allocate", budget, "--policy", "all-or-nothing", "--objective", "projects")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["envelope"] == {"enveloppe": 1_000_000}
    assert document["certificate"]["value"] == "3266"
    code, _, err = run("allocate", budget, "--call", str(ROOT / "data" / "calls" / "occitanie-2021.toml"))
    assert code == 2
    assert "--call" in err


def test_the_order_of_rows_changes_nothing(run: Any, tmp_path: Path, table: str) -> None:
    path = tmp_path / "b.csv"
    path.write_text(HEADER + "".join(reversed(ROWS.splitlines(keepends=True))), encoding="utf-8")
    assert run("allocate", str(path), "--envelope", "30000") == run("allocate", table, "--envelope", "30000")


def test_what_was_not_foreseen_is_still_one_line(run: Any, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(batch, "load", broken)
    code, out, err = run("allocate", table)
    assert (code, out) == (2, "")
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err


COMMANDS = [("--help",), ("allocate", "--help"), ("check", "-h"), ("validate", "-h"), ("frontier", "-h")]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_help_is_french(run: Any, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert out.startswith("Usage : ")
    assert not any(word in out for word in ("show this", "positional"))


@pytest.mark.parametrize("arguments", [(), ("zut",), ("allocate",), ("check",), ("check", "a", "b")])
def test_a_wrong_command_is_one_french_line(run: Any, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Commande refusée : ")
    assert err.count("\n") == 1


# ------------------------------------------------------------------ in a process of its own
def _process(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "aapsim", *arguments], cwd=ROOT, capture_output=True, check=False)


def test_the_module_runs_as_a_command(tmp_path: Path) -> None:
    output = tmp_path / "r.json"
    done = _process("allocate", DEMO, "--envelope", "350000", "--output", str(output))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert _process("check", str(output)).returncode == 0


def test_exit_codes_reach_the_shell(tmp_path: Path) -> None:
    empty = tmp_path / "vide.csv"
    empty.write_bytes(b"")
    done = _process("allocate", str(empty), "--envelope", "1")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "vide" in done.stderr.decode("utf-8")
    assert _process("allocate", DEMO, "--envelope", "350000", "--lock", "2021-054=funded").returncode == 3
    (tmp_path / "r.json").write_bytes(b"{}")
    assert _process("check", str(tmp_path / "r.json")).returncode == 1
