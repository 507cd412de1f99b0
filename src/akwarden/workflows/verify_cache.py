"""Answers of clouds, kept for some minutes by a keyed fingerprint: the file holds no secret and no key id.

What it does hold is whose a key is, so it is a private file, and one that others could have written is not
read. Only answers that tell something are kept. An entry is found only with the same fingerprint key, parts
of the key, and sites.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from akwarden.cachefile import read_cached, write_cached
from akwarden.model.credential import Credential
from akwarden.model.secret import Fingerprint, Secret
from akwarden.model.verification import Unverified, Verification
from akwarden.providers.protocol import Site

_PURPOSE = b"akwarden verify 1"
"""Part of what is hashed, so that these fingerprints are no others."""


class _Entry(msgspec.Struct, frozen=True):
    """One answer."""

    at: float
    """When it was given, in seconds since 1970."""
    answer: Verification


class VerifyCache:
    """The answers of earlier runs, as long as they hold."""

    def __init__(self, path: Path, *, seconds: float, fingerprint_key: bytes) -> None:
        """Take the file, and how long an answer holds; with 0 nothing is read or written."""
        self._path = path
        self._seconds = seconds
        self._key = fingerprint_key

    def name(self, credential: Credential, sites: Sequence[Site]) -> Fingerprint:
        """Return the name of an answer: a fingerprint of the whole key and of where it was asked."""
        token = credential.token.reveal() if credential.token else b""
        asked = [f"{site.name}={site.url}".encode() for site in sites]
        parts = (_PURPOSE, credential.key_id.encode(), credential.secret.reveal(), token, *asked)
        return Secret(msgspec.json.encode([part.hex() for part in parts])).fingerprint(self._key)

    def read(self, now: float) -> dict[str, Verification]:
        """Return the answers that still hold, by their names."""
        return {name: entry.answer for name, entry in self._entries(now).items()}

    def write(self, answers: Mapping[Fingerprint, Verification], now: float) -> None:
        """Keep these answers, with those of others that still hold; where that fails it only costs time."""
        telling = {n: _Entry(now, a) for n, a in answers.items() if not isinstance(a, Unverified)}
        if telling and self._seconds:
            write_cached(self._path, msgspec.json.encode({**self._entries(now), **telling}))

    def _entries(self, now: float) -> dict[str, _Entry]:
        content = read_cached(self._path) if self._seconds else None
        try:
            entries = msgspec.json.decode(content or b"{}", type=dict[str, _Entry])
        except msgspec.MsgspecError:
            return {}
        return {name: entry for name, entry in entries.items() if 0 <= now - entry.at < self._seconds}
