"""How reading an account went: begun, how far, ended; so that the next run can go on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from akwarden.model.blind_spot import BlindSpot
from akwarden.store.tables import sync_runs

_KEPT = 50
"""Runs of one account that are kept as history."""
STALE = timedelta(hours=6)
"""A run that was cut off longer ago is not gone on with: the cloud is another by now."""


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    """It runs; or it was cut off, when nobody has the turn."""
    DONE = "done"
    FAILED = "failed"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to."""

    principals: int = 0
    """Principals that were listed."""
    keys: int = 0
    """Keys that were listed."""
    added: int = 0
    """Rows that are new."""
    changed: int = 0
    """Rows that are other than before."""
    gone: int = 0
    """Rows of what is no more."""
    calls: int = 0
    """Calls that were made."""
    saved: int = 0
    """Calls that were not needed."""
    throttled: int = 0
    """Calls that the cloud asked to make later."""
    leaks: int = 0
    """Places in function environments where a key stands that were not known."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run."""

    id: int
    started_at: datetime
    touched_at: datetime
    state: RunState
    stage: str
    """The stage that it is in; empty before the first."""
    cursor: str
    """How far it is in that stage."""
    counts: Counts
    blind_spots: tuple[BlindSpot, ...]
    """What could not be seen up to the cursor."""
    error: str | None


def begin(connection: Connection, account: int, now: datetime) -> Run:
    """Begin a run, or go on with one that was cut off or failed on its way not long ago."""
    last = latest(connection, account)
    if last is not None and _is_unfinished(last, now):
        _update(connection, last, {"state": RunState.RUNNING.value, "error": None})
        return last
    _forget_old(connection, account)
    values = {
        "account_id": account,
        "started_at": now,
        "touched_at": now,
        "state": RunState.RUNNING.value,
        "stage": "",
        "cursor": "",
        "counts": "{}",
        "blind_spots": "[]",
    }
    connection.execute(insert(sync_runs).values(values))
    begun = latest(connection, account)
    assert begun is not None  # noqa: S101  it was just written
    return begun


def _is_unfinished(run: Run, now: datetime) -> bool:
    """Say whether a run has come somewhere and can be gone on with."""
    stopped = run.state is RunState.RUNNING or (run.state is RunState.FAILED and run.stage)
    return bool(stopped) and now - run.touched_at < STALE


def reach(
    connection: Connection, run: Run, now: datetime, *, stage: str, cursor: str, spots: Sequence[BlindSpot]
) -> None:
    """Write down how far a run is, in the transaction that wrote what it has read."""
    packed = msgspec.json.encode(spots).decode()
    _update(connection, run, {"stage": stage, "cursor": cursor, "blind_spots": packed, "touched_at": now})


def end(connection: Connection, run: Run, counts: Counts, now: datetime, error: str | None = None) -> None:
    """Write down that a run has ended, well or with an error."""
    state = RunState.DONE if error is None else RunState.FAILED
    packed = msgspec.json.encode(counts).decode()
    _update(connection, run, {"state": state.value, "counts": packed, "touched_at": now, "error": error})


def latest(connection: Connection, account: int, state: RunState | None = None) -> Run | None:
    """Return the last run of an account, or the last one that ended so, or None."""
    query = select(sync_runs).where(sync_runs.c.account_id == account)
    if state is not None:
        query = query.where(sync_runs.c.state == state.value)
    row = connection.execute(query.order_by(sync_runs.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return Run(
        id=row.id,
        started_at=row.started_at,
        touched_at=row.touched_at,
        state=RunState(row.state),
        stage=row.stage,
        cursor=row.cursor,
        counts=msgspec.json.decode(row.counts, type=Counts),
        blind_spots=msgspec.json.decode(row.blind_spots, type=tuple[BlindSpot, ...]),
        error=row.error,
    )


def _update(connection: Connection, run: Run, values: dict[str, object]) -> None:
    connection.execute(update(sync_runs).where(sync_runs.c.id == run.id).values(values))


def _forget_old(connection: Connection, account: int) -> None:
    kept = (
        select(sync_runs.c.id)
        .where(sync_runs.c.account_id == account)
        .order_by(sync_runs.c.id.desc())
        .limit(_KEPT - 1)
    )
    old = (sync_runs.c.account_id == account) & sync_runs.c.id.not_in(kept)
    connection.execute(delete(sync_runs).where(old))
