"""Changes of jobs, each numbered, so that whoever watches is told of it.

The rules that this module keeps:

- Changes are numbered in the order in which they are committed: the row of the number is locked first.
- Whoever runs a job writes about it only while its `tries` is the number that it began with. One that was
  believed dead and was begun again elsewhere writes nothing any more.
- A job that is over stays as it is.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Delete, Update, delete, insert, select, update

from akwarden.model.job import JobError, JobKind, JobState
from akwarden.model.task import Task
from akwarden.store.jobs import HEAD, StoredJob, find
from akwarden.store.new_rows import add_new
from akwarden.store.tables import job_head, jobs

_OPEN = (JobState.WAITING.value, JobState.RUNNING.value)


class NewJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is asked for."""

    id: str
    kind: JobKind
    title: str
    task: Task
    started_by: str
    person_id: int | None = None
    accounts: frozenset[tuple[str, str]] | None = None
    scheduled: bool = False


class Told(msgspec.Struct, frozen=True):
    """How far a job is."""

    done: int = 0
    of: int | None = None
    message: str = ""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a job."""

    state: JobState
    message: str = ""
    result: str | None = None
    """JSON."""
    error: JobError | None = None
    quiet: bool = False


def add(connection: Connection, new: NewJob, now: datetime) -> StoredJob:
    """Add a job that waits, and return it."""
    accounts = None if new.accounts is None else msgspec.json.encode(sorted(new.accounts)).decode()
    connection.execute(
        insert(jobs).values(
            id=new.id,
            kind=new.kind.value,
            title=new.title,
            state=JobState.WAITING.value,
            task=msgspec.json.encode(new.task).decode(),
            done=0,
            message="",
            started_by=new.started_by,
            person_id=new.person_id,
            accounts=accounts,
            scheduled=new.scheduled,
            quiet=False,
            cancel=False,
            tries=0,
            stops=0,
            change=_next(connection),
            created_at=now,
        )
    )
    return _there(connection, new.id)


def begin(connection: Connection, job: str, stops: int, now: datetime) -> StoredJob | None:
    """Say that a job is begun, and return it; None where it is over or was put back meanwhile."""
    change = _next(connection)
    where = _is_open(job).where(jobs.c.stops == stops, jobs.c.cancel.is_(False))
    values = {"state": JobState.RUNNING.value, "tries": jobs.c.tries + 1, "change": change}
    if not connection.execute(where.values(values)).rowcount:
        return None
    connection.execute(update(jobs).where(jobs.c.id == job, jobs.c.begun_at.is_(None)).values(begun_at=now))
    return _there(connection, job)


def tell(connection: Connection, told: Mapping[tuple[str, int], Told]) -> None:
    """Keep how far jobs are, each by its name and the try that it is."""
    for (job, tries), one in sorted(told.items()):
        values = {"done": one.done, "of": one.of, "message": one.message, "change": _next(connection)}
        connection.execute(_is_run(job, tries).values(values))


def end(connection: Connection, job: str, tries: int, ended: Ended, now: datetime) -> bool:
    """Say what became of a job; False where somebody else has it by now."""
    values = {
        "state": ended.state.value,
        "message": ended.message,
        "result": ended.result,
        "error": None if ended.error is None else msgspec.json.encode(ended.error).decode(),
        "quiet": ended.quiet,
        "ended_at": now,
        "change": _next(connection),
    }
    return bool(connection.execute(_is_run(job, tries).values(values)).rowcount)


def put_back(connection: Connection, job: str, tries: int, message: str) -> bool:
    """Let a job wait again that was begun; False where somebody else has it by now."""
    values = {
        "state": JobState.WAITING.value,
        "stops": jobs.c.stops + 1,
        "message": message,
        "change": _next(connection),
    }
    return bool(connection.execute(_is_run(job, tries).values(values)).rowcount)


def ask_to_cancel(connection: Connection, job: str, now: datetime) -> None:
    """End a job that waits at once; ask the one that runs it to end it, otherwise."""
    change = _next(connection)
    waits = _is_open(job).where(jobs.c.state == JobState.WAITING.value)
    values = {"state": JobState.CANCELLED.value, "cancel": True, "ended_at": now, "change": change}
    if not connection.execute(waits.values(values)).rowcount:
        connection.execute(_is_open(job).values(cancel=True, change=change))


def cancelled(connection: Connection, names: Collection[str]) -> set[str]:
    """Return those of the jobs that somebody asked to end."""
    query = select(jobs.c.id).where(jobs.c.id.in_(names), jobs.c.cancel.is_(True))
    return set(connection.execute(query).scalars())


def forget(connection: Connection, before: datetime) -> int:
    """Forget the jobs that ended before a time, and return how many."""
    return _forget(connection, delete(jobs).where(jobs.c.ended_at < before))


def forget_quiet(connection: Connection, kind: JobKind, but: str) -> int:
    """Forget the jobs of a kind that came by themselves and found nothing to do, but one."""
    which = delete(jobs).where(jobs.c.kind == kind.value, jobs.c.quiet.is_(True), jobs.c.id != but)
    return _forget(connection, which)


def _forget(connection: Connection, which: Delete) -> int:
    return connection.execute(which).rowcount


def _is_open(job: str) -> Update:
    return update(jobs).where(jobs.c.id == job, jobs.c.state.in_(_OPEN))


def _is_run(job: str, tries: int) -> Update:
    running = jobs.c.state == JobState.RUNNING.value
    return update(jobs).where(jobs.c.id == job, jobs.c.tries == tries, running)


def _next(connection: Connection) -> int:
    """Return the number of a change; others wait for theirs until the transaction ends."""
    more = update(job_head).where(job_head.c.id == HEAD).values(change=job_head.c.change + 1)
    if not connection.execute(more).rowcount:
        add_new(connection, job_head, [{"id": HEAD, "change": 0}])
        connection.execute(more)
    found: int = connection.execute(select(job_head.c.change).where(job_head.c.id == HEAD)).scalar_one()
    return found


def _there(connection: Connection, job: str) -> StoredJob:
    found = find(connection, job)
    if found is None:
        message = f"job {job} is gone"
        raise LookupError(message)
    return found
