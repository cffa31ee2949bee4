"""The canonical problem of a result: what the fingerprint covers and what the checker reads.

Ids sorted, NFC, integers and exact texts; no path, date or row order.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from aapsim.domain.application import Application, Shares
from aapsim.domain.call import Call, Limit, Source
from aapsim.domain.french import exact_text
from aapsim.domain.scenario import Lock
from aapsim.engine.scoring import score_of


def canonical_inputs(
    call: Call,
    applications: Sequence[Application],
    taking_part: Mapping[str, bool],
    locks: Mapping[str, Lock],
    strategy: str,
) -> dict[str, Any]:
    """Return the canonical problem as plain JSON values (see ``docs/resultat.md``)."""
    inputs: dict[str, Any] = {
        "strategy": strategy,
        "objective": call.objective,
        "policy": call.policy,
        "ranking": call.ranking,
        "curve": call.curve,
        "step": call.step,
        "rate": exact_text(call.rate),
        "rate_on": call.rate_on,
        "in_kind": call.in_kind,
        "investment": call.investment,
        "common_rate": None if call.common_rate is None else exact_text(call.common_rate),
        "minimum_grant": call.minimum_grant,
        "maximum_grant": call.maximum_grant,
        "minimum_share": exact_text(call.minimum_share),
        "minimum_score": exact_text(call.minimum_score),
        "minimum_projects": call.minimum_projects,
        "maximum_projects": call.maximum_projects,
        "maximum_per_applicant": call.maximum_per_applicant,
        "max_authorities": call.max_authorities,
        "minimum_agreement": call.minimum_agreement,
        "axes": [
            {"code": axis.code, "priority": exact_text(axis.priority), "floor": _limit(axis.floor),
             "ceiling": _limit(axis.ceiling)}
            for axis in call.axes
        ],
        "sources": [_source(source) for source in call.sources],
        "departments": {
            limits.code: {"floor": limits.floor, "ceiling": limits.ceiling,
                          "minimum_projects": limits.minimum_projects, "maximum_projects": limits.maximum_projects}
            for limits in call.departments
        },
        "publics": {public.code: exact_text(public.bonus) for public in call.publics},
        "exclusive": [list(ids) for ids in call.exclusive],
        "requires": [list(pair) for pair in call.requires],
        "locks": dict(locks),
        "applications": [
            _application(call, application, takes_part=taking_part[application.id])
            for application in sorted(applications, key=lambda application: application.id)
        ],
    }
    normal: dict[str, Any] = json.loads(unicodedata.normalize("NFC", json.dumps(inputs, ensure_ascii=False)))
    return normal


def _limit(limit: Limit | None) -> dict[str, str] | None:
    return None if limit is None else {"kind": limit.kind, "value": exact_text(limit.value)}


def _shares(shares: Shares) -> list[list[str]]:
    return [[code, exact_text(share)] for code, share in shares]


def _source(source: Source) -> dict[str, Any]:
    return {
        "code": source.code,
        "authority": source.authority,
        "notified": source.notified,
        "gross": source.gross,
        "reserve": exact_text(source.reserve),
        "committed": source.committed,
        "available": source.available,
        "axes": list(source.axes),
        "fungible_with": list(source.fungible_with),
        "transfer_limit": source.transfer_limit,
    }


def _application(call: Call, application: Application, *, takes_part: bool) -> dict[str, Any]:
    score = score_of(call, application)
    return {
        "id": application.id,
        "takes_part": takes_part,
        "requested": application.requested,
        "total_cost": application.total_cost,
        "investment": application.investment,
        "in_kind": application.in_kind,
        "other_revenue": application.other_revenue,
        "other_public": application.other_public,
        "own_floor": application.own_floor,
        "score": None if score is None else exact_text(score),
        "axes": _shares(application.axes),
        "departments": _shares(application.departments),
        "applicant": application.applicant,
        "sources": list(application.sources),
        "publics": list(application.publics),
    }


def fingerprint_of(inputs: Mapping[str, Any], engine_version: str) -> str:
    """Return ``sha256:…`` over the inputs and the engine's version."""
    text = json.dumps(
        {"engine_version": engine_version, "inputs": inputs}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
