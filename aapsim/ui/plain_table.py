"""A plain table: real table markup that assistive tools, the keyboard and a projector can read.

Cells are written by the browser as text (``textContent``), so data is never Markdown or HTML.
The markup, style and script below are constant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from aapsim.ui.text import hint
from aapsim.view.tables import Table

_STYLE = """
.aapsim-table {overflow: auto; border: 1px solid #DDD; border-radius: 4px; background: #FFF; position: relative;}
.aapsim-table:focus-visible {outline: 3px solid #0A76F6; outline-offset: 1px;}
.aapsim-table table {border-collapse: collapse; width: 100%; font-size: 0.875rem; color: #161616; margin: 0;}
.aapsim-table caption {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
.aapsim-table th, .aapsim-table td {padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; border: 0;
  font-weight: normal; color: #161616;}
.aapsim-table td, .aapsim-table tbody th {border-top: 1px solid #E5E5E5; overflow-wrap: anywhere;}
.aapsim-table thead th {position: sticky; top: 0; background: #F6F6F6; color: #3A3A3A; font-weight: bold;
  border-bottom: 2px solid #3A3A3A; white-space: nowrap;}
.aapsim-table .right {text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;}
.aapsim-table .short {white-space: nowrap; overflow-wrap: normal;}
.aapsim-table .wide {min-width: 6.5rem;}
.aapsim-table.loose .wide {min-width: 10rem;}
.aapsim-table .here td, .aapsim-table .here th {background: #E8E8F6; font-weight: bold;}
.aapsim-table .line td {border-top: 2px dashed #000091; color: #000091; padding: 0.1rem 0.5rem;}
"""

_SCRIPT = """
export default function(component) {
  const {data, parentElement} = component;
  const make = (tag, text, name) => {
    const one = document.createElement(tag);
    if (text !== undefined) one.textContent = text;
    if (name) one.className = name;
    return one;
  };
  const kind = (text, at) =>
    data.right[at] ? 'right' : at !== data.head && text.length <= data.nowrap ? 'short' : 'wide';
  const built = () => {
    const frame = make('div', undefined, 'aapsim-table');
    frame.tabIndex = 0;
    frame.setAttribute('role', 'region');
    frame.setAttribute('aria-label', data.caption);
    if (data.nowrap > 20) frame.classList.add('loose');
    if (data.height) frame.style.maxHeight = data.height;
    const table = make('table');
    table.appendChild(make('caption', data.caption));
    const top = table.createTHead().insertRow();
    data.headers.forEach((name, at) => {
      const cell = make('th', name, data.right[at] ? 'right' : '');
      cell.scope = 'col';
      top.appendChild(cell);
    });
    const body = table.createTBody();
    for (const row of data.rows) {
      const line = body.insertRow();
      row.forEach((text, at) => {
        const cell = make(at === data.head ? 'th' : 'td', text, kind(text, at));
        if (at === data.head) cell.scope = 'row';
        line.appendChild(cell);
      });
    }
    frame.appendChild(table);
    return frame;
  };
  // Most presses change a few cells of hundreds of rows: only those are written again.
  const rewritten = (frame, before) => {
    frame.querySelector('tr.line')?.remove();
    const lines = frame.querySelector('tbody').rows;
    data.rows.forEach((row, place) => row.forEach((text, at) => {
      if (text === before[place][at]) return;
      const cell = lines[place].cells[at];
      cell.textContent = text;
      cell.className = kind(text, at);
    }));
  };
  const marked = (frame) => {
    const body = frame.querySelector('tbody');
    const before = body.querySelector('tr.here'), now = data.here < 0 ? null : body.rows[data.here];
    if (before !== now) {
      before?.removeAttribute('class');
      if (now) now.className = 'here';
    }
    if (!data.line || data.line > data.rows.length) return;
    const mark = body.insertRow(data.line);
    mark.className = 'line';
    const cell = make('td', data.words);
    cell.colSpan = data.headers.length;
    mark.appendChild(cell);
  };

  const shape = JSON.stringify(
    [data.caption, data.headers, data.right, data.rows.length, data.height, data.head, data.nowrap]);
  const old = parentElement.querySelector('.aapsim-table');
  const same = old?.aapsim?.shape === shape;
  const frame = same ? old : built();
  if (same) rewritten(frame, old.aapsim.rows);
  marked(frame);
  frame.aapsim = {shape, rows: data.rows};
  if (!same) {
    const scrolled = old ? [old.scrollTop, old.scrollLeft] : [0, 0];
    if (old) old.replaceWith(frame); else parentElement.appendChild(frame);
    [frame.scrollTop, frame.scrollLeft] = scrolled;
  }
  const here = frame.querySelector('tr.here');
  // The marked row comes into sight inside the table; the page itself never moves.
  if (here && data.height) frame.scrollTop = here.offsetTop - (frame.clientHeight - here.offsetHeight) / 2;
}
"""

_COMPONENT = "aapsim_plain_table"


def _mount() -> Callable[..., Any]:
    renderer: Callable[..., Any] = st.components.v2.component(
        _COMPONENT, css=_STYLE, js=_SCRIPT, isolate_styles=False
    )
    return renderer


def show(  # noqa: PLR0913 - each names one thing that a caller may want of its table
    table: Table,
    key: str,
    *,
    height: str = "",
    line: int | None = None,
    words: str = "",
    head: int = 0,
    nowrap: int = 20,
    here: int | None = None,
) -> None:
    """Show a table for reading; its ``empty`` sentence when it has no row.

    ``height`` is a CSS length beyond which the table scrolls; ``line`` draws a rule named
    ``words`` after that many rows; ``head`` is the column that names the row. Other cells of at
    most ``nowrap`` characters stay on one line. ``here`` marks a row (from 0) and keeps it in sight.
    """
    rows = table.texts()
    if not rows:
        hint(table.empty)
        return
    _mount()(
        key=key,
        data={
            "caption": table.caption,
            # Tuples: Streamlit looks into every list for a table of pandas, which it would have to load for that.
            "headers": tuple(table.headers),
            "right": tuple(table.right),
            "rows": tuple(rows),
            "height": height,
            "line": line or 0,
            "words": words,
            "head": head,
            "nowrap": nowrap,
            "here": -1 if here is None else here,
        },
    )
