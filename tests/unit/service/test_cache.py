"""The bounded cache, also between threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from aapsim.service.cache import BoundedCache


def test_the_least_recently_used_leaves_first() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a", lambda: 0) == 1
    cache.put("c", 3)
    assert (cache.peek("a"), cache.peek("b"), cache.peek("c"), len(cache)) == (1, None, 3, 2)


def test_a_failed_computation_is_tried_again() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get("a", lambda: 1 // 0)
    assert cache.get("a", lambda: 5) == 5
    assert cache._busy == {}


def test_threads_that_want_the_same_value_share_one_computation() -> None:
    cache: BoundedCache[str, object] = BoundedCache(2)
    started, go = threading.Event(), threading.Event()

    def compute() -> object:
        started.set()
        assert go.wait(10)
        return object()

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(cache.get, "a", compute) for _ in range(4)]
        assert started.wait(10)
        assert cache.get("b", lambda: 2) == 2
        go.set()
        assert len({id(one.result(10)) for one in waiting}) == 1
