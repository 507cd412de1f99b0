"""The key-encryption key in a file of the home: it protects a copied database, not a copied home."""

import secrets
from pathlib import Path

from akwarden.errors import KekError
from akwarden.model.secret import Secret
from akwarden.vault.kek import KEK_BYTES, LocalKek
from akwarden.vault.private_file import read_private, write_new

NAME = "kek"


def create(home: Path) -> LocalKek:
    """Make a new key in `home` and return it; raise KekError when one is there or it can't be kept."""
    key = Secret(secrets.token_bytes(KEK_BYTES))
    write_new(home / NAME, key.reveal())
    return LocalKek(key)


def load(home: Path) -> LocalKek:
    """Return the key of `home`; raise KekError when its file is missing, a link, open or of a wrong size."""
    path = home / NAME
    content = read_private(path, KEK_BYTES)
    if len(content) != KEK_BYTES:
        raise KekError(f"{path} does not hold {KEK_BYTES} bytes", mend="restore it from its backup")
    return LocalKek(Secret(content))
