"""The keys that accounts are read with, for whoever has no terminal to ask a person: servers and workers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from akwarden.providers.provider import Surroundings
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.vault.keyring import Keyring
from akwarden.workflows.vault.passphrase import PassphraseSources


def leases_of(
    state: State,
    home: Path,
    env: Mapping[str, str],
    *,
    passphrase: PassphraseSources,
    actor: str,
    now: Callable[[], datetime],
    rate: float = 1.0,
) -> Leases:
    """Return the keys to accounts; the vault is opened when the first key of it is needed.

    `rate` is the share of the calls that a cloud allows a second.
    """
    keyring = Keyring(state, home, actor=actor, sources=passphrase)
    surroundings = Surroundings(dict(env), Path.home())
    return Leases(surroundings, lambda name: keyring.access_key(name, now()), now, rate=rate)
