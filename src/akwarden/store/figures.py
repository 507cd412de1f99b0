"""How much there is of what operators watch: jobs under way, open alarms, live leaks, the size of the lake.

Each is one question that an index or a small table answers, as monitoring asks every few seconds.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, func, or_, select

from akwarden.model.alarm import AlarmStatus
from akwarden.model.job import JobKind, JobState
from akwarden.model.leak import LeakStatus
from akwarden.store.lake.file_state import FileState
from akwarden.store.tables import alarms, jobs, lake_files, leaks


class JobGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The jobs of a kind that are in one state."""

    kind: JobKind
    state: JobState
    number: int
    oldest: datetime
    """When the first of them was asked for."""


class EndedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that came to its end."""

    kind: JobKind
    state: JobState
    took: timedelta | None
    """From when it was first begun to its end; None for one that was cancelled before."""


class EndedJobs(msgspec.Struct, frozen=True):
    """Some jobs that ended."""

    jobs: tuple[EndedJob, ...]
    up_to: int
    """The change up to which they are told; the next question begins behind it."""


class LakeSize(msgspec.Struct, frozen=True, kw_only=True):
    """What the event lake holds."""

    files: int
    rows: int
    bytes: int


def jobs_under_way(connection: Connection) -> tuple[JobGroup, ...]:
    """Return the jobs that wait or run, by kind and state."""
    columns = jobs.c
    under_way = (JobState.WAITING.value, JobState.RUNNING.value)
    query = (
        select(columns.kind, columns.state, func.count().label("number"), func.min(columns.created_at))
        .where(columns.state.in_(under_way))
        .group_by(columns.kind, columns.state)
    )
    return tuple(
        JobGroup(kind=JobKind(kind), state=JobState(state), number=number, oldest=oldest)
        for kind, state, number, oldest in connection.execute(query)
    )


def ended_since(connection: Connection, change: int, most: int) -> EndedJobs:
    """Return the jobs that ended behind a change, in the order of their changes, at most so many.

    Those that came by themselves and found nothing to do are left out: they are forgotten within the minute,
    and who looks now and then would count only some of them.
    """
    columns = jobs.c
    query = (
        select(columns.kind, columns.state, columns.begun_at, columns.ended_at, columns.change)
        .where(columns.change > change, columns.ended_at.is_not(None), columns.quiet.is_(False))
        .order_by(columns.change)
        .limit(most)
    )
    rows = connection.execute(query).all()
    ended = tuple(
        EndedJob(
            kind=JobKind(row.kind),
            state=JobState(row.state),
            took=None if row.begun_at is None else row.ended_at - row.begun_at,
        )
        for row in rows
    )
    return EndedJobs(ended, rows[-1].change if rows else change)


def open_alarms(connection: Connection, now: datetime) -> Mapping[str, int]:
    """Return how many alarms wait for somebody, by severity; those that are snoozed do not."""
    columns = alarms.c
    awake = or_(columns.snoozed_until.is_(None), columns.snoozed_until <= now)
    query = (
        select(columns.severity, func.count().label("number"))
        .where(columns.raised.is_(True), columns.status == AlarmStatus.OPEN.value, awake)
        .group_by(columns.severity)
    )
    return {row.severity: row.number for row in connection.execute(query)}


def open_leaks(connection: Connection) -> Mapping[str, int]:
    """Return how many leaks are open, by whether the key still works."""
    columns = leaks.c
    query = (
        select(columns.validity, func.count().label("number"))
        .where(columns.status == LeakStatus.OPEN.value)
        .group_by(columns.validity)
    )
    return {row.validity: row.number for row in connection.execute(query)}


def lake_size(connection: Connection) -> LakeSize:
    """Return how much the files that count hold."""
    columns = lake_files.c
    query = select(func.count(), func.sum(columns.rows), func.sum(columns.bytes))
    live = query.where(columns.state == FileState.LIVE.value)
    files, rows, size = connection.execute(live).one()
    return LakeSize(files=files, rows=int(rows or 0), bytes=int(size or 0))
