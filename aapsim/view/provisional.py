"""What is said while the exact answer is still looked for."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.allocation import Allocation
from aapsim.domain.french import NO_BREAK, decimal, group_digits
from aapsim.engine.provisional import far_off

NOTHING_YET = "Aucune répartition valable n'est connue pour l'instant."
HELD_BACK = "Garder, décider, montrer et exporter attendent la fin."


def headline(seconds: int, *, stopped: bool) -> str:
    """Return the words of the banner: ``PROVISOIRE – le calcul exact continue (12 s)``."""
    if stopped:
        return f"PROVISOIRE{NO_BREAK}– le calcul exact est arrêté"
    return f"PROVISOIRE{NO_BREAK}– le calcul exact continue ({group_digits(seconds)}{NO_BREAK}s)"


def causes_sentence(seconds: int) -> str:
    """Say that the answer is exact, and since when the causes of its gaps in the ranking are searched."""
    since = f"{group_digits(seconds)}{NO_BREAK}s"
    return f"Répartition exacte{NO_BREAK}; les causes des écarts au classement arrivent (recherche depuis {since})."


def distance_sentence(shown: Allocation | None) -> str:
    """Say what is shown meanwhile, and how far from the best it may be at most."""
    if shown is None or shown.certificate is None:
        return NOTHING_YET
    what = "Cette répartition respecte toutes les règles"
    share = far_off(shown.certificate)
    if not share:
        return f"{what}{NO_BREAK}; rien ne peut valoir mieux, il reste à le confirmer."
    return f"{what}{NO_BREAK}; sa valeur est à {_percent(share)} au plus de la meilleure."


def _percent(share: Fraction) -> str:
    rounded = decimal(share * 100, 1)
    return f"{'0,1' if rounded == '0' else rounded}{NO_BREAK}%"
