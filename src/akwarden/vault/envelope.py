"""Seals a secret under a key of its own, and opens it only in the place that it was sealed for.

The rules that a sealed secret keeps:

- Each version of each secret has a fresh data key (DEK) that encrypts once, with AES-256-GCM.
- The data key is wrapped by the key-encryption key (KEK). Both are bound to the place, which is kind, owner,
  name and version, each with its length before it: a row that was moved does not open.
- What is wrong is said by the class of the error: another key, another place, or damage. No part of a secret
  is given out before all of it was checked.
"""

import hashlib
import hmac
import secrets
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from akwarden.errors import MovedError, SealedError, VaultError, WrongKekError
from akwarden.model.secret import Secret
from akwarden.vault.kek import KEK_ID_BYTES, NONCE_BYTES, Kek, KekId

FORMAT: Final = 1

LARGEST: Final = 1 << 20
"""Bytes of the largest secret that is taken."""

_DEK_BYTES = 32
_TAG_BYTES = 16
_PLACE_BYTES = hashlib.sha256().digest_size
_MAX_VERSION = (1 << 63) - 1
_PLACE, _SECRET, _DEK = b"akwarden.vault.place", b"akwarden.vault.secret", b"akwarden.vault.dek"


class Place(msgspec.Struct, frozen=True):
    """Where one version of a secret belongs; raises VaultError for a version that is none."""

    kind: str
    """What kind of secret it is, such as an access key or a webhook's token."""
    owner: str
    """Whose it is: the account or the tenant."""
    name: str
    """What it is called there, such as the id of an access key."""
    version: int
    """Counts from 1; no version is ever sealed twice with another value."""

    def __post_init__(self) -> None:
        """Refuse a version that could not be bound."""
        if not 1 <= self.version <= _MAX_VERSION:
            raise VaultError("the version of a secret is a number from 1 up")


class Sealed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One version of a secret at rest: nothing in it is secret without the key-encryption key."""

    format: int
    """`FORMAT`: which layout and which ciphers."""
    kek: KekId
    """The key-encryption key that wraps the data key."""
    place: bytes
    """SHA-256 of the place, which tells a row that was moved from one that was damaged."""
    wrapped: bytes
    """The data key as the key-encryption key wrapped it."""
    nonce: bytes
    """96 random bits."""
    ciphertext: bytes
    """The secret, encrypted, and its tag."""


class _Start(msgspec.Struct, array_like=True):
    """What all formats begin with."""

    format: int


_encoder = msgspec.msgpack.Encoder()
_start_decoder = msgspec.msgpack.Decoder(_Start)
_decoder = msgspec.msgpack.Decoder(Sealed)


def seal(secret: Secret, place: Place, kek: Kek) -> Sealed:
    """Return `secret` sealed for `place` under a fresh data key that `kek` wraps.

    Raises VaultError for a secret of more than `LARGEST` bytes.
    """
    if len(secret.reveal()) > LARGEST:
        raise VaultError(f"a secret has at most {LARGEST} bytes")
    dek, nonce = secrets.token_bytes(_DEK_BYTES), secrets.token_bytes(NONCE_BYTES)
    return Sealed(
        format=FORMAT,
        kek=kek.id,
        place=_digest(place),
        wrapped=kek.wrap(dek, _bound(_DEK, place)),
        nonce=nonce,
        ciphertext=AESGCM(dek).encrypt(nonce, secret.reveal(), _bound(_SECRET, place)),
    )


def open_sealed(sealed: Sealed, place: Place, kek: Kek) -> Secret:
    """Return the secret that was sealed for `place`.

    Raises MovedError when it was sealed for another place, WrongKekError when another key wraps it, and
    SealedError when it was changed, cut short, or is of an unknown format.
    """
    dek = _unwrapped(sealed, place, kek)
    try:
        return Secret(AESGCM(dek).decrypt(sealed.nonce, sealed.ciphertext, _bound(_SECRET, place)))
    except (InvalidTag, ValueError) as error:
        raise SealedError("a sealed secret was changed") from error


def rewrap(sealed: Sealed, place: Place, old: Kek, new: Kek) -> Sealed:
    """Return `sealed` with its data key under `new`; the ciphertext stays as it is and is not opened.

    What `new` wraps already comes back as it is, so a run that was cut off can be repeated. Raises what
    `open_sealed` raises, but does not see a ciphertext that was changed.
    """
    if sealed.kek == new.id:
        _check_place(sealed, place)
        return sealed
    dek = _unwrapped(sealed, place, old)
    return msgspec.structs.replace(sealed, kek=new.id, wrapped=new.wrap(dek, _bound(_DEK, place)))


def encode(sealed: Sealed) -> bytes:
    """Return the bytes that a row holds."""
    return _encoder.encode(sealed)


def decode(row: bytes) -> Sealed:
    """Return what `encode` was given; raise SealedError for anything that it would not have written."""
    try:
        found = _start_decoder.decode(row).format
        sealed = _decoder.decode(row) if found == FORMAT else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SealedError("a sealed secret was cut short or is none") from error
    if sealed is None:
        raise SealedError("a sealed secret is of a format that this akwarden does not know")
    if not _is_whole(sealed) or encode(sealed) != row:
        raise SealedError("a sealed secret was cut short or is none")
    return sealed


def _is_whole(sealed: Sealed) -> bool:
    """Whether every field has a size that it can have."""
    return (
        len(sealed.kek) == KEK_ID_BYTES
        and len(sealed.place) == _PLACE_BYTES
        and len(sealed.nonce) == NONCE_BYTES
        and len(sealed.ciphertext) >= _TAG_BYTES
    )


def _unwrapped(sealed: Sealed, place: Place, kek: Kek) -> bytes:
    """Return the data key, after all that can be checked without it."""
    _check_place(sealed, place)
    if sealed.kek != kek.id:
        raise WrongKekError("a sealed secret belongs to another key of a vault than the one given")
    dek = kek.unwrap(sealed.wrapped, _bound(_DEK, place))
    if len(dek) != _DEK_BYTES:
        raise SealedError("the wrapped key of a sealed secret has the wrong size")
    return dek


def _check_place(sealed: Sealed, place: Place) -> None:
    """Raise when `sealed` is of an unknown format or belongs elsewhere."""
    if sealed.format != FORMAT:
        raise SealedError("a sealed secret is of a format that this akwarden does not know")
    if not hmac.compare_digest(sealed.place, _digest(place)):
        raise MovedError("a sealed secret lies in a place that it was not sealed for")


def _digest(place: Place) -> bytes:
    return hashlib.sha256(_bound(_PLACE, place)).digest()


def _bound(purpose: bytes, place: Place) -> bytes:
    """Return what binds to `place`: each part with its length before it, so no two places look alike."""
    texts = (part.encode("utf-8", "surrogatepass") for part in (place.kind, place.owner, place.name))
    parts = (purpose, FORMAT.to_bytes(2), *texts, place.version.to_bytes(8))
    return b"".join(len(part).to_bytes(8) + part for part in parts)
