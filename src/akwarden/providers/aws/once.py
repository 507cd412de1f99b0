"""A value that is asked for once, by whoever needs it first, and when asking again is in vain."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from akwarden.errors import MissingRightError

Value = TypeVar("Value")


class Once(Generic[Value]):
    """One value, shared by threads."""

    def __init__(self, make: Callable[[], Value]) -> None:
        """Take what makes the value."""
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[Value] | None = None
        self._refused: MissingRightError | None = None

    def get(self) -> Value:
        """Return the value. Raises CloudError; MissingRightError each time once it was raised."""
        with self._lock:
            if self._refused is not None:
                raise MissingRightError(self._refused.right, self._refused.reason)
            if self._made is None:
                try:
                    self._made = (self._make(),)
                except MissingRightError as error:
                    self._refused = error
                    raise
            return self._made[0]


class Patience:
    """Counts how often in a row a right was refused, and says when asking is in vain; shared by threads."""

    _MOST = 3

    def __init__(self) -> None:
        """Begin with patience."""
        self._lock = threading.Lock()
        self._refusals = 0
        self._last: MissingRightError | None = None

    @property
    def is_over(self) -> bool:
        """Say whether to ask no more."""
        with self._lock:
            return self._refusals >= self._MOST

    @property
    def last(self) -> MissingRightError | None:
        """Return a refusal that tells why, new so that it can be raised again."""
        with self._lock:
            return MissingRightError(self._last.right, self._last.reason) if self._last else None

    def refused(self, error: MissingRightError) -> None:
        """Note a refusal."""
        with self._lock:
            self._refusals += 1
            self._last = error

    def allowed(self) -> None:
        """Note that an answer came."""
        with self._lock:
            self._refusals = 0
