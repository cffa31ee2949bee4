"""What the browser still showed is not taken for typed: each case on its own, with the states a browser sends."""

from __future__ import annotations

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from aapsim.ui import echo

AMOUNT, NUMBER, BUTTON = "$$ID-a-montant", "$$ID-b-aapsim:echo", "$$ID-c-plus"


def sent(amount: str, number: int | None, *, pressed: bool = False) -> WidgetStates:
    """Return what a browser sends that shows an amount and holds the drawing of this number (``None``: none yet)."""
    fields = [WidgetState(id=AMOUNT, string_value=amount)]
    if number is not None:
        fields.append(WidgetState(id=NUMBER, string_value=str(number)))
    if pressed:
        fields.append(WidgetState(id=BUTTON, trigger_value=True))
    return WidgetStates(widgets=fields)


def kept(state: dict[str, object], states: WidgetStates) -> list[str]:
    """Return the fields and buttons that count, the number of the drawing apart."""
    found = echo.typed(state, states)
    assert found is not None
    return [one.id for one in found.widgets if one.id != NUMBER]


def drawn(times: int) -> dict[str, object]:
    return {"aapsim:heard": echo.Heard(drawn=times)}


def test_the_first_entry_counts_whatever_was_drawn() -> None:
    assert kept(drawn(3), sent("150", None)) == [AMOUNT]
    assert kept({}, sent("150", None)) == [AMOUNT]


def test_the_same_value_again_counts_only_from_who_holds_the_last_drawing() -> None:
    for number, counts in ((2, False), (3, True)):
        state = drawn(2)
        assert kept(state, sent("150", 2)) == [AMOUNT]  # begins the third
        assert kept(state, sent("150", number)) == ([AMOUNT] if counts else [])


def test_what_a_press_wrote_counts_even_where_its_drawing_never_ended() -> None:
    state: dict[str, object] = {}
    assert kept(state, sent("150", None, pressed=True)) == [AMOUNT, BUTTON]
    assert kept(state, sent("150", None, pressed=True)) == [BUTTON]


def test_another_value_counts_even_behind_the_last_drawing() -> None:
    state = drawn(2)
    kept(state, sent("150", 1))
    assert kept(state, sent("160", 1)) == [AMOUNT]
    assert kept(state, sent("160", 1)) == []
    assert kept(state, sent("150", 1)) == [AMOUNT]


def test_a_look_that_says_nothing_new_is_no_drawing() -> None:
    state = drawn(2)
    kept(state, sent("150", 2))
    for _ in range(3):
        kept(state, sent("150", 3))
    assert state["aapsim:heard"].drawn == 3  # type: ignore[attr-defined]


def test_a_press_always_counts() -> None:
    state = drawn(2)
    for _ in range(3):
        assert BUTTON in kept(state, sent("150", 1, pressed=True))


def test_a_field_that_went_away_and_came_back_begins_anew() -> None:
    state = drawn(2)
    kept(state, sent("150", 1))
    kept(state, WidgetStates(widgets=[WidgetState(id=NUMBER, string_value="1")]))
    assert kept(state, sent("150", 1)) == [AMOUNT]


def test_nothing_said_stays_nothing() -> None:
    assert echo.typed({}, None) is None


def test_a_text_that_the_server_wrote_on_the_way_is_not_taken_for_typed() -> None:
    # Two presses, two drawings: a look that leaves between them holds what the first one wrote.
    heard = echo.Heard(drawn=4, written={"montant": {"170", "190"}})
    state: dict[str, object] = {"aapsim:heard": heard}
    kept(state, sent("150", 2))
    assert kept(state, sent("170", 3)) == []
    assert kept(state, sent("180", 3)) == [AMOUNT]
    # Typed by somebody who has followed, the same text counts.
    assert kept(state, sent("170", heard.drawn)) == [AMOUNT]
    assert not heard.written
