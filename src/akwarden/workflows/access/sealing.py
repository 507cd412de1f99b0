"""Secrets of people that must come back in clear: sealed as those of the vault are, under their own owner.

Two of them do: what one-time codes are made from, and the SecretKey of a pair for the wire API, by which
signatures are checked. Everything else that opens a door is kept as a digest.

A name here is random and never used again, so that a row may be deleted: no version of it can come back.
"""

from enum import StrEnum
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from akwarden.errors import SealedError
from akwarden.model.secret import Secret
from akwarden.store import sealed as rows
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.vault.envelope import Place, decode, encode, open_sealed, seal
from akwarden.vault.kek import LocalKek
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.vault.keeping import ready_kek
from akwarden.workflows.vault.kek import open_kek
from akwarden.workflows.vault.passphrase import PassphraseSources

OWNER = "people"
"""Whose these secrets are, among those of the vault."""
_VERSION = 1


class PersonSecret(StrEnum):
    """What is sealed."""

    ONE_TIME_CODES = "one-time-codes"
    """What the one-time codes of a person are made from."""
    WIRE_KEY = "wire-key"
    """The SecretKey of a pair for the wire API."""


class Keyhole(msgspec.Struct, frozen=True):
    """Where the key of the vault comes from."""

    state: State
    """The state that the sealed secrets lie in."""
    home: Path
    """The folder that holds the key, or the way to it."""
    sources: PassphraseSources
    """What may be asked for its passphrase; most vaults need none."""

    def open(self) -> LocalKek:
        """Return the key; raises KekError where there is none, PassphraseError as `open_kek` does."""
        return open_kek(self.home, self.sources)

    def open_or_make(self, acting: Acting) -> LocalKek:
        """Return the key, and make it where the vault was never used; raises as `open` does."""
        return ready_kek(self.state, self.home, self.sources, actor=acting.actor, now=rounded(acting.now))


def sealed(kek: LocalKek, kind: PersonSecret, name: str, secret: Secret) -> bytes:
    """Return a secret sealed for its place, as a row or something that is under way holds it."""
    return encode(seal(secret, _place(kind, name), kek))


def opened(kek: LocalKek, kind: PersonSecret, name: str, content: bytes) -> Secret:
    """Return what `sealed` was given; raises VaultError for what is no such thing, or of another key."""
    return open_sealed(decode(content), _place(kind, name), kek)


def keep(connection: Connection, kind: PersonSecret, name: str, content: bytes, acting: Acting) -> None:
    """Keep a sealed secret under a name that is new."""
    found = decode(content)
    row = rows.SealedRow(
        of=_name(kind, name), version=_VERSION, kek=found.kek, sealed=content, created_at=rounded(acting.now)
    )
    rows.put(connection, row)


def read(connection: Connection, kek: LocalKek, kind: PersonSecret, name: str) -> Secret:
    """Return a secret that was kept; raises VaultError where it is gone or can't be opened."""
    row = rows.get(connection, _name(kind, name), _VERSION)
    if row is None:
        raise SealedError(
            "a sealed secret of a person is gone", mend="restore a backup: akwarden restore FILE"
        )
    return opened(kek, kind, name, row.sealed)


def forget(connection: Connection, kind: PersonSecret, name: str) -> None:
    """Delete a sealed secret whose name is never used again."""
    rows.delete_forever(connection, _name(kind, name))


def _name(kind: PersonSecret, name: str) -> rows.SealedName:
    return rows.SealedName(kind, OWNER, name)


def _place(kind: PersonSecret, name: str) -> Place:
    return Place(kind=kind, owner=OWNER, name=name, version=_VERSION)
