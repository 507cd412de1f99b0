"""How often an account may call an action: a bucket of tokens for each, as large as a second's worth."""

from collections.abc import Callable
from time import monotonic

from akwarden.emulator.tencent.errors import ApiError


class RateLimits:
    """Counts the calls of each account to each action."""

    def __init__(self, *, scale: float = 1.0, clock: Callable[[], float] = monotonic) -> None:
        """`scale` multiplies all limits; 0 stands for none."""
        self._scale = scale
        self._clock = clock
        self._buckets: dict[tuple[int, str, str], tuple[float, float]] = {}

    def take(self, account: int, service: str, action: str, rate: float) -> None:
        """Count one call; raises ApiError where it is one too many."""
        rate *= self._scale
        if not rate:
            return
        key, now = (account, service, action), self._clock()
        tokens, last = self._buckets.get(key, (rate, now))
        tokens = min(rate, tokens + (now - last) * rate)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            raise ApiError(
                "RequestLimitExceeded", f"Your current request times equals to `{rate:g}` in a second."
            )
        self._buckets[key] = (tokens - 1, now)
