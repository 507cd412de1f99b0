"""`/api/v1/leaks`: keys and secrets that stand where they should not, and what became of them."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.exporting import Chosen, Form, Picked, sent
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import GivenPage, GivenWhole, Page
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.rest.deciding import Answer, Fitting, Ids, Owner, Reason, decided
from akwarden.frontends.api.server import Server
from akwarden.model.decision import DecisionKind
from akwarden.model.leak import LeakRow
from akwarden.model.leak_page import LeakPage
from akwarden.reports.table_export import ExportForm
from akwarden.workflows.decisions.bulk import Wanted
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.leaks.listing import MOST_PLACES, list_leaks, show_leak

_PLACES = 3
"""Places that a row of the list tells; its page has more."""


class LeakList(Page[LeakRow], frozen=True, kw_only=True):
    """A page of leaks."""

    rows: tuple[LeakRow, ...]
    """The leaks, each with its first places."""


class LeakLine(msgspec.Struct, frozen=True, kw_only=True):
    """A leak as a line of a file."""

    id: str
    """Which one."""
    severity: str
    """The worst of all places."""
    validity: str
    """Whether the key works."""
    status: str
    """How far it is dealt with."""
    key_id: str | None
    """The access key id."""
    case: str
    """By what kind of thing it leaked."""
    places: int
    """How many places there are."""
    source: str | None
    """The target that was seen first."""
    path: str | None
    """Where in it."""
    line: int | None
    """At which line."""
    owner: str | None
    """Whose it is."""
    provider: str
    """Whose cloud or service the key opens."""
    account: str | None
    """The number of the account that has the key."""
    account_name: str | None
    """What people call it."""
    principal: str | None
    """Whose name the key bears."""
    rule: str
    """The rule that found it."""
    title: str
    """What it is."""
    mask: str | None
    """First and last four characters of the secret."""
    fingerprint: str | None
    """What equal secrets have in common."""
    first_seen_at: datetime
    """When it was seen first."""
    last_seen_at: datetime
    """When it was seen last."""


class LeakDecisionName(StrEnum):
    """What can be decided about leaks."""

    CLOSE = "close"
    """They are mended, or do not matter; takes a reason."""
    REOPEN = "reopen"
    """They count again."""
    ASSIGN = "assign"
    """They are somebody's."""


class LeakGround(StrEnum):
    """As what leaks are closed."""

    FIXED = "fixed"
    """They are mended; not while their key works."""
    IGNORED = "ignored"
    """They do not matter."""


class DecideLeaks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be decided about leaks: those that are named, or all that fit a query."""

    ids: Ids = ()
    """Which ones: whole ids."""
    q: Fitting = None
    """Else, all that fit this query."""
    everything: bool = msgspec.field(default=False, name="all")
    """With a query: also those that were closed."""
    decision: LeakDecisionName
    """What is decided."""
    ground: LeakGround | None = msgspec.field(default=None, name="as")
    """As what they are closed."""
    reason: Reason = ""
    """Why they are closed, in up to 200 characters."""
    owner: Owner = None
    """Whose they are; null for whoever has the key."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def leaks(server: GivenServer, now: Now, page: GivenPage) -> LeakList:
    """List leaks: keys that work first, then the worst, then the newest."""
    with server.state.reading() as connection:
        listing = list_leaks(connection, page, places=_PLACES)
        return LeakList.of(listing, listing, now)


@get("/export", opt=needs(Right.READ), sync_to_thread=True)
def export_leaks(
    server: GivenServer,
    now: Now,
    whole: GivenWhole,
    form: Form = ExportForm.CSV,
    columns: Chosen = None,
) -> Stream:
    """Give the whole list as a file."""
    return sent(_all(server, whole), LeakLine, form, name="leaks", columns=columns, now=now)


@post("/export", opt=needs(Right.READ), sync_to_thread=True, status_code=200)
def export_picked_leaks(server: GivenServer, within: Within, now: Now, data: JSONBody[Picked]) -> Stream:
    """Give the rows that were picked as a file; it changes nothing."""
    rows = _all(server, data.asked(within, now))
    return sent(rows, LeakLine, data.form, name="leaks", columns=data.columns, now=now)


def _all(server: Server, wanted: Asked) -> Iterator[LeakLine]:
    with server.state.reading() as connection:
        yield from map(_line, list_leaks(connection, wanted, places=1))


def _line(row: LeakRow) -> LeakLine:
    leak = row.leak
    first = leak.places[0] if leak.places else None
    taken = ("rule", "title", "mask", "last_seen_at", "account", "account_name", "principal")
    return LeakLine(
        id=leak.id,
        severity=row.severity.value,
        validity=leak.validity.value,
        status=leak.status.value,
        key_id=leak.key_id,
        case=leak.case.value,
        places=row.places_in_all,
        source=None if first is None else first.source,
        path=None if first is None else first.vpath,
        line=None if first is None else first.line,
        owner=leak.owner,
        provider=leak.provider,
        fingerprint=leak.fingerprint,
        first_seen_at=leak.first_seen_at,
        **{name: getattr(row, name) for name in taken},
    )


@get("/{leak_id:str}", opt=needs(Right.READ), sync_to_thread=True)
def leak(server: GivenServer, within: Within, leak_id: FromPath[str]) -> LeakPage:
    """Show all that is known of one leak: where it stands, whether its key works, what became of it."""
    with server.state.reading() as connection:
        try:
            return show_leak(connection, leak_id, scope=within, places=MOST_PLACES)
        except UsageError:
            raise missing("leak") from None


@post("/decide", opt=needs(Right.DECIDE), sync_to_thread=True, status_code=200)
def decide_leaks(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[DecideLeaks]
) -> Answer:
    """Close leaks, open them again, or give them to somebody; with many, a job does it."""
    wanted = Wanted(
        kind=DecisionKind.LEAKS,
        decision=data.decision.value,
        ground=None if data.ground is None else data.ground.value,
        reason=data.reason,
        owner=data.owner,
    )
    return decided(
        server, caller, within, now, wanted=wanted, ids=data.ids, q=data.q, everything=data.everything
    )


ROUTES = Router(
    "/leaks", route_handlers=[leaks, export_leaks, export_picked_leaks, leak, decide_leaks], tags=["leaks"]
)
