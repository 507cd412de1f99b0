"""The job that reads accounts into the state."""

from contextlib import closing
from typing import Any

from akwarden.model.task import SyncTask
from akwarden.store import sync_runs
from akwarden.store.account_rows import StoredAccount
from akwarden.store.sync_runs import RunState
from akwarden.workflows.events.lake_calls import LakeCalls
from akwarden.workflows.jobs.accounts import accounts_of, raise_if_none, wait_for, words_of
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running, StoppedError
from akwarden.workflows.sync.account import Outcome
from akwarden.workflows.sync.look import Look
from akwarden.workflows.sync.many import sync_accounts


def run(running: Running, room: Room) -> Done:
    """Read the accounts; those that an earlier try has read to their end are not read again."""
    task = running.task
    assert isinstance(task, SyncTask)  # noqa: S101  its kind says so
    accounts = accounts_of(running, room, task.accounts)
    if len(accounts) == 1:
        wait_for(running, room, f"sync {accounts[0].id}", accounts[0].account.name)
    left = [one for one in accounts if not _is_read(running, room, one)]
    outcomes = _read(running, room, left, of=len(accounts))
    if any(one.stopped for one in outcomes):
        raise StoppedError
    raise_if_none([one.error for one in outcomes], "reading")
    failed = sum(one.error is not None for one in outcomes)
    words = f"{len(accounts) - failed} of {len(accounts)} accounts read"
    return Done(message=words, result={"accounts": [_told(one) for one in outcomes]})


def _is_read(running: Running, room: Room, account: StoredAccount) -> bool:
    """Say whether an earlier try of the job has read an account."""
    if running.stored.tries == 1 and not running.stored.stops:
        return False
    with room.state.reading() as connection:
        last = sync_runs.latest(connection, account.id, RunState.DONE)
    return last is not None and last.started_at >= running.job.created_at


def _read(running: Running, room: Room, accounts: list[StoredAccount], *, of: int) -> list[Outcome]:
    done, outcomes = of - len(accounts), []
    running.tell("reading", done=done, of=of)
    with closing(LakeCalls(room.state, room.home, room.env, room.clock)) as calls:
        results = sync_accounts(
            room.state,
            accounts,
            room.leases(running.job.started_by),
            now=room.clock,
            tell=lambda name, words: running.tell(f"{name}: {words}"),
            look=Look(room.home),
            calls_of=calls,
            stop=running.stop,
        )
        with closing(results):
            for outcome in results:
                outcomes.append(outcome)
                running.tell(f"{outcome.account.account.name}: read", done=done + len(outcomes))
    return outcomes


def _told(outcome: Outcome) -> dict[str, Any]:
    account, counts = outcome.account.account, outcome.counts
    return {
        "provider": account.provider,
        "account": account.number,
        "name": account.name,
        "seconds": round(outcome.seconds, 2),
        "principals": counts.principals,
        "keys": counts.keys,
        "added": counts.added,
        "changed": counts.changed,
        "gone": counts.gone,
        "leaks": counts.leaks,
        "calls": counts.calls,
        "blind_spots": len(outcome.blind_spots),
        "error": words_of(outcome.error),
    }
