"""What commands need that call clouds: the state, and the keys that accounts are read with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.vault_input import sources
from akwarden.providers.provider import Surroundings
from akwarden.settings import home_folder
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.actor import actor
from akwarden.workflows.vault.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Opened:
    """An open state, the keys to accounts, and who runs the command."""

    state: State
    leases: Leases
    actor: str


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


@contextmanager
def opened(*, rate: float = 1.0) -> Iterator[Opened]:
    """Open what the environment names; the vault is opened when the first key of it is needed.

    `rate` is the share of the calls that a cloud allows a second.
    """
    who = actor(os.environ)
    passphrase = sources(None)
    with opened_state() as state:
        keyring = Keyring(state, home_folder(os.environ), actor=who, sources=passphrase)
        surroundings = Surroundings(dict(os.environ), Path.home())
        leases = Leases(surroundings, lambda name: keyring.access_key(name, now()), now, rate=rate)
        yield Opened(state, leases, who)
