"""What the routes share that decide about alarms, leaks and risks: which are meant, and what is answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, TypeAlias

from litestar import Response
from msgspec import Meta

from akwarden.errors import UsageError
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.server import Server
from akwarden.model.decision import Decided
from akwarden.model.job import Job
from akwarden.model.person import Caller
from akwarden.model.task import BulkTask
from akwarden.query.source import MOST_CHARACTERS
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.decisions import bulk
from akwarden.workflows.decisions.bulk import Wanted
from akwarden.workflows.jobs.starting import start
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.masking import shown_reason

MOST_AT_ONCE: Final = 1000
"""What is more becomes a job."""
Ids: TypeAlias = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=MOST_AT_ONCE)
]
"""The whole ids of what is meant."""
Fitting: TypeAlias = Annotated[str, Meta(max_length=MOST_CHARACTERS)] | None
"""Else a query: all that fit it are meant."""
Reason: TypeAlias = Annotated[str, Meta(max_length=400)]
Owner: TypeAlias = Annotated[str, Meta(max_length=400)] | None
Until: TypeAlias = Annotated[datetime, Meta(tz=True)] | None
Answer: TypeAlias = Response[Decided | Job]
_ONE = {  # what is decided about one thing alone is named so in problems
    "alarms": "alarm",
    "leaks": "leak",
    "risks": "risk",
}


def decided(
    server: Server,
    caller: Caller,
    within: Scope,
    now: datetime,
    *,
    wanted: Wanted,
    ids: Sequence[str],
    q: str | None,
    everything: bool,
) -> Answer:
    """Decide about what is named or fits a query, and return what came of it, or the job that does it.

    Raises UsageError for what can't be decided so, and ProblemError where one is not there to be seen.
    """
    if bool(ids) == (q is not None):
        raise UsageError(
            f"which {wanted.kind} are meant: by their ids, or by a query", mend="give `ids` or `q`, not both"
        )
    if q is None:
        done = bulk.decide_ids(server.state, wanted, ids, scope=within, actor=caller.login, now=now)
        if done is None:
            raise missing(_ONE[wanted.kind])
        return Response(done)
    asked = Asked(where=q, now=now, with_deleted=everything, scope=within)
    with server.state.reading() as connection:
        count = bulk.count(connection, wanted, asked)
    if count <= MOST_AT_ONCE:
        return Response(bulk.decide_in_shares(server.state, wanted, asked, actor=caller.login))
    task = BulkTask(
        what=wanted.kind.value,
        q=q,
        all_statuses=everything,
        decision=wanted.decision,
        ground=wanted.ground,
        reason=shown_reason(wanted.reason),
        until=wanted.until,
        owner=wanted.owner,
    )
    return Response(start(server.state, task, caller, now, scope=within), status_code=202)
