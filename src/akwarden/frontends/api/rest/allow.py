"""`/api/v1/allow`: calls that are meant to be there make no alarms, with a reason, an owner and an end."""

from datetime import datetime, timedelta
from typing import Annotated, Any, TypeAlias

import msgspec
from litestar import Request, Router, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta
from sqlalchemy import Connection

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import All
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.rest.deciding import Until
from akwarden.frontends.api.waiting import line_of
from akwarden.model.allow_entry import AllowEntry, AllowStatus
from akwarden.model.person import Caller
from akwarden.query.source import MOST_CHARACTERS
from akwarden.store import allow_entries
from akwarden.store.moment import rounded
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.detection.allow_within import is_within, narrowed
from akwarden.workflows.detection.allowing import USUAL_DAYS, Allowing, add_entry, checked, remove_entry
from akwarden.workflows.usage.trusting import TrustPreview, trust_preview

_MOST_NUMBER = (1 << 31) - 1
_Request: TypeAlias = Request[Any, Any, Any]
_Word = Annotated[str, Meta(max_length=400)]


class AllowAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which calls are meant to be there."""

    q: Annotated[str, Meta(min_length=1, max_length=MOST_CHARACTERS)]
    """Which calls: a query of the call log that names whose they are."""
    rule: _Word | None = None
    """The one rule that is silenced; null for all of them."""
    reason: _Word
    """Why they are meant to be there, in up to 200 characters."""
    owner: _Word
    """Who answers for it."""
    until: Until = None
    """From when on it counts no more: at most 400 days away; in 90 days unless it is said."""


class AllowList(msgspec.Struct, frozen=True, kw_only=True):
    """The allow-list."""

    rows: tuple[AllowEntry, ...]
    """The entries, the newest first."""
    hidden: int
    """How many more ended or were removed; `all` shows them."""
    as_of: datetime
    """When this was read."""


class AllowShown(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry would do."""

    query: str
    """The entry as the allow-list keeps it."""
    preview: TrustPreview | None
    """Which of the last alarms it would have silenced; null where there are no audit records."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def allow_list(server: GivenServer, within: Within, now: Now, everything: All = False) -> AllowList:
    """List the entries that count, the newest first."""
    with server.state.reading() as connection:
        found = [one for one in allow_entries.listed(connection, now) if is_within(one.query, within)]
    rows = tuple(one for one in found if everything or one.status is AllowStatus.IN_FORCE)
    return AllowList(rows=rows, hidden=len(found) - len(rows), as_of=now)


@post("/preview", opt=needs(Right.DECIDE), status_code=200)
async def preview_allow(
    request: _Request,
    server: GivenServer,
    caller: GivenCaller,
    within: Within,
    now: Now,
    data: JSONBody[AllowAsked],
) -> AllowShown:
    """Tell which of the last 200 alarms would not be there with an entry; nothing is kept."""
    line, asked = line_of(request), _asked(data, caller, within, now)

    def work(cancel: Any) -> AllowShown:
        with server.state.reading() as connection:
            entry, _ = checked(connection, asked)
            lake = server.lake_if_any(connection)
        if lake is None:
            return AllowShown(query=entry.query, preview=None)
        found = trust_preview(server.state, lake, line.desk, asked, within, cancel)
        return AllowShown(query=entry.query, preview=found)

    return await line.answer(request, work)


@post("/", opt=needs(Right.DECIDE), sync_to_thread=True, status_code=201)
def add_allow(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[AllowAsked]
) -> AllowEntry:
    """Let the calls that fit a query make no alarms, until it ends or is taken back."""
    return add_entry(server.state, _asked(data, caller, within, now))


@delete("/{number:int}", opt=needs(Right.DECIDE), sync_to_thread=True, status_code=200)
def remove_allow(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, number: FromPath[int]
) -> AllowEntry:
    """Take an entry back: calls that it silenced make alarms again."""
    with server.state.reading() as connection:
        _check_seen(connection, number, within, now)
    return remove_entry(server.state, number, actor=caller.login, now=now)


def _check_seen(connection: Connection, number: int, within: Scope, now: datetime) -> None:
    there = allow_entries.one(connection, number, rounded(now)) if 0 < number <= _MOST_NUMBER else None
    if there is None or not is_within(there.query, within):
        raise missing("entry of the allow-list")


def _asked(data: AllowAsked, caller: Caller, within: Scope, now: datetime) -> Allowing:
    """Return the entry that is meant; for whoever sees some accounts only, for these alone."""
    query = narrowed(data.q, within)
    if query is None:
        raise UsageError("there is no account for which this could hold", mend="ask who sees all accounts")
    return Allowing(
        query=query,
        rule=data.rule,
        reason=data.reason,
        owner=data.owner,
        until=data.until or now + timedelta(days=USUAL_DAYS),
        actor=caller.login,
        now=now,
    )


ROUTES = Router(
    "/allow", route_handlers=[allow_list, preview_allow, add_allow, remove_allow], tags=["alarms"]
)
