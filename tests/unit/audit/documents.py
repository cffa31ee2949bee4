"""A small result worked out by hand, and the means to tamper with it."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
Shares = list[list[str]]

_NOTHING = dict.fromkeys(
    ("requested", "total_cost", "investment", "in_kind", "other_revenue", "other_public", "own_floor")
)


def application(key: str, score: str | None, axes: Shares, departments: Shares, **more: Any) -> Document:
    base = {"id": key, "takes_part": True, **_NOTHING, "score": score, "axes": axes, "departments": departments}
    return {**base, "applicant": f"Porteur {key}", "sources": [], "publics": [], **more}


def source(code: str, authority: str, notified: int, available: int, **more: Any) -> Document:
    base = {"code": code, "authority": authority, "notified": notified, "gross": False, "reserve": "0"}
    rest = {"committed": 0, "available": available, "axes": [], "fungible_with": [], "transfer_limit": None}
    return {**base, **rest, **more}


def award(key: str, status: str, grant: int, cap: int, floor: int, **more: Any) -> Document:
    base = {"id": key, "status": status, "grant": grant, "cap": cap, "floor": floor, "cap_term": "requested"}
    return {**base, "by_source": {}, "score": None, "weighted_score": None, "rank": 0, "reasons": [], **more}


def _inputs() -> Document:
    return {
        "strategy": "optimum",
        "objective": "euros",
        "policy": "partial",
        "ranking": "strict",
        "curve": "none",
        "step": 100,
        "rate": "0.9",
        "rate_on": "grant",
        "in_kind": True,
        "investment": False,
        "common_rate": None,
        "minimum_grant": 0,
        "maximum_grant": 0,
        "minimum_share": "0.3",
        "minimum_score": "0",
        "minimum_projects": 0,
        "maximum_projects": 0,
        "maximum_per_applicant": 0,
        "max_authorities": 2,
        "minimum_agreement": 0,
        "axes": [
            {"code": "1", "priority": "1", "floor": None, "ceiling": None},
            {"code": "2", "priority": "1.5", "floor": None, "ceiling": None},
        ],
        "sources": [
            source("fir", "ars", 20000, 18000, committed=2000),
            source(
                "304-17",
                "prefet",
                10000,
                9000,
                gross=True,
                reserve="0.05",
                committed=500,
                axes=["1"],
                fungible_with=["304-19"],
                transfer_limit=1000,
            ),
            source("304-19", "prefet", 5000, 5000),
        ],
        "departments": {},
        "publics": {},
        "exclusive": [],
        "requires": [],
        "locks": {"f": "excluded"},
        "applications": [
            application("a", "80", [["1", "1"]], [["31", "1"]], requested=12000, total_cost=20000),
            application("b", "60", [["2", "1"]], [["48", "0.6"], ["30", "0.4"]], requested=8250, total_cost=20000),
            application("c", "40", [["1", "0.5"], ["2", "0.5"]], [["REG", "1"]], requested=10000, total_cost=10000),
            application("d", "30", [["1", "1"]], [["31", "1"]], requested=10000, total_cost=15000, other_revenue=5000),
            application("e", None, [], [], takes_part=False),
            application("f", "90", [["1", "1"]], [["31", "1"]], requested=5000, total_cost=20000),
        ],
    }


def _awards() -> list[Document]:
    return [
        award("a", "funded", 12000, 12000, 3600, by_source={"fir": 12000}, score="80", weighted_score="80", rank=3),
        award(
            "b",
            "funded",
            8250,
            8250,
            2500,
            by_source={"fir": 6000, "304-19": 2250},
            score="60",
            weighted_score="90",
            rank=1,
        ),
        award(
            "c",
            "partial",
            8700,
            9000,
            2700,
            cap_term="rate",
            by_source={"304-17": 6000, "304-19": 2700},
            score="40",
            weighted_score="50",
            rank=4,
        ),
        award("d", "partial", 3000, 10000, 3000, by_source={"304-17": 3000}, score="30", weighted_score="30", rank=5),
        award("e", "ineligible", 0, 0, 0, cap_term=""),
        award("f", "excluded", 0, 5000, 1500, score="90", weighted_score="90", rank=1),
    ]


def seal(document: Document) -> Document:
    """Write the fingerprint that belongs to the inputs of the document."""
    content = {"engine_version": document["engine_version"], "inputs": document["inputs"]}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    document["fingerprint"] = "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
    return document


def valid() -> Document:
    """32 000 € for five projects: d only enters at its floor, paid by 300 € taken from c."""
    document = {
        "schema_version": 1,
        "engine_version": "1.0.0",
        "status": "optimal",
        "strategy": "optimum",
        "certificate": {
            "value": "2227500",
            "solver_bound": "2230000",
            "upper_bound": "2235000",
            "gap_steps": "5/6",
            "multipliers": {"sources:fir+304-17+304-19": "30"},
        },
        "envelope": {"fir": 18000, "304-17": 9000, "304-19": 5000},
        "granted": {"fir": 18000, "304-17": 9000, "304-19": 4950},
        "unspent": {"fir": 0, "304-17": 0, "304-19": 50},
        "transfers": [],
        "awards": _awards(),
        "by_axis": {"1": "19350", "2": "12600"},
        "by_department": {"30": "3300", "31": "15000", "48": "4950", "REG": "8700"},
        "rank_gaps": [{"id": "f", "below": ["a", "c", "d"], "cause": "lock:f", "message": "exclu"}],
        "ties": [{"score": "90", "funded": ["b"], "unfunded": ["f"]}],
        "missed": [],
        "issues": [],
        "inputs": _inputs(),
    }
    return seal(copy.deepcopy(document))


def infeasible() -> Document:
    """Declare the same problem without any allocation."""
    document = valid()
    document.update(status="infeasible", certificate=None, rank_gaps=[], ties=[])
    document["granted"] = dict.fromkeys(document["granted"], 0)
    document["unspent"] = dict(document["envelope"])
    document["by_axis"] = {"1": "0", "2": "0"}
    document["by_department"] = {}
    document["issues"] = [{"code": "infeasible", "message": "…", "severity": "error", "where": "", "application": ""}]
    for each in document["awards"]:
        each.update(grant=0, by_source={})
        if each["status"] in ("funded", "partial"):
            each["status"] = "waiting"
    return document


def tampered(change: Callable[[Document], Any]) -> Document:
    """Return the valid document after a change, with the fingerprint of its inputs."""
    document = valid()
    change(document)
    return seal(document)


def put(*path: Any) -> Callable[[Document], None]:
    """Return a change that writes the last value at the path before it."""
    *keys, last, value = path

    def change(document: Document) -> None:
        place: Any = document
        for key in keys:
            place = place[key]
        place[last] = value

    return change
