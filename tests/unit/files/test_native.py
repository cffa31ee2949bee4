"""The native table: each value read as documented, each problem named with its line and column."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from aapsim.files.reading import read_applications
from tests.unit.files.makers import HEADER, ROW, csv_bytes, messages, read_csv, read_value, small_call

HALF = Fraction(1, 2)


def test_a_plain_row_is_read() -> None:
    reading = read_csv(ROW)
    (one,) = reading.applications
    assert (one.id, one.title, one.axes) == ("2021-001", "Relais parents", (("2", Fraction(1)),))
    assert (one.total_cost, one.requested, one.score) == (20000, 12000, Fraction(157, 2))
    assert one.in_kind is None
    assert one.complete is None
    assert not reading.issues
    assert not reading.refused
    assert reading.kind == "native"


@pytest.mark.parametrize(
    ("column", "text", "field", "expected"),
    [
        ("dossier", "00012", "id", "00012"),
        ("dossier", "  00012 ", "id", "00012"),
        ("dossier", "E\u0301-1", "id", "É-1"),
        ("axes", "1|4", "axes", (("1", HALF), ("4", HALF))),
        ("axes", "1:60|4:40", "axes", (("1", Fraction(3, 5)), ("4", Fraction(2, 5)))),
        ("departements", "31", "departments", (("31", Fraction(1)),)),
        ("departements", "48:60|31:40", "departments", (("48", Fraction(3, 5)), ("31", Fraction(2, 5)))),
        ("departements", "reg", "departments", (("REG", Fraction(1)),)),
        ("departements", "9", "departments", (("09", Fraction(1)),)),
        ("departements", "75", "departments", (("75", Fraction(1)),)),
        ("avis_departemental", "Defavorable", "opinion", "défavorable"),
        ("avis_departemental", "RÉSERVÉ", "opinion", "réservé"),
        ("avis_departemental", "31 : Favorable, 48 : DÉFAVORABLE", "opinion", "31 : favorable, 48 : défavorable"),
        ("departements", "2a", "departments", (("2A", Fraction(1)),)),
        ("departements", "hérault", "departments", (("34", Fraction(1)),)),
        ("departements", "31 – Haute-Garonne", "departments", (("31", Fraction(1)),)),
        ("departements", "Côte d’Or", "departments", (("21", Fraction(1)),)),
        ("departements", "Toute la région", "departments", (("REG", Fraction(1)),)),
        ("cout_total", "12k", "total_cost", 12000),
        ("cout_total", "12 345 €", "total_cost", 12345),
        ("cout_total", "0", "total_cost", 0),
        ("investissement", "", "investment", None),
        ("contributions_nature", "1000", "in_kind", 1000),
        ("autres_produits", "10", "other_revenue", 10),
        ("plancher", "10", "own_floor", 10),
        ("date_depot", "25/07/2021", "filed_at", "2021-07-25"),
        ("date_depot", "25/07/2021 23:59", "filed_at", "2021-07-25T23:59"),
        ("date_depot", "25/07/2021 à 23h59", "filed_at", "2021-07-25T23:59"),
        ("date_depot", "2021-07-25T23:59:30", "filed_at", "2021-07-25T23:59"),
        ("date_debut", "1/9/2021", "start_date", "2021-09-01"),
        ("complet", "Oui", "complete", True),
        ("complet", "non", "complete", False),
        ("publics", "precarite|handicap", "publics", ("precarite", "handicap")),
        ("publics", "Précarité", "publics", ("precarite",)),
        ("sources", "fir", "sources", ("fir",)),
        ("type_porteur", "Établissement santé", "applicant_type", "etablissement_sante"),
        ("type_porteur", "cabinet", "applicant_type", "cabinet"),
        ("portee", "Extra-régionale", "scope", "extraregionale"),
        ("note", "100", "score", Fraction(100)),
        ("note", "exact 235/3", "score", Fraction(235, 3)),
    ],
)
def test_a_documented_value_is_read(column: str, text: str, field: str, expected: object) -> None:
    reading = read_value(column, text)
    assert not messages(reading)
    assert getattr(reading.applications[0], field) == expected


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        ("dossier", "", "obligatoire"),
        ("dossier", "x" * 121, "trop long"),
        ("intitule", "", "obligatoire"),
        ("axes", "", "obligatoire"),
        ("axes", "9", "n'existe pas"),
        ("axes", "1|9", "n'existe pas"),
        ("axes", "1|1", "deux fois"),
        ("axes", "1||4", "vide"),
        ("axes", "1:0|4:40", "lisible"),
        ("axes", "1:60|4", "lisible"),
        ("axes", "1:-1|4:2", "lisible"),
        ("axes", "1:0,5|4:0,5", "lisible"),
        ("departements", "REG|31", "région entière"),
        ("departements", "abc", "« abc » n'est pas un département"),
        ("departements", "31|abc", "« abc » n'est pas un département"),
        ("departements", "34 – Gard", "n'est pas un département"),
        ("departements", "Hérault|34", "deux fois"),
        ("departements", "100", "n'est pas un département"),
        ("departements", "-1", "n'est pas un département"),
        ("departements", "09|9", "deux fois"),
        ("cout_total", "", "obligatoire"),
        ("cout_total", "-5", "négatif"),
        ("cout_total", "NaN", "lisible"),
        ("montant_demande", "inf", "lisible"),
        ("montant_demande", "1.234", "ambigu"),
        ("montant_demande", "1e309", "lisible"),
        ("montant_demande", "1000000000000000", "mille milliards"),
        ("investissement", "beaucoup", "lisible"),
        ("note", "", "obligatoire"),
        ("note", "101", "entre 0 et 100"),
        ("note", "-1", "négatif"),
        ("note", "78,125", "ambigu"),
        ("note", "15/20", "lisible"),
        ("note", "exact 235/0", "lisible"),
        ("date_depot", "31/02/2021", "calendrier"),
        ("date_depot", "25/07/21", "date lisible"),
        ("date_depot", "2021-07-25T23:59:00+02:00", "date lisible"),
        ("date_depot", "25/07/2021 25:00", "calendrier"),
        ("complet", "peut-être", "« oui » ou « non »"),
        ("sources", "europe", "n'existe pas"),
    ],
)
def test_a_bad_value_is_refused_with_its_place(column: str, text: str, word: str) -> None:
    reading = read_value(column, text)
    (sentence,) = messages(reading)
    assert sentence.startswith(f"ligne 2, colonne {column} : ")
    assert word in sentence
    assert sentence.endswith(".")
    assert not reading.applications
    assert len(reading.refused) == 2
    assert column in reading.refused[0]
    assert text in reading.refused[1]


def test_a_row_in_error_does_not_stop_the_others() -> None:
    bad = ("2021-002", "B", "9", "-1", "x", "300")
    reading = read_csv(ROW, bad, ("2021-003", *ROW[1:]))
    assert [one.id for one in reading.applications] == ["2021-001", "2021-003"]
    assert reading.refused == (HEADER, bad)
    assert [issue.where for issue in reading.issues] == [f"ligne 3, colonne {name}" for name in HEADER[2:]]
    assert {issue.application for issue in reading.issues} == {"2021-002"}


@pytest.mark.parametrize("twin", ["00012", " 00012", "00012\u00a0", "00012\u200b"])
def test_the_same_id_twice_names_both_lines(twin: str) -> None:
    reading = read_csv(("00012", *ROW[1:]), ("12", *ROW[1:]), (twin, *ROW[1:]))
    (sentence,) = messages(reading)
    assert "ligne 4, colonne dossier" in sentence
    assert "déjà à la ligne 2" in sentence
    assert [one.id for one in reading.applications] == ["00012", "12"]


def test_composed_and_decomposed_accents_are_the_same_id() -> None:
    reading = read_csv(("É1", *ROW[1:]), ("E\u03011", *ROW[1:]))
    assert len(messages(reading)) == 1
    assert len(reading.applications) == 1


def test_missing_columns_are_one_sentence() -> None:
    reading = read_csv(("1", "t"), header=("dossier", "intitule"))
    (sentence,) = messages(reading)
    assert "axes, cout_total, montant_demande, note" in sentence
    assert not reading.applications


def test_criteria_replace_the_mark() -> None:
    header = (*HEADER[:-1], "b2", "A1")
    reading = read_csv((*ROW[:-1], "60", "80"), header=header)
    assert reading.applications[0].marks == (("A1", Fraction(80)), ("B2", Fraction(60)))
    assert reading.applications[0].score is None
    assert not reading.issues


def test_a_mark_per_criterion_is_between_0_and_100_and_all_are_needed() -> None:
    header = (*HEADER[:-1], "A1", "B2")
    reading = read_csv((*ROW[:-1], "101", "80"), ("2", *ROW[1:-1], "10", ""), ("3", *ROW[1:-1], "", ""), header=header)
    assert [one.id for one in reading.applications] == ["2"]
    assert "B2" in messages(reading, "warning")[0]
    assert [issue.where for issue in reading.errors] == ["ligne 2, colonne A1", "ligne 4, colonne note"]


def test_unknown_columns_are_kept_and_listed() -> None:
    reading = read_csv((*ROW, "lu", ""), header=(*HEADER, "Mon avis", "vide"))
    assert reading.applications[0].extra == (("Mon avis", "lu"),)
    (warning,) = messages(reading, "warning")
    assert "Mon avis, vide" in warning


def test_headers_are_recognised_however_they_are_spelled() -> None:
    header = ("N° dossier", "Intitulé", "AXES", "Coût total", "Montant demandé", "Note")
    assert "dossier" in messages(read_csv(ROW, header=header))[0]
    assert read_csv(ROW, header=("Dossier", *header[1:])).applications[0].total_cost == 20000


def test_a_column_twice_is_refused() -> None:
    reading = read_csv((*ROW, "1"), header=(*HEADER, "Note"))
    assert "deux fois" in messages(reading)[0]


def test_a_stray_separator_is_an_error_of_its_line() -> None:
    text = ",".join(HEADER) + "\n" + "1,t,2,20000,12000,78,5\n" + "2,t,2,20000,12000,78\n"
    reading = read_applications("a.csv", text.encode(), small_call())
    assert [one.id for one in reading.applications] == ["2"]
    assert "plus de cellules que de titres" in messages(reading)[0]


def test_cents_are_dropped_with_a_warning() -> None:
    reading = read_value("cout_total", "20000,60")
    assert reading.applications[0].total_cost == 20000
    assert "centimes" in messages(reading, "warning")[0]


def test_amounts_that_contradict_each_other_are_signalled() -> None:
    assert "coût total" in messages(read_value("investissement", "20001"), "warning")[0]
    header, row = (*HEADER, "autres_produits", "autres_financements_publics"), (*ROW, "10", "11")
    assert "autres produits" in messages(read_csv(row, header=header), "warning")[0]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("siret", "abc", "14 chiffres"),
        ("portee", "abc", "portée inconnue"),
        ("avis_departemental", "abc", "avis non reconnu"),
    ],
)
def test_a_text_that_means_nothing_here_is_kept_with_a_warning(column: str, text: str, said: str) -> None:
    reading = read_value(column, text)
    assert len(reading.applications) == 1
    assert said in messages(reading, "warning")[0]


def test_a_place_is_kept_with_a_warning_where_the_call_has_no_territory() -> None:
    call = replace(small_call(), territory=())
    content = csv_bytes((*ROW, "abc"), header=(*HEADER, "departements"))
    reading = read_applications("a.csv", content, call)
    assert reading.applications[0].departments == (("abc", Fraction(1)),)
    assert "département inconnu" in messages(reading, "warning")[0]


def test_a_public_that_the_call_does_not_list_is_kept_with_a_warning() -> None:
    reading = read_value("publics", "precarite|marins")
    assert reading.applications[0].publics == ("precarite", "marins")
    assert "marins" in messages(reading, "warning")[0]


def test_invisible_characters_are_taken_out_and_told() -> None:
    reading = read_value("intitule", "Rel\u202eais\u200b pa\x07rents")
    assert reading.applications[0].title == "Relais parents"
    assert "invisibles" in messages(reading, "warning")[0]


def test_a_lost_character_refuses_its_line() -> None:
    reading = read_value("intitule", "Caf\ufffd")
    assert "illisible" in messages(reading)[0]
    assert not reading.applications


def test_a_table_without_lines_says_so() -> None:
    assert "pas de ligne" in messages(read_csv())[0]


def test_blank_lines_count_in_the_numbering() -> None:
    content = csv_bytes(("", "", "", "", "", ""), ("2", "t", "9", "1", "1", "1"))
    reading = read_applications("a.csv", b"\n" + content, small_call())
    assert messages(reading)[0].startswith("ligne 4, colonne axes")


def test_a_cell_may_hold_several_lines() -> None:
    content = csv_bytes(("1", '"a\nb"', "1", "1", "1", "1"), ("2", "t", "9", "1", "1", "1"))
    reading = read_applications("a.csv", content, small_call())
    assert reading.applications[0].title == "a\nb"
    assert messages(reading)[0].startswith("ligne 4, colonne axes")


def test_quotes_left_open_leave_nothing_to_trust() -> None:
    content = csv_bytes(ROW, ("2", '"t', "1", "1", "1", "1"), ("3", "t", "1", "1", "1", "1"))
    reading = read_applications("a.csv", content, small_call())
    assert messages(reading) == ["ligne 3 : des guillemets sont mal fermés ; corrigez cette ligne."]
    assert not reading.applications


def test_what_a_known_application_still_lacks_is_pointed_out_not_refused() -> None:
    content = b"dossier;intitule;axes;cout_total;montant_demande;note\n1;x;1;;20;\n2;y;1;10;5;\n"
    reading = read_applications("a.csv", content, small_call(), known=("1",))
    assert [one.id for one in reading.applications] == ["1"]
    assert [issue.message for issue in reading.errors] == ["est vide ; cette colonne est obligatoire."]
    assert [issue.message for issue in reading.warnings if issue.application == "1"] == ["est vide ; à compléter."] * 2
