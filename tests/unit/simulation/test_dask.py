"""The same bytes on one process, on joblib's and on a Dask cluster; a region alone as in the country."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.service import simulating
from aapsim.simulation.doubts import Doubts
from aapsim.simulation.frontier import Sweep, curve, evenly
from aapsim.simulation.national import national
from aapsim.simulation.parallel import SCHEDULER, machine_workers, pieces_of, spread
from tests.unit.simulation.makers import a_region, three

DOUBTS = Doubts(score_spread=Fraction(3), withdrawal=Fraction(1, 10))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="dask.distributed is optional: requirements-dask.txt")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as found:
        yield found


def test_a_cluster_gives_the_bytes_of_one_process(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    question = a_region(10)
    sweep = Sweep(evenly(10_000, 60_000, 5))
    alone = simulating.robustness_file(simulating.robustness(question, DOUBTS, 15, 9, 1), "csv")
    points = list(curve(question, sweep))
    monkeypatch.setenv(SCHEDULER, cluster.scheduler_address)
    assert simulating.robustness_file(simulating.robustness(question, DOUBTS, 15, 9, 1), "csv") == alone
    assert list(curve(question, sweep)) == points


def test_a_region_alone_gives_the_report_it_has_in_the_country() -> None:
    regions = {"A": a_region(6, 1), "B": three(), "C": a_region(5, 2)}
    together = dict(national(regions, DOUBTS, 7, 4, size=3))
    assert list(together) == ["A", "B", "C"]
    assert {report.trials for report in together.values()} == {7}
    for code, question in regions.items():
        assert simulating.robustness(question, DOUBTS, 7, 4, 1) == together[code]


def test_a_cluster_that_does_not_answer_is_one_french_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="dask.distributed is optional: requirements-dask.txt")
    monkeypatch.setattr("aapsim.simulation.parallel.TIMEOUT_S", 1)
    monkeypatch.setenv(SCHEDULER, "tcp://127.0.0.1:9")
    with pytest.raises(InvalidInput, match="ne répond pas"):
        list(spread(str, [1]))


def test_without_dask_the_setting_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    monkeypatch.setenv(SCHEDULER, "tcp://127.0.0.1:9")
    with pytest.raises(InvalidInput, match=r"requirements-dask\.txt"):
        list(spread(str, [1]))


def test_work_is_cut_in_order() -> None:
    assert [list(piece) for piece in pieces_of(5, 2)] == [[0, 1], [2, 3], [4]]
    assert pieces_of(0, 2) == []
    assert machine_workers() >= 1
    assert list(spread(str, [3, 1, 2])) == ["3", "1", "2"]
