"""A secret value in memory: usable by the code that must, unreadable in every message.

The rules that this type enforces:

- `repr`, `str`, formatting, JSON and pickling show the mask or refuse; only `reveal` gives the value.
- What may be stored or compared is a keyed fingerprint, never the value or a plain hash of it.
"""

import hashlib
import hmac
from typing import NewType, NoReturn

Fingerprint = NewType("Fingerprint", str)
"""`hmac-sha256:` and 64 hex digits; comparable only with fingerprints made with the same key."""

_SHOWN = 4
_SHORTEST_SHOWN = 24


class Secret:
    """A secret value; equal to another secret with the same bytes."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        """Take the value as the bytes that were found."""
        self._value = value

    def reveal(self) -> bytes:
        """Return the value: for the vault, a delivery target or a fingerprint, and nothing else."""
        return self._value

    @property
    def mask(self) -> str:
        """Return the first and last four characters, or only stars when that would give too much away."""
        text = self._value.decode("ascii", "replace")
        if len(text) < _SHORTEST_SHOWN:
            return "****"
        return f"{text[:_SHOWN]}****{text[-_SHOWN:]}"

    def fingerprint(self, key: bytes) -> Fingerprint:
        """Return the HMAC-SHA256 of the value under `key`."""
        return Fingerprint("hmac-sha256:" + hmac.new(key, self._value, hashlib.sha256).hexdigest())

    def __eq__(self, other: object) -> bool:
        """Compare in constant time with another secret."""
        return isinstance(other, Secret) and hmac.compare_digest(self._value, other._value)

    def __hash__(self) -> int:
        """Hash by value, so that equal secrets fall together."""
        return hash(self._value)

    def __repr__(self) -> str:
        """Show the mask."""
        return f"Secret({self.mask})"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: a pickle would hold the value in clear."""
        message = "a secret is not written to a pickle"
        raise TypeError(message)
