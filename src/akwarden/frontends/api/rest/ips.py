"""`/api/v1/ips`: the addresses that calls came from, with what people, accounts and data say of them."""

import shlex
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import msgspec
from litestar import Request, Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from akwarden.access.roles import Right
from akwarden.errors import EditError
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import PAGE, After, Limit, Query, Sort, asked
from akwarden.frontends.api.problems import ProblemError, missing
from akwarden.frontends.api.waiting import line_of
from akwarden.model.allow_entry import AllowEntry
from akwarden.model.facet import FacetList
from akwarden.model.note import NoteField
from akwarden.model.said import Said
from akwarden.model.source_ip_row import SourceIpPage, SourceIpRow, SourceMap
from akwarden.workflows.detection.allowing import add_entry
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.notes.importing import NETWORKS, Imported, import_file
from akwarden.workflows.notes.saving import Saying
from akwarden.workflows.usage.ip_facets import source_ip_facets
from akwarden.workflows.usage.ip_page import source_ip_page, source_map
from akwarden.workflows.usage.source_ips import list_source_ips, place_source
from akwarden.workflows.usage.standing import summed_at
from akwarden.workflows.usage.trusting import Trusting, TrustPreview, allowing_of, trust_preview

_SHOWN = 200
_FILE = "addresses.csv"
_Request: TypeAlias = Request[Any, Any, Any]
_Word = Annotated[str, Meta(max_length=400)]
Key: TypeAlias = Annotated[
    str | None,
    QueryParameter(max_length=200, description="Only the calls of this key count, by its whole id."),
]
By: TypeAlias = Annotated[
    str,
    QueryParameter(
        max_length=400, description="The fields to count by, with commas between them. Default: all."
    ),
]


class SourceIpList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of addresses that calls came from."""

    rows: tuple[SourceIpRow, ...]
    """The addresses, in the order that was asked for."""
    next: str | None
    """What `after` takes for the next page; null at the end."""
    total: int
    """How many there are on all pages."""
    hidden: int
    """How many more there are that are left out: none."""
    place_source: str
    """Who says where addresses are, and as of when. Sources disagree, so no alarm rests on a place alone."""
    as_of: datetime | None
    """Up to when calls are counted that were imported; null before any were."""


class TrustAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which calls are meant to be there: from where, and narrowed by whom and what."""

    networks: Annotated[tuple[_Word, ...], Meta(min_length=1, max_length=100)]
    """Addresses and networks in CIDR notation."""
    key: _Word | None = None
    """The one key that this is for; null for any."""
    principal: _Word | None = None
    """The one principal that this is for."""
    service: _Word | None = None
    """The one service that this is for."""
    action: _Word | None = None
    """The one API that this is for."""
    rule: _Word | None = None
    """The one rule that is silenced; null for all of them."""
    reason: Annotated[str, Meta(max_length=2000)]
    """Why they are meant to be there."""
    owner: _Word
    """Who answers for it."""
    until: datetime
    """From when on it counts no more; at most 400 days away."""


class TrustShown(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry would do."""

    query: str
    """The entry as the allow-list keeps it."""
    command: str
    """The command that makes the same entry."""
    preview: TrustPreview
    """Which of the last alarms it would have silenced."""


class NetworkSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A CSV file of networks of ours."""

    text: str
    """What it holds: its first line names the columns network, kind, label, remark and owner."""
    dry_run: bool = True
    """Whether only to tell what would change."""


class SheetFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a line."""

    line: int
    """Its number, counted from 1."""
    what: Said
    """What is wrong."""
    mend: Said | None
    """What to do about it."""


class SheetLineSaid(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is said otherwise than before."""

    network: str
    """Of which network."""
    field: NoteField
    """What is said of it."""
    before: str | None
    """What was said before; null for nothing."""
    after: str | None
    """What is said now; null for nothing."""


class SheetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a file: all of it, or nothing."""

    edit: int | None
    """The number by which it can be undone; null where nothing was changed."""
    read: int
    """How many lines were read."""
    changed: int
    """How many things are said otherwise now, or would be."""
    lines: tuple[SheetLineSaid, ...]
    """The first 200 of them."""
    faults: tuple[SheetFault, ...]
    """The first 200 lines that are wrong; with any, nothing was changed."""
    warnings: tuple[Said, ...]
    """What to know about it."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def ips(
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    key: Key = None,
    sort: Sort = None,
    limit: Limit = PAGE,
    after: After = None,
) -> SourceIpList:
    """List the addresses that calls came from, the latest first."""
    wanted = asked(now, within, q=q, sort=sort, limit=limit, after=after)
    with server.state.reading() as connection:
        listing = list_source_ips(connection, wanted, key or None)
        rows = tuple(listing)
        counted_to = summed_at(connection)
    return SourceIpList(
        rows=rows,
        next=listing.next,
        total=listing.total,
        hidden=listing.hidden,
        place_source=place_source(),
        as_of=counted_to,
    )


@get("/facets", opt=needs(Right.READ), sync_to_thread=True, name="facets_of_ips")
def facets(server: GivenServer, within: Within, now: Now, q: Query = "", by: By = "") -> FacetList:
    """Count addresses by the values of their fields, the most frequent first."""
    fields = [one.strip() for one in by.split(",") if one.strip()]
    with server.state.reading() as connection:
        return source_ip_facets(connection, Asked(where=q, now=now, scope=within), fields)


@get("/map", opt=needs(Right.READ), sync_to_thread=True)
def world(server: GivenServer, within: Within, now: Now, q: Query = "") -> SourceMap:
    """Count addresses by country, each with a point for a map."""
    with server.state.reading() as connection:
        return source_map(connection, Asked(where=q, now=now, scope=within))


@get("/{address:str}", opt=needs(Right.READ), sync_to_thread=True)
def ip(server: GivenServer, within: Within, now: Now, address: FromPath[str]) -> SourceIpPage:
    """Show all that is known of one address."""
    with server.state.reading() as connection:
        page = source_ip_page(connection, address, now, within)
    if page is None:
        raise missing("address")
    return page


@post("/trust/preview", opt=needs(Right.DECIDE), status_code=200)
async def preview(
    request: _Request,
    server: GivenServer,
    caller: GivenCaller,
    within: Within,
    now: Now,
    data: JSONBody[TrustAsked],
) -> TrustShown:
    """Tell which of the last 200 alarms would not be there if these addresses were trusted."""
    line = line_of(request)
    allowing = allowing_of(_trusting(data), within, actor=caller.login, now=now)
    found = await line.answer(
        request,
        lambda cancel: trust_preview(server.state, server.lake, line.desk, allowing, within, cancel),
    )
    return TrustShown(query=allowing.query, command=_command(allowing.query, data), preview=found)


@post("/trust", opt=needs(Right.DECIDE), sync_to_thread=True, status_code=201)
def trust(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[TrustAsked]
) -> AllowEntry:
    """Trust addresses: calls from there make no alarms, for whom and what it says, until it ends."""
    return add_entry(server.state, allowing_of(_trusting(data), within, actor=caller.login, now=now))


@post("/import", opt=needs(Right.NOTE), sync_to_thread=True, status_code=200)
def import_sheet(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[NetworkSheet]
) -> SheetAnswer:
    """Say of networks what they are, from a CSV file: all of its lines, or none."""
    if not within.everywhere:
        raise ProblemError(
            403,
            "networks are named for all accounts at once",
            mend="ask somebody whose role holds for all accounts",
        )
    saying = Saying(actor=caller.login, now=now, dry_run=data.dry_run)
    with tempfile.TemporaryDirectory(prefix="akwarden-") as folder:
        path = Path(folder) / _FILE
        path.write_bytes(data.text.encode(errors="replace"))
        try:
            return _answer(import_file(server.state, path, NETWORKS, saying))
        except EditError as error:
            raise EditError(
                error.what.replace(str(path), "the file"), why=error.why, mend=error.mend
            ) from error


def _trusting(data: TrustAsked) -> Trusting:
    if data.until.tzinfo is None:
        raise EditError("the end has no zone", mend="write it such as 2026-11-30T12:00:00Z")
    return Trusting(**{name: getattr(data, name) for name in Trusting.__struct_fields__})


def _command(query: str, data: TrustAsked) -> str:
    words = ["akwarden", "allow", "add", query, "--reason", data.reason, "--owner", data.owner]
    rule = [] if data.rule is None else ["--rule", data.rule]
    return shlex.join([*words, *rule, "--until", f"{data.until:%Y-%m-%d}"])


def _answer(done: Imported) -> SheetAnswer:
    lines = tuple(
        SheetLineSaid(network=one.subject.name, field=one.field, before=one.before, after=one.after)
        for one in done.saved.lines[:_SHOWN]
    )
    faults = tuple(SheetFault(line=one.line, what=one.what, mend=one.mend) for one in done.faults[:_SHOWN])
    return SheetAnswer(
        edit=None if done.saved.edit is None else done.saved.edit.number,
        read=done.lines,
        changed=len(done.saved.lines),
        lines=lines,
        faults=faults,
        warnings=done.saved.warnings,
    )


ROUTES = Router(
    "/ips", route_handlers=[ips, facets, world, ip, preview, trust, import_sheet], tags=["source addresses"]
)
"""The routes of this noun."""
