"""`/api/v1/principals`: the identities of every account, and all that is known of one."""

from collections.abc import Iterator

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Stream

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.exporting import Chosen, Form, sent
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lake_turn import ANSWER_SECONDS, lake_turn
from akwarden.frontends.api.lists import GivenPage, GivenWhole, Page
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.server import Server
from akwarden.model.action_use import IdentityRights
from akwarden.model.principal_row import PrincipalRow
from akwarden.reports.table_export import ExportForm
from akwarden.workflows.events.action_use import identity_rights
from akwarden.workflows.events.deadline import within_seconds
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.keys.listing import Asked, list_principals
from akwarden.workflows.keys.principals import PrincipalPage, principal_page, principal_place


class PrincipalList(Page[PrincipalRow], frozen=True, kw_only=True):
    """A page of principals."""

    rows: tuple[PrincipalRow, ...]
    """The principals."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def principals(server: GivenServer, now: Now, page: GivenPage) -> PrincipalList:
    """List principals by their accounts and names."""
    with server.state.reading() as connection:
        listing = list_principals(connection, page)
        return PrincipalList.of(listing, listing, now)


@get("/export", opt=needs(Right.READ), sync_to_thread=True)
def export_principals(
    server: GivenServer,
    now: Now,
    whole: GivenWhole,
    form: Form = ExportForm.CSV,
    columns: Chosen = None,
) -> Stream:
    """Give the whole list as a file."""
    return sent(_all(server, whole), PrincipalRow, form, name="principals", columns=columns, now=now)


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


@get("/{account:str}/{name:str}/rights", opt=needs(Right.READ), sync_to_thread=True)
def principal_rights(
    server: GivenServer, within: Within, now: Now, account: FromPath[str], name: FromPath[str]
) -> IdentityRights:
    """Tell which of its rights a principal used and which it never did, by service and by action."""
    with server.state.reading() as connection:
        try:
            found = principal_place(connection, name, account)
        except UsageError:
            raise missing("principal") from None
        one = found.principal
        if not within.has(one.provider, one.account):
            raise missing("principal")
        lake = server.lake_if_any(connection)
        if lake is None:
            return IdentityRights(rights_used=None, actions=None)
        events, command = events_of(lake), f"akwarden principals show {one.principal_id}"
        with lake_turn(command), within_seconds(events, ANSWER_SECONDS, mend=command):
            return identity_rights(connection, events, found.rows, now)


ROUTES = Router(
    "/principals",
    route_handlers=[principals, export_principals, principal, principal_rights],
    tags=["principals"],
)
