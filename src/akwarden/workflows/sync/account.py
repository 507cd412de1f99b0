"""Reads one account from where the last run was cut off to its end, stage by stage."""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from time import monotonic
from types import MappingProxyType

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, func, select

from akwarden.errors import (
    AccountError,
    AkwardenError,
    CloudError,
    CredentialError,
    MissingRightError,
    UnreachableError,
)
from akwarden.model.access_key import KeyStatus
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.principal import PrincipalType
from akwarden.providers.inventory import Access, Inventory
from akwarden.providers.provider import Provider
from akwarden.store import sync_runs
from akwarden.store.account_rows import StoredAccount
from akwarden.store.inventory.belongings import merge_blind_spots
from akwarden.store.state import State
from akwarden.store.sync_runs import Counts
from akwarden.store.tables import access_keys, principals
from akwarden.store.turn import turn
from akwarden.workflows.crew import Crew
from akwarden.workflows.leaks.following import follow_inventory
from akwarden.workflows.posture.gathering import CallsOf
from akwarden.workflows.posture.judging import judge_stored
from akwarden.workflows.posture.leaked import judge_leaked_of
from akwarden.workflows.posture.ruleset import load_posture
from akwarden.workflows.sync.belongings import (
    read_addresses,
    read_buckets,
    read_functions,
    read_groups,
    read_members,
    read_policies,
    read_trails,
)
from akwarden.workflows.sync.people import read_people
from akwarden.workflows.sync.reading import LookThrough, Reading, StoppedError

WORKERS = 8
"""Calls to one account that are under way at once."""

_Stage = Callable[[Reading, Executor, str], None]

STAGES: Mapping[str, _Stage] = MappingProxyType(
    {
        "groups": read_groups,
        **{
            kind.value: partial(read_people, kind)
            for kind in (
                PrincipalType.ROOT,
                PrincipalType.USER,
                PrincipalType.COLLABORATOR,
                PrincipalType.ROLE,
            )
        },
        "policies": read_policies,
        "functions": read_functions,
        "addresses": read_addresses,
        "trails": read_trails,
        "buckets": read_buckets,
        "members": read_members,
    }
)
"""Every stage in its order."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How reading one account went."""

    account: StoredAccount
    seconds: float
    counts: Counts = Counts()
    blind_spots: tuple[BlindSpot, ...] = ()
    error: AkwardenError | None = None
    """Why it failed; what was read before is kept."""
    resumed: bool = False
    """Whether it went on where an earlier run was cut off."""
    stopped: bool = False
    """Whether it was told to stop; the next run goes on there."""


def sync_account(
    state: State,
    stored: StoredAccount,
    provider: Provider,
    access: Access,
    *,
    now: Callable[[], datetime],
    stop: threading.Event,
    tell: Callable[[str], None],
    look: LookThrough,
    calls_of: CallsOf | None = None,
) -> Outcome:
    """Read an account to its end. A failure is in what comes back and is never raised.

    `calls_of` reads audit records, which some rules go by.
    """
    began = monotonic()
    try:
        with turn(state, f"sync {stored.id}") as ours:
            if not ours:
                raise AccountError(
                    f"{stored.account.name} is being read by another akwarden",
                    mend="wait until that one has ended",
                )
            outcome = _read(
                state, stored, provider, access, now=now, stop=stop, tell=tell, look=look, calls_of=calls_of
            )
    except AkwardenError as error:
        outcome = Outcome(account=stored, seconds=0, error=error)
    return msgspec.structs.replace(outcome, seconds=monotonic() - began)


def _read(
    state: State,
    stored: StoredAccount,
    provider: Provider,
    access: Access,
    *,
    now: Callable[[], datetime],
    stop: threading.Event,
    tell: Callable[[str], None],
    look: LookThrough,
    calls_of: CallsOf | None,
) -> Outcome:
    with state.writing() as connection:
        run = sync_runs.begin(connection, stored.id, now())
    inventory = provider.inventory(access)
    reading = Reading(state, stored, provider, inventory, run, now=now, stop=stop, tell=tell, look=look)
    error: AkwardenError | None = None
    try:
        with Crew(WORKERS, f"sync-{stored.id}") as pool:
            _check_identity(stored, inventory)
            for name, stage in _stages_from(run.stage):
                _run_stage(name, stage, reading, pool)
    except StoppedError:
        return Outcome(account=stored, seconds=0, stopped=True)
    except AkwardenError as failed:
        error = failed
    counts, spots = _finish(state, reading, error, calls_of)
    return Outcome(
        account=stored, seconds=0, counts=counts, blind_spots=spots, error=error, resumed=bool(run.stage)
    )


def _stages_from(reached: str) -> Iterator[tuple[str, _Stage]]:
    """Yield the stages from the one that a run had reached."""
    names = list(STAGES)
    first = names.index(reached) if reached in STAGES else 0
    yield from ((name, STAGES[name]) for name in names[first:])


def _run_stage(name: str, stage: _Stage, reading: Reading, pool: Executor) -> None:
    """Run one stage; what the cloud does not let us see is a blind spot."""
    cursor = reading.run.cursor if name == reading.run.stage else ""
    reading.tell(name)
    try:
        stage(reading, pool, cursor)
    except MissingRightError as error:
        reading.blind(error)
    except (CredentialError, UnreachableError):
        raise
    except CloudError as error:
        reading.inventory.tally.blind(
            BlindSpot(
                right=name,
                unseen=f"what {name} would tell",
                reason=f"{error.what}: {error.why}" if error.why else error.what,
                mend=error.mend or "run akwarden sync again",
            )
        )


def _check_identity(stored: StoredAccount, inventory: Inventory) -> None:
    """Raise AccountError when the key is one of another account: its rows would be mixed."""
    account = inventory.identity().account
    if account != stored.account.number:
        raise AccountError(
            f"the key of {stored.account.name} belongs to account {account}, not {stored.account.number}",
            mend="correct the place that the key comes from, or add the other account by a name of its own",
        )


def _finish(
    state: State, reading: Reading, error: AkwardenError | None, calls_of: CallsOf | None
) -> tuple[Counts, tuple[BlindSpot, ...]]:
    """Write down what the run came to, and judge the account anew.

    What could not be read to its end is not judged: what was not seen would pass for what is not there.
    """
    tally, change, now = reading.inventory.tally, reading.change, reading.now()
    with state.writing() as connection:
        if error is None:
            merge_blind_spots(connection, reading.account, tally.blind_spots, now)
        counts = Counts(
            principals=_number(connection, reading.account, principals, principals.c.deleted_at.is_(None)),
            keys=_number(
                connection, reading.account, access_keys, access_keys.c.status != KeyStatus.DELETED.value
            ),
            added=change.added,
            changed=change.changed,
            gone=change.gone,
            calls=tally.calls,
            saved=tally.saved,
            throttled=tally.throttled,
            leaks=reading.leaks,
        )
        words = None if error is None else (f"{error.what}: {error.why}" if error.why else error.what)
        follow_inventory(connection)
        sync_runs.end(connection, reading.run, counts, now, words)
    judge_leaked_of(state, reading.account, now)
    if error is None:
        reading.tell("risks")
        judge_stored(state, reading.account, load_posture(), now, calls_of)
    return counts, tally.blind_spots


def _number(connection: Connection, account: int, table: Table, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(table.c.account_id == account, condition)
    return int(connection.execute(query).scalar_one())
