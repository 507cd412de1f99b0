"""Whose turn it is to ask the event lake in a thread of a handler: two at once, as each takes much memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from akwarden.frontends.api.problems import ProblemError

ANSWER_SECONDS: Final = 30.0
"""How long one answer may take."""
_WAIT_SECONDS: Final = 5.0
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Each may take a gigabyte of memory."""
WAITING: Final = 2
"""So many wait: each holds a thread, of which all other routes have but a few."""
_IN_LINE: Final = threading.BoundedSemaphore(WAITING)


@contextmanager
def lake_turn(command: str) -> Iterator[None]:
    """Give a turn; raises ProblemError where others have it for too long or wait, with what does the same."""
    if not _is_taken():
        raise ProblemError(
            503, "others ask the event lake right now", mend=command, kind="busy", retry_after=5
        )
    try:
        yield
    finally:
        _AT_ONCE.release()


def _is_taken() -> bool:
    """Take a turn, after a short time in line where there is room; say whether there was one."""
    if _AT_ONCE.acquire(blocking=False):
        return True
    if not _IN_LINE.acquire(blocking=False):
        return False
    try:
        return _AT_ONCE.acquire(timeout=_WAIT_SECONDS)
    finally:
        _IN_LINE.release()
