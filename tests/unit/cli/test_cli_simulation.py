"""``frontier`` on the command line: what it writes, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from aapsim import cli

TABLE = (
    "dossier;intitule;axes;cout_total;montant_demande;autres_produits;note\n"
    "a;Relais;1;20000;12000;0;90\nb;Jardin;2;30000;20000;0;80\nc;Berceuses;1;12000;10000;0;70\n"
)


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "candidatures.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


def test_a_curve_is_written_as_a_table(table: str, tmp_path: Path) -> None:
    output = tmp_path / "F.csv"
    asked = ("--from", "10 000", "--to", "50k", "--points", "3", "--workers", "1", "--policy", "all-or-nothing")
    assert cli.main(["frontier", table, *asked, "--output", str(output)]) == 0
    assert lines(output) == [
        "montant;enveloppe;etat;valeur;projets;accorde;couverture;entrent;sortent",
        "10000;10000;prouvé;700000;1;10000;0,238095;c;",
        "30000;30000;prouvé;1780000;2;22000;0,52381;a;",
        "50000;50000;prouvé;3380000;3;42000;1;b;",
    ]


def test_the_common_rate_takes_the_envelope_of_the_run(
    table: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = ("--envelope", "20000", "--against", "common-rate", "--from", "0.5", "--to", "90 %", "--points", "2")
    assert cli.main(["frontier", table, *asked, "--workers", "1"]) == 0
    out = capfdbinary.readouterr().out.decode("utf-8-sig").splitlines()
    assert out[0].startswith("taux_commun;")
    assert [line.split(";")[:2] for line in out[1:]] == [["0,5", "20000"], ["0,9", "20000"]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--from", "9", "--to", "5"), "avant sa fin"),
        (("--from", "x", "--to", "5"), "--from : « x »"),
        (("--from", "1", "--to", "5", "--points", "0"), "n'est pas un nombre"),
        (("--from", "1", "--to", "5", "--source", "zz"), "ni un financeur ni une autorité"),
        (("--from", "1", "--to", "5", "--output", "F.txt"), ".csv, .xlsx ou .ods"),
        (("--from", "1", "--to", "2", "--against", "common-rate", "--envelope", "9"), "--to : « 2 » n'est pas un taux"),
    ],
)
def test_what_cannot_be_read_is_one_french_line(
    table: str, asked: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    try:
        code = cli.main(["frontier", table, *asked])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    err = capfd.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_robustness_is_written_as_a_table(table: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "R.csv"
    asked = ("--envelope", "30000", "--draws", "8", "--seed", "3", "--withdrawal", "0.2", "--workers", "1")
    assert cli.main(["robustness", table, *asked, "--output", str(output)]) == 0
    head, *rows = lines(output)
    assert head.split(";")[:7] == ["dossier", "verdict", "retenu", "essais", "frequence", "borne_basse", "borne_haute"]
    assert [row.split(";")[0] for row in rows] == ["a", "b", "c"]
    assert {row.split(";")[3] for row in rows} == {"8"}
    assert {row.split(";")[-1] for row in rows} == {"3"}
    assert capfd.readouterr().err == ""


def test_without_a_probability_the_answer_is_the_deterministic_one(
    table: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["robustness", table, "--envelope", "30000"]) == 0
    said = capfd.readouterr()
    assert "aucune incertitude n'est donnée" in said.err
    assert "retenu dans tous les essais" in said.out


def test_a_preset_says_that_it_is_a_hypothesis(table: str, capfd: pytest.CaptureFixture[str]) -> None:
    asked = ("--envelope", "30000", "--preset", "reserve", "--draws", "2", "--reserve", "1:0,5", "--workers", "1")
    assert cli.main(["robustness", table, *asked]) == 0
    assert "hypothèse « Réserve de 5 %" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--draws", "x"), "n'est pas un nombre"),
        (("--seed", "-1"), "graine"),
        (("--score-spread", "abc"), "écart en points"),
        (("--cut", "0.5"), "écrivez PROBA:PART"),
        (("--withdrawal", "2"), "n'est pas un taux"),
    ],
)
def test_a_doubt_that_cannot_be_read_is_refused(
    table: str, asked: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["robustness", table, "--envelope", "30000", *asked])
    assert stop.value.code == 2
    assert said in capfd.readouterr().err


def test_two_envelopes_are_compared_under_the_same_draws(table: str, tmp_path: Path) -> None:
    output = tmp_path / "P.csv"
    asked = ("--envelope", "20000", "--versus-envelope", "40000", "--draws", "8", "--withdrawal", "0.2")
    assert cli.main(["robustness", table, *asked, "--workers", "1", "--output", str(output)]) == 0
    head, *rows = (line.split(";") for line in lines(output))
    assert head[:6] == ["dossier", "frequence_1", "frequence_2", "difference", "borne_basse", "borne_haute"]
    assert [row[0] for row in rows] == ["a", "b", "c"]
    for row in rows:
        first, second, gap, low, high = (float(cell.replace(",", ".")) for cell in row[1:6])
        assert gap == pytest.approx(second - first)
        assert low <= gap <= high


def test_another_call_is_compared_with_the_first(table: str, capfd: pytest.CaptureFixture[str]) -> None:
    call = Path(__file__).resolve().parents[3] / "data" / "calls" / "fdva-2021.toml"
    call = call if call.exists() else next(call.parent.glob("*.toml"))
    asked = ("--envelope", "20000", "--versus-call", str(call), "--draws", "3")
    assert cli.main(["robustness", table, *asked, "--workers", "1"]) == 0
    said = capfd.readouterr()
    assert "aucune incertitude n'est donnée" in said.err
    assert said.out.startswith("\ufeffdossier;frequence_1;frequence_2")
