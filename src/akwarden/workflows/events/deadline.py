"""Questions to the event lake that may not take for ever: what takes too long is ended."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import ibis.expr.types as ir

from akwarden.errors import LakeError

_AGAIN: Final = 0.2
"""Seconds between two tries to end it: one that comes between two questions ends neither."""


@contextmanager
def within_seconds(events: ir.Table, seconds: float, *, mend: str) -> Iterator[None]:
    """Let questions to these events take so many seconds together; raises LakeError after that."""
    backend: Any = events.get_backend()
    over, done = threading.Event(), threading.Event()

    def end_it() -> None:
        if done.wait(seconds):
            return
        over.set()
        while not done.wait(_AGAIN):
            backend.con.interrupt()

    watcher = threading.Thread(target=end_it, daemon=True)
    watcher.start()
    try:
        yield
    except LakeError as error:
        if not over.is_set():
            raise
        raise LakeError(f"the question took longer than {seconds:g} seconds", mend=mend) from error
    finally:
        done.set()
        watcher.join()
