"""A project's budget as associations file it (CERFA 12156): accounts, co-funders, balances. Whole euros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

FunderKind = Literal["public", "private", "state", "other"]
FunderStatus = Literal["acquired", "asked", ""]

CHARGES: Mapping[str, str] = MappingProxyType(
    {
        "60": "Achats",
        "61": "Services extérieurs",
        "62": "Autres services extérieurs",
        "63": "Impôts et taxes",
        "64": "Charges de personnel",
        "65": "Autres charges de gestion courante",
        "66": "Charges financières",
        "67": "Charges exceptionnelles",
        "68": "Dotations aux amortissements, provisions et engagements",
        "69": "Impôt sur les bénéfices, participation des salariés",
    }
)
"""Accounts of cash charges, with their name."""
PRODUCTS: Mapping[str, str] = MappingProxyType(
    {
        "70": "Ventes de produits, prestations de services",
        "73": "Dotations et produits de tarification",
        "74": "Subventions d'exploitation",
        "75": "Autres produits de gestion courante",
        "76": "Produits financiers",
        "77": "Produits exceptionnels",
        "78": "Reprises sur amortissements et provisions",
        "79": "Transferts de charges",
    }
)
"""Accounts of cash products; 74 follows from the request and the co-funders, line by line."""
GRANTS = "74"
IN_KIND_CHARGES, IN_KIND_PRODUCTS = "86", "87"
ACCOUNTS_AUDITED_ABOVE_EUR = 153_000
"""Above this total of public money a year accounts are audited and published (code de commerce L612-4, D612-5)."""


@dataclass(frozen=True, slots=True)
class CoFunder:
    """One line of co-funding: who, how much, acquired or only asked, and of what kind.

    ``state`` is another call or fund of the State or the ARS: public money, and perhaps the
    same action funded twice.
    """

    name: str
    amount: int
    kind: FunderKind = "other"
    status: FunderStatus = ""

    @property
    def public(self) -> bool:
        """True for public money."""
        return self.kind in ("public", "state")


@dataclass(frozen=True, slots=True)
class Budget:
    """A full budget. ``accounts`` maps 60–69, 70–79 (but 74), 86 and 87 to euros; absent is 0.

    ``investment`` is the part of the charges that buys investments. ``co_funders`` are the
    lines of account 74 beside the request.
    """

    accounts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    co_funders: tuple[CoFunder, ...] = ()
    investment: int = 0

    @property
    def filled(self) -> bool:
        """True once an account is typed: co-funders alone are no budget."""
        return any(self.accounts.values())

    @property
    def charges(self) -> int:
        """Cash charges, accounts 60 to 69."""
        return sum(self.accounts.get(code, 0) for code in CHARGES)

    @property
    def co_funding(self) -> int:
        """Sum of the co-funders' lines."""
        return sum(one.amount for one in self.co_funders)

    @property
    def co_funding_public(self) -> int:
        """Sum of the co-funders' lines that are public money."""
        return sum(one.amount for one in self.co_funders if one.public)

    @property
    def other_products(self) -> int:
        """Cash products without account 74."""
        return sum(self.accounts.get(code, 0) for code in PRODUCTS if code != GRANTS)

    @property
    def in_kind(self) -> int:
        """Contributions in kind, as charges (account 86)."""
        return self.accounts.get(IN_KIND_CHARGES, 0)

    def products(self, requested: int) -> int:
        """Return all cash products, the request included."""
        return self.other_products + self.co_funding + requested

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON values. Inverse of :meth:`from_document`."""
        return {
            "accounts": {code: amount for code, amount in sorted(self.accounts.items()) if amount},
            "co_funders": [[one.name, one.amount, one.kind, one.status] for one in self.co_funders],
            "investment": self.investment,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Budget:
        """Rebuild what :meth:`to_document` wrote; missing keys are empty."""
        lines = tuple(CoFunder(*line) for line in document.get("co_funders", ()))
        return cls(MappingProxyType(dict(document.get("accounts", {}))), lines, document.get("investment", 0))


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing noticed in a budget: a code, a French sentence, and whether it is only worth knowing."""

    code: str
    sentence: str
    level: Literal["wrong", "watch"] = "watch"


def files_the_form(applicant_type: str) -> bool:
    """Say whether this kind of applicant files the form: associations do; an unknown kind may."""
    return applicant_type in ("association", "")


def unbalanced(budget: Budget, requested: int) -> Sequence[tuple[str, int, int]]:
    """Return the balances that do not hold: (``cash`` or ``in_kind``, charges, products)."""
    products = budget.products(requested)
    pairs = (
        ("cash", budget.charges, products),
        ("in_kind", budget.in_kind, budget.accounts.get(IN_KIND_PRODUCTS, 0)),
    )
    return [pair for pair in pairs if pair[1] != pair[2]]
