"""What is on and what is blind: clouds, accounts, log sources, scanners, detection.

The rules that this module keeps:

- What was never read is blind, whatever else is known of it; nothing is called seen that was not read.
- What is older than two days is old: an akwarden that runs reads everything at least once a day.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import Connection

from akwarden.model.overview import Coverage, Seen, Sight, SightCount, SightKind
from akwarden.reports.wording import counted
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following
from akwarden.store.overview import sights
from akwarden.store.overview.sights import AccountSight, ScanSight, SourceSight
from akwarden.workflows.overview.looking import Looking

_OLD: Final = timedelta(days=2)
_MOST: Final = 100
_CLOUDS: Final = {"tencent": "Tencent Cloud", "aws": "AWS"}
_SIGHTS: Final = tuple(Sight)
_KINDS: Final = tuple(SightKind)
_ACCOUNTS, _SOURCES = "/settings/accounts", "/settings/sources"


def coverage(connection: Connection, looking: Looking) -> Coverage:
    """Return how well everything is seen, the worst first."""
    accounts = sights.account_sights(connection, looking.held)
    ids = {one.id for one in accounts}
    sources = [
        one
        for one in sights.source_sights(connection)
        if one.account_id in ids or (looking.within is None and one.account_id is None)
    ]
    seen = [*_clouds(accounts), *(_account(one, looking.now) for one in accounts)]
    seen += [*_sources(accounts, sources, looking.now)]
    if looking.within is None:
        seen += [
            _scanner(sights.scan_sight(connection), looking.now),
            _detection(connection, sights.imported_at(connection)),
        ]
    seen.sort(key=lambda one: (_SIGHTS.index(one.sight), _KINDS.index(one.kind), one.name))
    found = Counter((one.kind, one.sight) for one in seen)
    counts = tuple(SightCount(kind, sight, number) for (kind, sight), number in found.items())
    return Coverage(seen=tuple(seen[:_MOST]), counts=counts, as_of=looking.now)


def _clouds(accounts: Sequence[AccountSight]) -> Iterator[Seen]:
    for provider, name in _CLOUDS.items():
        number = sum(one.provider == provider for one in accounts)
        yield Seen(
            kind=SightKind.CLOUD,
            name=name,
            sight=Sight.ON if number else Sight.OFF,
            says=f"{counted(number, 'account')}" if number else "no account was added",
            mend=None if number else f"akwarden accounts add {provider} NAME --from env",
            url=_ACCOUNTS,
        )


def _account(one: AccountSight, now: datetime) -> Seen:
    """Judge one account."""
    read = f"akwarden sync {one.name}"
    sight, says, mend = Sight.ON, "everything that was asked for can be seen", None
    if one.read_at is None:
        sight, says, mend = Sight.BLIND, one.error or "it was never read", read
    elif one.error is not None:
        sight, says, mend = Sight.STALE, f"it can't be read any more: {one.error}", read
    elif one.blind_spots:
        others = f" and {one.blind_spots - 1:,} more" if one.blind_spots > 1 else ""
        sight, says = Sight.PARTLY, f"not seen: {one.blind_to}{others}"
        mend = f"akwarden accounts test {one.name}"
    elif now - one.read_at > _OLD:
        sight, says, mend = Sight.STALE, "it was not read for more than two days", read
    return Seen(
        kind=SightKind.ACCOUNT,
        name=one.name,
        sight=sight,
        says=says,
        mend=mend,
        url=f"{_ACCOUNTS}?{urlencode({'account': one.name})}",
        as_of=one.read_at,
    )


def _sources(
    accounts: Sequence[AccountSight], sources: Sequence[SourceSight], now: datetime
) -> Iterator[Seen]:
    """Judge the sources of audit records, and the accounts that have none."""
    yield from (_source(one, now) for one in sources)
    logged = {one.account_id for one in sources}
    for account in accounts:
        if account.id not in logged:
            yield Seen(
                kind=SightKind.LOG_SOURCE,
                name=account.name,
                sight=Sight.BLIND,
                says="its audit log was never pulled, so its calls are not seen unless somebody imports them",
                mend=f"akwarden audit pull {account.name}",
                url=_SOURCES,
            )


def _source(one: SourceSight, now: datetime) -> Seen:
    sight, says = Sight.ON, "it is read"
    if one.error is not None:
        sight, says = Sight.BLIND, f"the last look failed: {one.error}"
    elif one.checked_at is None or now - one.checked_at > _OLD:
        sight, says = Sight.STALE, "nobody looked at it for more than two days"
    elif one.watermark is not None:
        says = f"read up to {one.watermark:%Y-%m-%d %H:%M} UTC"
    mend = None if sight is Sight.ON else "akwarden audit pull"
    return Seen(
        kind=SightKind.LOG_SOURCE,
        name=one.source,
        sight=sight,
        says=says,
        mend=mend,
        url=_SOURCES,
        as_of=one.checked_at,
    )


def _scanner(one: ScanSight, now: datetime) -> Seen:
    """Judge the scans for leaks: a saved scan that found nothing leaves no trace unless a server ran it."""
    times = [at for at in (one.scanned_at, one.found_at) if at is not None]
    last = max(times, default=None)
    sight, says, mend = Sight.ON, "", None
    if last is None:
        sight, says, mend = Sight.OFF, "no scan was saved", "akwarden scan --save FOLDER_OR_REPOSITORY"
    elif now - last > 7 * timedelta(days=1):
        sight, says, mend = Sight.STALE, "nothing was scanned for more than a week", "akwarden scan --save"
    return Seen(
        kind=SightKind.SCANNER,
        name="scans for leaks",
        sight=sight,
        says=says or f"last scan on {last:%Y-%m-%d %H:%M} UTC",
        mend=mend,
        url=_SOURCES,
        as_of=last,
    )


def _detection(connection: Connection, imported_at: datetime | None) -> Seen:
    """Say whether calls are judged."""
    is_following = following.position(connection, FOLLOWER) is not None
    sight, says, mend = Sight.ON, "calls are judged as they come in", None
    if imported_at is None:
        sight, says, mend = Sight.OFF, "there are no audit records to judge", "akwarden audit pull"
    elif not is_following:
        sight, says = Sight.BLIND, "calls were never judged, so there can be no alarms"
        mend = "akwarden detect run"
    return Seen(
        kind=SightKind.DETECTION,
        name="detection",
        sight=sight,
        says=says,
        mend=mend,
        url="/settings/rules",
        as_of=imported_at,
    )
