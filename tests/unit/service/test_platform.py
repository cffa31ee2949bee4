"""An export brought in, then again: changes are listed, what was entered by hand stays, undo takes all back."""

from __future__ import annotations

import csv
import dataclasses
import io
from dataclasses import replace
from fractions import Fraction
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.budget import Budget, CoFunder
from aapsim.domain.review import Review
from aapsim.service import platform
from aapsim.service.commands import Action, Command, ImportApplications, PutApplications, Undo, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from aapsim.service.platform import PlatformReading
from aapsim.service.review_actions import PutBudget, PutReviews, SetReviewer
from tests.unit.files.platform_exports import Filed, filed, sheets, xlsx_bytes

DOSSIERS = filed(25)


def do(desk: Desk, workspace: str, action: Action) -> Accepted:
    revision = desk.snapshot(workspace).revision
    outcome = desk.apply(Command(new_command_id(), "essai", workspace, revision, action))
    assert isinstance(outcome, Accepted), outcome
    return outcome


def read(desk: Desk, workspace: str, dossiers: list[Filed]) -> PlatformReading:
    reading = desk.read_file("dossiers.xlsx", xlsx_bytes(sheets(dossiers)), workspace)
    assert isinstance(reading, PlatformReading)
    return reading


def bring(desk: Desk, workspace: str, dossiers: list[Filed], declined: Any = ()) -> platform.Update:
    reading, here = read(desk, workspace, dossiers), desk.snapshot(workspace)
    update = platform.update_of(reading, here)
    do(desk, workspace, platform.import_action(reading, here, update, declined))
    return update


def one(desk: Desk, workspace: str, application_id: str) -> Application:
    found = desk.snapshot(workspace).application(application_id)
    assert found is not None
    return found


def changed(dossier: Filed, **values: Any) -> Filed:
    return dataclasses.replace(dossier, values=dossier.values | values)


def test_a_first_import_brings_applications_co_funders_opinions_and_keeps_the_correspondence(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    update = bring(desk, workspace, DOSSIERS)
    here = desk.snapshot(workspace)
    assert (len(update.new), update.changes, len(here.applications)) == (25, (), 25)
    assert here.prepared.mapping is not None
    funded = next(dossier for dossier in DOSSIERS if dossier.funders)
    assert len(here.prepared.budget(funded.id).co_funders) == len(funded.funders)
    assert here.prepared.opinions[DOSSIERS[0].id][DOSSIERS[0].values["department"]].word == DOSSIERS[0].opinion
    do(desk, workspace, Undo())
    assert desk.snapshot(workspace).applications == ()
    assert desk.snapshot(workspace).prepared.mapping is None
    assert desk.verify(workspace) == ()


def test_the_same_export_again_changes_nothing(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    bring(desk, workspace, DOSSIERS)
    before = desk.snapshot(workspace)
    update = bring(desk, workspace, DOSSIERS)
    assert (update.new, update.changes, update.unchanged, update.missing) == ((), (), 25, ())
    assert desk.snapshot(workspace).applications == before.applications


def test_an_update_lists_each_field_and_leaves_marks_and_corrections_alone(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    bring(desk, workspace, DOSSIERS)
    first, second, third = (dossier.id for dossier in DOSSIERS[:3])
    marked = replace(one(desk, workspace, first), score=Fraction(77))
    corrected = replace(one(desk, workspace, second), requested=4_321)
    do(desk, workspace, PutApplications((marked, corrected)))
    again = [
        changed(DOSSIERS[0], requested=5_000),
        DOSSIERS[1],
        changed(DOSSIERS[2], title="Autre titre", cost=20_000),
        *DOSSIERS[4:],
    ]
    update = bring(desk, workspace, again, declined={(third, "total_cost")})
    assert [(change.id, change.field, change.after) for change in update.changes] == [
        (first, "requested", 5_000), (third, "title", "Autre titre"), (third, "total_cost", 20_000),
    ]  # fmt: skip
    assert (update.kept, update.missing) == (1, (DOSSIERS[3].id,))
    assert (one(desk, workspace, first).score, one(desk, workspace, first).requested) == (Fraction(77), 5_000)
    assert one(desk, workspace, second).requested == 4_321
    assert one(desk, workspace, third).title == "Autre titre"
    assert one(desk, workspace, third).total_cost == DOSSIERS[2].values["cost"]
    assert one(desk, workspace, DOSSIERS[3].id)


def test_reviews_stay_through_an_update(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    bring(desk, workspace, DOSSIERS)
    codes = [criterion.code for criterion in desk.snapshot(workspace).call.criteria]
    do(desk, workspace, SetReviewer("zoe", "Zoé"))
    do(desk, workspace, PutReviews("zoe", {DOSSIERS[0].id: Review(dict.fromkeys(codes, 3), "bien", done=True)}))
    bring(desk, workspace, [changed(DOSSIERS[0], title="Autre"), *DOSSIERS[1:]])
    here = desk.snapshot(workspace)
    assert here.prepared.reviews[DOSSIERS[0].id]["zoe"].comment == "bien"
    assert dict(one(desk, workspace, DOSSIERS[0].id).marks) == dict.fromkeys(codes, Fraction(75))
    assert one(desk, workspace, DOSSIERS[0].id).title == "Autre"


def test_fictional_applications_make_room(desk: Desk) -> None:
    from aapsim.service.opening import Opening, open_workspace, shipped_document

    fictional = (Application("F-1", "Fictif"),)
    opening = Opening("Démonstration", shipped_document("occitanie-2021"), fictional, demo=True)
    workspace = open_workspace(desk._ledger, opening)
    bring(desk, workspace, DOSSIERS)
    here = desk.snapshot(workspace)
    assert (here.demo, here.application("F-1"), len(here.applications)) == (False, None, 25)


def test_the_report_of_an_import_is_a_file(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    text = platform.issues_file(read(desk, workspace, DOSSIERS)).decode("utf-8-sig")
    assert text.startswith("gravité;dossier;où;problème\r\n")
    assert "avertissement;;colonne dont dépenses d'investissement" in text


def test_a_refused_dossier_once_corrected_is_read_with_the_saved_correspondence(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    bring(desk, workspace, [changed(DOSSIERS[0], requested="beaucoup"), *DOSSIERS[1:]])
    rows = [list(row) for row in desk.snapshot(workspace).refused_rows]
    rows[1][rows[0].index("Montant de la subvention demandée")] = "7 500"
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    reading = desk.read_file("saisie.csv", text.getvalue().encode("utf-8-sig"), workspace)
    do(desk, workspace, ImportApplications(reading.applications, "merge", reading.refused))
    assert one(desk, workspace, DOSSIERS[0].id).requested == 7_500
    assert desk.snapshot(workspace).refused_rows == ()


def test_a_refused_dossier_keeps_its_rows_of_other_sheets_until_its_cell_is_corrected(desk: Desk) -> None:
    workspace, content = desk.open_call("occitanie-2021", "Essai"), DOSSIERS[:12]
    funded = next(dossier for dossier in content if len(dossier.funders) > 1)
    wrong = [changed(one, requested="beaucoup") if one is funded else one for one in content]

    def take(name: str, given: bytes) -> None:
        reading = desk.read_file(name, given, workspace)
        assert isinstance(reading, platform.PlatformReading)
        here = desk.snapshot(workspace)
        do(desk, workspace, platform.import_action(reading, here, platform.update_of(reading, here)))

    take("dossiers.xlsx", xlsx_bytes(sheets(wrong)))
    first = desk.snapshot(workspace).prepared.mapping
    header, row = (list(line) for line in desk.snapshot(workspace).refused_rows)
    assert "example.org" not in " ".join(row)
    row[header.index("Montant de la subvention demandée")] = "7 500"
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([header, row])
    take("saisie.csv", text.getvalue().encode("utf-8-sig"))
    there = desk.snapshot(workspace)
    lines = [(line.name, line.amount) for line in there.prepared.budget(funded.id).co_funders]
    assert lines == [(name, amount) for name, amount, *_ in funded.funders]
    assert [opinion.word for opinion in there.prepared.opinions[funded.id].values()] == [funded.opinion]
    assert one(desk, workspace, funded.id).other_revenue == funded.values["other"]
    assert there.refused_rows == ()
    assert first is not None
    assert there.prepared.mapping is not None
    assert there.prepared.mapping["block"] == first["block"]
    assert there.prepared.mapping["values"] == first["values"]


def test_co_funders_corrected_by_hand_stay_until_the_export_changes_them(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    bring(desk, workspace, DOSSIERS)
    funded = next(dossier for dossier in DOSSIERS if dossier.funders)
    mine = (CoFunder("Ma correction", 1_234, "public", "acquired"),)
    do(desk, workspace, PutBudget(funded.id, Budget(co_funders=mine)))
    update = bring(desk, workspace, DOSSIERS)
    assert desk.snapshot(workspace).prepared.budget(funded.id).co_funders == mine
    assert not [change for change in update.changes if change.field == "co_funders"]
    other = dataclasses.replace(funded, funders=[("Caf (fictive)", 999, "Acquis", "Public")])
    again = [other if dossier.id == funded.id else dossier for dossier in DOSSIERS]
    update = bring(desk, workspace, again, declined=[(funded.id, "co_funders")])
    assert [change.id for change in update.changes if change.field == "co_funders"] == [funded.id]
    assert desk.snapshot(workspace).prepared.budget(funded.id).co_funders == mine


def test_changed_co_funders_are_listed_then_taken(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    bring(desk, workspace, DOSSIERS)
    funded = next(dossier for dossier in DOSSIERS if dossier.funders)
    other = dataclasses.replace(funded, funders=[("Caf (fictive)", 999, "Acquis", "Public")])
    update = bring(desk, workspace, [other if dossier.id == funded.id else dossier for dossier in DOSSIERS])
    assert [change.id for change in update.changes if change.field == "co_funders"] == [funded.id]
    assert [line.amount for line in desk.snapshot(workspace).prepared.budget(funded.id).co_funders] == [999]
