import base64
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.store.databases import postgresql, state
from tests.store.postgresql import Server
from tests.workflows.durable.worker_child import HOLDS, LOOK_SECONDS
from tests.workflows.durable.workers import PATIENCE, is_over, job_of, now, wait_for, worker
from tests.workflows.events.imports import trail

from akwarden.model.account import Account, AccountNumber, AccountSite, FromProfile
from akwarden.model.job import Job, JobKind, JobState
from akwarden.model.task import ImportTask, ReportTask, ScanTask, SyncTask
from akwarden.store import account_rows, job_changes, job_schedules, jobs
from akwarden.store.jobs import StoredJob
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import lake_files
from akwarden.workflows.durable.engine import MOST_TRIES
from akwarden.workflows.jobs.starting import cancel, start
from akwarden.workflows.jobs.uploads import Receiving
from akwarden.workflows.rule_check import expand

__all__ = ["postgresql", "state"]

NOBODYS = Account(
    provider="tencent",
    number=AccountNumber("100000000001"),
    name="prod",
    site=AccountSite.MAINLAND,
    source=FromProfile("none-of-this-name"),
)
"""An account whose key is nowhere, so that reading it fails at once."""
EVENTS = 60_000
"""More than a batch, so that there is a time before the first commit and one behind it."""


@pytest.fixture(scope="module")
def many() -> bytes:
    """Give the lines of many records."""
    return b"\n".join(json.dumps(trail(number)).encode() for number in range(EVENTS))


def hand_in(home: Path, content: bytes) -> str:
    """Return the name of an upload."""
    receiving = Receiving(home / "uploads", "trail.jsonl", "ann", most=1 << 30)
    receiving.take(content)
    return receiving.end().id


def events_in(state: State) -> int:
    with state.reading() as connection:
        live = lake_files.c.state == "live"
        return int(
            connection.execute(select(func.coalesce(func.sum(lake_files.c.rows), 0)).where(live)).scalar_one()
        )


def stored(state: State, job: str) -> StoredJob:
    with state.reading() as connection:
        found = jobs.find(connection, job)
    assert found is not None
    return found


@pytest.mark.parametrize("commits", [0, 1])
def test_a_job_whose_process_is_killed_goes_on_and_nothing_counts_twice(
    state: State, tmp_path: Path, many: bytes, commits: int
) -> None:
    home = tmp_path / "home"
    job = start(state, ImportTask(uploads=(hand_in(home, many),)), None, now()).id

    with worker(home, state, **{HOLDS: str(commits)}) as one:
        wait_for(state, job, lambda found: found.done > 0 and (events_in(state) > 0) == (commits > 0))
        one.kill()
    kept = events_in(state)
    with worker(home, state, **{HOLDS: "0"}) as two:
        wait_for(state, job, lambda _: stored(state, job).tries > 1)
        two.kill()
    cut_off = job_of(state, job)
    with worker(home, state) as last:
        done = wait_for(state, job, is_over)
        assert last.stop() == "clean"

    assert cut_off.state is JobState.RUNNING
    assert (kept > 0) == (commits > 0)
    assert kept < EVENTS
    assert (done.state, events_in(state)) == (JobState.DONE, EVENTS)
    assert list((home / "uploads").iterdir()) == []


def test_a_job_is_put_back_when_akwarden_stops_and_goes_on(state: State, tmp_path: Path, many: bytes) -> None:
    home = tmp_path / "home"
    job = start(state, ImportTask(uploads=(hand_in(home, many),)), None, now()).id
    with worker(home, state, **{HOLDS: "0"}) as one:
        wait_for(state, job, lambda found: found.done > 0)
        assert one.stop() == "clean"
    waiting = job_of(state, job)

    with worker(home, state):
        done = wait_for(state, job, is_over)

    assert (waiting.state, waiting.error) == (JobState.WAITING, None)
    assert "goes on" in waiting.message
    assert (done.state, events_in(state)) == (JobState.DONE, EVENTS)


def test_a_job_that_is_cancelled_ends_within_seconds_and_keeps_what_it_did(
    state: State, tmp_path: Path, many: bytes
) -> None:
    home = tmp_path / "home"
    job = start(state, ImportTask(uploads=(hand_in(home, many),)), None, now()).id
    with worker(home, state, **{HOLDS: "0"}) as one:
        wait_for(state, job, lambda found: found.done > 0)
        cancel(state, job, now())
        ended = wait_for(state, job, is_over)
        assert one.stop() == "clean"

    assert ended.state is JobState.CANCELLED
    assert list((home / "uploads").iterdir()) == []


def test_what_waits_is_cancelled_at_once_and_never_begins(state: State, tmp_path: Path) -> None:
    job = start(state, SyncTask(), None, now()).id
    ended = cancel(state, job, now())
    with worker(tmp_path / "home", state):
        other = start(state, ReportTask(), None, now()).id
        wait_for(state, other, is_over)

    assert ended is not None
    assert ended.state is JobState.CANCELLED
    assert stored(state, job).tries == 0


def wait_until_gone(upload: Path) -> None:
    """Wait until nothing of an upload is left, as long as one may."""
    end = time.monotonic() + PATIENCE
    while list(upload.parent.glob(f"{upload.name}*")) and time.monotonic() < end:
        time.sleep(0.05)


def test_what_was_handed_in_for_a_job_that_never_begins_is_deleted(state: State, tmp_path: Path) -> None:
    home = tmp_path / "home"
    upload, other = hand_in(home, b"{}"), hand_in(home, b"{}")
    cancel(state, start(state, ImportTask(uploads=(upload,)), None, now()).id, now())

    with worker(home, state):
        wait_until_gone(home / "uploads" / upload)

    left = {path.name.partition(".")[0] for path in (home / "uploads").iterdir()}
    assert left == {other}, "what no job has taken yet stays"


def test_what_was_handed_in_is_deleted_when_the_job_fails(state: State, tmp_path: Path) -> None:
    home = tmp_path / "home"
    upload = hand_in(home, b"{}")
    with worker(home, state):
        job = start(state, ScanTask(upload=upload, path="/etc"), None, now()).id
        ended = wait_for(state, job, is_over)
        wait_until_gone(home / "uploads" / upload)

    assert ended.state is JobState.FAILED
    assert list((home / "uploads").iterdir()) == []


def test_an_error_says_what_why_and_the_mend(state: State, tmp_path: Path) -> None:
    with worker(tmp_path / "home", state):
        job = start(state, ScanTask(path="/etc"), None, now()).id
        failed = wait_for(state, job, is_over)

    assert failed.state is JobState.FAILED
    assert failed.error is not None
    assert failed.error.code == "E0110"
    assert "may not be scanned" in failed.error.what
    assert "none is allowed" in str(failed.error.why)
    assert "work.scan_paths" in str(failed.error.mend)


def test_a_job_over_which_its_process_dies_again_and_again_is_given_up(state: State, tmp_path: Path) -> None:
    job = start(state, ReportTask(), None, now()).id
    with state.writing() as connection:
        for _ in range(MOST_TRIES):
            job_changes.begin(connection, job, 0, now())
        job_changes.put_back(connection, job, MOST_TRIES, "")
    with worker(tmp_path / "home", state):
        failed = wait_for(state, job, is_over)

    assert failed.state is JobState.FAILED
    assert failed.error is not None
    assert f"{MOST_TRIES} times" in failed.error.what


def test_jobs_go_on_where_the_librarys_own_records_are_lost(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with closing(open_state(home, None)) as held:
        job = start(held, ReportTask(), None, now()).id
        with held.writing() as connection:
            job_changes.begin(connection, job, 0, now())
        with worker(home, held):
            done = wait_for(held, job, is_over)

    assert done.state is JobState.DONE


def test_a_second_process_does_no_jobs_of_a_home_on_sqlite(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with closing(open_state(home, None)) as held, worker(home, held):
        line = [sys.executable, str(Path(__file__).with_name("worker_child.py")), str(home), ""]
        second = subprocess.run(
            line, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3], timeout=PATIENCE
        )

    assert second.returncode != 0
    assert "another akwarden does the jobs of this home" in second.stderr


def test_what_is_due_is_done_once_by_several_servers(postgresql: Server, tmp_path: Path) -> None:
    rounds = 4
    every = {"AKWARDEN_WORK_SYNC_MINUTES": "1000", "AKWARDEN_LAKE": str(tmp_path / "lake")}
    with postgresql.migrated() as url, closing(open_state(tmp_path / "home", url)) as held:
        with held.writing() as connection:
            account_rows.add(connection, NOBODYS, now())
            job_schedules.begin(connection, JobKind.SYNC, now() + timedelta(days=1))
        with worker(tmp_path / "one", held, **every), worker(tmp_path / "two", held, **every):
            for number in range(1, rounds + 1):
                with held.writing() as connection:
                    job_schedules.hasten(connection, JobKind.SYNC, now())
                end = time.monotonic() + PATIENCE
                while len(done := scheduled(held)) < number or not all(map(is_over, done)):
                    assert time.monotonic() < end
                    time.sleep(0.05)
            time.sleep(20 * LOOK_SECONDS)
        found = scheduled(held)

    assert len(found) == rounds
    assert {one.started_by for one in found} == {"schedule"}


def scheduled(state: State) -> list[Job]:
    with state.reading() as connection:
        return [one.job for one in jobs.page(connection, limit=100).rows if one.job.scheduled]


def test_the_jobs_of_a_server_that_died_are_taken_over_by_another(
    postgresql: Server, tmp_path: Path, many: bytes
) -> None:
    shared = {"AKWARDEN_LAKE": str(tmp_path / "lake")}
    with postgresql.migrated() as url, closing(open_state(tmp_path / "home", url)) as held:
        receiving = Receiving(tmp_path / "lake" / ".uploads", "trail.jsonl", "ann", most=1 << 30)
        receiving.take(many)
        with worker(tmp_path / "one", held, **shared, **{HOLDS: "1"}) as first:
            job = start(held, ImportTask(uploads=(receiving.end().id,)), None, now()).id
            wait_for(held, job, lambda found: found.done > 0)
            with worker(tmp_path / "two", held, **shared):
                first.kill()
                done = wait_for(held, job, is_over)
        tries = stored(held, job).tries
        events = events_in(held)

    assert (done.state, events, tries) == (JobState.DONE, EVENTS, 2)


def test_nothing_that_is_kept_of_jobs_holds_what_a_file_or_an_address_held(tmp_path: Path) -> None:
    home, canary = tmp_path / "home", expand("{40*A}", 1)
    key_id = expand("AKIA{16*B}", 2)
    content = f'aws_access_key_id = "{key_id}"\naws_secret_access_key = "{canary}"\n'.encode()
    with closing(open_state(home, None)) as held, worker(home, held):
        scanned = start(held, ScanTask(upload=hand_in(home, content)), None, now()).id
        refused = start(held, ScanTask(url="https://git.example.com/a.git?t=1"), None, now()).id
        done = wait_for(held, scanned, is_over)
        wait_for(held, refused, is_over)

    assert done.state is JobState.DONE, done
    assert done.result is not None
    assert done.result["findings"] >= 1
    with closing(sqlite3.connect(home / "workflows.db")) as library:
        assert library.execute("SELECT count(*) FROM workflow_status").fetchone()[0] >= 2
    for path in home.rglob("*"):
        if path.is_file():
            held_bytes = path.read_bytes()
            for form in (canary.encode(), base64.b64encode(canary.encode())[:-4], canary.encode("utf-16-le")):
                assert form not in held_bytes, path


def test_the_files_of_jobs_are_their_users_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with closing(open_state(home, None)) as held, worker(home, held):
        job = start(held, ReportTask(form="csv"), None, now()).id
        hand_in(home, b"x")
        wait_for(held, job, is_over)
        paths = [home / "workflows.db", *(home / "reports").iterdir(), *(home / "uploads").iterdir()]
        modes = {path.name: path.stat().st_mode & 0o077 for path in paths}

    assert len(modes) >= 4
    assert set(modes.values()) == {0}
