"""Jobs as they are kept: found, listed the newest first, and told which have changed."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select, true

from akwarden.errors import UsageError
from akwarden.model.job import Job, JobError, JobKind, JobState
from akwarden.model.task import Task
from akwarden.store.moment import from_millis, to_millis
from akwarden.store.new_rows import shares
from akwarden.store.tables import job_head, jobs

HEAD = 1
"""The number of the one row of `job_head`."""


class StoredJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job with what only akwarden needs."""

    job: Job
    """As people see it."""
    task: Task
    """What it is to do."""
    person_id: int | None
    """The number of the person who started it; None for the schedule and the terminal."""
    accounts: frozenset[tuple[str, str]] | None
    """The accounts that the person may act on, as cloud and number; None for all."""
    cancel: bool
    """Whether somebody asked to end it."""
    tries: int
    """How often it was begun."""
    stops: int
    """How often it was put back when akwarden stopped."""
    change: int
    """The number of its last change."""


class JobPage(msgspec.Struct, frozen=True):
    """A page of jobs."""

    rows: tuple[StoredJob, ...]
    """The newest first."""
    next: str | None
    """The cursor of the next page; None when this is the last."""


def find(connection: Connection, job: str) -> StoredJob | None:
    """Return a job, None where there is none of this name."""
    row = connection.execute(select(jobs).where(jobs.c.id == job)).mappings().one_or_none()
    return None if row is None else stored(row)


def page(
    connection: Connection,
    *,
    limit: int,
    after: str | None = None,
    person: int | None = None,
    kinds: Sequence[JobKind] = (),
    states: Sequence[JobState] = (),
) -> JobPage:
    """Return jobs, the newest first; of one person where one is named. Raises UsageError for no cursor."""
    where: list[ColumnElement[bool]] = [true()]
    if after is not None:
        at, name = _read_cursor(after)
        same = and_(jobs.c.created_at == at, jobs.c.id < name)
        where.append(or_(jobs.c.created_at < at, same))
    if person is not None:
        where.append(jobs.c.person_id == person)
    if kinds:
        where.append(jobs.c.kind.in_(kinds))
    if states:
        where.append(jobs.c.state.in_(states))
    query = select(jobs).where(*where).order_by(jobs.c.created_at.desc(), jobs.c.id.desc())
    found = [stored(row) for row in connection.execute(query.limit(limit + 1)).mappings()]
    more = len(found) > limit
    shown = tuple(found[:limit])
    return JobPage(shown, _cursor(shown[-1].job) if more else None)


def _cursor(job: Job) -> str:
    return f"{to_millis(job.created_at)}-{job.id}"


def _read_cursor(text: str) -> tuple[datetime, str]:
    at, dash, job = text.partition("-")
    if not (dash and at.isascii() and at.isdigit() and len(at) <= 15):  # noqa: PLR2004  far beyond any time
        raise UsageError("a cursor of another list", mend="leave out `after` to begin with the first page")
    try:
        return from_millis(int(at)), job
    except OverflowError:
        raise UsageError("a cursor of another list", mend="leave out `after`") from None


def of_person(connection: Connection, among: Sequence[str], person: int) -> set[str]:
    """Return those of the jobs that a person started."""
    found: set[str] = set()
    for share in shares(among):
        query = select(jobs.c.id).where(jobs.c.id.in_(share), jobs.c.person_id == person)
        found.update(connection.execute(query).scalars())
    return found


def unfinished(connection: Connection, *states: JobState) -> list[StoredJob]:
    """Return the jobs in these states, the oldest first."""
    query = select(jobs).where(jobs.c.state.in_(states)).order_by(jobs.c.created_at, jobs.c.id)
    return [stored(row) for row in connection.execute(query).mappings()]


def over_since(connection: Connection, kinds: Sequence[JobKind], created_at: datetime) -> list[StoredJob]:
    """Return the jobs of some kinds that were asked for since then and are over."""
    columns = jobs.c
    query = select(jobs).where(
        columns.kind.in_(kinds), columns.created_at >= created_at, columns.ended_at.is_not(None)
    )
    return [stored(row) for row in connection.execute(query).mappings()]


def changed_since(connection: Connection, change: int, limit: int) -> list[StoredJob]:
    """Return the jobs that changed behind a number, as they are now, in the order of their changes."""
    query = select(jobs).where(jobs.c.change > change).order_by(jobs.c.change).limit(limit)
    return [stored(row) for row in connection.execute(query).mappings()]


def newest_change(connection: Connection) -> int:
    """Return the number of the last change of any job."""
    query = select(job_head.c.change).where(job_head.c.id == HEAD)
    return connection.execute(query).scalar_one_or_none() or 0


def stored(row: RowMapping) -> StoredJob:
    """Return the job of a row."""
    job = Job(
        id=row["id"],
        kind=JobKind(row["kind"]),
        title=row["title"],
        state=JobState(row["state"]),
        done=row["done"],
        of=row["of"],
        message=row["message"],
        result=None if row["result"] is None else msgspec.json.decode(row["result"]),
        error=None if row["error"] is None else msgspec.json.decode(row["error"], type=JobError),
        started_by=row["started_by"],
        scheduled=row["scheduled"],
        created_at=row["created_at"],
        begun_at=row["begun_at"],
        ended_at=row["ended_at"],
    )
    return StoredJob(
        job=job,
        task=msgspec.json.decode(row["task"], type=Task),
        person_id=row["person_id"],
        accounts=_accounts(row["accounts"]),
        cancel=row["cancel"],
        tries=row["tries"],
        stops=row["stops"],
        change=row["change"],
    )


def _accounts(text: str | None) -> frozenset[tuple[str, str]] | None:
    if text is None:
        return None
    return frozenset(msgspec.json.decode(text, type=list[tuple[str, str]]))
