"""A head of the audit log: saved where nobody can edit it, it vouches for all records up to its size."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from akwarden.errors import AuditLogError
from akwarden.store.audit_log.chain import in_utc
from akwarden.store.audit_log.merkle import Frontier, Hash


class Head(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="akwarden.audit-head/1",
):
    """The size and the root of the log at one time."""

    size: Annotated[int, Meta(ge=0)]
    """How many records it vouches for."""
    root: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    """The Merkle root over their canonical bytes, in hex."""
    at: Annotated[datetime, Meta(tz=True)]
    """When it was taken, in UTC."""

    @property
    def hash(self) -> Hash:
        """The root as bytes."""
        return Hash(bytes.fromhex(self.root))


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Head)


def head_of(tree: Frontier, at: datetime) -> Head:
    """Return the head of `tree`; raise AuditLogError when the time has no zone."""
    return Head(size=tree.size, root=tree.root().hex(), at=in_utc(at))


def encode(head: Head) -> bytes:
    """Return the one line that is saved."""
    return _encoder.encode(head)


def decode(line: bytes) -> Head:
    """Return the head that was saved; raise AuditLogError when the line is none."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AuditLogError("what was given as a head of the audit log is none") from None
