"""`/api/v1/risks`: what is wrong with keys and identities, what to do first, and what does not matter."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from sqlalchemy import Connection

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.exporting import Chosen, Form, Picked, sent
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import PAGE, After, GivenPage, GivenWhole, Limit, Page, Query, Sort, asked
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.rest.deciding import Answer, Fitting, Ids, Reason, Until, decided
from akwarden.frontends.api.server import Server
from akwarden.model.decision import DecisionKind
from akwarden.model.fix import Fix
from akwarden.model.job import Job
from akwarden.model.risk import Risk
from akwarden.model.risk_summary import RiskIdentity, RiskItem
from akwarden.model.task import RecheckTask
from akwarden.reports.table_export import ExportForm
from akwarden.store.moment import rounded
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.decisions.bulk import Wanted
from akwarden.workflows.jobs.starting import start
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.posture.finding import find_risk
from akwarden.workflows.posture.first import first_fixes
from akwarden.workflows.posture.listing import list_risks
from akwarden.workflows.posture.page import RiskPage, risk_page
from akwarden.workflows.posture.ruleset import load_posture
from akwarden.workflows.posture.summing import last_read, risk_identities_of, risk_items_of


class RiskList(Page[Risk], frozen=True, kw_only=True):
    """A page of risks."""

    rows: tuple[Risk, ...]
    """The risks."""


class RiskItemList(msgspec.Struct, frozen=True, kw_only=True):
    """Risks by the rule that found them."""

    rows: tuple[RiskItem, ...]
    """The rules, those with the worst risks first; without a query also those that found nothing."""
    checked_at: datetime | None
    """Since when every account was read once more; null where one was never read to its end."""
    as_of: datetime
    """When this was read."""


class RiskIdentityList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of identities with open risks."""

    rows: tuple[RiskIdentity, ...]
    """The identities, those with the worst risks first."""
    next: str | None
    """What `after` takes for the next page; null at the end."""
    total: int
    """How many there are on all pages."""
    as_of: datetime
    """When this was read."""


class FixList(msgspec.Struct, frozen=True, kw_only=True):
    """What to do first."""

    rows: tuple[Fix, ...]
    """At most 7 fixes: those that close the worst risks, and of these the ones that close the most."""
    total: int
    """How many fixes there are in all."""
    as_of: datetime
    """When this was read."""


class RiskDecisionName(StrEnum):
    """What can be decided about risks."""

    IGNORE = "ignore"
    """They do not matter; takes a reason."""
    UNIGNORE = "unignore"
    """They count again."""


class DecideRisks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be decided about risks: those that are named, or all that fit a query."""

    ids: Ids = ()
    """Which ones: whole ids."""
    q: Fitting = None
    """Else, all that fit this query."""
    everything: bool = msgspec.field(default=False, name="all")
    """With a query: also those that are ignored already."""
    decision: RiskDecisionName
    """What is decided."""
    reason: Reason = ""
    """Why they do not matter, in up to 200 characters."""
    until: Until = None
    """When they count again; null for never."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def risks(server: GivenServer, now: Now, page: GivenPage) -> RiskList:
    """List risks: the worst first, then those that are there the longest."""
    with server.state.reading() as connection:
        listing = list_risks(connection, page)
        return RiskList.of(listing, listing, now)


@get("/export", opt=needs(Right.READ), sync_to_thread=True)
def export_risks(
    server: GivenServer,
    now: Now,
    whole: GivenWhole,
    form: Form = ExportForm.CSV,
    columns: Chosen = None,
) -> Stream:
    """Give the whole list as a file."""
    return sent(_all(server, whole), Risk, form, name="risks", columns=columns, now=now)


@post("/export", opt=needs(Right.READ), sync_to_thread=True, status_code=200)
def export_picked_risks(server: GivenServer, within: Within, now: Now, data: JSONBody[Picked]) -> Stream:
    """Give the rows that were picked as a file; it changes nothing."""
    rows = _all(server, data.asked(within, now))
    return sent(rows, Risk, data.form, name="risks", columns=data.columns, now=now)


def _all(server: Server, wanted: Asked) -> Iterator[Risk]:
    with server.state.reading() as connection:
        yield from list_risks(connection, wanted)


@get("/items", opt=needs(Right.READ), sync_to_thread=True)
def risk_item_list(server: GivenServer, within: Within, now: Now, q: Query = "") -> RiskItemList:
    """List the kinds of trouble, with how many accounts, identities and keys each hits."""
    wanted = Asked(where=q, now=now, scope=within)
    with server.state.reading() as connection:
        rows = tuple(risk_items_of(connection, wanted, load_posture()))
        return RiskItemList(rows=rows, checked_at=last_read(connection, within), as_of=now)


@get("/identities", opt=needs(Right.READ), sync_to_thread=True)
def risk_identity_list(
    server: GivenServer,
    within: Within,
    now: Now,
    q: Query = "",
    sort: Sort = None,
    limit: Limit = PAGE,
    after: After = None,
) -> RiskIdentityList:
    """List the identities that have open risks, the worst first."""
    wanted = asked(now, within, q=q, sort=sort, limit=limit, after=after)
    with server.state.reading() as connection:
        found = risk_identities_of(connection, wanted)
    return RiskIdentityList(rows=found.rows, next=found.next, total=found.total, as_of=now)


@get("/fixes", opt=needs(Right.READ), sync_to_thread=True)
def fixes(server: GivenServer, within: Within, now: Now, q: Query = "") -> FixList:
    """List what to do first: each fix with how many risks it closes."""
    with server.state.reading() as connection:
        found = first_fixes(connection, Asked(where=q, now=now, scope=within))
    return FixList(rows=found.fixes, total=found.total, as_of=now)


@get("/{risk_id:str}", opt=needs(Right.READ), sync_to_thread=True)
def risk(server: GivenServer, within: Within, now: Now, risk_id: FromPath[str]) -> RiskPage:
    """Show one risk: by what it can be seen, why it matters, and how it is mended."""
    with server.state.reading() as connection:
        known = _seen(connection, risk_id, within, now)
        return risk_page(connection, known.id, load_posture(), now)


@post("/{risk_id:str}/recheck", opt=needs(Right.RUN), sync_to_thread=True, status_code=202)
def recheck(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, risk_id: FromPath[str]
) -> Job:
    """Ask the cloud whether a risk is still there; a job does it."""
    with server.state.reading() as connection:
        known = _seen(connection, risk_id, within, now)
    return start(server.state, RecheckTask(risks=(known.id,)), caller, now, scope=within)


@post("/decide", opt=needs(Right.DECIDE), sync_to_thread=True, status_code=200)
def decide_risks(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[DecideRisks]
) -> Answer:
    """Say that risks do not matter for a while, or that they count again; with many, a job does it."""
    wanted = Wanted(
        kind=DecisionKind.RISKS, decision=data.decision.value, reason=data.reason, until=data.until
    )
    return decided(
        server, caller, within, now, wanted=wanted, ids=data.ids, q=data.q, everything=data.everything
    )


def _seen(connection: Connection, name: str, within: Scope, now: datetime) -> Risk:
    try:
        found = find_risk(connection, name, rounded(now)).risk
    except UsageError:
        raise missing("risk") from None
    if not within.has(found.provider, found.account):
        raise missing("risk")
    return found


ROUTES = Router(
    "/risks",
    route_handlers=[
        risks,
        export_risks,
        export_picked_risks,
        risk_item_list,
        risk_identity_list,
        fixes,
        risk,
        recheck,
        decide_risks,
    ],
    tags=["risks"],
)
