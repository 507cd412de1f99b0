"""`/api/v1/principals`: the identities of every account, and all that is known of one."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Stream

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.exporting import Chosen, Form, sent
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import PAGE, After, All, Limit, Query, Sort, asked
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.server import Server
from akwarden.model.principal_row import PrincipalRow
from akwarden.reports.table_export import ExportForm
from akwarden.workflows.keys.listing import Asked, list_principals
from akwarden.workflows.keys.principals import PrincipalPage, principal_page


class PrincipalList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of principals."""

    rows: tuple[PrincipalRow, ...]
    """The principals, in the order that was asked for."""
    next: str | None
    """What `after` takes for the next page; null at the end."""
    total: int
    """How many there are on all pages."""
    hidden: int
    """How many more fit the query and are gone; `all` shows them."""
    as_of: datetime
    """When this was read."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def principals(
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    sort: Sort = None,
    limit: Limit = PAGE,
    after: After = None,
    everything: All = False,
) -> PrincipalList:
    """List principals by their accounts and names."""
    wanted = asked(now, within, q=q, sort=sort, limit=limit, after=after, everything=everything)
    with server.state.reading() as connection:
        listing = list_principals(connection, wanted)
        rows = tuple(listing)
    return PrincipalList(rows=rows, next=listing.next, total=listing.total, hidden=listing.hidden, as_of=now)


@get("/export", opt=needs(Right.READ), sync_to_thread=True)
def export_principals(
    server: GivenServer,
    within: Within,
    now: Now,
    form: Form = ExportForm.CSV,
    columns: Chosen = None,
    q: Query = "",
    sort: Sort = None,
    everything: All = False,
) -> Stream:
    """Give the whole list as a file."""
    wanted = asked(now, within, q=q, sort=sort, limit=None, after=None, everything=everything)
    return sent(_all(server, wanted), PrincipalRow, form, name="principals", columns=columns, now=now)


def _all(server: Server, wanted: Asked) -> Iterator[PrincipalRow]:
    with server.state.reading() as connection:
        yield from list_principals(connection, wanted)


@get("/{account:str}/{name:str}", opt=needs(Right.READ), sync_to_thread=True)
def principal(
    server: GivenServer, within: Within, now: Now, account: FromPath[str], name: FromPath[str]
) -> PrincipalPage:
    """Show all that is known of one principal, by the number of its account, and its name or id."""
    with server.state.reading() as connection:
        try:
            page = principal_page(connection, name, account, now)
        except UsageError:
            raise missing("principal") from None
    if not within.has(page.principal.provider, page.principal.account):
        raise missing("principal")
    return page


ROUTES = Router("/principals", route_handlers=[principals, export_principals, principal], tags=["principals"])
