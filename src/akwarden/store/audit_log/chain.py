"""The records of the audit log: each one written in one form only, and tied to the one before it by its hash.

The rules that a chain keeps:

- Records are numbered from 1, without gaps. The first follows `START`.
- What is hashed and kept are the canonical bytes: JSON with sorted names, no spaces, times in UTC.
- A record holds names, numbers and words. A `Secret` and bytes are refused, and what would not be
  read back the same.

The chain shows where something was changed. It can't show that all of it was written anew, or that its end is
missing: heads that were saved elsewhere do (`merkle.py`, `verify.py`).
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, NewType

import msgspec
from msgspec import Meta

from akwarden.errors import AuditLogError

Digest = NewType("Digest", bytes)
"""SHA-256 of the canonical bytes of a record."""

START: Final = Digest(bytes(hashlib.sha256().digest_size))
"""What the first record follows."""

Detail = str | int | bool | None
"""What a detail of a record may be."""

_HexDigest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, before it has its place in the log."""

    at: datetime
    """When, with a time zone."""
    actor: str
    """Who did it."""
    action: str
    """What was done, such as `secret.reveal`."""
    object: str
    """What it was done to."""
    details: Mapping[str, Detail] = {}
    """What else a reader needs; never a secret."""


class Record(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="akwarden.audit/1",
):
    """One line of the audit log."""

    number: Annotated[int, Meta(ge=1)]
    """Its place, from 1."""
    at: Annotated[datetime, Meta(tz=True)]
    """When, in UTC."""
    actor: str
    """Who did it."""
    action: str
    """What was done."""
    object: str
    """What it was done to."""
    details: dict[str, Detail]
    """What else a reader needs."""
    previous: _HexDigest
    """The digest of the record before it."""


class Entry(msgspec.Struct, frozen=True):
    """A record as it is kept. It may come from a forged log, so nothing in it is taken for true."""

    number: int
    """The place that it claims."""
    canonical: bytes
    """The record in its one form."""
    digest: Digest
    """The digest that it claims."""


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Record)


def follow(last: Entry | None, event: Event) -> Entry:
    """Return the entry for `event` behind `last`, or the first one of a log.

    Raises AuditLogError when the time has no zone, or a value can't be kept and read back the same.
    """
    _check_plain(event)
    record = Record(
        number=last.number + 1 if last else 1,
        at=in_utc(event.at),
        actor=event.actor,
        action=event.action,
        object=event.object,
        details=dict(event.details),
        previous=(last.digest if last else START).hex(),
    )
    canonical = encode(record)
    # What can't be read back is never kept: `last` may come from a damaged row.
    decode(canonical)
    return Entry(number=record.number, canonical=canonical, digest=digest_of(canonical))


def in_utc(at: datetime) -> datetime:
    """Return the same moment in UTC; raise AuditLogError for a time without a zone, or before the year 1."""
    try:
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except OverflowError as error:
        raise AuditLogError("a time with its zone is one that UTC can't tell") from error
    raise AuditLogError("the audit log needs times with a zone")


def _check_plain(event: Event) -> None:
    """Raise AuditLogError for what would be written as something else, as bytes would."""
    texts = (event.actor, event.action, event.object, *event.details)
    plain = all(isinstance(text, str) for text in texts)
    if not plain or not all(
        value is None or isinstance(value, str | int) for value in event.details.values()
    ):
        raise AuditLogError("a record of the audit log holds texts and whole numbers, and nothing else")


def encode(record: Record) -> bytes:
    """Return the one form of `record`; raise AuditLogError where it holds what has none."""
    try:
        return _encoder.encode(record)
    except (TypeError, ValueError, OverflowError):
        # Without the cause: it may hold the value, and that may be what must not be in a log.
        raise AuditLogError("a record of the audit log holds what can't be written down") from None


def decode(canonical: bytes) -> Record:
    """Return the record; raise AuditLogError for anything that is not exactly what `encode` gives."""
    try:
        record = _decoder.decode(canonical)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AuditLogError("an entry of the audit log is no record") from None
    if encode(record) != canonical:
        raise AuditLogError("an entry of the audit log is not in its one form")
    return record


def digest_of(canonical: bytes) -> Digest:
    """Return what the next record names as the one before it."""
    return Digest(hashlib.sha256(canonical).digest())
