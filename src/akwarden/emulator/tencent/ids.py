"""Names that the cloud gives: the same seed gives the same ones, in the same order."""

import string
from random import Random
from uuid import UUID

_ALNUM = string.ascii_letters + string.digits
_URL64 = _ALNUM + "-_"
_FIRST_UIN, _FIRST_APPID, _FIRST_UID, _FIRST_NUMBER = 100_000_000_001, 1_250_000_001, 1_000_001, 1_000_001
_FIRST_ROLE = 4_611_686_018_427_000_001


class Ids:
    """Gives ids, secrets and numbers. No value of it opens any real account."""

    def __init__(self, seed: int | None) -> None:
        """Take a seed; None for one that nobody can repeat."""
        self._random = Random(seed)  # noqa: S311  made-up keys of an emulator; a test wants them again
        self._requests = Random(seed)  # noqa: S311  apart: how often it was asked does not change what is made
        self._next = {"uin": _FIRST_UIN, "appid": _FIRST_APPID, "uid": _FIRST_UID, "role": _FIRST_ROLE}

    def number(self, kind: str) -> int:
        """Return the next number of a kind, such as `uin`, `appid` or `policy`."""
        found = self._next.get(kind, _FIRST_NUMBER)
        self._next[kind] = found + 1
        return found

    def secret_id(self) -> str:
        """Return an id of a permanent key."""
        return "AKID" + self.text(32)

    def secret_key(self) -> str:
        """Return a secret of 32 characters."""
        return self.text(32)

    def temporary_id(self) -> str:
        """Return an id of a temporary key, which is longer."""
        return "AKID" + "".join(self._random.choices(_URL64, k=64))

    def token(self) -> str:
        """Return a session token."""
        return "".join(self._random.choices(_URL64, k=240))

    def text(self, size: int) -> str:
        """Return letters and digits."""
        return "".join(self._random.choices(_ALNUM, k=size))

    def lower(self, size: int) -> str:
        """Return lower-case letters and digits."""
        return "".join(self._random.choices(string.ascii_lowercase + string.digits, k=size))

    def uuid(self) -> str:
        """Return a UUID, such as a key of KMS has."""
        return _uuid(self._random)

    def request_id(self) -> str:
        """Return a UUID for a request."""
        return _uuid(self._requests)


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
