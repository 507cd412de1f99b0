"""Asks for a job, ends one, and says who may see it.

The rules that this module keeps:

- A job is a row of the state before anything else: a server that dies at once forgets none.
- The same asked for twice, while the first waits, is one job: a click too many starts nothing.
- A person sees the jobs that they started; all of them, who sees everything.
- Nothing that is kept of a job holds a secret.
- Nobody fills the queue alone, and what comes by itself is asked for however long it is: else whoever asks
  for a thousand reports would stop detection.
"""

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from akwarden.access.roles import Right, reach
from akwarden.errors import UsageError
from akwarden.model.job import Job, JobState
from akwarden.model.person import Caller
from akwarden.model.task import Task
from akwarden.store import job_changes, jobs
from akwarden.store.job_changes import NewJob
from akwarden.store.jobs import StoredJob
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.jobs.titles import kind_of, title_of

SCHEDULE: Final = "schedule"
"""Who starts what comes by itself."""
MOST_WAITING: Final = 1_000
"""Jobs that may wait: more would never be done, and each is a row that everybody looks through."""
MOST_OF_PERSON: Final = 250
"""Of these, so many are of one person."""


def start(
    state: State, task: Task, caller: Caller | None, now: datetime, *, scope: Scope = EVERYWHERE
) -> Job:
    """Ask for a job and return it, waiting; the workers of any server begin it within a second.

    `scope` is where the caller may do this, and is kept with the job. Without a caller it comes by itself.
    Raises UsageError when too many wait.
    """
    with state.writing() as connection:
        return add(connection, task, caller, now, scope=scope).job


def add(
    connection: Connection, task: Task, caller: Caller | None, now: datetime, *, scope: Scope = EVERYWHERE
) -> StoredJob:
    """Ask for a job in the transaction of `connection`; see `start`."""
    accounts = None if scope.everywhere else scope.accounts
    waiting = jobs.unfinished(connection, JobState.WAITING)
    person = None if caller is None else caller.person_id
    for one in waiting:
        if (one.task, one.person_id, one.accounts) == (task, person, accounts):
            return one
    mine = sum(one.person_id == person for one in waiting)
    if caller is not None and (mine >= MOST_OF_PERSON or len(waiting) >= MOST_WAITING):
        number = mine if mine >= MOST_OF_PERSON else len(waiting)
        raise UsageError(
            f"{number:,} jobs are waiting already", mend="wait until some are done, or cancel them"
        )
    new = NewJob(
        id=secrets.token_hex(8),
        kind=kind_of(task),
        title=title_of(task, None if accounts is None else len(accounts)),
        task=task,
        started_by=SCHEDULE if caller is None else caller.login,
        person_id=person,
        accounts=accounts,
        scheduled=caller is None,
    )
    return job_changes.add(connection, new, rounded(now))


def cancel(state: State, job: str, now: datetime) -> Job | None:
    """End a job: at once where it waits, otherwise within seconds. None where there is none of this name.

    One that is over stays as it is.
    """
    with state.writing() as connection:
        job_changes.ask_to_cancel(connection, job, rounded(now))
        found = jobs.find(connection, job)
    return None if found is None else found.job


def sees_all(caller: Caller) -> bool:
    """Say whether a person sees every job."""
    return reach(caller, Right.READ).everywhere


def may_see(caller: Caller, stored: StoredJob) -> bool:
    """Say whether a person may see a job."""
    return sees_all(caller) or stored.person_id == caller.person_id
