"""Reading the platform over the network, on request only: configured by the environment, page by page, resumable."""

from __future__ import annotations

import os
from collections.abc import Mapping

from aapsim.domain.issues import InvalidInput
from aapsim.files.platform_api import Address, Pull, next_page, refused_sentence
from aapsim.files.platform_mapping import Correspondence
from aapsim.files.platform_nodes import export_of
from aapsim.files.platform_reading import PlatformReading, read_platform
from aapsim.service.cache import BoundedCache
from aapsim.service.snapshots import Snapshot

__all__ = ["Pull", "address_from", "advance", "forget", "pull_of", "reading_of"]

URL, TOKEN = "AAPSIM_DEMARCHES_URL", "AAPSIM_DEMARCHES_TOKEN"
_PULLS: BoundedCache[tuple[str, int], Pull] = BoundedCache(8)
"""Pulls begun, by workspace and démarche, in memory only: they hold personal data."""


def address_from(environment: Mapping[str, str] | None = None) -> Address | None:
    """Return the address and token of the environment; ``None`` where they are not set: nothing is ever called."""
    given = os.environ if environment is None else environment
    url, token = given.get(URL, "").strip(), given.get(TOKEN, "").strip()
    return Address(url, token) if url and token else None


def pull_of(workspace: str, number: int) -> Pull:
    """Return the pull begun for a démarche, or a new one."""
    return _PULLS.peek((workspace, number)) or Pull(number)


def advance(workspace: str, pull: Pull) -> Pull:
    """Read one more page and remember it. Raises ``InvalidInput`` with a French sentence; what came before stays."""
    address = address_from()
    if address is None:
        raise InvalidInput([])
    after = next_page(address, pull)
    _PULLS.put((workspace, pull.number), after)
    return after


def forget(workspace: str, number: int) -> None:
    """Begin again from the first page next time."""
    _PULLS.put((workspace, number), Pull(number))


def reading_of(pull: Pull, here: Snapshot) -> PlatformReading:
    """Read the dossiers of a pull against the workspace's call and saved correspondence.

    Raises ``InvalidInput`` where the platform answered in another shape.
    """
    saved = here.prepared.mapping
    try:
        export = export_of(pull.nodes)
    except (AttributeError, KeyError, TypeError) as error:
        raise refused_sentence("La réponse de la plateforme n'a pas la forme attendue.") from error
    return read_platform(export, here.call, None if saved is None else Correspondence.from_document(saved))
