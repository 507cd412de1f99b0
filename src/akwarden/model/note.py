"""What people say of keys, addresses and principals; and the edits by which they said it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.said import Said


class NoteKind(StrEnum):
    """What a note is about."""

    KEY = "key"
    """An access key, by its id."""
    IP = "ip"
    """An address or a network, in CIDR notation, with /32 or /128 for a single address."""
    PRINCIPAL = "principal"
    """A principal: the site and number of its account and its id at the cloud, joined by `/`."""


class NoteField(StrEnum):
    """What can be said."""

    REMARK = "remark"
    OWNER = "owner"
    TAGS = "tags"
    """A list, kept as JSON."""
    NETWORK_KIND = "network_kind"
    """Of an address of ours that no account has: what stands behind it."""
    LABEL = "label"
    """The same: what people call it."""


class Subject(msgspec.Struct, frozen=True, order=True):
    """What something is said of."""

    kind: NoteKind
    name: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one subject."""

    subject: Subject
    remark: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    changed_at: datetime
    changed_by: str


class EditLine(msgspec.Struct, frozen=True):
    """One field that is changed; None stands for nothing said."""

    subject: Subject
    field: NoteField
    before: str | None
    after: str | None


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One change that somebody made, of one subject or of many."""

    number: int
    at: datetime
    actor: str
    title: Said
    """What was done, in words."""
    lines: int
    """How many fields it changed."""
    undone_at: datetime | None
    """When it was undone, by an edit of its own."""
