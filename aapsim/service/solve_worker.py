"""The process that solves for the screens: ``python -m aapsim.service.solve_worker``. It knows no database.

Questions come on standard input, what is found goes out where standard output was: one pickle each, from
and to the server that started it and nobody else. It ends when the server does, or is killed by it.
"""

from __future__ import annotations

import logging
import os
import pickle  # read only from the server that started this process
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, Literal

from aapsim.domain.issues import InvalidInput
from aapsim.engine.allocate import allocate, allocate_side_by_side

_LOG = logging.getLogger(__name__)
MERIT_AFTER_S = 0.4
"""A solve that lasts longer is followed by the quick walk down the ranking, for the screen to show meanwhile."""
CAUSES_AFTER_S = 0.3
"""Where the causes of gaps in the ranking are longer in coming than that, the exact answers go without them first."""
Said = tuple[Literal["ready", "merit", "exact", "both", "refused", "failed"], Any]
"""What the process says: that it is there, ``merit`` alone, both answers without the causes of their gaps, both
answers, issues, or what went wrong."""


def answers_to(question: tuple[Any, ...]) -> Iterator[Said]:
    """Yield what is found about (call, applications, locks): both answers, after less of them where they are long."""
    found: queue.SimpleQueue[Said] = queue.SimpleQueue()
    threading.Thread(target=lambda: found.put(_both(question, found)), daemon=True).start()
    said = _next(found, MERIT_AFTER_S)
    if said is None:
        with suppress(InvalidInput):
            yield "merit", allocate(*question, strategy="merit")
        said = found.get()
    if said[0] == "exact":
        last = _next(found, CAUSES_AFTER_S)
        if last is None:
            yield "exact", said[1]()
            last = found.get()
        said = last
    yield said


def _next(found: queue.SimpleQueue[Said], patience_s: float) -> Said | None:
    try:
        return found.get(timeout=patience_s)
    except queue.Empty:
        return None


def _both(question: tuple[Any, ...], found: queue.SimpleQueue[Said]) -> Said:
    try:
        # The very call of a solve in the server's own process: the answer is the same to the byte.
        return "both", allocate_side_by_side(*question, tell=lambda exact: found.put(("exact", exact)))
    except InvalidInput as refused:
        return "refused", refused.issues
    except Exception as error:  # noqa: BLE001 - the server asks again by itself, and sees the error
        _LOG.error("a solve failed: %s", type(error).__name__)
        return "failed", type(error).__name__


def main() -> None:
    """Answer questions in their order until the server closes its end."""
    out = _own_output()
    questions: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    try:
        _say(out, ("ready", None))
        while True:
            for said in answers_to(questions.get()):
                _say(out, said)
    except OSError:
        # Nobody hears any more. The ordinary end would wait for the thread that listens.
        os._exit(0)


def _own_output() -> IO[bytes]:
    """Take standard output for what is said alone: solvers print to it."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def _say(out: IO[bytes], said: Said) -> None:
    pickle.dump(said, out, protocol=pickle.HIGHEST_PROTOCOL)
    out.flush()


def _listen(questions: queue.SimpleQueue[tuple[Any, ...]]) -> None:
    """Pass questions on; end the process with the server, whatever is being solved."""
    while True:
        try:
            questions.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the server that started this process
        except (EOFError, OSError):
            os._exit(0)


if __name__ == "__main__":
    main()
