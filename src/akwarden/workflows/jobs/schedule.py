"""What comes by itself: how often, and whether there is anything to do."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from akwarden.model.job import JobKind
from akwarden.model.task import DetectTask, PullTask, SyncTask, Task, TidyTask
from akwarden.settings import WorkSettings
from akwarden.store import account_rows
from akwarden.store.lake.holding import holds_events
from akwarden.store.state import State

FIRST: Final = MappingProxyType({JobKind.TIDY: timedelta(minutes=5)})
"""How long after the very first start a kind comes; the others at once."""


def intervals(work: WorkSettings) -> Mapping[JobKind, timedelta]:
    """Return how often each kind comes by itself; those that never do are left out."""
    every = {
        JobKind.SYNC: timedelta(minutes=work.sync_minutes),
        JobKind.PULL: timedelta(minutes=work.pull_minutes),
        JobKind.DETECT: timedelta(seconds=work.detect_seconds),
        JobKind.TIDY: timedelta(minutes=work.tidy_minutes),
    }
    return {kind: interval for kind, interval in every.items() if interval}


def wanted(state: State, kind: JobKind, work: WorkSettings) -> Task | None:
    """Return what is to be done now that a kind is due; None where there is nothing to do."""
    match kind:
        case JobKind.SYNC:
            return SyncTask() if _has_accounts(state) else None
        case JobKind.PULL:
            return PullTask(delivered=work.pull_delivered) if _has_accounts(state) else None
        case JobKind.DETECT:
            return DetectTask() if _has_new_events(state) else None
        case JobKind.TIDY:
            return TidyTask() if _has_events(state) else None
        case _:
            return None


def _has_accounts(state: State) -> bool:
    with state.reading() as connection:
        return bool(account_rows.listed(connection))


def _has_events(state: State) -> bool:
    with state.reading() as connection:
        return holds_events(connection)


def _has_new_events(state: State) -> bool:
    if not _has_events(state):
        return False
    # Slow to import: the engine, which nobody needs before there are events.
    from akwarden.workflows.jobs.detecting import has_work  # noqa: PLC0415

    return has_work(state)
