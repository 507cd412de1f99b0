"""An access key into the vault, for whoever has no terminal: the vault is made where there is none yet."""

from datetime import datetime
from pathlib import Path

from akwarden.errors import KekError
from akwarden.store.state import State
from akwarden.vault.kek import LocalKek
from akwarden.workflows.vault.access_key import checked
from akwarden.workflows.vault.kek import init, open_kek, provider_of
from akwarden.workflows.vault.passphrase import PassphraseSources
from akwarden.workflows.vault.secrets import Vault, put


def keep_access_key(
    state: State,
    kek: LocalKek,
    name: str,
    key: tuple[str, str],
    *,
    actor: str,
    now: datetime,
) -> str:
    """Put the id and the secret of an access key into the vault, and return how an account names it.

    Raises UsageError for a key that looks like none, and what `put` raises.
    """
    key_id, secret = key
    put(Vault(state, kek, actor), name, checked(key_id, secret, None), now)
    return f"vault:{name}"


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
