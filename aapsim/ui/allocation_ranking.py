"""The ranking beside its charts: who gets how much, from which source, for which axis and department."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from aapsim.domain.allocation import Allocation
from aapsim.ui import charts, plain_table, presentation, session
from aapsim.ui.text import bullets, hint, say
from aapsim.view import idle, money
from aapsim.view.ranking import ranking_chart, ranking_sentence, ranking_table
from aapsim.view.standing import funds_end, ranked_awards
from aapsim.view.tables import Table
from aapsim.view.theme import Drawing

_PANELS = ("Classement", "Financeurs", "Axes", "Départements")
_HEIGHT = "34rem"
_LINE = "fin des crédits, dans l'ordre du classement"


def show(key: str, shown: Allocation) -> None:
    """Show the ranking table, and beside it the chart that the officer chose."""
    # Doubled type needs the whole width: the charts then come under the table.
    left, right = (st.container(), st.container()) if presentation.active() else st.columns([3, 2], gap="medium")
    # The chart first: the browser draws it while the table, which is long, is still to come.
    with right:
        _panel(key, shown)
    with left:
        _table(key, shown)


def _table(key: str, shown: Allocation) -> None:
    here = session.snapshot()
    st.subheader("Classement et montants", anchor=False)
    plain_table.show(
        ranking_table(here.call, here.applications, shown),
        f"{key}:ranking",
        height=_HEIGHT,
        line=funds_end(ranked_awards(shown)),
        words=_LINE,
        head=1,
        nowrap=120,
    )


def _panel(key: str, shown: Allocation) -> None:
    st.subheader("Où va l'argent", anchor=False)
    chosen = st.pills(
        "Graphique",
        _PANELS,
        default=_PANELS[1],
        key=f"{key}:panel",
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    here = session.snapshot()
    size = 22 if presentation.active() else 13
    if chosen == "Classement":
        say(ranking_sentence(shown))
        with st.container(height=470, key=f"{key}:bars"):
            bars = ranking_chart(here.call, here.applications, shown, size)
            charts.show(bars, "Montant proposé sur plafond, par projet")
        return
    drawing, table, sentence = _parts(str(chosen))
    say(sentence(here.call, shown))
    shown_table: Table = table(here.call, shown)
    charts.show(drawing(here.call, shown, size), shown_table.caption)
    plain_table.show(shown_table, f"{key}:{chosen}", height="16rem")
    if chosen == "Financeurs":
        _sources(shown)


def _sources(shown: Allocation) -> None:
    """Explain what each source keeps, and by which rule the others pay."""
    here = session.snapshot()
    if session.answer().waiting is not None:
        # Why some money stays is known of the exact answer alone.
        return
    bullets(idle.idle_sentences(here.call, here.applications, shown))
    rule = idle.split_sentence(here.call, shown)
    if rule:
        hint(rule)


Parts = tuple[Callable[..., Drawing], Callable[..., Table], Callable[..., str]]


def _parts(panel: str) -> Parts:
    parts: dict[str, Parts] = {
        "Axes": (money.axis_chart, money.axis_table, money.axis_sentence),
        "Départements": (money.department_chart, money.department_table, money.department_sentence),
    }
    return parts.get(panel, (money.source_chart, money.source_table, money.source_sentence))
