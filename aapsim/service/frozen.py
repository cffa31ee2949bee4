"""*Frozen*: everything at one revision, with the answer and the hashes; papers accept nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aapsim import ENGINE_VERSION
from aapsim.service.answers import Answer
from aapsim.service.paths import REFERENCES, State
from aapsim.service.snapshots import Snapshot
from aapsim.store.events import canonical

CONTENT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Frozen:
    """The full content of one revision and what the engine answered.

    ``provisional`` is true for a draft: the session is not closed, or the answer is not
    proven; a paper made from it says so. ``heads`` gives the hash of the last event of each
    stream (``call``, ``scenario``) at that revision: printed on the record and compared with
    ``aapsim verify``, it shows that the log behind it was not changed. ``hash`` (``sha256:…``)
    covers the content, the engine's version and the grants.
    """

    snapshot: Snapshot
    answer: Answer
    engine_version: str
    heads: Mapping[str, str]
    hash: str
    provisional: bool

    @property
    def workspace(self) -> str:
        """Opaque id of the workspace."""
        return self.snapshot.id

    @property
    def revision(self) -> int:
        """The revision that is frozen."""
        return self.snapshot.revision

    @property
    def head(self) -> str:
        """Return one short text for the foot of a paper: the last eight signs of each stream's hash."""
        return " ".join(f"{stream} {value[:16]}" for stream, value in sorted(self.heads.items()))


def freeze(snapshot: Snapshot, answer: Answer, state: State, heads: Mapping[str, str]) -> Frozen:
    """Return a revision frozen with its answer."""
    optimum = answer.optimum
    proven = optimum is not None and optimum.status == "optimal"
    closed = snapshot.session.closed is not None
    content = content_of(state, answer)
    return Frozen(snapshot, answer, ENGINE_VERSION, dict(heads), content["hash"], not (proven and closed))


def content_of(state: State, answer: Answer) -> dict[str, Any]:
    """Return the full content as plain values with its ``hash``: every path, the engine's version, the result.

    References frozen before are left out: each stands for itself.
    """
    optimum = answer.optimum
    paths = {path: value for path, value in sorted(state.items()) if not path.startswith(REFERENCES)}
    result = None if optimum is None else optimum.to_document()
    body = {"version": CONTENT_VERSION, "engine_version": ENGINE_VERSION, "paths": paths, "result": result}
    plain: dict[str, Any] = json.loads(canonical(body))
    return plain | {"hash": hash_of(plain)}


def hash_of(content: Mapping[str, Any]) -> str:
    """Return ``sha256:…`` over a content, its own hash left out: how a reference is checked."""
    body = {name: value for name, value in content.items() if name != "hash"}
    return "sha256:" + hashlib.sha256(canonical(body).encode()).hexdigest()
