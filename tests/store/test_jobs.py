import threading
from datetime import UTC, datetime, timedelta

import pytest
from tests.store.databases import postgresql, state

from akwarden.errors import UsageError
from akwarden.model.job import JobError, JobKind, JobState
from akwarden.model.task import DetectTask, ImportTask, SyncTask
from akwarden.store import job_changes, job_schedules, jobs
from akwarden.store.job_changes import Ended, NewJob, Told
from akwarden.store.jobs import StoredJob
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def new(name: str, *, person: int | None = 1, kind: JobKind = JobKind.SYNC) -> NewJob:
    task = SyncTask(accounts=("prod",)) if kind is JobKind.SYNC else DetectTask()
    return NewJob(
        id=name,
        kind=kind,
        title=name,
        task=task,
        started_by="ann",
        person_id=person,
        scheduled=person is None,
    )


def add(state: State, *names: str, person: int | None = 1) -> None:
    for number, name in enumerate(names):
        with state.writing() as connection:
            job_changes.add(connection, new(name, person=person), NOW + number * MINUTE)


def find(state: State, name: str) -> StoredJob:
    with state.reading() as connection:
        found = jobs.find(connection, name)
    assert found is not None
    return found


def test_a_job_is_given_back_as_it_was_asked_for(state: State) -> None:
    accounts = frozenset({("aws", "123456789012"), ("tencent", "100000000001")})
    task = ImportTask(uploads=("0" * 32,))
    asked = NewJob(
        id="a",
        kind=JobKind.IMPORT,
        title="Import",
        task=task,
        started_by="ann",
        person_id=7,
        accounts=accounts,
    )
    with state.writing() as connection:
        made = job_changes.add(connection, asked, NOW)

    assert made == find(state, "a")
    assert (made.task, made.accounts, made.person_id) == (task, accounts, 7)
    assert (made.job.state, made.job.done, made.job.of) == (JobState.WAITING, 0, None)
    with state.reading() as connection:
        assert jobs.find(connection, "b") is None


def test_who_was_believed_dead_writes_nothing_any_more(state: State) -> None:
    add(state, "a")
    with state.writing() as connection:
        first = job_changes.begin(connection, "a", 0, NOW)
        second = job_changes.begin(connection, "a", 0, NOW + MINUTE)
        job_changes.tell(connection, {("a", 1): Told(9, 9, "old"), ("a", 2): Told(1, 2, "new")})
        ended = [
            job_changes.end(connection, "a", tries, Ended(state=JobState.DONE, message=str(tries)), NOW)
            for tries in (1, 2, 2)
        ]

    assert first is not None
    assert second is not None
    assert (first.tries, second.tries) == (1, 2)
    assert second.job.begun_at == NOW
    assert ended == [False, True, False]
    found = find(state, "a").job
    assert (found.message, found.done, found.of) == ("2", 1, 2)


def test_what_is_over_is_neither_begun_nor_cancelled_nor_put_back(state: State) -> None:
    add(state, "a")
    error = JobError(code="E0001", what="it broke", mend="mend it")
    with state.writing() as connection:
        job_changes.begin(connection, "a", 0, NOW)
        job_changes.end(connection, "a", 1, Ended(state=JobState.FAILED, error=error), NOW)
        over = find_in(connection)
        job_changes.ask_to_cancel(connection, "a", NOW)
        begun = job_changes.begin(connection, "a", 0, NOW)
        back = job_changes.put_back(connection, "a", 1, "")

    assert (begun, back) == (None, False)
    assert find(state, "a").job == over.job
    assert over.job.error == error


def find_in(connection: object) -> StoredJob:
    found = jobs.find(connection, "a")  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_job_that_was_put_back_is_begun_by_its_new_run_alone(state: State) -> None:
    add(state, "a")
    with state.writing() as connection:
        job_changes.begin(connection, "a", 0, NOW)
        assert job_changes.put_back(connection, "a", 1, "goes on")
        old = job_changes.begin(connection, "a", 0, NOW)
        again = job_changes.begin(connection, "a", 1, NOW)

    assert old is None
    assert again is not None
    assert (again.tries, again.stops) == (2, 1)


def test_cancelling_ends_what_waits_and_asks_what_runs(state: State) -> None:
    add(state, "waits", "runs")
    with state.writing() as connection:
        job_changes.begin(connection, "runs", 0, NOW)
        for name in ("waits", "runs", "nobody"):
            job_changes.ask_to_cancel(connection, name, NOW)
        asked = job_changes.cancelled(connection, ["waits", "runs"])

    assert asked == {"waits", "runs"}
    assert find(state, "waits").job.state is JobState.CANCELLED
    assert find(state, "runs").job.state is JobState.RUNNING


def test_changes_are_told_in_their_order_and_once(state: State) -> None:
    add(state, "a", "b", "c")
    with state.reading() as connection:
        before = jobs.newest_change(connection)
    with state.writing() as connection:
        job_changes.begin(connection, "b", 0, NOW)
        job_changes.begin(connection, "a", 0, NOW)
        job_changes.tell(connection, {("b", 1): Told(1, None, "")})
    with state.reading() as connection:
        changed = jobs.changed_since(connection, before, 10)
        newest = jobs.newest_change(connection)

    assert [one.job.id for one in changed] == ["a", "b"]
    assert changed[-1].change == newest
    assert before == 3


def test_two_who_change_at_once_get_different_numbers(state: State) -> None:
    names = [f"job-{number}" for number in range(24)]

    def some(part: list[str]) -> None:
        for name in part:
            with state.writing() as connection:
                job_changes.add(connection, new(name), NOW)

    threads = [threading.Thread(target=some, args=(names[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with state.reading() as connection:
        found = jobs.changed_since(connection, 0, 100)

    assert [one.change for one in found] == list(range(1, 25))


def test_pages_hold_every_job_once_the_newest_first(state: State) -> None:
    names = [f"job-{number}" for number in range(7)]
    add(state, *names)
    seen: list[str] = []
    after: str | None = None
    while True:
        with state.reading() as connection:
            page = jobs.page(connection, limit=3, after=after)
        seen += [one.job.id for one in page.rows]
        if (after := page.next) is None:
            break

    assert seen == names[::-1]


def test_a_list_is_of_one_person_one_kind_and_some_states(state: State) -> None:
    add(state, "mine", person=1)
    add(state, "other", person=2)
    add(state, "schedule", person=None)
    with state.writing() as connection:
        job_changes.add(connection, new("detect", kind=JobKind.DETECT), NOW)
        job_changes.begin(connection, "mine", 0, NOW)
    with state.reading() as connection:
        own = jobs.page(connection, limit=9, person=1)
        kind = jobs.page(connection, limit=9, kinds=[JobKind.DETECT])
        running = jobs.page(connection, limit=9, states=[JobState.RUNNING])
        held = jobs.of_person(connection, ["mine", "other", "none"], 1)

    assert {one.job.id for one in own.rows} == {"mine", "detect"}
    assert [one.job.id for one in kind.rows] == ["detect"]
    assert [one.job.id for one in running.rows] == ["mine"]
    assert held == {"mine"}


@pytest.mark.parametrize("cursor", ["", "x", "-", "1", "-a", "9" * 30 + "-a", "٣-a", "999999999999999-a"])
def test_a_cursor_that_is_none_is_refused(state: State, cursor: str) -> None:
    with state.reading() as connection, pytest.raises(UsageError, match="cursor"):
        jobs.page(connection, limit=3, after=cursor)


def test_old_jobs_and_quiet_ones_are_forgotten_and_the_last_quiet_one_stays(state: State) -> None:
    add(state, "old", "quiet", "last", "open", person=None)
    with state.writing() as connection:
        for name, quiet in (("old", False), ("quiet", True), ("last", True)):
            job_changes.begin(connection, name, 0, NOW)
            job_changes.end(connection, name, 1, Ended(state=JobState.DONE, quiet=quiet), NOW)
        assert job_changes.forget_quiet(connection, JobKind.SYNC, but="last") == 1
        assert job_changes.forget(connection, NOW) == 0
        assert job_changes.forget(connection, NOW + MINUTE) == 2
        left = jobs.unfinished(connection, *JobState)

    assert [one.job.id for one in left] == ["open"]


def test_what_is_due_is_taken_by_one_of_many(state: State) -> None:
    with state.writing() as connection:
        job_schedules.begin(connection, JobKind.SYNC, NOW)
        job_schedules.begin(connection, JobKind.SYNC, NOW + MINUTE)
    taken: list[bool] = []
    ready = threading.Barrier(6)

    def take() -> None:
        ready.wait()
        with state.writing() as connection:
            taken.append(job_schedules.take(connection, JobKind.SYNC, MINUTE, NOW + 5 * MINUTE))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with state.reading() as connection:
        known, due = job_schedules.known(connection), job_schedules.due(connection, NOW + 5 * MINUTE)

    assert sorted(taken) == [False] * 5 + [True]
    assert (known, due) == ({JobKind.SYNC: NOW + 6 * MINUTE}, [])


def test_a_shorter_interval_counts_at_once_and_a_longer_one_from_the_next_time_on(state: State) -> None:
    with state.writing() as connection:
        job_schedules.begin(connection, JobKind.PULL, NOW + 60 * MINUTE)
        job_schedules.hasten(connection, JobKind.PULL, NOW + 90 * MINUTE)
        longer = job_schedules.known(connection)
        job_schedules.hasten(connection, JobKind.PULL, NOW + 5 * MINUTE)
        shorter = job_schedules.known(connection)

    assert (longer, shorter) == ({JobKind.PULL: NOW + 60 * MINUTE}, {JobKind.PULL: NOW + 5 * MINUTE})


def test_jobs_that_are_over_are_told_by_their_kind_and_since_when(state: State) -> None:
    for number, name in enumerate(("old", "over", "open")):
        with state.writing() as connection:
            job_changes.add(connection, new(name), NOW + number * MINUTE)
    with state.writing() as connection:
        job_changes.add(connection, new("other", kind=JobKind.DETECT), NOW + 3 * MINUTE)
        for name in ("old", "over", "other"):
            job_changes.ask_to_cancel(connection, name, NOW)

    with state.reading() as connection:
        found = jobs.over_since(connection, [JobKind.SYNC, JobKind.SCAN], NOW + MINUTE)

    assert [one.job.id for one in found] == ["over"]
