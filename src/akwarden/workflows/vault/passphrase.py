"""Where the passphrase of a vault comes from: a file, the environment, or the person at the terminal."""

import os
from collections.abc import Callable, MutableMapping
from pathlib import Path

import msgspec

from akwarden.errors import PassphraseError
from akwarden.model.secret import Secret
from akwarden.vault import passphrase
from akwarden.vault.kek_passphrase import SHORTEST

_MEND = f"set {passphrase.NAME}, give --passphrase-file FILE, or run it on a terminal"


class PassphraseSources(msgspec.Struct, frozen=True):
    """What may be asked for the passphrase, in this order; most vaults need none."""

    file: Path | None = None
    """A file whose first line it is."""
    given: Secret | None = None
    """What the environment held."""
    ask: Callable[[str], str] | None = None
    """Asks a person without showing what is typed; None where there is no terminal."""


def take_from_environment(environment: MutableMapping[str, str]) -> Secret | None:
    """Return the passphrase of the environment and remove it there, so that no child process gets it."""
    found = passphrase.from_environment(environment)
    environment.pop(passphrase.NAME, None)
    return found


def obtain(sources: PassphraseSources) -> Secret:
    """Return the passphrase; raises PassphraseError where nobody gives one."""
    if (found := _unasked(sources)) is not None:
        return found
    if sources.ask is None:
        raise PassphraseError("this vault needs its passphrase", mend=_MEND)
    return _typed(sources.ask("Passphrase of the vault"))


def obtain_new(sources: PassphraseSources) -> Secret:
    """Return a passphrase for a new vault, typed twice where a person is asked.

    Raises PassphraseError where nobody gives one, it is too short, or the two differ.
    """
    found = _unasked(sources)
    if found is None and sources.ask is None:
        raise PassphraseError("a vault with a passphrase needs one", mend=_MEND)
    if found is None and sources.ask is not None:
        found = _typed(sources.ask("New passphrase of the vault"))
        if _typed(sources.ask("The same again")) != found:
            raise PassphraseError("the two passphrases differ", mend="type the same one twice")
    if found is None or len(found.reveal()) < SHORTEST:
        raise PassphraseError(f"a passphrase needs at least {SHORTEST} characters", mend="take a longer one")
    return found


def _unasked(sources: PassphraseSources) -> Secret | None:
    """Return what is there without a person; a file that was named goes before the environment."""
    return _read(sources.file) if sources.file is not None else sources.given


def _read(path: Path) -> Secret:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise PassphraseError(f"{path} can't be read", why=error.strerror) from error
    try:
        return passphrase.from_descriptor(descriptor)
    finally:
        os.close(descriptor)


def _typed(text: str) -> Secret:
    return Secret(os.fsencode(text))
