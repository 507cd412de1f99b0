from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.workflows.jobs.rooms import now, somebody

from akwarden.errors import UsageError
from akwarden.model.job import JobState
from akwarden.model.person import Grant, Role
from akwarden.model.task import DetectTask, PullTask, ReportTask, SyncTask
from akwarden.store import jobs
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.jobs import starting
from akwarden.workflows.jobs.starting import cancel, may_see, sees_all, start

__all__ = ["postgresql", "state"]


def test_the_same_that_waits_already_is_given_back_to_the_same_person(state: State) -> None:
    some = Scope(everywhere=False, accounts=frozenset({("aws", "1")}))
    first = start(state, SyncTask(), somebody(1), now())

    assert start(state, SyncTask(), somebody(1), now()) == first
    others = {
        start(state, SyncTask(accounts=("prod",)), somebody(1), now()).id,
        start(state, SyncTask(), somebody(1), now(), scope=some).id,
        start(state, SyncTask(), somebody(2), now()).id,
        start(state, SyncTask(), None, now()).id,
    }
    assert len(others | {first.id}) == 5
    cancel(state, first.id, now())
    assert start(state, SyncTask(), somebody(1), now()).id != first.id


def test_too_many_that_wait_are_refused(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "MOST_WAITING", 2)
    for form in ("csv", "html"):
        start(state, ReportTask(form=form), somebody(), now())

    with pytest.raises(UsageError, match="waiting already"):
        start(state, ReportTask(form="json"), somebody(), now())


def test_nobody_fills_the_queue_alone(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "MOST_OF_PERSON", 2)
    for form in ("csv", "html"):
        start(state, ReportTask(form=form), somebody(1), now())

    with pytest.raises(UsageError, match="2 jobs are waiting already"):
        start(state, ReportTask(form="json"), somebody(1), now())
    assert start(state, ReportTask(form="json"), somebody(2), now()).state is JobState.WAITING


def test_what_comes_by_itself_is_asked_for_however_many_wait(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "MOST_WAITING", 2)
    for number in (1, 2):
        start(state, ReportTask(), somebody(number), now())

    assert start(state, DetectTask(), None, now()).scheduled


def test_what_comes_by_itself_says_so(state: State) -> None:
    job = start(state, DetectTask(), None, now())

    assert (job.started_by, job.scheduled, job.state) == ("schedule", True, JobState.WAITING)


def test_there_is_nothing_to_cancel_that_is_not_there(state: State) -> None:
    assert cancel(state, "0" * 16, now()) is None


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ((Grant(Role.VIEWER),), True),
        ((Grant(Role.AUDITOR),), True),
        ((Grant(Role.VIEWER, "pay"),), False),
        ((Grant(Role.ADMIN, "pay"), Grant(Role.ANALYST, "shop")), False),
    ],
)
def test_who_sees_everything_sees_every_job_and_others_their_own(
    state: State, grants: tuple[Grant, ...], *, expected: bool
) -> None:
    job = start(state, ReportTask(), somebody(1), now())
    with state.reading() as connection:
        stored = jobs.find(connection, job.id)
    assert stored is not None

    assert sees_all(somebody(2, *grants)) is expected
    assert may_see(somebody(2, *grants), stored) is expected
    assert may_see(somebody(1, *grants), stored)
    assert Path(stored.job.id).name == stored.job.id


def test_job_of_whoever_sees_some_accounts_is_not_said_to_be_about_all(state: State) -> None:
    some = Scope(everywhere=False, accounts=frozenset({("aws", "1")}))

    assert start(state, SyncTask(), somebody(1), now(), scope=some).title == "Read 1 account"
    assert (
        start(state, PullTask(), somebody(1), now(), scope=some).title == "Fetch audit records of 1 account"
    )
    assert start(state, SyncTask(), somebody(2), now()).title == "Read all accounts"
