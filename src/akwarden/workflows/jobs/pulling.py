"""The job that fetches the audit records of accounts into the event lake."""

from contextlib import closing
from functools import partial
from typing import Any

from akwarden.model.task import DetectTask, PullTask
from akwarden.store.account_rows import StoredAccount
from akwarden.workflows.events.pull_many import pull_accounts
from akwarden.workflows.events.pulling import Pulled, PullWanted
from akwarden.workflows.events.tools import make_tools
from akwarden.workflows.jobs.accounts import accounts_of, raise_if_none, words_of
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running, StoppedError


def run(running: Running, room: Room) -> Done:
    """Fetch what is new; what was fetched before is not fetched again."""
    task = running.task
    assert isinstance(task, PullTask)  # noqa: S101  its kind says so
    accounts = accounts_of(running, room, task.accounts)
    results = _pulled(running, room, accounts, PullWanted(delivered=task.delivered))
    if any(one.stopped for one in results):
        raise StoppedError
    new = sum(one.count.imported for one in results)
    if not new:
        raise_if_none([one.error for one in results], "records")
    return Done(
        message=f"{new:,} new events of {len(results)} accounts",
        result={"imported": new, "accounts": [_told(one) for one in results]},
        quiet=running.job.scheduled and not new,
        then=(DetectTask(),) if new else (),
    )


def _pulled(running: Running, room: Room, accounts: list[StoredAccount], wanted: PullWanted) -> list[Pulled]:
    running.tell("fetching", done=0, of=len(accounts))
    found: list[Pulled] = []
    results = pull_accounts(
        room.state,
        room.lake(),
        accounts,
        room.leases(running.job.started_by),
        make_tools=partial(make_tools, room.home),
        wanted=wanted,
        tell=lambda name, words: running.tell(f"{name}: {words}"),
        stop=running.stop,
    )
    with closing(results):
        for one in results:
            found.append(one)
            running.tell(f"{one.account.account.name}: {one.count.imported:,} new events", done=len(found))
    return found


def _told(pulled: Pulled) -> dict[str, Any]:
    account, count = pulled.account.account, pulled.count
    return {
        "provider": account.provider,
        "account": account.number,
        "name": account.name,
        "seconds": round(pulled.seconds, 2),
        "read": count.read,
        "imported": count.imported,
        "duplicates": count.duplicates,
        "dead_letters": count.dead_letters,
        "secrets_scrubbed": count.secrets_scrubbed,
        "objects": pulled.objects,
        "calls": pulled.calls,
        "blind_spots": len(pulled.blind_spots),
        "error": words_of(pulled.error),
    }
