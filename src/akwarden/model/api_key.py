"""What calls akwarden for a person: API tokens, and pairs of SecretId and SecretKey for the wire API."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.person import Grant


class ApiKeyKind(StrEnum):
    """How a program says who it is."""

    TOKEN = "token"  # noqa: S105  no password
    """`Authorization: Bearer akw_…`, for the REST API."""
    WIRE = "wire"
    """A SecretId and a SecretKey that sign calls of the wire API."""


class ApiKey(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.api-key/1"):
    """One token or pair, without what opens the door."""

    id: str
    """Its public name; of a pair, the SecretId."""
    kind: ApiKeyKind
    """How it is used."""
    person_id: int
    """The number of the person that it calls for."""
    login: str
    """Their login."""
    name: str
    """What it is for, in the words of whoever made it."""
    grants: tuple[Grant, ...]
    """What it was made for; it never does more than its person may."""
    networks: tuple[str, ...]
    """From where it may be used; empty for everywhere."""
    created_at: datetime
    """When it was made."""
    created_by: str
    """Who made it."""
    expires_at: datetime | None
    """When it ends; None for never."""
    used_at: datetime | None
    """When it was used last, to the minute."""
    used_from: str | None
    """From which address that was."""
    revoked_at: datetime | None
    """When somebody ended it."""

    def works_at(self, now: datetime) -> bool:
        """Say whether it neither was revoked nor is too old."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
