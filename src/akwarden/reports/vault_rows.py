"""What lists of the vault and of the audit log give, one row a line, as programs read it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from akwarden.model.said import Said


class SecretRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.secret/1"):
    """One secret of the vault, without any value."""

    name: str
    """What it is called."""
    kind: str
    """`access-key` or `text`."""
    versions: tuple[int, ...]
    """Its versions, the oldest first; the last is the one that is used."""
    created_at: datetime
    """When the newest version was put there."""
    key_id: str | None
    """The id of the access key in the newest version; null for a text."""


class OpenedRow(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.masked-secret/1"
):
    """One version of a secret, masked."""

    name: str
    """What it is called."""
    kind: str
    """`access-key` or `text`."""
    version: int
    """Which version."""
    created_at: datetime
    """When it was put there."""
    key_id: str | None
    """The id of the access key; null for a text."""
    mask: str
    """The first and last characters of the secret, or stars alone."""
    token: bool
    """Whether a session token belongs to it."""


class AuditRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.audit-row/1"):
    """One record of the audit log."""

    number: int
    """Its place, from 1."""
    at: datetime | None
    """When it was written; null for a row that is no record any more."""
    actor: str
    """Who did it."""
    action: str
    """What was done."""
    object: str
    """What it was done to."""
    details: Mapping[str, str | int | bool | None]
    """What else a reader needs."""


class VerificationRow(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.audit-verification/1"
):
    """What the verifier says of an audit log."""

    whole: bool
    """Whether nothing is wrong that can be told."""
    size: int | None
    """How many records there are; null for a log that is not whole."""
    root: str | None
    """The Merkle root over them, in hex; null for a log that is not whole."""
    vouched: int | None
    """Up to which record a saved head vouches; null for a log that is not whole."""
    fault: str | None
    """What was done to the log, in one word; null for one that is whole."""
    number: int | None
    """The first wrong record; null for a log that is whole."""
    text: Said
    """The same as a sentence."""
