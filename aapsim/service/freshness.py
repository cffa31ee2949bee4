"""Whether a page still shows the present: a revision may have moved, the server may have started again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from aapsim.store.ledger import Ledger

BOOT = secrets.token_hex(8)
"""Opaque name of this run of the software."""


@dataclass(frozen=True, slots=True)
class Staleness:
    """Why a page is out of date. ``revision`` is the present one, saved at ``at`` (UTC) by ``actor``.

    ``moved`` is true when the revision is another one, ``restarted`` when the page was made
    before the server started again: what was typed and not saved is only on that page.
    """

    revision: int
    moved: bool
    restarted: bool
    actor: str
    at: datetime

    def sentence(self) -> str:
        """Return one French sentence for the screen."""
        if self.moved:
            again = " et le logiciel a redémarré" if self.restarted else ""
            return (
                f"Cet écran n'est plus à jour{again} : {self.actor} a enregistré la révision {self.revision} "
                "entre-temps. Mettez-le à jour."
            )
        return "Le logiciel a redémarré ; tout ce qui était enregistré est là. Un essai non gardé est à refaire."


def staleness(ledger: Ledger, workspace: str, revision: int, boot: str) -> Staleness | None:
    """Compare a page's revision and run with the present ones; ``None`` when both hold. Raises ``KeyError``."""
    present, actor, at = ledger.last_saved(workspace)
    moved, restarted = present != revision, bool(boot) and boot != BOOT
    if not moved and not restarted:
        return None
    return Staleness(present, moved, restarted, actor, datetime.fromisoformat(at))
