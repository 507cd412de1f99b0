"""The key of a home's vault: made once, found by the file that is there, opened.

The rules that this module keeps:

- A home has one key: in a file, or from a passphrase. Two are refused, since nobody could tell which counts.
- No new key is made where secrets are sealed already: nothing would ever open them again.
- That a key is made is on record before it is.
"""

import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from akwarden.errors import KekError
from akwarden.store import sealed
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event
from akwarden.store.state import State
from akwarden.vault import kek_file, kek_passphrase
from akwarden.vault.kek import LocalKek
from akwarden.workflows.vault.passphrase import PassphraseSources, obtain, obtain_new


class KekProvider(StrEnum):
    """Where the key of a vault comes from."""

    FILE = "file"
    """It lies in a file of the home."""
    PASSPHRASE = "passphrase"  # noqa: S105  a word
    """A passphrase gives it; the file of the home holds only the way there."""


_FILES = {KekProvider.FILE: kek_file.NAME, KekProvider.PASSPHRASE: kek_passphrase.NAME}


def provider_of(home: Path) -> KekProvider | None:
    """Return where the key of `home` comes from, None where it has none; raises KekError where it has two."""
    found = [provider for provider, name in _FILES.items() if os.path.lexists(home / name)]
    if len(found) > 1:
        first, second = _FILES.values()
        raise KekError(
            f"{home} has two keys of a vault",
            why=f"both {first} and {second} are there, and which of them counts can't be told",
            mend="move the one away that does not belong to this state, and keep it",
        )
    return found[0] if found else None


def file_of(home: Path) -> Path | None:
    """Return the file that has to be kept for the vault of `home` to open, or None where it has none."""
    provider = provider_of(home)
    return home / _FILES[provider] if provider else None


def open_kek(home: Path, sources: PassphraseSources) -> LocalKek:
    """Return the key of `home`.

    Raises KekError where there is none or it can't be used, PassphraseError where the passphrase is missing
    or another one.
    """
    match provider_of(home):
        case KekProvider.FILE:
            return kek_file.load(home)
        case KekProvider.PASSPHRASE:
            return kek_passphrase.load(home, obtain(sources))
        case None:
            raise KekError(
                f"{home} has no vault",
                mend="akwarden vault init; where it had one, restore its key file from where you keep it",
            )


def init(
    state: State, home: Path, sources: PassphraseSources | None, *, actor: str, now: datetime
) -> LocalKek:
    """Make the key of `home`, from a passphrase where `sources` are given, and return it.

    Raises KekError when there is one, or when the state holds secrets of another; PassphraseError as
    `obtain_new` does.
    """
    _check_absent(home)
    passphrase = None if sources is None else obtain_new(sources)
    provider = KekProvider.FILE if passphrase is None else KekProvider.PASSPHRASE
    with state.writing() as connection:
        if sealed.has_any(connection):
            raise KekError(
                f"{state.place} holds sealed secrets, and the key that opens them is not in {home}",
                why="with a new key they could never be read again",
                mend=f"restore the file {kek_file.NAME} or {kek_passphrase.NAME} from where you keep it",
            )
        log.append(
            connection,
            Event(at=now, actor=actor, action="vault.init", object="vault", details={"provider": provider}),
        )
    return kek_file.create(home) if passphrase is None else kek_passphrase.create(home, passphrase)


def _check_absent(home: Path) -> None:
    if (found := file_of(home)) is not None:
        raise KekError(
            f"{found} is there already",
            why="the vault was made before",
            mend="use it: akwarden vault put NAME",
        )
