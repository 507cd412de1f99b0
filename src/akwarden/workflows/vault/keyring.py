"""Access keys of the vault for what calls clouds: opened when needed, on record once a run."""

import threading
from datetime import datetime
from pathlib import Path

from akwarden.errors import CredentialError, SealedError
from akwarden.model.credential import Credential
from akwarden.store.state import State
from akwarden.vault.kek import LocalKek
from akwarden.workflows.vault.kek import open_kek
from akwarden.workflows.vault.passphrase import PassphraseSources
from akwarden.workflows.vault.secrets import (
    Opened,
    Opening,
    SecretKind,
    UnknownSecretError,
    Vault,
    open_again,
    open_secret,
)


class Keyring:
    """Hands out access keys to one run of a program; shared by its threads.

    The key of the vault is asked for at the first one, so that a run without keys of the vault needs none.
    """

    def __init__(self, state: State, home: Path, *, actor: str, sources: PassphraseSources) -> None:
        """Take where the vault is, who runs the program, and what may be asked for its passphrase."""
        self._state = state
        self._home = home
        self._actor = actor
        self._sources = sources
        self._kek: LocalKek | None = None
        self._used: set[tuple[str, int]] = set()
        self._lock = threading.Lock()

    def access_key(self, name: str, now: datetime) -> Credential:
        """Return the newest version of the access key `name`; its first use in this run is on record before.

        Raises CredentialError when there is none, and what `open_kek` and `open_secret` raise.
        """
        with self._lock:
            try:
                opened = self._opened(name, now)
            except UnknownSecretError as error:
                raise CredentialError(
                    f"the vault has no access key {name!r}",
                    mend=f"akwarden vault put {name} --kind {SecretKind.ACCESS_KEY}",
                ) from error
        if not isinstance(opened.content, Credential):
            raise SealedError(f"{name!r} was sealed as an access key and is none")
        return opened.content

    def _opened(self, name: str, now: datetime) -> Opened:
        self._kek = self._kek or open_kek(self._home, self._sources)
        vault = Vault(self._state, self._kek, self._actor)
        opened = open_again(vault, name, SecretKind.ACCESS_KEY)
        if (name, opened.version) not in self._used:
            opened = open_secret(vault, name, why=Opening.USE, now=now, kind=SecretKind.ACCESS_KEY)
            self._used.add((name, opened.version))
        return opened


def read_access_key(
    state: State, home: Path, name: str, *, actor: str, now: datetime, sources: PassphraseSources
) -> Credential:
    """Return one access key, for a run that needs no more; who needs several keeps a `Keyring`."""
    return Keyring(state, home, actor=actor, sources=sources).access_key(name, now)
