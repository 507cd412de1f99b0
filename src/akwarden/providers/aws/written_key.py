"""A key as a place on this machine holds it: its parts by name, checked before anything uses them."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from akwarden.errors import CredentialError
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret


class Names(msgspec.Struct, frozen=True):
    """What a place calls the parts of a key."""

    id: str
    secret: str
    token: str
    end: str | None = None
    """When it ends, where the place tells."""


def read_key(parts: Mapping[str, object], names: Names, place: str) -> Lease:
    """Return the key that a place holds. Raises CredentialError, naming the place and no value."""
    key_id, secret = _text(parts, names.id, place), _text(parts, names.secret, place)
    if not key_id or not secret:
        missing = names.secret if key_id else names.id
        raise CredentialError(f"{place} holds no key", why=f"{missing} is not there", mend=f"set {missing}")
    token = _text(parts, names.token, place)
    end = _end(_text(parts, names.end, place), names.end, place) if names.end else None
    secrets = Secret(secret.encode()), Secret(token.encode()) if token else None
    return Lease(Credential(key_id, *secrets), end)


def _text(parts: Mapping[str, object], name: str, place: str) -> str:
    """Return one part, empty where it is missing."""
    value = parts.get(name) or ""
    if isinstance(value, str) and value.isascii() and (value.isprintable()):
        return value.strip()
    raise CredentialError(
        f"{name} of {place} can't be used", why="it is no plain text", mend="write it again"
    )


def _end(text: str, name: str, place: str) -> datetime | None:
    """Return when a key ends; None for one that does not."""
    if not text:
        return None
    try:
        end = datetime.fromisoformat(text)
    except ValueError:
        raise CredentialError(f"{name} of {place} is no time") from None
    return end if end.tzinfo else end.replace(tzinfo=UTC)
