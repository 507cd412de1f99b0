"""`/api/v1/alarms`: what is abnormal about the use of keys, why, and what became of it."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.exporting import Chosen, Form, sent
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import PAGE, After, All, Limit, Query, Sort, asked
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.rest.deciding import Answer, Fitting, Ids, Owner, Reason, Until, decided
from akwarden.frontends.api.server import Server
from akwarden.model.alarm import Alarm
from akwarden.model.alarm_page import AlarmPage
from akwarden.model.decision import DecisionKind
from akwarden.reports.table_export import ExportForm
from akwarden.workflows.decisions.bulk import Wanted
from akwarden.workflows.detection.choices import Why
from akwarden.workflows.detection.listing import list_alarms
from akwarden.workflows.detection.page import alarm_page
from akwarden.workflows.keys.listing import Asked


class AlarmList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of alarms."""

    rows: tuple[Alarm, ...]
    """The alarms, in the order that was asked for."""
    next: str | None
    """What `after` takes for the next page; null at the end."""
    total: int
    """How many there are on all pages."""
    hidden: int
    """How many more fit the query and are handled, ignored or snoozed; `all` shows them."""
    as_of: datetime
    """When this was read."""


class AlarmDecisionName(StrEnum):
    """What can be decided about alarms."""

    HANDLE = "handle"
    """Something was done."""
    IGNORE = "ignore"
    """They do not matter; takes why."""
    REOPEN = "reopen"
    """They are open again."""
    SNOOZE = "snooze"
    """They are left out of lists until a time, and come back by themselves."""
    WAKE = "wake"
    """They come back now."""
    ASSIGN = "assign"
    """They are somebody's."""


class DecideAlarms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be decided about alarms: those that are named, or all that fit a query."""

    ids: Ids = ()
    """Which ones: whole ids."""
    q: Fitting = None
    """Else, all that fit this query."""
    everything: bool = msgspec.field(default=False, name="all")
    """With a query: also those that are handled, ignored or snoozed."""
    decision: AlarmDecisionName
    """What is decided."""
    why: Why | None = msgspec.field(default=None, name="as")
    """Why they do not matter."""
    reason: Reason = ""
    """In words, up to 200 characters; `accepted` needs it."""
    until: Until = None
    """Until when they are snoozed: at most 90 days."""
    owner: Owner = None
    """Whose they are; null for whoever has the key."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def alarms(
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    sort: Sort = None,
    limit: Limit = PAGE,
    after: After = None,
    everything: All = False,
) -> AlarmList:
    """List alarms: the worst first, then the latest."""
    wanted = asked(now, within, q=q, sort=sort, limit=limit, after=after, everything=everything)
    with server.state.reading() as connection:
        listing = list_alarms(connection, wanted)
        rows = tuple(listing)
    return AlarmList(rows=rows, next=listing.next, total=listing.total, hidden=listing.hidden, as_of=now)


@get("/export", opt=needs(Right.READ), sync_to_thread=True)
def export_alarms(
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
    return sent(_all(server, wanted), Alarm, form, name="alarms", columns=columns, now=now)


def _all(server: Server, wanted: Asked) -> Iterator[Alarm]:
    with server.state.reading() as connection:
        yield from list_alarms(connection, wanted)


@get("/{alarm_id:str}", opt=needs(Right.READ), sync_to_thread=True)
def alarm(server: GivenServer, within: Within, now: Now, alarm_id: FromPath[str]) -> AlarmPage:
    """Show one alarm and why it was raised; its calls come apart, as audit records are slower to read."""
    with server.state.reading() as connection:
        try:
            return alarm_page(connection, alarm_id, now, scope=within)
        except UsageError:
            raise missing("alarm") from None


@post("/decide", opt=needs(Right.DECIDE), sync_to_thread=True, status_code=200)
def decide_alarms(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[DecideAlarms]
) -> Answer:
    """Say what became of alarms, let them wait, or give them to somebody; with many, a job does it."""
    wanted = Wanted(
        kind=DecisionKind.ALARMS,
        decision=data.decision.value,
        ground=None if data.why is None else data.why.value,
        reason=data.reason,
        until=data.until,
        owner=data.owner,
    )
    return decided(
        server, caller, within, now, wanted=wanted, ids=data.ids, q=data.q, everything=data.everything
    )


ROUTES = Router("/alarms", route_handlers=[alarms, export_alarms, alarm, decide_alarms], tags=["alarms"])
