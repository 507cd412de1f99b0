"""The key-encryption key from a passphrase, by Argon2id: protects a stolen disk, not a host that runs.

The rules that this module enforces:

- Beside the database lie the parameters, the salt and a check value; the key itself lies nowhere.
- A wrong passphrase shows at the check value, before any sealed secret was tried with it. It costs an
  attacker the same work for each guess as a secret would.
- Parameters that somebody made weaker, or so strong that they stop the machine, are refused.
"""

import hmac
import secrets
from pathlib import Path
from typing import Annotated, Final

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from msgspec import Meta

from akwarden.errors import KekError, PassphraseError
from akwarden.model.secret import Secret
from akwarden.vault.kek import KEK_BYTES, KEK_ID_BYTES, LocalKek
from akwarden.vault.private_file import read_private, write_new

NAME = "kek.passphrase"
SHORTEST: Final = 12
"""Bytes that a passphrase has at least when a vault is made with it."""

_SALT_BYTES = 16
_LONGEST_FILE = 4096


class Derivation(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="format", tag=1
):
    """How a passphrase becomes the key; at least the second option that RFC 9106 recommends."""

    memory_kib: Annotated[int, Meta(ge=65536, le=4 * 1024 * 1024)] = 65536
    """Memory of one derivation."""
    passes: Annotated[int, Meta(ge=3, le=64)] = 3
    """How often that memory is gone through."""
    lanes: Annotated[int, Meta(ge=1, le=64)] = 4
    """How many threads share the work."""
    salt: Annotated[bytes, Meta(min_length=_SALT_BYTES, max_length=64)]
    """Random, so that equal passphrases give unequal keys."""
    check: Annotated[bytes, Meta(min_length=KEK_ID_BYTES, max_length=KEK_ID_BYTES)]
    """The id of the key that comes out."""


def create(home: Path, passphrase: Secret) -> LocalKek:
    """Return the key of a new salt, whose derivation is then kept in `home`.

    Raises KekError when one is there or it can't be kept, PassphraseError for a passphrase that is too short.
    """
    if len(passphrase.reveal()) < SHORTEST:
        raise PassphraseError(f"a passphrase needs at least {SHORTEST} characters", mend="take a longer one")
    draft = Derivation(salt=secrets.token_bytes(_SALT_BYTES), check=bytes(KEK_ID_BYTES))
    kek = _derived(draft, passphrase)
    write_new(home / NAME, msgspec.json.encode(msgspec.structs.replace(draft, check=kek.id)))
    return kek


def load(home: Path, passphrase: Secret) -> LocalKek:
    """Return the key that `passphrase` gives; raise PassphraseError when it is not that of this home.

    Raises KekError when the derivation is missing, a link, open to others, damaged or out of bounds.
    """
    path = home / NAME
    try:
        derivation = msgspec.json.decode(read_private(path, _LONGEST_FILE), type=Derivation)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KekError(f"{path} is damaged, or asks for what is not allowed") from error
    kek = _derived(derivation, passphrase)
    if not hmac.compare_digest(kek.id, derivation.check):
        raise PassphraseError("the passphrase is not the one that this vault was made with")
    return kek


def _derived(how: Derivation, passphrase: Secret) -> LocalKek:
    """Return the key without a look at the check value; raise KekError when memory is short."""
    try:
        key = hash_secret_raw(
            passphrase.reveal(),
            how.salt,
            time_cost=how.passes,
            memory_cost=how.memory_kib,
            parallelism=how.lanes,
            hash_len=KEK_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise KekError(f"there is no memory for {how.memory_kib} KiB of key derivation") from error
    return LocalKek(Secret(key))
