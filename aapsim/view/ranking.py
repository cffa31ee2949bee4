"""The ranking: who stands where, who gets how much, and how far the order holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from aapsim.domain.allocation import Allocation, Award
from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import decimal, euros
from aapsim.view.standing import funds_end, gap_ids, is_crumb, ranked_awards, split_words, tie_ids
from aapsim.view.tables import Kind, Table, framed
from aapsim.view.theme import (
    ACTION,
    CAP_GROUND,
    EURO_FORMAT,
    TEXT,
    Drawing,
    axis_scales,
    axis_style,
    bar_height,
    dressed,
    named_rows,
)
from aapsim.view.words import (
    codes_words,
    counted,
    listed,
    project_words,
    score_words,
    status_words,
    term_words,
)

MOST_BARS = 80
"""Bars drawn at once: beyond, the chart shows the places around the end of the money."""

_WEIGHTED = "Pondérée"
_COLUMNS = (
    "Rang", "Projet", "Dép.", "Axe", "Note", _WEIGHTED, "Proposé", "État", "Demandé", "Plafond", "Plafonné par",
    "Par source", "Dossier",
)  # fmt: skip
_KINDS: Mapping[str, Kind] = {
    "Rang": "number",
    "Demandé": "euros",
    "Plafond": "euros",
    "Proposé": "euros",
}


def state_words(award: Award, gaps: frozenset[str], ties: frozenset[str]) -> str:
    """Return the state with its marks: ``▲ écart`` outranks a funded project, ``= ex æquo`` shares a mark."""
    marks = (" ▲ écart" if award.id in gaps else "") + (" = ex æquo" if award.id in ties else "")
    return status_words(award) + marks


def ranking_table(call: Call, applications: Sequence[Application], allocation: Allocation) -> Table:
    """Return the whole ranking, one row per application, in the committee's order.

    ``Rang`` is empty for an application that does not take part; ``Demandé`` where it is not known.
    The weighted mark, which makes the rank, has its column where it is not the mark itself.
    """
    known = {one.id: one for one in applications}
    gaps, ties = gap_ids(allocation), tie_ids(allocation)
    rows = [_row(call, known.get(award.id), award, gaps, ties) for award in ranked_awards(allocation)]
    frame = framed(_COLUMNS, rows)
    if not any(award.rank and award.weighted_score != award.score for award in allocation.awards):
        frame = frame.without(_WEIGHTED)
    return Table(
        "Classement et montants proposés",
        frame,
        _KINDS,
        empty="Aucune candidature : ajoutez-en ou importez un fichier dans « Candidatures ».",
    )


def _row(
    call: Call, one: Application | None, award: Award, gaps: frozenset[str], ties: frozenset[str]
) -> tuple[Any, ...]:
    return (
        award.rank or None,
        project_words(one, award.id),
        codes_words(one.departments) if one else "",
        codes_words(one.axes) if one else "",
        score_words(award),
        "" if award.weighted_score is None or not award.rank else decimal(award.weighted_score, 2),
        award.grant,
        state_words(award, gaps, ties),
        one.requested if one else None,
        award.cap,
        term_words(call, award.cap_term),
        split_words(award, call),
        award.id,
    )


def ranking_sentence(allocation: Allocation) -> str:
    """Say what the ranking chart shows, in one sentence or two."""
    ranked = [award for award in ranked_awards(allocation) if award.rank]
    if not ranked:
        return "Aucune candidature ne prend part au classement."
    funded = allocation.funded_count
    verb = "reçoivent" if funded > 1 else "reçoit"
    start = f"{counted(funded, 'projet')} sur {len(ranked)} {verb} {euros(allocation.total_granted)} au total."
    end = funds_end(ranked)
    if end is not None:
        return f"{start} Les crédits s'arrêtent après la place {end}, dans l'ordre du classement."
    if 0 < funded < len(ranked):
        return f"{start} L'ordre du classement n'est pas suivi partout : pas de ligne de fin des crédits."
    return start


def crumbs(allocation: Allocation) -> tuple[Award, ...]:
    """Return the grants below half of their cap that no floor protects (*saupoudrage*), in rank order."""
    return tuple(award for award in ranked_awards(allocation) if is_crumb(award))


def crumbs_sentence(allocation: Allocation, applications: Sequence[Application]) -> str:
    """Warn of scattering in one sentence; empty when there is none."""
    found = crumbs(allocation)
    if not found:
        return ""
    known = {one.id: one for one in applications}
    names = [f"{project_words(known.get(award.id), award.id)} ({euros(award.grant)})" for award in found]
    return (
        f"Saupoudrage : {counted(len(found), 'dotation')} sous la moitié du plafond, sans plancher qui la protège : "
        f"{listed(names, 5)}. Un plancher par projet, dans « Règles », l'évite."
    )


def _window(awards: Sequence[Award]) -> tuple[int, int]:
    if len(awards) <= MOST_BARS:
        return 0, len(awards)
    last = max((place for place, award in enumerate(awards) if award.grant), default=0)
    start = max(0, min(last - 2 * MOST_BARS // 3, len(awards) - MOST_BARS))
    return start, start + MOST_BARS


def ranking_bars(call: Call, applications: Sequence[Application], allocation: Allocation) -> pd.DataFrame:
    """Return the rows of the ranking chart, one per drawn award, with texts already in French.

    At most :data:`MOST_BARS` rows, around the end of the money. Columns: ``place`` (from 0),
    ``name``, ``cap``, ``grant``, ``text``, ``slot`` (style of the main axis), ``state``.
    """
    known = {one.id: one for one in applications}
    position = {axis.code: at for at, axis in enumerate(call.axes)}
    ranked = [award for award in ranked_awards(allocation) if award.rank]
    start, end = _window(ranked)
    rows = []
    for place, award in enumerate(ranked[start:end], start):
        one = known.get(award.id)
        style = axis_style(position.get(one.main_axis if one else "", 0))
        title = project_words(one, award.id)
        short = title if len(title) <= 60 else f"{title[:59]}…"
        mark = status_words(award)[0]
        rows.append(
            {
                "place": place,
                "name": f"{mark} {award.rank}. {style.symbol} {short}",
                "cap": award.cap,
                "grant": award.grant,
                "text": euros(award.grant) if award.grant else f"0\u00a0€ sur {euros(award.cap)}",
                "slot": style.slot,
                "state": status_words(award),
                "cap_text": euros(award.cap),
            }
        )
    return pd.DataFrame(
        rows, columns=["place", "name", "cap", "grant", "text", "slot", "state", "cap_text"]
    )


def ranking_chart(
    call: Call, applications: Sequence[Application], allocation: Allocation, size: int = 13
) -> Drawing:
    """Draw one bar per ranked project: the proposed amount over its cap, labelled directly.

    The line *fin des crédits* is drawn only where the order of the ranking holds. ``size`` is
    the height of the labels in pixels.
    """
    bars = ranking_bars(call, applications, allocation)
    base, names = named_rows(bars, size)
    base = base.encode(tooltip=_tooltip())
    # A bar of no length would still show its outline.
    funded = named_rows(bars[bars["grant"] > 0], size)[0].encode(tooltip=_tooltip())
    fill, outline, dash = axis_scales()
    row, height, below = bar_height(size)
    layers: list[alt.Chart] = [
        base.mark_bar(color=CAP_GROUND, height=height, yOffset=below).encode(x=_euro_axis("cap:Q", bars)),
        funded.mark_bar(height=height, yOffset=below, strokeWidth=1.5).encode(
            x=alt.X("grant:Q"),
            color=alt.Color("slot:N", scale=fill, legend=None),
            stroke=alt.Stroke("slot:N", scale=outline, legend=None),
            strokeDash=alt.StrokeDash("slot:N", scale=dash, legend=None),
        ),
        names,
        base.mark_text(align="left", dx=6, color=TEXT, fontSize=size, yOffset=below).encode(
            x=alt.X("cap:Q"), text=alt.Text("text:N")
        ),
    ]
    end = funds_end(ranked_awards(allocation))
    if end is not None and len(bars) and int(bars["place"].iloc[0]) < end <= int(bars["place"].iloc[-1]):
        layers.extend(_waterline(bars[bars["place"] == end - 1], size))
    return dressed(alt.layer(*layers).properties(height={"step": row}, width="container"), size)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title="projet"),
        alt.Tooltip("text:N", title="proposé"),
        alt.Tooltip("cap_text:N", title="plafond"),
        alt.Tooltip("state:N", title="état"),
    ]


def _euro_axis(field: str, bars: pd.DataFrame) -> alt.X:
    # Room to the right of the longest bar for the words written after it.
    largest = float(bars["cap"].max()) if len(bars) else 0.0
    scale = alt.Scale(domain=[0, (largest or 1_000.0) * 1.45])
    return alt.X(field, title=None, scale=scale).axis(
        format=EURO_FORMAT, tickCount=3, tickMinStep=1, orient="top", offset=6, grid=False
    )


def _waterline(last: pd.DataFrame, size: int) -> list[alt.Chart]:
    _, height, below = bar_height(size)
    under = below + height / 2 + 3  # just under the last funded bar, above the next name
    y = alt.Y("place:O", title=None).axis(None)
    rule = alt.Chart(last).mark_rule(color=ACTION, strokeWidth=2, strokeDash=[6, 3], yOffset=under)
    words = alt.Chart(last).encode(y=y, x=alt.XValue("width"))  # type: ignore[no-untyped-call]
    look: dict[str, Any] = {
        "text": "fin des crédits",
        "align": "right",
        "baseline": "middle",
        "fontSize": size - 1,
        "yOffset": under,
    }
    # A white outline under the words keeps them apart from the line and from the names.
    halo = words.mark_text(**look, color="#FFFFFF", stroke="#FFFFFF", strokeWidth=4)
    return [rule.encode(y=y), halo, words.mark_text(**look, color=ACTION)]
