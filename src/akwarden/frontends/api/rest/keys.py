"""`/api/v1/keys`: every key of every account, and the whole story of one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from sqlalchemy import Connection

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.exporting import Chosen, Form, Picked, sent
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lake_turn import ANSWER_SECONDS, lake_turn
from akwarden.frontends.api.lists import GivenPage, GivenWhole, Page
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.server import Server
from akwarden.model.key_graph import KeyGraph
from akwarden.model.key_row import KeyRow
from akwarden.model.rights_use import RightsUse
from akwarden.reports.table_export import ExportForm
from akwarden.store import key_rows
from akwarden.store.moment import rounded
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.events.deadline import within_seconds
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.events.rights_use import of_principal
from akwarden.workflows.keys.listing import Asked, list_keys
from akwarden.workflows.keys.page import KeyPage, key_page
from akwarden.workflows.notes.finding import find_key
from akwarden.workflows.reach.key_graph import MOST_EXPANDED, key_graph
from akwarden.workflows.usage.key_use import WithUse, with_use

_Expand = Annotated[
    tuple[str, ...],
    QueryParameter(
        name="expand",
        max_items=MOST_EXPANDED,
        description="The ids of nodes beside which more is shown; one that is named twice shows still more.",
    ),
]


class KeyList(Page[KeyRow], frozen=True, kw_only=True):
    """A page of keys."""

    rows: tuple[KeyRow, ...]
    """The keys."""


class KeyRights(msgspec.Struct, frozen=True):
    """What a key's principal uses of its rights."""

    rights_used: RightsUse | None
    """Null as long as no audit records of its account are read, and where its rights can't be seen."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def keys(server: GivenServer, now: Now, page: GivenPage) -> KeyList:
    """List keys: what needs attention first, then what was used last."""
    with server.state.reading() as connection:
        listing = list_keys(connection, page, WithUse(connection, now))
        return KeyList.of(listing, (one.row for one in listing), now)


@get("/export", opt=needs(Right.READ), sync_to_thread=True)
def export(
    server: GivenServer,
    now: Now,
    whole: GivenWhole,
    form: Form = ExportForm.CSV,
    columns: Chosen = None,
) -> Stream:
    """Give the whole list as a file."""
    return sent(_all(server, whole), KeyRow, form, name="keys", columns=columns, now=now)


@post("/export", opt=needs(Right.READ), sync_to_thread=True, status_code=200)
def export_picked_keys(server: GivenServer, within: Within, now: Now, data: JSONBody[Picked]) -> Stream:
    """Give the rows that were picked as a file; it changes nothing."""
    rows = _all(server, data.asked(within, now))
    return sent(rows, KeyRow, data.form, name="keys", columns=data.columns, now=now)


def _all(server: Server, wanted: Asked) -> Iterator[KeyRow]:
    with server.state.reading() as connection:
        listing = list_keys(connection, wanted, WithUse(connection, wanted.now))
        yield from (one.row for one in listing)


@get("/{key_id:str}", opt=needs(Right.READ), sync_to_thread=True)
def key(server: GivenServer, within: Within, now: Now, key_id: FromPath[str]) -> KeyPage:
    """Show all that is known of one key."""
    with server.state.reading() as connection:
        return _seen(connection, within, key_id, now)


@get("/{key_id:str}/rights", opt=needs(Right.READ), sync_to_thread=True)
def rights(server: GivenServer, within: Within, now: Now, key_id: FromPath[str]) -> KeyRights:
    """Tell which of the services that a key may change something in its principal called."""
    with server.state.reading() as connection:
        page = _seen(connection, within, key_id, now)
        facts = key_rows.one(connection, page.key.key_id, rounded(now))
        lake = server.lake_if_any(connection)
        if lake is None or facts is None or facts.account_id is None or facts.principal_id is None:
            return KeyRights(None)
        events, command = events_of(lake), f"akwarden keys show {page.key.key_id}"
        with lake_turn(command), within_seconds(events, ANSWER_SECONDS, mend=command):
            return KeyRights(of_principal(connection, events, (facts.account_id, facts.principal_id), now))


@get("/{key_id:str}/graph", opt=needs(Right.READ), sync_to_thread=True)
def graph(
    server: GivenServer, within: Within, now: Now, key_id: FromPath[str], expand: _Expand = ()
) -> KeyGraph:
    """Show what can be reached with a key, from where it leaked on: the worst path, and more where asked."""
    with server.state.reading() as connection:
        try:
            found = find_key(connection, key_id)
        except UsageError:
            raise missing("key") from None
        if not within.has(*key_rows.holders(connection, [found])[found]):
            raise missing("key")
        return key_graph(connection, found, now, expand)


def _seen(connection: Connection, within: Scope, key_id: str, now: datetime) -> KeyPage:
    try:
        page = key_page(connection, key_id, now)
    except UsageError:
        raise missing("key") from None
    if not within.has(page.key.provider, page.key.account):
        raise missing("key")
    # Alarms of other accounts may name it beside their own keys.
    seen = tuple(one for one in page.alarms if within.has(one.provider, one.account))
    return msgspec.structs.replace(page, key=with_use(connection, page.key, now), alarms=seen)


ROUTES = Router("/keys", route_handlers=[keys, export, export_picked_keys, key, rights, graph], tags=["keys"])
