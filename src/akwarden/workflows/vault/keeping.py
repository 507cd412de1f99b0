"""The key of the vault for whoever has no terminal: the vault is made where there is none yet."""

from datetime import datetime
from pathlib import Path

from akwarden.errors import KekError
from akwarden.store.state import State
from akwarden.vault.kek import LocalKek
from akwarden.workflows.vault.kek import init, open_kek, provider_of
from akwarden.workflows.vault.passphrase import PassphraseSources


def ready_kek(state: State, home: Path, sources: PassphraseSources, *, actor: str, now: datetime) -> LocalKek:
    """Return the key of the vault, made as a file of the home where there is no vault yet.

    Raises KekError and PassphraseError as `open_kek` does.
    """
    if provider_of(home) is None:
        try:
            return init(state, home, None, actor=actor, now=now)
        except KekError:
            if provider_of(home) is None:
                raise
            # Somebody else made it meanwhile.
    return open_kek(home, sources)
