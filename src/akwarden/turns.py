"""Threads take turns with what is mostly Python.

One thread at a time runs Python anyway. Two threads whose loops make a system call, or a call into a library
that lets go of the interpreter, every few microseconds hand it to and fro each time: a scan of small files
costs a third more CPU that way (measured) than with a turn for every batch. On slow storage, where it is the
disk that is waited for, patience ends and they run side by side.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

_T = TypeVar("_T")
_LOCK = Lock()
_PATIENCE = 0.01
"""Seconds; a batch that lies in memory is read in two thousandths."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the turn, but not for long."""
    alone = _LOCK.acquire(timeout=_PATIENCE)
    try:
        yield
    finally:
        if alone:
            _LOCK.release()


def in_turns(items: Iterator[_T]) -> Iterator[_T]:
    """Yield the items, making each in a turn of its own."""
    try:
        while True:
            with turn():
                item = next(items, None)
            if item is None:
                return
            yield item
    finally:
        items.close()  # type: ignore[attr-defined]  # they come from a generator
