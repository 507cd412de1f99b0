"""`/api/v1/alarms`: what is abnormal about the use of keys, why, and what became of it."""

from collections.abc import Iterator
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


class AlarmList(Page[Alarm], frozen=True, kw_only=True):
    """A page of alarms."""

    rows: tuple[Alarm, ...]
    """The alarms."""


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
def alarms(server: GivenServer, now: Now, page: GivenPage) -> AlarmList:
    """List alarms: the worst first, then the latest."""
    with server.state.reading() as connection:
        listing = list_alarms(connection, page)
        return AlarmList.of(listing, listing, now)


@get("/export", opt=needs(Right.READ), sync_to_thread=True)
def export_alarms(
    server: GivenServer,
    now: Now,
    whole: GivenWhole,
    form: Form = ExportForm.CSV,
    columns: Chosen = None,
) -> Stream:
    """Give the whole list as a file."""
    return sent(_all(server, whole), Alarm, form, name="alarms", columns=columns, now=now)


@post("/export", opt=needs(Right.READ), sync_to_thread=True, status_code=200)
def export_picked_alarms(server: GivenServer, within: Within, now: Now, data: JSONBody[Picked]) -> Stream:
    """Give the rows that were picked as a file; it changes nothing."""
    rows = _all(server, data.asked(within, now))
    return sent(rows, Alarm, data.form, name="alarms", columns=data.columns, now=now)


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


ROUTES = Router(
    "/alarms",
    route_handlers=[alarms, export_alarms, export_picked_alarms, alarm, decide_alarms],
    tags=["alarms"],
)
