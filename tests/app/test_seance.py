"""The committee's screens: empty, at work, trying, deciding, refused, closed; the room sees what is shown."""

from __future__ import annotations

from typing import Any

import pytest

from aapsim.service.commands import Command, new_command_id
from aapsim.service.session_actions import CloseSession, Decide, Show
from aapsim.ui import repair_search, room, room_screen, session
from tests.app.workbench import Page, application, open_page, reopen

MONEY = {"sources__fir__notified": 45_000, "sources__304-17__notified": 0, "sources__304-19__notified": 0}
FOUR = (
    application("A", 90, opinion="favorable"),
    application("B", 80),
    application("C", 70),
    application("D", 60),
)


def now(page: Page) -> Any:
    return session.desk().snapshot(page.workspace)


def do(page: Page, action: Any) -> None:
    desk = session.desk()
    desk.apply(Command(new_command_id(), "essai", page.workspace, desk.snapshot(page.workspace).revision, action))


def go(page: Page, one: str) -> None:
    jump = next(box for box in page.at.selectbox if str(box.key).startswith("seance:jump:"))
    if jump.value != one:
        jump.set_value(one).run()
    assert not page.at.exception


def fill(page: Page, motive: str = "", value: str = "") -> None:
    if value:
        page.field("seance:form:value").input(value)
    if motive:
        page.field("seance:form:motive").input(motive)


@pytest.fixture
def page() -> Page:
    return open_page("seance", FOUR, **MONEY)


def test_an_empty_call_says_what_to_do() -> None:
    page = open_page("seance")
    assert "Aucune candidature : importez-en dans « Candidatures »." in page.texts()


def test_the_first_file_is_the_first_to_be_debated_and_it_is_retained_as_proposed(page: Page) -> None:
    said = page.texts()
    assert "Dossier 1 sur 1 à débattre" in said
    assert "Projet C" in said
    assert "Proposé 5 000 €" in said
    page.press("Retenir")
    decision = now(page).session.decisions["C"]
    assert (decision.ruling, decision.amount) == ("retained", 5_000)
    assert "DÉCIDÉ **5 000 €**" in page.texts()
    assert "Dossier décidé · 0 à débattre" in page.texts()


def test_a_trial_shows_its_effect_and_leaves_the_log_and_the_room_alone(page: Page) -> None:
    go(page, "A")
    revision, seen = now(page).revision, session.desk().shown(page.workspace)
    page.press("Écarter")
    page.press("Voir l'effet")
    said = page.texts()
    assert "ESSAI – la salle ne voit rien encore" in said
    assert "Sort : Projet A (− 20 000 €)" in said
    assert "À l'essai : écarté" in said
    assert "Décidé par" not in said, "a trial is nobody's decision"
    assert "Dossier décidé" not in said
    assert now(page).revision == revision
    assert session.desk().shown(page.workspace) == seen
    page.press("Jeter l'essai")
    assert "ESSAI" not in page.texts()


def test_a_refusal_wants_a_motive_then_is_recorded(page: Page) -> None:
    go(page, "A")
    page.press("Écarter")
    page.press("Enregistrer")
    assert "Écrivez le motif : il sera au relevé de décisions." in page.texts()
    assert now(page).session.decisions == {}
    fill(page, "x" * 5_000)
    page.press("Enregistrer")
    assert "Le motif a 5 000 caractères : raccourcissez-le à 300 au plus." in page.texts()
    assert page.field("seance:form:motive").value == "x" * 5_000
    fill(page, "hors du champ de l'appel")
    page.press("Enregistrer")
    assert now(page).session.decisions["A"].mark.motive == "hors du champ de l'appel"
    assert "« hors du champ de l'appel »" in page.texts()


def test_another_amount_is_typed_the_french_way_or_refused_with_an_example(page: Page) -> None:
    go(page, "A")
    page.press("Autre montant")
    fill(page, "budget revu", "1.234")
    page.press("Enregistrer")
    assert "est ambigu" in page.texts()
    assert page.field("seance:form:value").value == "1.234"
    fill(page, "budget revu", "12k")
    page.press("Enregistrer")
    assert now(page).session.decisions["A"].amount == 12_000


def test_a_contested_score_is_tried_then_kept_and_the_filed_one_stays(page: Page) -> None:
    go(page, "D")
    page.press("Réviser la note")
    fill(page, "pièce reçue en séance", "95")
    page.press("Voir l'effet")
    assert "Entre : Projet D" in page.texts()
    assert now(page).session.scores == {}
    page.press("Enregistrer")
    score = now(page).session.scores["D"]
    assert (score.score, score.original) == (95, 60)
    assert "Note révisée en séance : 95 au lieu de 60, note déposée conservée." in page.texts()


def test_a_member_recuses_himself(page: Page) -> None:
    page.press("Déport")
    fill(page, value="Mme Exemple")
    page.press("Enregistrer")
    assert now(page).session.recusals["C"][0].member == "Mme Exemple"
    assert "Déport : Mme Exemple ne prend pas part" in page.texts()
    page.press("Retirer")
    assert now(page).session.recusals == {}


def test_one_decision_is_reopened_without_those_after_it(page: Page) -> None:
    do(page, Decide(("A",), "retained"))
    do(page, Decide(("B",), "retained"))
    page.at.run()
    go(page, "A")
    page.press("Rouvrir ce dossier")
    assert list(now(page).session.decisions) == ["B"]


def test_the_agreed_ones_are_accepted_together_and_the_session_closes(page: Page) -> None:
    page.press("Accepter les 2 d'accord…")
    assert "Projet A : 20 000 €" in page.texts()
    page.press("Retenir ces 2 dossiers")
    assert set(now(page).session.decisions) == {"A", "B"}
    page.press("Retenir")
    page.press("Le seul non proposé…")
    page.press("Mettre en liste complémentaire")
    page.press("Clore…")
    assert "Restent à trancher 0" in page.texts()
    page.field("seance:close-name").input("v" * 300)
    page.press("Clore la séance")
    assert "Le nom a 300 caractères : raccourcissez-le à 80 au plus." in page.texts()
    page.field("seance:close-name").input("relevé")
    page.press("Clore la séance")
    assert now(page).session.closed is not None
    assert now(page).session.waiting_list == ("D",)


def test_undecided_files_forbid_closing(page: Page) -> None:
    page.press("Clore…")
    assert "À trancher d'abord : Projet A, Projet B, Projet C et Projet D." in page.texts()


def test_more_money_for_a_department_is_answered_then_kept(page: Page) -> None:
    page.field("seance:if:amount").input("20 000")
    page.press("Voir")
    said = page.texts()
    assert "Haute-Garonne (31) : 20 000 € de plus." in said
    assert "CE QUI CHANGERAIT" in said
    page.press("Garder")
    assert now(page).call.envelope == 65_000


def test_the_drawer_closes_when_the_file_changes(page: Page) -> None:
    page.at.toggle(key="seance:drawer").set_value(True).run()
    assert "plafonné par le montant demandé" in page.texts()
    go(page, "A")
    assert not page.at.toggle(key="seance:drawer").value


def test_contradictory_rules_are_a_sentence_and_a_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine: the search goes on beside the screen, which nobody looks at again here.
    monkeypatch.setattr(repair_search, "PATIENCE_S", 60)
    page = open_page("seance", FOUR, **MONEY, axes__2__floor=30_000)
    assert "Les règles et les décisions se contredisent." in page.texts()
    assert page.at.button(key="seance:together:passed").disabled, "nothing is passed over because nothing holds"
    page.press("Appliquer cette réparation")
    assert "se contredisent" not in page.texts()


def test_an_amount_that_the_money_cannot_carry_is_tried_repaired_and_then_recorded(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair_search, "PATIENCE_S", 60)
    do(page, Decide(("A", "B"), "retained"))
    page.at.run()
    go(page, "C")
    page.press("Autre montant")
    fill(page, "urgence", "20 000")
    page.press("Enregistrer")
    said = page.texts()
    assert "Cet essai ne tient pas : rien n'est enregistré." in said
    assert "lock:" not in said
    assert "C" not in now(page).session.decisions
    assert "RESTE **−15 000 €**" in said
    label = "Essayer cette réparation"
    assert sum(button.label == label for button in page.at.button) == 2
    page.press(label)
    assert "CE QUI CHANGERAIT" in page.texts()
    page.press("Enregistrer")
    decision, amount = now(page).session.decisions["C"], now(page).session.decisions["C"].amount
    assert decision.mark.motive == "urgence"
    assert sum(one.amount or 0 for one in now(page).session.decisions.values()) <= now(page).call.envelope
    assert (amount, now(page).call.envelope) == (20_000, 60_000)


def test_an_amount_above_the_cap_says_so_and_a_repair_gives_it_up(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair_search, "PATIENCE_S", 60)
    go(page, "A")
    page.press("Autre montant")
    fill(page, "urgence", "120 000")
    page.press("Voir l'effet")
    assert "Le montant de 120 000 € n'est pas admissible pour A" in page.texts()
    page.press("Essayer cette réparation")
    assert "n'est pas admissible" not in page.texts()
    assert "ESSAI" not in page.texts()
    assert not any(field.key == "seance:form:value" for field in page.at.text_input), "given up with what was tried"
    assert now(page).session.decisions == {}


def test_a_hostile_title_is_never_markdown() -> None:
    page = open_page("seance", (application("A", title="![x](http://example.org/x.png) **gras**"),), **MONEY)
    written = [str(one.value) for kind in (page.at.markdown, page.at.header, page.at.caption) for one in kind]
    assert not any("![x](" in text or "**gras**" in text for text in written)


def test_the_room_draws_what_is_shown_and_nothing_else(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr(room, "show", lambda picture, _beat: drawn.append(picture.to_data()))
    at = reopen("salle", page.workspace).at
    assert not at.button
    assert drawn[-1]["figures"] == []
    page.press("Montrer (rév. 2)")
    at.run()
    assert drawn[-1]["file"]["name"] == "Projet C"
    assert [figure[0] for figure in drawn[-1]["figures"]] == ["À répartir", "Décidé", "Reste"]
    before = drawn[-1]
    do(page, Decide(("A",), "rejected", motive="essai"))
    at.run()
    assert drawn[-1] == before
    do(page, Show(3, "A", scores=False))
    at.run()
    assert "Note" not in drawn[-1]["headers"]
    assert drawn[-1]["file"]["reason"] == "", "the motive of a decision is for the record"
    do(page, Show(3, "C", scores=False))
    at.run()
    assert drawn[-1]["file"]["reason"] == "", "at its cap there is nothing to explain"
    do(page, Show(3, "D", scores=False))
    at.run()
    assert "Le comité peut en décider autrement, jusqu'à" in drawn[-1]["file"]["reason"]
    page.at.run()
    page.press("Noir")
    at.run()
    assert drawn[-1] == {"black": True}


def test_the_picture_keeps_twelve_lines_around_the_file() -> None:
    many = tuple(application(f"{number:02d}", 99 - number) for number in range(40))
    page = open_page("seance", many, **MONEY)
    do(page, Show(2, "20"))
    picture = room_screen.picture(page.workspace, session.desk().shown(page.workspace))
    assert len(picture.rows) == 12
    assert [row.cells[1] for row in picture.rows if row.here] == ["Projet 20"]


def test_after_the_close_new_money_is_seen_then_recorded_as_a_version(page: Page) -> None:
    do(page, Decide(("A", "B", "C"), "retained"))
    do(page, Decide(("D",), "waiting"))
    do(page, CloseSession())
    late = reopen("decisions", page.workspace)
    late.field("decisions:adj:name").input("abondement d'octobre")
    late.field("decisions:adj:motive").input("crédits nouveaux")
    late.field("decisions:adj:fir").input("20 000")
    late.field("decisions:adj:motive").input("m" * 301)
    late.press("Enregistrer cette version")
    assert "Le motif a 301 caractères : raccourcissez-le à 300 au plus." in late.texts()
    late.field("decisions:adj:motive").input("crédits nouveaux")
    late.press("Voir l'effet de l'abondement")
    assert "Projet D : 20 000 €" in late.texts()
    assert len(now(page).session.versions) == 1
    late.press("Enregistrer cette version")
    assert [one.name for one in now(page).session.versions][1:] == ["abondement d'octobre"]
    assert "2. abondement d'octobre" in late.texts()
    late.press("Confirmer la signature")
    assert now(page).session.signatures
