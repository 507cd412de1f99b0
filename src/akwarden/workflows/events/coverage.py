"""What each account records, what has come of it, and what nobody records."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from akwarden.analytics.coverage import COVERAGE, PLACES
from akwarden.analytics.coverage import coverage as arrivals
from akwarden.analytics.coverage import places as places_of
from akwarden.model.trail import Trail
from akwarden.store import account_rows, sync_runs
from akwarden.store.account_rows import StoredAccount
from akwarden.store.lake.lake import Lake
from akwarden.store.recorders import buckets_of, trails_of
from akwarden.store.state import State
from akwarden.store.sync_runs import RunState
from akwarden.workflows.accounts.listing import spots_of
from akwarden.workflows.events.asking import answer
from akwarden.workflows.events.covered import LABELS, Arrived, CoveragePart, Seen, judged, unlogged
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.events.recorders import recorder_of

_Number = tuple[str, str]
"""The cloud and the number of an account."""


class AccountCoverage(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.audit-coverage/1"
):
    """One account."""

    name: str
    """What people call it; the number of one that was not added."""
    provider: str
    """The cloud."""
    number: str
    """The number of the account."""
    words: tuple[str, ...]
    """What there is to say, one sentence each."""
    parts: tuple[CoveragePart, ...] = ()
    """The answers that the words tell; none for an account that was not added."""
    trails: tuple[Trail, ...] = ()
    """What records its calls, as it was read last."""
    unlogged_buckets: tuple[str, ...] = ()
    """The buckets that are known to have no access logs."""
    arrived: Arrived | None = None
    """What is stored of it; None for nothing."""


def coverage(state: State, lake: Lake) -> tuple[AccountCoverage, ...]:
    """Return the coverage of all accounts by their names, and then of those that only events tell of.

    Raises LakeError where the events can't be read.
    """
    arrived = _arrived(lake)
    with state.reading() as connection:
        added = [_covered(connection, stored, arrived) for stored in account_rows.listed(connection)]
    known = {(one.provider, one.number) for one in added}
    return (*added, *(_stranger(number, arrived[number]) for number in sorted(arrived.keys() - known)))


def _covered(
    connection: Connection, stored: StoredAccount, arrived: Mapping[_Number, Arrived]
) -> AccountCoverage:
    account = stored.account
    seen = Seen(
        name=account.name,
        is_read=sync_runs.latest(connection, stored.id, RunState.DONE) is not None,
        trails=trails_of(connection, stored.id),
        buckets=buckets_of(connection, stored.id),
        spots=spots_of(connection, stored),
        arrived=arrived.get((account.provider, account.number)),
        recorder=recorder_of(account.provider),
    )
    parts = judged(seen)
    return AccountCoverage(
        name=account.name,
        provider=account.provider,
        number=account.number,
        words=(_what_came(seen.arrived), *map(_sentence, parts)),
        parts=parts,
        trails=seen.trails,
        unlogged_buckets=tuple(bucket.name for bucket in unlogged(seen.buckets)),
        arrived=seen.arrived,
    )


def _sentence(part: CoveragePart) -> str:
    mend = f"; {part.mend}" if part.mend else ""
    return f"{LABELS[part.part]}: {part.says}{mend}"


def _stranger(number: _Number, arrived: Arrived) -> AccountCoverage:
    """Return what is known of an account that was not added."""
    provider, account = number
    unknown = "what it records is not known: the account was not added; akwarden accounts add"
    return AccountCoverage(
        name=account or "no account named",
        provider=provider,
        number=account,
        words=(_what_came(arrived), unknown),
        arrived=arrived,
    )


def _what_came(arrived: Arrived | None) -> str:
    if arrived is None:
        return "events: none"
    span = ""
    if arrived.first is not None and arrived.last is not None:
        span = f" from {arrived.first:%Y-%m-%d %H:%M} to {arrived.last:%Y-%m-%d %H:%M} UTC"
    kinds = f"{arrived.reads:,} that read, {arrived.writes:,} that write"
    places = f"{len(arrived.services):,} services in {len(arrived.regions):,} regions"
    return f"events: {arrived.events:,}{span}, {kinds}, of {places}"


def _arrived(lake: Lake) -> Mapping[_Number, Arrived]:
    """Return what is stored, by account."""
    if not lake.files():
        return {}
    events = events_of(lake)
    places: defaultdict[_Number, list[Mapping[str, Any]]] = defaultdict(list)
    for row in answer(places_of(events), PLACES):
        places[row["provider"], row["account"]].append(row)
    found = {}
    for row in answer(arrivals(events), COVERAGE):
        number = (row["provider"], row["account"])
        found[number] = _of(row, places[number])
    return found


def _of(row: Mapping[str, Any], places: Sequence[Mapping[str, Any]]) -> Arrived:
    same = ("reads", "writes", "first", "last", "access_log_lines", "prompt", "delay_median", "delay_p99")
    return Arrived(
        events=row["calls"],
        regions=tuple(sorted({one["region"] for one in places if one["region"] is not None})),
        services=tuple(sorted({one["service"] for one in places})),
        **{name: row[name] for name in same},
    )
