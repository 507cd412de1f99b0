"""Tells up to when everything is read, and what is late: twice its interval has passed.

What never comes by itself is never late. What was never read is late by when it was added: before that it is
being read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from akwarden.model.freshness import Fresh, FreshKind, Freshness
from akwarden.model.job import JobKind
from akwarden.settings import WorkSettings
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following
from akwarden.store.overview import sights
from akwarden.store.overview.sights import AccountSight
from akwarden.store.tables import lake_files
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.events.fetched import known_to
from akwarden.workflows.jobs.schedule import intervals

_LATE = 2


def freshness(connection: Connection, work: WorkSettings, now: datetime) -> Freshness:
    """Return how fresh everything is; cheap, as it is asked for all the time."""
    every = intervals(work)
    accounts = sights.account_sights(connection, None)
    found = [
        *(_account(one, every.get(JobKind.SYNC), now) for one in accounts),
        *_records(connection, accounts, every.get(JobKind.PULL), now),
        *_detection(connection, every.get(JobKind.DETECT), now),
    ]
    return _summed(found, now)


def within(whole: Freshness, scope: Scope) -> Freshness:
    """Return the part of it that somebody may see."""
    if scope == EVERYWHERE:
        return whole
    return _summed([one for one in whole.sources if scope.has(one.provider or "", one.account)], whole.as_of)


def _summed(found: Sequence[Fresh], now: datetime) -> Freshness:
    # A source that was read and held nothing is not behind; one that was never read is.
    is_unread = any(one.known_to is None and one.checked_at is None for one in found)
    reached = [one.known_to for one in found if one.known_to is not None]
    return Freshness(
        as_of=now,
        up_to=None if is_unread else min(reached, default=None),
        late=sum(one.late for one in found),
        failed=sum(one.error is not None for one in found),
        sources=tuple(sorted(found, key=lambda one: (not one.late, one.kind, one.name))),
    )


def _is_late(at: datetime | None, every: timedelta | None, now: datetime) -> bool:
    return every is not None and (at is None or now - at > _LATE * every)


def _account(one: AccountSight, every: timedelta | None, now: datetime) -> Fresh:
    return Fresh(
        kind=FreshKind.ACCOUNT,
        name=one.name,
        provider=one.provider,
        account=one.number,
        up_to=one.read_at,
        known_to=one.read_at,
        checked_at=one.read_at,
        every_seconds=_seconds(every),
        late=_is_late(one.read_at or one.added_at, every, now),
        error=one.error,
    )


def _records(
    connection: Connection, accounts: Sequence[AccountSight], every: timedelta | None, now: datetime
) -> Iterator[Fresh]:
    """Yield the sources of audit records that are read again and again."""
    by_id: Mapping[int, AccountSight] = {one.id: one for one in accounts}
    for one in sights.source_sights(connection):
        account = None if one.account_id is None else by_id.get(one.account_id)
        if account is None and one.checked_at is None:
            continue
        yield Fresh(
            kind=FreshKind.RECORDS,
            name=one.source,
            provider=None if account is None else account.provider,
            account=None if account is None else account.number,
            up_to=one.watermark,
            known_to=known_to(one.cursor, one.watermark),
            checked_at=one.checked_at,
            every_seconds=_seconds(every),
            late=_is_late(one.checked_at or (None if account is None else account.added_at), every, now),
            error=one.error,
        )


def _detection(connection: Connection, every: timedelta | None, now: datetime) -> Iterator[Fresh]:
    """Yield how far what came in was judged; nothing where nothing came in."""
    newest = connection.execute(select(func.max(lake_files.c.id))).scalar_one()
    if newest is None:
        return
    judged = following.position(connection, FOLLOWER) or 0
    behind = select(func.min(lake_files.c.added_at)).where(
        lake_files.c.id > judged, lake_files.c.merged.is_(False)
    )
    since = connection.execute(behind).scalar_one()
    yield Fresh(
        kind=FreshKind.DETECTION,
        name="detection",
        provider=None,
        account=None,
        up_to=now if since is None else since,
        known_to=now if since is None else since,
        checked_at=now if since is None else since,
        every_seconds=_seconds(every),
        late=since is not None and _is_late(since, every, now),
        error=None,
    )


def _seconds(every: timedelta | None) -> int | None:
    return None if every is None else int(every.total_seconds())
