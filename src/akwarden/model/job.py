"""Jobs: what takes longer than an answer may, in the background, for people to watch."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from akwarden.model.said import Said, said_under


class JobKind(StrEnum):
    """What a job does."""

    SYNC = "sync"
    """Reads accounts into the state."""
    PULL = "pull"
    """Fetches audit records of accounts."""
    DETECT = "detect"
    """Judges what came into the event lake."""
    TIDY = "tidy"
    """Keeps the event lake in order."""
    RECHECK = "recheck"
    """Asks the clouds again about risks."""
    IMPORT = "import"
    """Imports uploaded files of audit records."""
    SCAN = "scan"
    """Looks for leaked keys."""
    REPORT = "report"
    """Builds a report."""
    BULK = "bulk"
    """Edits or decides about all that fits a query."""


class JobState(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    """It has not begun, or goes on when akwarden runs again."""
    RUNNING = "running"
    """It is being done."""
    DONE = "done"
    """It came to its end."""
    FAILED = "failed"
    """It ended early; `error` says why."""
    CANCELLED = "cancelled"
    """Somebody ended it."""

    @property
    def is_over(self) -> bool:
        """Whether nothing comes of it any more."""
        return self in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class JobError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job failed."""

    code: str
    """For `akwarden explain`."""
    what: Said
    """What happened."""
    why: Said | None = None
    """The likely cause."""
    mend: Said | None = None
    """What to do."""


class Job(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.job/1"):
    """One job, as people see it."""

    id: str
    """Its name."""
    kind: JobKind
    """What it does."""
    title: Said
    """What it does, in a few words."""
    state: JobState
    """How it stands."""
    done: int
    """How much is done."""
    of: int | None
    """Of how much; None where nobody knows."""
    message: Said
    """What it is doing, or what came of it, in a few words."""
    result: Annotated[dict[str, Any] | None, said_under("error", "reason", "why")]
    """What came of it, by its kind; None before its end."""
    error: JobError | None
    """Why it failed."""
    started_by: str
    """The login of who started it, or `schedule`."""
    scheduled: bool
    """Whether it came by itself."""
    created_at: datetime
    """When it was asked for."""
    begun_at: datetime | None
    """When it began, the first time."""
    ended_at: datetime | None
    """When it ended."""
