"""The screens' side: the only package that imports Streamlit (with ``app.py`` and ``pages/``).

How a page is written
---------------------
A page is a thin file of ``pages/``, at most 80 lines, declared in ``front_door.PAGES``::

    from aapsim.ui import envelope_form, envelope_view, front_door

    front_door.pass_through()      # first statement after the imports, always

    envelope_form.show("enveloppe")
    envelope_view.show("enveloppe")

* ``front_door.pass_through()`` lets the run through when it came by ``app.py``; otherwise it
  opens the front door itself (which runs the page the address names) and stops.
* A component is a module with ``show(key: str) -> value``, made of small functions; ``key``
  prefixes its widget keys.
* Read with ``session.snapshot()`` (call, applications, revision) and ``session.answer()``
  (allocations, caps, verdicts). Both are those of this run, the same for every component.
* Write with ``session.apply(action) -> bool`` from a widget *callback* (``on_click``,
  ``on_change``): callbacks run before the page, so the page then shows the new state. Where a
  callback is not possible, ``if session.apply(...): session.rerun()``. Refusals, conflicts and
  failures to save are shown by the frame; the caller only keeps what was typed when it gets
  ``False``.
* ``saved.apply(key, action)`` does the same and, with ``saved.show(key)`` under the button, says
  there that it is saved, or why not: the top of the page may be out of sight.
* What comes and goes above other parts stands in a container of its own, drawn even when empty:
  otherwise all that follows is drawn again, and the keyboard loses its place.
* A list whose words may change (a title, a rank, a state) is drawn after ``held.hold(widget, options)``.
* Values of the domain live in the store. A widget only shows them: use ``fields.money_field``
  and its like, which keep refused input in the field and the stored value in the store.
* Never give data to a Streamlit call that reads Markdown without ``text.plain(...)``; write
  paragraphs with ``text.say``, figures with ``text.figures`` (at most three a row).
* ``presentation.active()`` tells whether the type is doubled (charts take larger sizes then).
* Grids: the frame hides the English toolbars of tables and charts; give French buttons.
"""
