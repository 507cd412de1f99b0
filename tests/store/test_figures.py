from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from tests.store.databases import postgresql, state
from tests.store.raised import closed, of_key, put
from tests.store.rows import NOW, add_leak

from akwarden.model.alarm import AlarmStatus
from akwarden.model.job import JobKind, JobState
from akwarden.model.severity import Severity
from akwarden.model.task import DetectTask
from akwarden.store import figures, job_changes
from akwarden.store.job_changes import Ended, NewJob
from akwarden.store.state import State
from akwarden.store.tables import lake_files

__all__ = ["postgresql", "state"]

MINUTE = timedelta(minutes=1)


def ask(state: State, name: str, kind: JobKind = JobKind.DETECT) -> None:
    with state.writing() as connection:
        new = NewJob(id=name, kind=kind, title=name, task=DetectTask(), started_by="schedule")
        job_changes.add(connection, new, NOW)


def run(state: State, name: str, *, quiet: bool = False) -> None:
    with state.writing() as connection:
        begun = job_changes.begin(connection, name, 0, NOW)
        assert begun is not None
        ended = Ended(state=JobState.DONE, quiet=quiet)
        job_changes.end(connection, name, begun.tries, ended, NOW + MINUTE)


def test_jobs_under_way_are_counted_and_those_that_ended_are_not(state: State) -> None:
    for name in ("a", "b", "c"):
        ask(state, name)
    ask(state, "d", JobKind.SYNC)
    run(state, "a")

    with state.reading() as connection:
        found = figures.jobs_under_way(connection)

    assert sorted((one.kind, one.state, one.number, one.oldest) for one in found) == [
        (JobKind.DETECT, JobState.WAITING, 2, NOW),
        (JobKind.SYNC, JobState.WAITING, 1, NOW),
    ]


def test_each_job_that_ended_is_told_once_and_one_that_found_nothing_never(state: State) -> None:
    for name in ("a", "b", "c"):
        ask(state, name)
    run(state, "a")
    run(state, "b", quiet=True)
    run(state, "c")

    with state.reading() as connection:
        first = figures.ended_since(connection, 0, 1)
        second = figures.ended_since(connection, first.up_to, 10)
        none = figures.ended_since(connection, second.up_to, 10)

    assert [one.took for one in (*first.jobs, *second.jobs)] == [MINUTE, MINUTE]
    assert (none.jobs, none.up_to) == ((), second.up_to)


def test_alarms_that_nobody_waits_for_are_not_counted(state: State) -> None:
    critical, handled = of_key(1, severity=Severity.CRITICAL), of_key(2, severity=Severity.CRITICAL)
    with state.writing() as connection:
        put(connection, critical, handled, of_key(3, severity=Severity.HIGH))
        closed(connection, handled, AlarmStatus.HANDLED)

    with state.reading() as connection:
        found = figures.open_alarms(connection, NOW)

    assert found == {"critical": 1, "high": 1}


@pytest.mark.parametrize("live", [0, 2])
def test_open_leaks_are_told_by_whether_the_key_works(state: State, live: int) -> None:
    with state.writing() as connection:
        for number in range(live):
            add_leak(connection, f"live-{number}", validity="active")
        add_leak(connection, "closed", validity="active", status="ignored")
        add_leak(connection, "old", validity="unknown")

    with state.reading() as connection:
        found = figures.open_leaks(connection)

    assert found == {"unknown": 1} | ({"active": live} if live else {})


def test_files_that_count_no_more_are_not_part_of_the_lake(state: State) -> None:
    row = {
        "month": "2026-06",
        "rows": 10,
        "bytes": 1000,
        "min_time": 0,
        "max_time": 1,
        "content": 0,
        "doubtful": False,
        "merged": False,
        "added_at": datetime(2026, 6, 1, tzinfo=UTC),
    }
    with state.reading() as connection:
        empty = figures.lake_size(connection)
    with state.writing() as connection:
        rows = [row | {"path": name, "state": how} for name, how in (("a", "live"), ("b", "replaced"))]
        connection.execute(insert(lake_files), rows)

    with state.reading() as connection:
        found = figures.lake_size(connection)

    assert (empty.files, empty.rows, empty.bytes) == (0, 0, 0)
    assert (found.files, found.rows, found.bytes) == (1, 10, 1000)
