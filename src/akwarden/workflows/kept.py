"""Answers that take long to make, kept for some seconds: each says itself when it was made.

The rules that this module keeps:

- An answer is kept for what was asked and for what whoever asked may see, and given to nobody else.
- Of several who ask the same at once, one makes the answer and the others wait for it.
- What is made quickly is not kept, nor is a failure; what is kept is bounded: the oldest answer goes first.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

SLOW: Final = 0.3
"""Seconds that an answer takes that is kept."""
_MOST: Final = 256
_T = TypeVar("_T")


class Kept:
    """Answers of one server; shared by threads."""

    def __init__(self, most: int = _MOST, slow: float = SLOW) -> None:
        """Take how many answers are kept, and from how many seconds on."""
        self._most = most
        self._slow = slow
        self._answers: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, asked: Hashable, make: Callable[[], _T], *, now: datetime, seconds: float) -> _T:
        """Return the answer to what was asked, made now unless one is kept that is not older."""
        oldest = now - timedelta(seconds=seconds)
        with self._lock:
            turn = self._making.setdefault(asked, threading.Lock())
        with turn:
            found = self._answers.get(asked)
            if found is not None and oldest <= found[0] <= now:
                answer: _T = found[1]
                return answer
            try:
                begun = time.monotonic()
                answer = make()
                if time.monotonic() - begun >= self._slow:
                    self._keep(asked, answer, now)
            finally:
                with self._lock:
                    self._making.pop(asked, None)
        return answer

    def _keep(self, asked: Hashable, answer: object, now: datetime) -> None:
        with self._lock:
            self._answers[asked] = (now, answer)
            self._answers.move_to_end(asked)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
