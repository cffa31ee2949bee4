"""One bounded, thread-safe cache of what was computed, the least recently used leaving first."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """Keeps at most ``size`` values and computes each at most once at a time.

    Two threads that want the same value share one computation; threads that want different
    values do not wait for each other.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._busy: defaultdict[Key, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key, compute: Callable[[], Value]) -> Value:
        """Return the value of a key, computed now if it is not there. What ``compute`` raises passes through."""
        found = self._find(key)
        if found:
            return found[0]
        with self._guard:
            busy = self._busy[key]
        with busy:
            found = self._find(key)
            try:
                return found[0] if found else self._keep(key, compute())
            finally:
                with self._guard:
                    self._busy.pop(key, None)

    def peek(self, key: Key) -> Value | None:
        """Return the value of a key if it is there, else ``None``; never waits for a computation."""
        found = self._find(key)
        return found[0] if found else None

    def put(self, key: Key, value: Value) -> None:
        """Keep a value that was computed elsewhere."""
        self._keep(key, value)

    def _find(self, key: Key) -> tuple[Value] | tuple[()]:
        with self._guard:
            if key not in self._values:
                return ()
            self._values.move_to_end(key)
            return (self._values[key],)

    def _keep(self, key: Key, value: Value) -> Value:
        with self._guard:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value
