"""Accueil, Enveloppe and Règles: empty, normal and in error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from aapsim.domain.call import Limit
from aapsim.domain.issues import InvalidInput
from aapsim.service.outcomes import Refused, not_saved_issue
from aapsim.ui import session, words
from aapsim.ui.rule_axes import plain_limit, read_limit, write_limit
from aapsim.ui.rule_forms import whole, write_count

Open = Callable[[str], AppTest]
ROOT = Path(__file__).resolve().parents[2]
OWN = ["accueil", "enveloppe", "regles"]
TITLES = {"accueil": "Accueil", "enveloppe": "Enveloppe", "regles": "Règles"}


@pytest.fixture
def demo_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Give a function that opens a page by its file name, on a data folder never used before."""
    monkeypatch.setenv("AAPSIM_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("AAPSIM_DATABASE_URL", raising=False)
    st.cache_resource.clear()

    def opened(name: str) -> AppTest:
        run = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        return run.switch_page(f"pages/{name}.py").run()

    yield opened
    st.cache_resource.clear()


def _words(run: AppTest) -> str:
    parts = [one.value for kind in ("markdown", "caption", "error", "info", "warning") for one in run.get(kind)]
    return "\n".join(str(part) for part in parts).replace("\u202f", " ").replace("\u00a0", " ").replace("\\", "")


def _field(run: AppTest, label: str) -> object:
    return next(one for one in run.text_input if one.label == label)


@pytest.mark.parametrize("name", OWN)
def test_a_page_shows_the_demonstration_without_error(demo_page: Open, name: str) -> None:
    run = demo_page(name)
    assert not run.exception
    assert [one.value for one in run.title] == [TITLES[name]]
    assert "Enregistré (rév. 1) à" in _words(run)
    assert not run.error


@pytest.mark.parametrize("name", OWN)
def test_a_page_shows_an_empty_call_without_error(demo_page: Open, name: str) -> None:
    run = demo_page("accueil")
    opened = session.default_desk().open_call("fdva-2021", "Appel vide")
    run.query_params["espace"] = opened
    run = run.run() if name == "accueil" else run.switch_page(f"pages/{name}.py").run()
    assert not run.exception
    assert "Appel vide" in _words(run)
    if name == "accueil":
        assert "Saisir l'enveloppe de chaque financeur." in _words(run)


def test_the_home_page_says_where_the_call_stands(demo_page: Open) -> None:
    run = demo_page("accueil")
    figures = {one.label: one.value for one in run.metric}
    assert figures["À répartir"] == "350\u202f000\u00a0€"
    assert set(figures) == {"À répartir", "Proposé", "Reste"}
    assert "fictives" in _words(run)
    assert "60 candidatures reçues" in _words(run)
    assert "points à vérifier" in _words(run)


def test_another_call_can_be_opened_and_left(demo_page: Open) -> None:
    run = demo_page("accueil")
    first = run.query_params["espace"]
    run.selectbox[0].select("hauts-de-france-illettrisme-2023")
    next(one for one in run.button if one.label == "Ouvrir").click()
    run.run()
    assert not run.exception
    assert run.query_params["espace"] != first
    assert "illettrisme" in _words(run)
    next(one for one in run.button if one.label == "Afficher").click()
    run.run()
    assert run.query_params["espace"] == first


def test_contradicting_rules_are_an_error_in_french_on_the_home_page(demo_page: Open) -> None:
    run = demo_page("regles")
    _field(run, "Nombre minimal de projets").set_value("59").run()
    run = run.switch_page("pages/accueil.py").run()
    assert not run.exception
    assert run.error
    assert "Corriger ce qui empêche de répartir." in _words(run)


def test_a_disk_that_fails_says_not_saved_keeps_the_input_and_retries(
    demo_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = demo_page("enveloppe")
    desk = session.default_desk()
    with monkeypatch.context() as broken:
        broken.setattr(desk, "apply", lambda _command: Refused((not_saved_issue("le disque est plein"),)))
        _field(run, "Notifié (FIR)").set_value("170 000").run()
        assert "NON enregistré" in _words(run)
        assert "le disque est plein" in _words(run)
        assert _field(run, "Notifié (FIR)").value == "170 000"
        assert run.get("download_button")
    next(one for one in run.button if one.label == "Réessayer").click()
    run.run()
    assert "NON enregistré" not in _words(run)
    assert _field(run, "Notifié (FIR)").value == "170\u202f000\u00a0€"


def test_a_refused_rule_is_explained_and_the_call_s_value_comes_back(demo_page: Open) -> None:
    run = demo_page("regles")
    _field(run, "Taux maximal de la subvention").set_value("120 %").run()
    assert "dépasse 100 %" in _words(run)
    assert "Valeur conservée : 90 %." in _words(run)
    _field(run, "Taux maximal de la subvention").set_value("78").run()
    assert _field(run, "Taux maximal de la subvention").value == "78\u00a0%"
    assert "2 règles modifiées ici" in _words(run)
    next(one for one in run.button if one.key == "montants:rate:back").click()
    run.run()
    assert _field(run, "Taux maximal de la subvention").value == "90\u00a0%"


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        ("A1 – ", "99999999999999999999", "dépasse 1 000 ; écrivez un nombre de 0 à 1 000."),
        ("A1 – ", "0,00001", "a plus de 4 décimales ; arrondissez-le."),
        ("Priorité, axe 2", "1001", "dépasse 1 000"),
        ("Note minimale", "101", "dépasse 100 ; écrivez un nombre de 0 à 100."),
    ],
)
def test_a_slip_of_the_keyboard_in_a_weight_is_refused(demo_page: Open, label: str, text: str, said: str) -> None:
    run = demo_page("regles")
    field = next(one for one in run.text_input if one.label.replace("\\", "").startswith(label))
    revision = session.default_desk().snapshot(run.query_params["espace"]).revision
    field.set_value(text).run()
    assert said in _words(run).replace("\u202f", " ")
    assert session.default_desk().snapshot(run.query_params["espace"]).revision == revision
    assert not run.exception


def test_axis_rules_and_sources_by_axis_are_saved(demo_page: Open) -> None:
    run = demo_page("regles")
    _field(run, "Priorité, axe 2").set_value("1,2").run()
    _field(run, "Plafond, axe 2").set_value("20 %").run()
    next(one for one in run.checkbox if one.label == "FIR, axe 3").uncheck().run()
    call = session.default_desk().snapshot(run.query_params["espace"]).call
    assert call.axes[1].priority == Fraction(6, 5)
    assert call.axes[1].ceiling == Limit("envelope", Fraction(1, 5))
    assert call.sources[0].axes == ("1", "2", "4")
    assert not run.exception


def test_a_source_must_stay_open_to_one_axis(demo_page: Open) -> None:
    run = demo_page("regles")
    for axis in ("1", "2", "3", "4"):
        next(one for one in run.checkbox if one.label == f"FIR, axe {axis}").uncheck().run()
    assert "doit rester ouvert à un axe" in _words(run)
    assert session.default_desk().snapshot(run.query_params["espace"]).call.sources[0].axes == ("4",)


def test_department_limits_are_saved(demo_page: Open) -> None:
    run = demo_page("regles")
    next(one for one in run.selectbox if one.label == "Département à modifier").select("48").run()
    _field(run, "Au plus, 48 – Lozère").set_value("28k").run()
    assert not run.exception
    limits = session.default_desk().snapshot(run.query_params["espace"]).call.departments
    assert [(one.code, one.ceiling) for one in limits] == [("48", 28_000)]


def test_an_unknown_workspace_in_the_address_falls_back_on_the_last_opened(demo_page: Open) -> None:
    run = demo_page("accueil")
    known = run.query_params["espace"]
    run.query_params["espace"] = "../x"
    run.run()
    assert not run.exception
    assert run.query_params["espace"] == known


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("", None),
        ("20 000 €", Limit("euros", Fraction(20_000))),
        ("20 %", Limit("envelope", Fraction(1, 5))),
        ("12,5 % accordés", Limit("granted", Fraction(1, 8))),
    ],
)
def test_a_limit_is_read_and_written_the_same_way(text: str, limit: Limit | None) -> None:
    assert read_limit(text) == limit
    assert read_limit(write_limit(limit)) == limit


def test_a_limit_in_the_call_document() -> None:
    assert plain_limit(None) == ""
    assert plain_limit(Limit("euros", Fraction(5))) == 5
    assert plain_limit(Limit("granted", Fraction(1, 8))) == "12.5 % granted"


@pytest.mark.parametrize("text", ["20 % peut-être", "beaucoup", "-5", "120 %"])
def test_an_unreadable_limit_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_limit(text)


def test_numbers_of_projects() -> None:
    assert (whole(""), whole("10"), write_count(0), write_count(12)) == (0, 10, "", "12")
    for text in ("1,5", "dix", "10 001"):
        with pytest.raises(InvalidInput):
            whole(text)


def test_words_for_codes_fall_back_on_the_code() -> None:
    assert words.department("48") == "48 – Lozère"
    assert words.department("REG") == "Toute la région"
    assert words.department("Quartier 7") == "Quartier 7"
    assert words.authority("mairie") == "mairie"
    assert Path(session.__file__).name == "session.py"


def test_weights_and_bonuses_are_saved(demo_page: Open) -> None:
    run = demo_page("regles")
    next(one for one in run.text_input if one.label.startswith("B4 –")).set_value("2").run()
    next(one for one in run.text_input if one.label == "Bonus – Monoparentalité").set_value("5 %").run()
    call = session.default_desk().snapshot(run.query_params["espace"]).call
    assert {one.code: one.weight for one in call.criteria}["B4"] == Fraction(2)
    assert {one.code: one.bonus for one in call.publics}["monoparentalite"] == Fraction(1, 20)


def test_the_home_page_lists_each_application_to_check_once(demo_page: Open) -> None:
    run = demo_page("accueil")
    listed = _words(run).count("2021-005 –")
    assert listed == 1
    assert _words(run).count("La date de démarrage est inconnue") == 1
