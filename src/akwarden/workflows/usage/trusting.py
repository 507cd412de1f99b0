"""Trusts addresses: an entry of the allow-list from a form, and which alarms it would have silenced.

The rules that this module keeps:

- An entry says from where, and with whom, what and until when it is narrowed; it needs a reason and an owner.
- Whoever sees some accounts only makes entries for these alone.
- An alarm counts as silenced where all of its events that are kept fit the entry; of long alarms these are
  the first ones, and that is said.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import EditError, UsageError
from akwarden.model.alarm import Alarm, GatheredAlarm
from akwarden.query.spell import spell
from akwarden.query.tree import All, Network, Op, Query, Test, Text, every
from akwarden.store import alarm_listing
from akwarden.store.alarm_listing import AlarmQuestion, ListedAlarm
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.months import to_micros
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope, scoped
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.detection.allow_within import narrowed
from akwarden.workflows.detection.allowing import Allowing, checked
from akwarden.workflows.notes import checks
from akwarden.workflows.usage.call_query import CallQuestion, calls, sql_of
from akwarden.workflows.usage.desk import Cancel, Desk

LOOKED_AT: Final = 200
"""Alarms that a preview looks at: the last ones."""
MOST_NETWORKS: Final = 100
_SECOND: Final = timedelta(seconds=1)


class Trusting(msgspec.Struct, frozen=True, kw_only=True):
    """What a form says of addresses that are to be trusted."""

    networks: tuple[str, ...]
    """Addresses and networks in CIDR notation."""
    key: str | None = None
    """The one key that this is for; None for any."""
    principal: str | None = None
    """The one principal that this is for."""
    service: str | None = None
    """The one service that this is for."""
    action: str | None = None
    """The one API that this is for."""
    rule: str | None = None
    """The one rule that is silenced; None for all of them."""
    reason: str
    owner: str
    until: datetime


class TrustPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry would have done."""

    looked_at: int
    """How many alarms were looked at, the last ones."""
    silenced: tuple[Alarm, ...]
    """Those that would not be there."""
    is_partly_known: bool
    """Whether some of them have more events than are kept of an alarm."""


def allowing_of(trusting: Trusting, scope: Scope, *, actor: str, now: datetime) -> Allowing:
    """Return the entry that a form means, for a scope alone; raises EditError for what is no network."""
    query = narrowed(spell(_query(trusting)), scope)
    if query is None:
        raise EditError("there is no account for which this could hold", mend="ask who sees all accounts")
    return Allowing(
        query=query,
        rule=trusting.rule,
        reason=trusting.reason,
        owner=trusting.owner,
        until=trusting.until,
        actor=actor,
        now=now,
    )


def _query(trusting: Trusting) -> Query:
    if not 0 < len(trusting.networks) <= MOST_NETWORKS:
        raise UsageError(f"an entry names 1 to {MOST_NETWORKS} networks", mend="make several entries")
    parts: list[Query] = [Test("ip", Op.EQ, tuple(_network(text) for text in trusting.networks))]
    for name in ("key", "principal", "service", "action"):
        value = getattr(trusting, name)
        if value:
            parts.append(Test(name, Op.EQ, (Text(value),)))
    return every(tuple(parts))


def _network(text: str) -> Network:
    network = ipaddress.ip_network(checks.network(text))
    return Network(int(network.network_address), int(network.broadcast_address), network.version)


def trust_preview(  # noqa: PLR0917  what a request has at hand
    state: State, lake: Lake, desk: Desk, allowing: Allowing, scope: Scope, cancel: Cancel | None = None
) -> TrustPreview:
    """Return which of the last alarms an entry would have silenced; raises as `checked`, LakeError."""
    with state.reading() as connection:
        entry, query = checked(connection, allowing)
        last = _last_alarms(connection, scope, entry.created_at)
    about = [one for one in last if _is_of_rule(one.kept.gathered, entry.rule)]
    fitting = _fitting(
        lake, desk, query, [one.kept.gathered for one in about], now=allowing.now, cancel=cancel
    )
    silenced = [one for one in about if all(event.hash in fitting for event in one.kept.gathered.events)]
    return TrustPreview(
        looked_at=len(last),
        silenced=tuple(map(alarm_row, silenced)),
        is_partly_known=any(one.kept.count > len(one.kept.gathered.events) for one in silenced),
    )


def _last_alarms(connection: Connection, scope: Scope, now: datetime) -> list[ListedAlarm]:
    question = AlarmQuestion(
        query=scoped(All(()), scope), now=rounded(now), with_hidden=True, sort="last", limit=LOOKED_AT
    )
    return [one.row for one in alarm_listing.listed(connection, question)]


def _is_of_rule(gathered: GatheredAlarm, rule: str | None) -> bool:
    """Say whether nothing would be left of an alarm without what one rule saw, or any rule."""
    return rule is None or all(part.rule == rule or part.quiet for part in gathered.parts)


def _fitting(
    lake: Lake,
    desk: Desk,
    query: Query,
    alarms: Sequence[GatheredAlarm],
    *,
    now: datetime,
    cancel: Cancel | None,
) -> frozenset[int]:
    """Return the hashes of the events of alarms that fit a query."""
    events = [event for one in alarms for event in one.events]
    if not events:
        return frozenset()
    since = min(event.at for event in events) - _SECOND
    until = max(event.at for event in events) + _SECOND
    question = CallQuestion(query=query, since=since, until=until, now=now)
    rows = calls(question)
    rows = rows.filter(rows.event_hash.isin([event.hash for event in events])).select("event_hash")
    days = _days(event.at for event in events)
    files = [
        file.path
        for file in lake.files(since, until)
        if any(file.max_time >= first and file.min_time < last for first, last in days)
    ]
    with desk.asking(lake.folder, cancel) as asking:
        asking.look_at(files)
        return frozenset(asking.table(sql_of(rows))["event_hash"].to_pylist())


def _days(times: Iterable[datetime]) -> list[tuple[int, int]]:
    """Return the days of some times, each from its first microsecond to before the next day."""
    day = 86_400_000_000
    return sorted({(at // day * day, at // day * day + day) for at in map(to_micros, times)})
