"""Applications written as the native table and for the grid."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.application import Application, equal_shares, weighted_shares
from aapsim.domain.call import Call
from aapsim.view import candidates


def test_shares_are_percents_or_the_smallest_weights() -> None:
    assert candidates.share_text(equal_shares(["1", "4"])) == "1|4"
    assert candidates.share_text(weighted_shares([("48", 60), ("30", 40)])) == "48:60|30:40"
    assert candidates.share_text(weighted_shares([("1", 1), ("2", 2), ("3", 6)])) == "1:1|2:2|3:6"
    assert candidates.share_text(()) == ""


def test_the_native_row_keeps_every_field() -> None:
    one = Application(
        "00012", title="T", total_cost=24_000, requested=0, score=Fraction(157, 2), complete=False,
        marks=(("A1", Fraction(5, 2)),), extra=(("inconnue", "x"),), publics=("p", "q"), filed_at="2021-07-25",
    )  # fmt: skip
    row = candidates.native_row(one)
    assert row["dossier"] == "00012"
    assert row["cout_total"] == "24000"
    assert row["montant_demande"] == "0"
    assert row["investissement"] == ""
    assert row["note"] == "78,5"
    assert row["complet"] == "non"
    assert row["A1"] == "2,5"
    assert row["inconnue"] == "x"
    assert row["publics"] == "p|q"


def test_codes_marks_and_dates_are_written_as_the_reader_expects() -> None:
    assert candidates.codes_text(["a|b", "c:d"]) == "a\\|b|c\\:d"
    assert candidates.mark_text(Fraction(235, 3)) == "exact 235/3"
    assert candidates.date_text("2021-07-25T23:59") == "25/07/2021 23:59"
    assert candidates.date_text("bientôt") == "bientôt"
    assert candidates.date_text(None) == ""


def test_the_grid_shows_amounts_for_people() -> None:
    frame = candidates.grid_frame([Application("A", total_cost=24_000)])
    assert frame.column("cout_total")[0] == "24\u202f000"
    assert list(frame.columns) == list(candidates.COLUMN_WORDS)
    assert not candidates.grid_frame([])


def test_totals_count_what_is_unknown() -> None:
    known, unknown = Application("A", requested=10_000), Application("B")
    assert candidates.totals_sentence([]) == "Aucune candidature."
    assert candidates.totals_sentence([known]) == "1 candidature, 10\u202f000\u00a0€ demandés au total."
    assert candidates.totals_sentence([known, unknown]).endswith("montant inconnu pour 1 dossier.")


def test_the_plain_table_names_the_cap() -> None:
    said = {"A": candidates.Standing("✔ recevable", 9_000, "plafonné par le besoin")}
    table = candidates.candidates_table(Call("Appel"), [Application("A", title="T"), Application("B")], said)
    assert table.texts()[0][-3:] == ["9\u202f000\u00a0€", "le besoin", "✔ recevable"]
    assert table.texts()[1][-3:] == ["", "", ""]


def test_refusals_come_first() -> None:
    table = candidates.verdict_rows([("Taux", "yes", "a"), ("Dépôt", "no", "b"), ("Axe", "to_check", "c")])
    assert [row[0] for row in table.texts()] == ["Dépôt", "Axe", "Taux"]
    assert table.texts()[0][1] == "✕ non"
