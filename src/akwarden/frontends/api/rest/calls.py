"""`/api/v1/calls`: the log of single calls, how they spread, one with its record, all of them as a file."""

from datetime import datetime
from typing import Annotated, Any, TypeAlias

import msgspec
from litestar import Request, Router, get
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import PAGE, After, Limit, Query
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.waiting import line_of
from akwarden.model.call_list import CallHistogram, CallList, CallPage
from akwarden.model.facet import FacetList
from akwarden.model.key_use import KeyUse
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.usage.call_export import CallForm, exported
from akwarden.workflows.usage.call_log import CallLog, log_sql
from akwarden.workflows.usage.call_page import call_page, is_time
from akwarden.workflows.usage.call_query import CallsAsked
from akwarden.workflows.usage.call_spread import CallSpread
from akwarden.workflows.usage.key_story import KeyStory

Since: TypeAlias = Annotated[
    datetime | None, QueryParameter(name="from", description="The first time. Default: a day before `to`.")
]
Until: TypeAlias = Annotated[
    datetime | None, QueryParameter(name="to", description="The time before which. Default: now.")
]
By: TypeAlias = Annotated[
    str, QueryParameter(max_length=400, description="The fields to count by, with commas between them.")
]
At: TypeAlias = Annotated[
    datetime, QueryParameter(name="at", description="When it was called, as the list says.")
]
Form: TypeAlias = Annotated[CallForm, QueryParameter(name="format", description="What kind of file.")]
_MEDIA = {CallForm.JSONL: "application/x-ndjson", CallForm.PARQUET: "application/vnd.apache.parquet"}

_Request: TypeAlias = Request[Any, Any, Any]


class CallSql(msgspec.Struct, frozen=True):
    """The list of calls as a query."""

    sql: str
    """SQL of DuckDB over the table `events`, which are the Parquet files of the event lake."""


@get("/", opt=needs(Right.READ))
async def calls(
    request: _Request,
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = PAGE,
    after: After = None,
) -> CallList:
    """List calls, the newest first: those of the last day unless another time is asked for."""
    line, asked = line_of(request), _asked(now, within, q=q, since=since, until=until)
    return await line.answer(
        request,
        lambda cancel: CallLog(server.state, server.lake, line.desk).page(
            asked, limit=limit, after=after or None, cancel=cancel
        ),
    )


@get("/histogram", opt=needs(Right.READ))
async def histogram(
    request: _Request,
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    since: Since = None,
    until: Until = None,
) -> CallHistogram:
    """Count calls over time."""
    line, asked = line_of(request), _asked(now, within, q=q, since=since, until=until)
    return await line.answer(
        request, lambda cancel: CallSpread(server.state, server.lake, line.desk).histogram(asked, cancel)
    )


@get("/facets", opt=needs(Right.READ), name="facets_of_calls")
async def facets(
    request: _Request,
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    since: Since = None,
    until: Until = None,
    by: By = "",
) -> FacetList:
    """Count calls by the values of their fields, the most frequent first."""
    line, asked = line_of(request), _asked(now, within, q=q, since=since, until=until)
    fields = [one.strip() for one in by.split(",") if one.strip()]
    return await line.answer(
        request, lambda cancel: CallSpread(server.state, server.lake, line.desk).facets(asked, fields, cancel)
    )


@get("/sql", opt=needs(Right.READ), sync_to_thread=True)
def sql(
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    since: Since = None,
    until: Until = None,
) -> CallSql:
    """Give the list as SQL, to go on with elsewhere."""
    asked = _asked(now, within, q=q, since=since, until=until)
    return CallSql(log_sql(server.state, asked))


@get("/export", opt=needs(Right.READ))
async def export(
    request: _Request,
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    since: Since = None,
    until: Until = None,
    form: Form = CallForm.JSONL,
) -> Stream:
    """Give all calls that fit as a file, with their records."""
    line, asked = line_of(request), _asked(now, within, q=q, since=since, until=until)
    pieces = await line.answer(
        request, lambda _: exported(server.state, server.lake, line.exports, asked, form)
    )
    headers = {"Content-Disposition": f'attachment; filename="calls-{now:%Y%m%d-%H%M}.{form.value}"'}
    return Stream(pieces, media_type=_MEDIA[form], headers=headers)


@get("/of-key/{key_id:str}", opt=needs(Right.READ))
async def of_key(
    request: _Request, server: GivenServer, within: Within, now: Now, key_id: FromPath[str]
) -> KeyUse:
    """Tell how one key is used: from where, which APIs, at which hours, and what it did first."""
    line = line_of(request)
    return await line.answer(
        request,
        lambda cancel: KeyStory(server.state, server.lake, line.desk).of(key_id, now, within, cancel),
    )


@get("/{event_id:str}", opt=needs(Right.READ))
async def call(
    request: _Request, server: GivenServer, within: Within, now: Now, event_id: FromPath[str], at: At
) -> CallPage:
    """Show one call with its record."""
    line, time = line_of(request), _zoned(at)
    page = await line.answer(
        request,
        lambda cancel: call_page(
            server.lake, line.desk, event_id, time, now=now, scope=within, cancel=cancel
        ),
    )
    if page is None:
        raise missing("call")
    return page


def _asked(
    now: datetime, within: Scope, *, q: str, since: datetime | None, until: datetime | None
) -> CallsAsked:
    first = None if since is None else _zoned(since)
    last = None if until is None else _zoned(until)
    return CallsAsked(where=q, since=first, until=last, now=now, scope=within)


def _zoned(at: datetime) -> datetime:
    """Return a time that can be one of an event; raises UsageError for one without a zone."""
    if at.tzinfo is None:
        raise UsageError("a time has a zone", mend="write it such as 2026-11-30T12:00:00Z")
    if not is_time(at):
        raise UsageError("no event has that time", mend="write it such as 2026-11-30T12:00:00Z")
    return at


ROUTES = Router(
    "/calls", route_handlers=[calls, histogram, facets, sql, export, of_key, call], tags=["calls"]
)
"""The routes of this noun."""
