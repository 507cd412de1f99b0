"""When what comes by itself is due: whoever moves the time has the run, so several servers do it once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from akwarden.model.job import JobKind
from akwarden.store.new_rows import add_new
from akwarden.store.tables import job_schedules


def due(connection: Connection, now: datetime) -> list[JobKind]:
    """Return what is due."""
    query = select(job_schedules.c.kind).where(job_schedules.c.due_at <= now)
    return sorted(JobKind(kind) for kind in connection.execute(query.order_by("kind")).scalars())


def known(connection: Connection) -> dict[JobKind, datetime]:
    """Return when each is due."""
    rows = connection.execute(select(job_schedules)).mappings()
    return {JobKind(row["kind"]): row["due_at"] for row in rows}


def begin(connection: Connection, kind: JobKind, at: datetime) -> None:
    """Let a kind come by itself, the first time at `at`; one that does so already stays as it is."""
    add_new(connection, job_schedules, [{"kind": kind.value, "due_at": at}])


def take(connection: Connection, kind: JobKind, every: timedelta, now: datetime) -> bool:
    """Move the time of what is due behind now, and say whether we did: then the run is ours.

    What was missed while nobody ran counts once.
    """
    late = update(job_schedules).where(job_schedules.c.kind == kind.value, job_schedules.c.due_at <= now)
    return bool(connection.execute(late.values(due_at=now + every)).rowcount)


def hasten(connection: Connection, kind: JobKind, at: datetime) -> None:
    """Let a kind come at `at` where it would come later: its interval has become shorter."""
    later = update(job_schedules).where(job_schedules.c.kind == kind.value, job_schedules.c.due_at > at)
    connection.execute(later.values(due_at=at))
