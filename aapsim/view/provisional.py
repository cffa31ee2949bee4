"""What is said while the exact answer is still looked for."""

from __future__ import annotations

from fractions import Fraction

from aapsim.domain.allocation import Allocation
from aapsim.domain.french import NO_BREAK, decimal, group_digits
from aapsim.engine.provisional import far_off

NOTHING_YET = "Aucune répartition valable n'est connue pour l'instant."
AFTER_CAUSES = "La suite de cette page vient avec les causes des écarts au classement."
HELD_BACK = "Garder, décider, montrer et exporter attendent la fin."


def headline(seconds: int, *, stopped: bool) -> str:
    """Return the words of the banner: ``PROVISOIRE – le calcul exact continue (12 s)``."""
    if stopped:
        return f"PROVISOIRE{NO_BREAK}– le calcul exact est arrêté"
    return f"PROVISOIRE{NO_BREAK}– le calcul exact continue ({group_digits(seconds)}{NO_BREAK}s)"


def causes_sentence(seconds: int) -> str:
    """Say since when the causes of the gaps in the ranking are searched, where everything else is exact."""
    return f"Exact{NO_BREAK}; causes des écarts recherchées depuis {group_digits(seconds)}{NO_BREAK}s"


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
