"""The allocation page in Chromium: the envelope typed, figures, chart and table follow; decisions; files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from tests.e2e.conftest import Screen

FIR = "FIR (ARS) (€)"


def ranking(screen: Screen) -> Locator:
    return screen.page.get_by_role("table", name="Classement et montants proposés")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def cells(table: Locator, header: str) -> list[str]:
    """Return one column of a plain table as a person reads it."""
    # The page is drawn from the top: on a busy machine the table comes after the figures.
    expect(table.locator("thead th").first).to_be_visible(timeout=30_000)
    names = [name.strip() for name in table.locator("thead th").all_inner_texts()]
    at = names.index(header) + 1
    texts = table.locator(f"tbody tr:not(.line) > :nth-child({at})").all_inner_texts()
    return [plain(text) for text in texts]


def figure(screen: Screen, label: str) -> Locator:
    return screen.page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")


def expect_figure(screen: Screen, label: str, amount: str) -> None:
    """Wait until a figure at the top shows this amount."""
    pattern = re.compile(r"\s".join(amount.split()))
    expect(figure(screen, label)).to_have_text(pattern, timeout=60_000)


def expect_sum(screen: Screen, amount: int) -> None:
    """Check that the ranking table proposes this amount in all."""
    assert euros(cells(ranking(screen), "Proposé")) == amount


def bars(screen: Screen) -> Locator:
    """Return what is written on the bars of the chart beside the ranking (drawn as SVG), axes apart."""
    return screen.page.get_by_test_id("stVegaLiteChart").first.locator("svg .role-mark.mark-text text")


def expect_drawn(screen: Screen, amount: int) -> None:
    """Wait until one bar of the chart has this amount written on it."""
    written = f"{amount:,}".replace(",", r"\s") + r"\s€"
    expect(bars(screen).filter(has_text=re.compile(rf"^{written}( · reste .*)?$"))).to_be_visible(timeout=30_000)


def euros(texts: list[str]) -> int:
    return sum(int(text.replace(" ", "").removesuffix("€")) for text in texts)


def test_the_demonstration_is_already_allocated_and_proven(screen: Screen) -> None:
    screen.open("repartition")
    screen.expect_text("Prouvé : aucune répartition admissible ne vaut plus d'un pas de mieux")
    proposed = cells(ranking(screen), "Proposé")
    assert len(proposed) == 60
    assert euros(proposed) <= 350_000
    expect_figure(screen, "À répartir", "350 000 €")


def test_a_typed_envelope_moves_figures_table_and_charts(screen: Screen) -> None:
    screen.open("repartition")
    before = euros(cells(ranking(screen), "Proposé"))
    screen.type(FIR, "60k")
    expect_figure(screen, "À répartir", "260 000 €")
    expect(screen.field(FIR)).to_have_value("60\u202f000\u00a0€")
    after = euros(cells(ranking(screen), "Proposé"))
    assert after <= 260_000 < before
    sources = screen.page.get_by_role("table", name="Montants par financeur")
    assert euros(cells(sources, "Proposé")) == after
    expect_drawn(screen, euros(cells(sources, "Proposé")[:1]))
    assert "150 000 €" not in [plain(words) for words in bars(screen).all_text_contents()]
    screen.expect_text("sort :")
    screen.page.get_by_role("button", name="↶ Annuler").click()
    expect_figure(screen, "À répartir", "350 000 €")
    screen.settle()  # the table is drawn after the figures
    assert euros(cells(ranking(screen), "Proposé")) == before
    # Only the cells that changed were written again: the table is the one that is drawn from nothing.
    written = ranking(screen).evaluate("(table) => table.outerHTML")
    screen.page.reload()
    screen.settle()
    assert ranking(screen).evaluate("(table) => table.outerHTML") == written


PANELS = {
    "Axes": "Montants par axe",
    "Départements": "Montants par département",
    "Financeurs": "Montants par financeur",
}


def test_each_chart_has_its_table_and_the_same_total(screen: Screen) -> None:
    screen.open("repartition")
    total = euros(cells(ranking(screen), "Proposé"))
    for panel, caption in PANELS.items():
        screen.page.get_by_test_id("stButtonGroup").get_by_text(panel, exact=True).click()
        table = screen.page.get_by_role("table", name=caption)
        expect(table).to_be_visible(timeout=30_000)
        drawn = screen.page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
        expect(drawn).to_be_visible(timeout=30_000)
        # Shares of a grant are shown to the euro: each row may be half a euro off.
        assert abs(euros(cells(table, "Proposé")) - total) <= table.locator("tbody tr").count()


def test_the_committee_refuses_then_releases(screen: Screen) -> None:
    screen.open("repartition")
    first = cells(ranking(screen), "Projet")[0]
    screen.page.get_by_role("button", name="Écarter", exact=True).click()
    screen.expect_text("Verrou : écarté.")
    screen.expect_text(f"sort : {first}")
    screen.page.get_by_role("button", name="Libérer", exact=True).first.click()
    screen.expect_text("Aucun verrou : la répartition décide.")
    screen.expect_text("Rien n'a changé depuis le dernier état gardé.")


def test_the_result_is_taken_away_as_json(screen: Screen, tmp_path: Path) -> None:
    screen.open("repartition")
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name="JSON vérifiable").click()
    target = tmp_path / "r.json"
    waiting.value.save_as(target)
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["status"] == "optimal"
    shown = euros(cells(ranking(screen), "Proposé"))
    assert sum(award["grant"] for award in document["awards"]) == shown


def test_toulouse_is_imported_with_the_mouse_and_its_envelope_typed_down(screen: Screen, shared_data: Path) -> None:
    screen.open("candidatures")
    screen.page.get_by_text("Importer ou coller").click()
    screen.page.locator('input[type="file"]').set_input_files(shared_data / "pabulib" / "France_Toulouse_2019.pb")
    screen.expect_text("Ce fichier apporte son propre appel")
    screen.page.get_by_role("button", name="Ouvrir cet appel").click()
    screen.settle()
    screen.menu("Répartition")
    expect_figure(screen, "À répartir", "1 000 000 €")
    before = euros(cells(ranking(screen), "Proposé"))
    assert 0 < before <= 1_000_000
    expect_drawn(screen, before)
    envelope = screen.page.get_by_role("textbox", name="Enveloppe (€)")
    steps = (("900 000", 900_000), ("800k", 800_000), ("700 000,00 €", 700_000), ("600000", 600_000))
    for typed, limit in steps:
        envelope.fill(typed)
        envelope.press("Enter")
        expect_figure(screen, "À répartir", f"{limit:,} €".replace(",", " "))
        screen.settle()
        now = euros([plain(figure(screen, "Proposé").inner_text())])
        assert limit - 1_000 < now <= limit
        assert now < before
        expect_sum(screen, now)
        expect_drawn(screen, now)
        before = now
