"""Tables of jobs: what is done in the background, and when what comes by itself is due."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA

jobs = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("of", BigInteger),
    Column("message", Text, nullable=False),
    Column("result", Text),
    Column("error", Text),
    Column("started_by", Text, nullable=False),
    Column("person_id", Integer),
    Column("accounts", Text),
    Column("scheduled", Boolean, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("cancel", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("stops", Integer, nullable=False),
    Column("change", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("begun_at", Moment),
    Column("ended_at", Moment),
    Index("ix_jobs_change", "change"),
    Index("ix_jobs_created_at", "created_at", "id"),
    Index("ix_jobs_state", "state"),
)
"""One row a job. `task`, `result`, `error` and `accounts` are JSON; `accounts` is NULL for all.

`tries` counts how often it was begun: who runs it writes only while the number is still the own one. `stops`
counts how often it was put back when akwarden stopped. `quiet` is a job that came by itself and found nothing
to do. `change` is that of the last change, see `job_head`.
"""

job_head = Table(
    "job_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("change", BigInteger, nullable=False),
)
"""One row, which whoever changes a job locks: changes are numbered in the order in which they are seen."""

job_schedules = Table(
    "job_schedules",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("due_at", Moment, nullable=False),
)
"""When what comes by itself is due next. Who moves the time has the run: several servers do it once."""
