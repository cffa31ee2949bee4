"""The page Solidité: empty, at work, and after a change."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from aapsim.service import job_kinds, job_worker, jobs, pairing
from aapsim.store.jobs import JobStore
from tests.app.workbench import Page, application, open_page, spaces

THREE = (application("A", 90), application("B", 80), application("C", 70))
MONEY = {"sources__fir__notified": 45_000, "sources__304-17__notified": 0, "sources__304-19__notified": 0}


PROCESS, END = jobs._process, jobs._end


class Ended:
    """A simulation that was computed here, at once: the tests of a page need what it finds, not its process."""

    def __init__(self, url: str, job_id: str) -> None:
        store = JobStore(url)
        job = store.job(job_id)
        assert job is not None
        job_worker._run(store, job)
        store.close()

    def poll(self) -> int:
        return 0


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compute simulations in this process; processes have their tests in tests/unit/service/test_jobs.py."""
    monkeypatch.setattr(jobs, "_process", Ended)
    monkeypatch.setattr(jobs, "_end", lambda _process: None)
    for module in (job_kinds, pairing):
        monkeypatch.setattr(module, "machine_workers", lambda: 1)
    yield
    for one in list(jobs._open.values()):
        one.close()
    jobs._open.clear()


@pytest.fixture
def processes(_at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute simulations in processes of their own, as a server does."""
    monkeypatch.setattr(jobs, "_process", PROCESS)
    monkeypatch.setattr(jobs, "_end", END)


def wait(page: Page, kind: str = "frontier") -> Page:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        job = jobs.default_jobs().latest(page.workspace, kind)
        if job is not None and not job.alive:
            page.at.run()
            assert not page.at.exception
            return page
        time.sleep(0.2)
    raise AssertionError(job)


def test_an_empty_call_says_where_to_go() -> None:
    page = open_page("solidite")
    assert [title.value for title in page.at.title] == ["Solidité"]
    assert "avec 10 000 € de plus : rien ne changerait" in page.texts().lower()
    assert "saisissez les montants dans « Enveloppe »" in wait(page).texts()


@pytest.mark.usefixtures("processes")
def test_two_questions_are_answered_and_the_curve_is_there() -> None:
    page = wait(open_page("solidite", THREE, **MONEY))
    said = page.texts()
    assert "Avec 10 000 € de plus : « Projet C » recevrait 10 000 € de plus." in said
    assert "Une réserve de 5 % (2 250 €) : « Projet C » recevrait 2 300 € de moins." in said
    assert "De 22 500 € à 67 500 €, l'argent fait passer de 2 à 3 projets retenus (3 aujourd'hui, à 45 000 €)." in said
    assert "Calculé sur l'état présent" in said


def test_another_amount_is_answered_at_once() -> None:
    page = open_page("solidite", THREE, **MONEY)
    field = next(one for one in page.at.text_input if spaces(one.label) == "Et avec… en plus ?")
    field.input("5k").run()
    assert "Avec 5 000 € de plus : « Projet C » recevrait 5 000 € de plus." in page.texts()


def test_more_money_for_one_purse_alone() -> None:
    page = open_page("solidite", THREE, **MONEY)
    page.at.toggle(key="solidite:purses").set_value(True).run()
    assert not page.at.exception
    said = page.texts()
    assert "ARS, avec 10 000 € de plus : « Projet C » recevrait 10 000 € de plus." in said
    assert "Préfet (DREETS), avec 10 000 € de plus" in said


def test_trials_draw_only_what_was_given() -> None:
    page = open_page("solidite", THREE, **MONEY)
    choose(page, "Essais")
    page.press("Lancer les essais")
    said = wait(page, "robustness").texts()
    assert "Aucune incertitude n'est donnée : rien n'est tiré au sort. 3 projets sont retenus aujourd'hui" in said
    page.press("Reprendre cette hypothèse")
    page.press("Lancer les essais")
    said = wait(page, "robustness").texts()
    assert "Sur 300 essais" in said
    assert "Graine 1" in said
    assert "L'ordre du jour du comité" in "\n".join(str(one.value) for one in page.at.subheader)


def test_a_typed_probability_is_kept_and_nonsense_is_refused() -> None:
    page = open_page("solidite", THREE, **MONEY)
    choose(page, "Essais")
    field = next(one for one in page.at.text_input if one.label == "Désistement d'un porteur")
    field.input("5 %").run()
    field = next(one for one in page.at.text_input if one.label == "Désistement d'un porteur")
    assert spaces(field.value) == "5 %"
    field.input("beaucoup").run()
    assert "n'est pas un nombre lisible" in page.texts()


def choose(page: Page, part: str) -> None:
    page.at.segmented_control(key="solidite").set_value(part).run()
    assert not page.at.exception


def test_two_scenarios_meet_the_same_draws() -> None:
    page = open_page("solidite", THREE, **MONEY)
    choose(page, "Deux scénarios")
    page.at.selectbox(key="solidite:side:1").set_value("base").run()
    page.press("Comparer sous les mêmes tirages")
    assert "Choisissez deux scénarios différents" in page.texts()
    page.at.selectbox(key="solidite:side:0").set_value("").run()
    page.press("Reprendre cette hypothèse")
    page.at.selectbox(key="solidite:draws").set_value(100).run()
    page.press("Comparer sous les mêmes tirages")
    said = wait(page, "pairs").texts()
    assert "« Règles de l'appel » au lieu de « État présent »" in spaces("\n".join(x.value for x in page.at.subheader))
    assert "Sur 100 essais, tirés à l'identique pour les deux, « Règles de l'appel » retient" in said
    assert "« Règles de l'appel » : aucune répartition" not in said
    assert "0 projet y est plus souvent retenu, 3 moins souvent, 0 ne change pas de façon sûre." in said
    page.at.selectbox(key="solidite:side:0").set_value("base").run()
    assert "Les scénarios choisis ont changé depuis" in page.texts()


def test_settings_are_moved_one_at_a_time() -> None:
    page = open_page("solidite", THREE, **MONEY)
    choose(page, "Réglages")
    page.press("Éprouver les réglages")
    assert "sur" in wait(page, "sensitivity").texts()
    assert "Ce qui pèse le plus" in [one.value for one in page.at.subheader]


def test_the_execution_is_planned() -> None:
    page = open_page("solidite", THREE, **MONEY)
    choose(page, "Exécution")
    said = page.texts()
    assert "Sur 45 000 € engagés, 36 000 € partent en avances et 9 000 € en soldes" in said
    assert "Octobre : 10 % de moins notifiés (4 500 €)" in said
    page.at.multiselect[0].set_value(["A"]).run()
    assert "20 000 € se libèrent." in page.texts()
