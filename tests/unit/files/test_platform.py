"""Exports of the State's platform: every variant gives the same applications, and its traps are seen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.application import Application
from aapsim.files.cells import Cell
from aapsim.files.platform_mapping import Correspondence, proposed
from aapsim.files.platform_opinions import opinion_word
from aapsim.files.platform_reading import PlatformReading, read_under
from aapsim.files.platform_values import (
    code_for,
    options_of,
    read_departments,
    read_moment,
    read_siret,
    read_yes_no,
    split_options,
)
from aapsim.files.reading import read_applications
from tests.unit.files.platform_exports import (
    AXES,
    BLOCK,
    Filed,
    csv_bytes,
    filed,
    occitanie,
    sheets,
    variants,
    xlsx_bytes,
)

CALL = occitanie()
DOSSIERS = filed(300)


def read(name: str, content: bytes, saved: Correspondence | None = None) -> PlatformReading:
    reading = read_applications(name, content, CALL, saved)
    assert isinstance(reading, PlatformReading), reading.issues
    return reading


def answered(reading: PlatformReading, answer: str) -> PlatformReading:
    """Answer the question about zeros the same way for every column."""
    made = replace(reading.correspondence, zeros=dict.fromkeys(reading.questions, answer))
    assert reading.export is not None
    return read_under(reading.export, CALL, made)


def expected(one: Filed, zero: int | None) -> dict[str, Any]:
    v = one.values
    return {
        "title": v["title"],
        "summary": v["summary"],
        "applicant": v["applicant"],
        "siret": v["siret"],
        "applicant_type": v["type"],
        "departments": ((v["department"], Fraction(1)),),
        "axes": tuple((axis, Fraction(1, len(v["axes"]))) for axis in v["axes"]),
        "total_cost": v["cost"],
        "investment": v["investment"] or zero,
        "in_kind": v["in_kind"] or zero,
        "requested": v["requested"],
        "other_revenue": v["other"] or zero,
        "other_public": v["public"] or zero,
        "filed_at": f"{v['day']}T{v['minute']}",
        "start_date": v["start"],
        "complete": v["complete"],
        "opinion": one.opinion,
        "publics": tuple(v["publics"]),
    }


@pytest.mark.parametrize("name", list(variants()))
def test_every_variant_of_an_export_gives_the_same_300_applications(name: str) -> None:
    file, content = variants()[name](DOSSIERS)
    reading = answered(read(file, content), "zero")
    assert reading.errors == ()
    assert len(reading.applications) == 300
    for one, application in zip(DOSSIERS, reading.applications, strict=True):
        wanted = expected(one, 0)
        found = {field: getattr(application, field) for field in wanted}
        found["publics"] = tuple(sorted(found["publics"]))
        assert application.id == one.id
        assert found == wanted
    assert reading.applications == answered(read("dossiers.csv", csv_bytes(DOSSIERS)), "zero").applications


def test_a_zero_is_asked_about_and_never_taken_for_a_figure_before_the_answer() -> None:
    reading = read("dossiers.csv", csv_bytes(DOSSIERS))
    assert set(reading.questions) == {
        "dont dépenses d'investissement", "Contributions volontaires en nature", "dont financements publics",
        "Autres recettes du projet",
    }  # fmt: skip
    assert [one.investment for one in reading.applications] == [one.values["investment"] for one in DOSSIERS]
    said = next(issue.message for issue in reading.warnings if "investissement" in issue.where)
    assert "tant que vous n'avez pas répondu" in said
    assert [one.investment for one in answered(reading, "unknown").applications] == [
        one.values["investment"] for one in DOSSIERS
    ]


def test_co_funders_and_opinions_come_from_their_sheets() -> None:
    reading = read("dossiers.xlsx", xlsx_bytes(sheets(DOSSIERS)))
    for one in DOSSIERS:
        lines = reading.co_funders.get(one.id, ())
        assert [(line.name, line.amount, line.status) for line in lines] == [
            (name, amount, "acquired" if status == "Acquis" else "asked") for name, amount, status, _ in one.funders
        ]
        assert [line.public for line in lines] == [kind == "Public" for *_, kind in one.funders]
        assert reading.opinions[one.id] == ((one.values["department"], one.opinion),)


def test_the_sheets_alone_fill_what_the_form_does_not_ask() -> None:
    tables = sheets(DOSSIERS[:40])
    dropped = [tables["Dossiers"][0].index(name) for name in
               ("Autres recettes du projet", "dont financements publics", "Avis départemental")]  # fmt: skip
    tables["Dossiers"] = [[cell for at, cell in enumerate(row) if at not in dropped] for row in tables["Dossiers"]]
    reading = read("dossiers.xlsx", xlsx_bytes(tables))
    for one, application in zip(DOSSIERS, reading.applications, strict=False):
        assert application.other_revenue == one.values["other"]
        assert application.opinion == one.opinion


def test_the_saved_correspondence_is_used_again_and_a_changed_label_is_pointed_out() -> None:
    first = read("dossiers.csv", csv_bytes(DOSSIERS[:20]))
    saved = Correspondence.from_document(first.correspondence.to_document())
    assert saved == replace(first.correspondence, labels=saved.labels)
    content = csv_bytes(DOSSIERS[:20]).decode().replace("Intitulé du projet", "Intitulé de votre projet", 1)
    again = read("dossiers.csv", content.encode(), saved)
    assert [(one.field, one.before, one.now) for one in again.changed] == [
        ("title", "Intitulé du projet", "Intitulé de votre projet")
    ]
    assert again.applications == first.applications
    assert any("n'est plus dans l'export" in issue.message for issue in again.warnings)


def test_a_label_that_disappears_is_said_and_its_field_stays_empty() -> None:
    first = read("dossiers.csv", csv_bytes(DOSSIERS[:5]))
    tables = sheets(DOSSIERS[:5])
    at = tables["Dossiers"][0].index("Résumé du projet")
    tables["Dossiers"] = [[cell for n, cell in enumerate(row) if n != at] for row in tables["Dossiers"]]
    again = read("dossiers.xlsx", xlsx_bytes(tables), first.correspondence)
    assert [(one.field, one.now) for one in again.changed] == [("summary", "")]
    assert {one.summary for one in again.applications} == {""}


def test_a_dossier_twice_or_without_a_number_is_refused_and_the_others_are_read() -> None:
    twice = [*DOSSIERS[:3], DOSSIERS[0]]
    reading = read("dossiers.csv", csv_bytes(twice))
    assert [one.id for one in reading.applications] == [one.id for one in DOSSIERS[:3]]
    assert any("est déjà à la ligne 2" in issue.message or "est déjà à la ligne" in issue.message
               for issue in reading.errors)  # fmt: skip


def test_an_unreadable_amount_refuses_its_row_with_its_cell_and_keeps_it() -> None:
    wrong = replace(DOSSIERS[1], values=DOSSIERS[1].values | {"requested": "beaucoup"})
    reading = read("dossiers.csv", csv_bytes([DOSSIERS[0], wrong, *DOSSIERS[2:12]]))
    assert [one.id for one in reading.applications] == [one.id for one in DOSSIERS[:12] if one.id != wrong.id]
    (error,) = reading.errors
    assert error.application == DOSSIERS[1].id
    assert "colonne Montant de la subvention demandée" in error.where
    assert reading.refused[1][0] == DOSSIERS[1].id


def test_contacts_and_unmapped_columns_are_left_behind() -> None:
    for one in read("dossiers.csv", csv_bytes(DOSSIERS[:50])).applications:
        assert "example." not in repr(one)
        assert one.extra == (("État du dossier", "En instruction"),)


def test_a_dossier_closed_on_the_platform_is_pointed_out() -> None:
    content = csv_bytes(DOSSIERS[:1]).decode().replace("En instruction", "Classé sans suite")
    assert any("déjà traité" in issue.message for issue in read("dossiers.csv", content.encode()).warnings)


def test_two_columns_of_the_same_name_are_kept_apart() -> None:
    tables = sheets(DOSSIERS[:2])
    tables["Dossiers"][0] = [*tables["Dossiers"][0], "Nom"]
    tables["Dossiers"][1:] = [[*row, "Autre"] for row in tables["Dossiers"][1:]]
    export = read("dossiers.xlsx", xlsx_bytes(tables)).export
    assert export is not None
    assert "Nom (n° 2)" in export.columns
    assert BLOCK in export.blocks


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021-07-25 23:59:00 +0200", "2021-07-25T23:59"),
        ("2021-07-25 21:59:00 UTC", "2021-07-25T23:59"),
        ("2021-07-25T21:59:59Z", "2021-07-25T23:59"),
        ("2021-12-06T22:30:00+00:00", "2021-12-06T23:30"),
        ("2021-07-25T23:59", "2021-07-25T23:59"),
        ("25/07/2021 23:59:01", "2021-07-25T23:59"),
        ("25/07/2021", "2021-07-25"),
        ("25 juillet 2021", "2021-07-25"),
        ("1er août 2021", "2021-08-01"),
        ("2024-10-27 00:30:00 UTC", "2024-10-27T02:30"),
        ("2024-10-27 01:30:00 UTC", "2024-10-27T02:30"),
        ("2024-03-31 01:00:00 UTC", "2024-03-31T03:00"),
    ],
)
def test_moments_are_in_paris_time(text: str, iso: str) -> None:
    assert read_moment(text) == iso


@pytest.mark.parametrize("text", ["31/02/2021", "bientôt", "2021", "25/07/21", "12 brumaire 2021"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="date lisible"):
        read_moment(text)


@pytest.mark.parametrize("text", ["Oui", "on", "VRAI", "true", "1"])
def test_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["Non", "off", "FAUX", "false", "0"])
def test_no(text: str) -> None:
    assert read_yes_no(text) is False


def test_a_number_rounded_by_a_spreadsheet_is_refused() -> None:
    with pytest.raises(ValueError, match="arrondi"):
        read_siret(Cell("2,16704E+13"))
    assert read_siret(Cell("216 704 494 00014")) == "21670449400014"


@pytest.mark.parametrize(
    ("text", "codes", "found"),
    [
        ("09 – Ariège", "9", ("09",)),
        ("Ariège", "", ("09",)),
        ("31 – Haute-Garonne, 32 – Gers", "", ("31", "32")),
        ("Occitanie;Gers", "", ("32",)),
        ("Toute la région", "", ("REG",)),
        ("2A – Corse-du-Sud", "", ("2A",)),
        ("quelque part", "", ()),
        ("Projet n° 7", "", ()),
        ("Département 31", "", ("31",)),
        ("Département du Gard (30)", "", ("30",)),
        ("", "", ()),
    ],
)
def test_departments(text: str, codes: str, found: tuple[str, ...]) -> None:
    assert read_departments(text, codes, CALL.territory) == found


def test_labels_with_commas_are_matched_as_a_whole() -> None:
    labels = list(AXES.values())
    joined = [", ".join(labels), labels[0], ", ".join((labels[1], labels[0]))]
    assert options_of(joined, labels) == tuple(sorted(labels))
    assert split_options(", ".join(labels), labels) == tuple(labels)
    alone = [labels[0], labels[2], ", ".join((labels[0], labels[2]))]
    assert options_of(alone) == tuple(sorted((labels[0], labels[2])))
    assert split_options("a, b", ()) == ("a, b",)


@pytest.mark.parametrize(("option", "code"), [(label, code) for code, label in AXES.items()])
def test_an_option_finds_its_axis(option: str, code: str) -> None:
    codes = {axis.code: axis.label for axis in CALL.axes}
    assert code_for(option, codes) == code
    assert code_for(option[3:], codes) == code


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("Association « loi 1901 »", "association"),
        ("Collectivités locales", "collectivite"),
        ("Établissement de santé", "etablissement_sante"),
        ("Établissement médico-social", "etablissement_medico_social"),
        ("Groupement de professionnels de santé", "groupement_professionnels_sante"),
        ("Entreprise", ""),
    ],
)
def test_a_kind_of_applicant_finds_its_code(option: str, code: str) -> None:
    assert code_for(option, {one: one.replace("_", " ") for one in CALL.applicant_types}) == code


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Avis favorable.", "favorable"),
        ("Très favorable, sans réserve", "favorable"),
        ("Défavorable", "défavorable"),
        ("Favorable avec réserves", "réservé"),
        ("à voir", ""),
    ],
)
def test_an_opinion_is_read_only_where_it_is_plain(text: str, word: str) -> None:
    assert opinion_word(text) == word


def test_a_native_table_is_still_a_native_table() -> None:
    assert read_applications("a.csv", b"dossier;intitule\n1;x\n", CALL).kind == "native"


def test_the_proposal_uses_each_column_once() -> None:
    export = read("dossiers.csv", csv_bytes(DOSSIERS[:30])).export
    assert export is not None
    columns = proposed(export, CALL).columns
    assert len(set(columns.values())) == len(columns)
    assert columns["other_public"] == "dont financements publics"


def test_a_private_person_is_read_and_left_to_eligibility() -> None:
    content = (
        "ID,Email,Civilité,Nom,Prénom,Archivé,État du dossier,Déposé le,Intitulé du projet\n"
        "7,a@example.net,M,Fictif,Jean,false,En construction,2021-07-01 10:00:00 +0200,Un projet\n"
    )
    (one,) = read("dossiers.csv", content.encode()).applications
    assert one == Application(
        "7",
        "Un projet",
        applicant="Jean Fictif",
        filed_at="2021-07-01T10:00",
        extra=(("État du dossier", "En construction"),),
    )


def test_columns_kept_as_they_are_stand_beside_the_application_and_are_kept_again() -> None:
    first = read("dossiers.csv", csv_bytes(DOSSIERS[:3]))
    assert first.export is not None
    kept = read_under(first.export, CALL, replace(first.correspondence, extras=("Nom",)))
    assert kept.applications[0].extra == (("État du dossier", "En instruction"), ("Nom", "Contact fictif"))
    saved = Correspondence.from_document(kept.correspondence.to_document())
    again = read("dossiers.csv", csv_bytes(DOSSIERS[:3]), saved)
    assert again.applications == kept.applications
