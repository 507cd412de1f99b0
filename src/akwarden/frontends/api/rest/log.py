"""`/api/v1/audit-log`: who did what in akwarden, and the proof that nobody changed what is written."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, get
from litestar.params import QueryParameter

from akwarden.access.roles import Right
from akwarden.errors import AuditLogError
from akwarden.frontends.api.given import GivenServer, Now
from akwarden.frontends.api.guards import needs
from akwarden.reports.vault_rows import AuditRow, VerificationRow
from akwarden.store.audit_log import head as heads
from akwarden.store.audit_log.head import Head
from akwarden.workflows import audit


class AuditLogPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the audit log, the newest record first."""

    rows: tuple[AuditRow, ...]
    """The records."""
    next: int | None
    """What `before` takes for the next page; null at the first record."""
    total: int
    """How many records there are."""
    as_of: datetime
    """When this was read."""


class SavedHead(msgspec.Struct, frozen=True):
    """What vouches for every record so far, to be kept where nobody can change it."""

    size: int
    """How many records it vouches for."""
    root: str
    """The root of the Merkle tree over them, in hexadecimal."""
    at: datetime
    """When it was made."""
    line: str
    """The whole, as `akwarden audit-log verify --head` takes it."""


@get("/", opt=needs(Right.AUDIT), sync_to_thread=True)
def records(
    server: GivenServer,
    now: Now,
    before: Annotated[
        int | None, QueryParameter(ge=1, le=(1 << 31) - 1, description="Only records with a smaller number.")
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=1000, description="Records of the page.")] = 200,
    q: Annotated[str, QueryParameter(max_length=200, description="Only records that hold this text.")] = "",
) -> AuditLogPage:
    """List who did what, the newest first."""
    page = audit.page(server.state, before=before, limit=limit, text=q)
    return AuditLogPage(rows=page.rows, next=page.next, total=page.total, as_of=now)


@get("/verify", opt=needs(Right.AUDIT), sync_to_thread=True)
def verify(server: GivenServer) -> VerificationRow:
    """Check that no record was changed, removed, moved or put in between."""
    return audit.verify_state(server.state, [])


@get("/head", opt=needs(Right.AUDIT), sync_to_thread=True)
def head(server: GivenServer, now: Now) -> SavedHead:
    """Give the head of the log; a log that is not whole has none."""
    found = audit.head(server.state, now)
    if not isinstance(found, Head):
        raise AuditLogError("the audit log is not whole", why=str(found), mend="akwarden audit-log verify")
    return SavedHead(found.size, found.root, found.at, heads.encode(found).decode())


ROUTES = Router("/audit-log", route_handlers=[records, verify, head], tags=["audit log"])
