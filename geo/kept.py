"""Keep what a function gave for as long as its first argument lives, and no longer.

A table that a reader brings lives as long as the reader's session; nothing that was computed of it may outlive it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Rest = ParamSpec("Rest")
Value = TypeVar("Value")


class Kept(Generic[Owner, Value]):
    """Results of one function, by its first argument and then by the others."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: WeakKeyDictionary[Owner, OrderedDict[Hashable, Value]] = WeakKeyDictionary()
        self._lock = threading.RLock()  # a collection that starts here may run a finaliser that asks again

    def get(self, owner: Owner, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give a result that is kept, or make it and keep it."""
        with self._lock:
            results = self._results.setdefault(owner, OrderedDict())
            if key in results:
                results.move_to_end(key)
                return results[key]
        made = make()
        with self._lock:
            results[key] = made
            while len(results) > self._size:
                results.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._results.clear()

    def owners(self) -> int:
        """How many first arguments there are results of."""
        return len(self._results)


def with_first(*, size: int) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Keep the last results of a function for each first argument that still lives.

    Parameters
    ----------
    size
        How many are kept for each; the one that was asked for longest ago goes first.

    Notes
    -----
    The result must not hold the first argument, or both live for good. All arguments are given by position.
    """

    def decorated(function: Callable[..., Value]) -> Callable[..., Value]:
        kept: Kept[object, Value] = Kept(size)

        @wraps(function)
        def asked(owner: object, *rest: Hashable) -> Value:
            return kept.get(owner, rest, lambda: function(owner, *rest))

        asked.kept = kept  # type: ignore[attr-defined]  # for tests
        return asked

    return decorated
