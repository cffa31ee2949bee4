"""The committee's words: proposed and decided never mixed, the room hears of one file, twelve lines at most."""

from __future__ import annotations

import pytest

from aapsim.domain.allocation import Award, AwardStatus
from aapsim.view.committee import Ruled, alone, movement_lines, state_words
from aapsim.view.movements import movements
from aapsim.view.room import RoomPicture, RoomRow, around


def award(grant: int, status: AwardStatus = "funded") -> Award:
    return Award("A", status, grant, 10_000, 0, "requested", (), None, None, 1)


@pytest.mark.parametrize(
    ("one", "ruled", "open_", "words"),
    [
        (award(10_000), None, False, "● proposé"),
        (award(10_000), None, True, "● à débattre"),
        (award(4_000, "partial"), None, True, "◐ à débattre"),
        (award(0, "waiting"), None, False, "✕ non proposé"),
        (award(0, "refused"), None, False, "✕ note insuffisante"),
        (award(0, "excluded"), Ruled("rejected", 0), False, "✕ écarté"),
        (award(4_000), Ruled("amount", 4_000), False, "◐ autre montant"),
        (award(10_000), Ruled("retained", 10_000), True, "● retenu"),
        (award(10_000), Ruled("postponed", None), True, "● reporté"),
        (award(0, "excluded"), Ruled("withdrawn", 0), False, "✕ désistement"),
    ],
)
def test_a_state_reads_without_its_colour(one: Award, ruled: Ruled | None, *, open_: bool, words: str) -> None:
    assert state_words(one, ruled, open_=open_) == words


def test_a_reason_said_in_the_room_names_no_other_file() -> None:
    said = "Arrêté par les crédits de FIR (ARS) et le respect du classement (F-018 avant F-025)."
    assert alone(said) == "Arrêté par les crédits de FIR (ARS) et le respect du classement."


def test_who_enters_and_leaves_is_always_answered() -> None:
    lines = movement_lines(movements({"A": 5_000}, {"B": 3_000}), {})
    assert [line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines] == [
        "Entre : B (+ 3 000 €)",
        "Sort : A (− 5 000 €)",
    ]
    assert movement_lines((), {}) == ("Entre : —", "Sort : —")


def test_the_lines_shown_stand_around_the_file() -> None:
    rows = [RoomRow((str(number),), here=number == 37) for number in range(40)]
    start, shown = around(rows)
    assert (start, len(shown)) == (28, 12)
    assert any(row.here for row in shown)
    assert around(rows[:5]) == (0, tuple(rows[:5]))


def test_a_black_screen_carries_nothing_at_all() -> None:
    picture = RoomPicture("Titre", "rév. 3", (("Reste", "1 €"),), black=True)
    assert picture.to_data() == {"black": True}
