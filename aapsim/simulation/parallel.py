"""The same work in this process, in several, or on a Dask cluster: the pieces come back in order.

Which one is a matter of configuration, never of the result: a piece carries everything it needs,
so the same pieces give the same bytes wherever they are worked on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from joblib import Parallel, delayed

from aapsim.domain.issues import InvalidInput, Issue

SCHEDULER = "AAPSIM_DASK_SCHEDULER"
"""Environment variable: address of a Dask scheduler (``tcp://host:8786``); empty for this machine."""

TIMEOUT_S = 10
"""Seconds given to the cluster to answer at all."""

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def spread(work: Callable[[Piece], Result], pieces: Sequence[Piece], workers: int = 1) -> Iterator[Result]:
    """Yield ``work(piece)`` in the order of the pieces, each as soon as those before it are done.

    ``workers`` counts the processes of this machine (1: this very process); a configured Dask
    cluster takes the place of both. What ``work`` raises passes through. Raises ``InvalidInput``
    where the configured cluster cannot be reached.
    """
    address = os.environ.get(SCHEDULER, "").strip()
    if address:
        yield from _on_dask(work, pieces, address)
    elif workers <= 1 or len(pieces) < 2:
        yield from map(work, pieces)
    else:
        # One piece a task: pieces are seconds long, and progress is counted in pieces.
        with Parallel(n_jobs=workers, batch_size=1, pre_dispatch="2*n_jobs", return_as="generator") as parallel:
            yield from parallel(delayed(work)(piece) for piece in pieces)


def _on_dask(work: Callable[[Piece], Result], pieces: Sequence[Piece], address: str) -> Iterator[Result]:
    client = _client(address)
    try:
        waiting = [client.submit(work, piece, pure=False) for piece in pieces]
        while waiting:
            # A future that is let go is forgotten by the cluster: results do not pile up there.
            yield waiting.pop(0).result()
    finally:
        client.close()


def _client(address: str) -> Any:  # noqa: ANN401 - dask.distributed is optional and has no types
    try:
        from distributed import Client  # noqa: PLC0415 - an optional library, asked for by configuration only

        return Client(address, timeout=TIMEOUT_S, set_as_default=False)
    except ImportError as error:
        message = f"{SCHEDULER} demande Dask : installez requirements-dask.txt, ou retirez cette variable."
        raise InvalidInput([Issue("dask", message)]) from error
    except (OSError, ValueError) as error:
        message = f"Le serveur de calcul « {address[:60]} » ne répond pas : vérifiez {SCHEDULER}, ou retirez-la."
        raise InvalidInput([Issue("dask", message)]) from error


def machine_workers() -> int:
    """Return how many processes this machine can run at once."""
    return max(1, os.cpu_count() or 1)


def pieces_of(count: int, size: int) -> list[range]:
    """Cut ``count`` places into ranges of at most ``size``; 0 gives none."""
    return [range(start, min(count, start + size)) for start in range(0, count, size)]
