"""How often a cloud is asked: a bucket of tokens, one a call, filled again at a steady rate."""

import threading
from collections.abc import Callable


class Pace:
    """Makes threads wait so that together they keep a rate."""

    def __init__(self, rate: float, *, burst: int, clock: Callable[[], float]) -> None:
        """Take calls a second and how many may be made at once; `clock` gives seconds and never goes back."""
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens = float(burst)
        self._filled_at = clock()

    def reserve(self) -> float:
        """Take a token, and return the seconds to wait before the call that it stands for."""
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
            self._filled_at = now
            self._tokens -= 1
            return max(0.0, -self._tokens / self._rate)
