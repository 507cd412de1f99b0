"""Chance from a seed: the same name under the same seed gives the same draws on any machine.

Only what Python promises never to change is used: `random()` and `getrandbits()` of a Mersenne Twister that
was seeded with a number. No logarithm and no power is taken, since those differ in the last bit between
machines.
"""

from collections.abc import Sequence
from hashlib import sha256
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
HEX = "0123456789abcdef"
URL64 = ALNUM + "-_"


class Dice:
    """A stream of draws."""

    __slots__ = ("_name", "bits", "share")

    def __init__(self, name: str) -> None:
        """Take the name of the stream; names that differ give streams that have nothing in common."""
        random = Random(int.from_bytes(sha256(name.encode()).digest()[:16], "big"))  # noqa: S311  made-up life
        self._name = name
        self.share = random.random
        """Draws a number from 0 up to 1, without 1."""
        self.bits = random.getrandbits
        """Draws a number of so many bits."""

    def apart(self, name: str) -> "Dice":
        """Return another stream, which does not move this one."""
        return Dice(f"{self._name}/{name}")

    def below(self, limit: int) -> int:
        """Draw a number from 0 up to a limit, without the limit."""
        return int(self.share() * limit)

    def between(self, low: int, high: int) -> int:
        """Draw a number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, choices: Sequence[_T]) -> _T:
        """Draw one of some."""
        return choices[int(self.share() * len(choices))]

    def text(self, alphabet: str, size: int) -> str:
        """Draw a text of so many characters."""
        share, count = self.share, len(alphabet)
        return "".join([alphabet[int(share() * count)] for _ in range(size)])

    def uuid(self) -> str:
        """Draw a UUID of version 4."""
        text = self.bits(128).to_bytes(16, "big").hex()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def shuffled(self, choices: Sequence[_T]) -> list[_T]:
        """Draw an order of all."""
        left, found = list(choices), []
        while left:
            found.append(left.pop(int(self.share() * len(left))))
        return found
