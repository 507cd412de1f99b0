"""How keys are used, by the event lake: the part of a key's page that audit records tell."""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import msgspec
from sqlalchemy import Connection

from akwarden.analytics import source_ips, timeline, usage
from akwarden.analytics.paging import Key, Order, page
from akwarden.analytics.profile import PROFILE, Span, profile
from akwarden.analytics.tallies import COUNTS, conform, counts
from akwarden.model.access_key import AccessKeyId
from akwarden.model.address_use import UsedApi
from akwarden.model.key_use import FirstUse, KeyUse
from akwarden.workflows.events.asking import answer
from akwarden.workflows.events.calls import source_row
from akwarden.workflows.keys.listing import ListedKey, listed_key, with_last_call
from akwarden.workflows.keys.whose_address import WhoseAddress

_SHOWN: Final = 10
_SHARE: Final = 256
_APIS: Final = ibis.schema({"service": "!string", "action": "!string", **COUNTS})
_HABIT: Final = timedelta(days=28)
_MOST_OF: Final = 0.9


class Used(msgspec.Struct, frozen=True):
    """How much a key is used, as lists tell it."""

    last_at: datetime | None
    calls_24h: int
    source_ips: int


_NEVER: Final = Used(None, 0, 0)


def used(events: ir.Table, keys: Sequence[str] | None, now: datetime) -> Mapping[str, Used]:
    """Return the usage of keys, or of all that ever called; one that never did has none."""
    kept = events if keys is None else events.filter(events.key_id.isin(list(keys)))
    return {
        row["key_id"]: Used(row["last"], row["calls_24h"], row["addresses"])
        for row in answer(usage.usage(kept, now), usage.USAGE)
    }


def key_use(connection: Connection, events: ir.Table, key_id: AccessKeyId, now: datetime) -> KeyUse:
    """Return how a key is used; raises LakeError."""
    own = events.filter(events.key_id == key_id)
    row = next(answer(usage.usage(own, now), usage.USAGE), None)
    if row is None:
        return KeyUse(
            calls=0,
            failed=0,
            calls_24h=0,
            first_at=None,
            last_at=None,
            source_ips=0,
            addresses=(),
            apis=(),
            firsts=(),
            usual_hours=(),
        )
    whose = WhoseAddress(connection)
    return KeyUse(
        calls=row["calls"],
        failed=row["failed"],
        calls_24h=row["calls_24h"],
        first_at=row["first"],
        last_at=row["last"],
        source_ips=row["addresses"],
        addresses=tuple(source_row(values, whose) for values in _addresses(own)),
        apis=tuple(busiest_apis(own)),
        firsts=tuple(_firsts(own)),
        usual_hours=_usual_hours(own, now),
    )


def _addresses(own: ir.Table) -> Iterator[dict[str, Any]]:
    per = source_ips.Per.ADDRESS
    latest = page(source_ips.source_ips(own), source_ips.ORDERS[per]["last"], limit=_SHOWN)
    return answer(latest, source_ips.source_ips_schema(per))


def busiest_apis(events: ir.Table) -> Iterator[UsedApi]:
    """Yield the ten APIs that were called the most; raises LakeError."""
    rows = events.group_by(("service", "action")).aggregate(**counts(events))
    order = Order("calls", (Key("calls", descending=True), Key("service"), Key("action")))
    busiest = conform(page(rows, order, limit=_SHOWN), _APIS)
    for row in answer(busiest, _APIS):
        yield UsedApi(
            service=row["service"],
            action=row["action"],
            calls=row["calls"],
            failed=row["failed"],
            last_at=row["last"],
        )


def _firsts(own: ir.Table) -> Iterator[FirstUse]:
    rows = timeline.firsts(own)
    latest = rows.order_by(rows.time.desc(), rows["first"], rows["value"]).limit(_SHOWN)
    for row in answer(latest, timeline.FIRSTS):
        yield FirstUse(
            first=row["first"],
            value=row["value"],
            at=row["time"],
            service=row["service"],
            action=row["action"],
            source_ip=row["source_ip"],
            event_id=row["event_id"],
        )


def _usual_hours(own: ir.Table, now: datetime) -> tuple[int, ...]:
    """Return the hours of the day that hold nine tenths of the calls of the last four weeks."""
    hours: Counter[int] = Counter()
    for row in answer(profile(own, Span(now - _HABIT, now)), PROFILE):
        hours[row["hour"] % 24] += row["calls"]
    wanted = _MOST_OF * hours.total()
    found: list[int] = []
    for hour, calls in hours.most_common():
        if wanted <= 0:
            break
        found.append(hour)
        wanted -= calls
    return tuple(found)


class WithUse:
    """Adds how keys are used to a list of them."""

    def __init__(self, events: ir.Table, now: datetime, *, all_keys: bool) -> None:
        """Take the events; `all_keys` says that so many rows are wanted that one question is best."""
        self._events, self._now, self._all = events, now, all_keys

    def __call__(
        self, rows: Generator[tuple[ListedKey, str], None, None]
    ) -> Generator[tuple[ListedKey, str], None, None]:
        """Yield the rows with how their keys are used."""
        known = used(self._events, None, self._now) if self._all else {}
        with closing(rows):
            while share := list(islice(rows, _SHARE)):
                ids = [one.row.key_id for one, _ in share]
                found = known if self._all else used(self._events, ids, self._now)
                for one, cursor in share:
                    use = found.get(one.row.key_id, _NEVER)
                    known_of = listed_key(with_last_call(one.facts, use.last_at, self._now), self._now)
                    row = known_of.row.used(**msgspec.structs.asdict(use))
                    yield ListedKey(row, known_of.facts), cursor
