"""The story of a key: how much it called in each hour or day, and what it did for the first time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, failed, fitting, result
from akwarden.analytics.moments import DAY_SECONDS, HOUR_SECONDS, begins, certain, moment, spans
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import conform, number_of


class Bucket(StrEnum):
    """How long a bucket is."""

    HOUR = "hour"
    DAY = "day"


_SECONDS: Final = {Bucket.HOUR: HOUR_SECONDS, Bucket.DAY: DAY_SECONDS}

BUCKETS: Final = ibis.schema(
    {
        "key_id": "!string",
        "at": "timestamp('UTC', 6)",
        "calls": "!int64",
        "failed": "!int64",
        "new_addresses": "!int64",
        "new_actions": "!int64",
    }
)
"""A bucket of a key, by when it begins in UTC; null for events with doubtful times. `new_addresses` and
`new_actions` say how many were first seen in it."""

BUCKET_ORDERS: Final = orders({"at": (Key("key_id"), Key("at"))}, last=("key_id", "at"))


class First(StrEnum):
    """What a key did for the first time."""

    CALL = "call"
    ADDRESS = "address"
    """It called from an address."""
    SERVICE = "service"
    """It called a service."""
    REGION = "region"
    """It called in a region."""
    FAILURE = "failure"


FIRSTS: Final = ibis.schema(
    {
        "key_id": "!string",
        "first": "!string",
        "value": "string",
        "time": "timestamp('UTC', 6)",
        "event_id": "!string",
        "service": "!string",
        "action": "!string",
        "source_ip": "string",
        "region": "string",
        "result": "!string",
    }
)
"""A first of a key and the event that it was; `value` is the address, the service or the region."""

FIRST_ORDERS: Final = orders(
    {"time": (Key("key_id"), Key("time"))}, last=("key_id", "time", "first", "value")
)


def buckets(
    events: ir.Table,
    asked: Asked = EVERY_CALL,
    *,
    size: Bucket = Bucket.HOUR,
    since: datetime | None = None,
) -> ir.Table:
    """Return a row for each key and bucket in which it called, in no order.

    With `since`, which has a zone, earlier buckets are left out, but what was seen in them is not new later.
    """
    kept = _signed(events, asked)
    span = spans(kept.time, _SECONDS[size])
    kept = kept.mutate(bucket=ibis.ifelse(certain(kept), span, ibis.null("int64")))
    rows = kept.group_by(("key_id", "bucket")).aggregate(calls=kept.count(), failed=number_of(failed(kept)))
    rows = _with_new(rows, kept, ("source_ip",), "new_addresses")
    rows = _with_new(rows, kept, ("service", "action"), "new_actions")
    rows = rows.mutate(at=begins(rows.bucket, _SECONDS[size]))
    if since is not None:
        rows = rows.filter(rows["at"].isnull() | (rows["at"] >= moment(since)))
    return conform(rows, BUCKETS)


def _with_new(rows: ir.Table, kept: ir.Table, what: tuple[str, ...], name: str) -> ir.Table:
    """Return the rows with how many of something were first seen in each."""
    known = kept.filter(kept.bucket.notnull(), *(kept[column].notnull() for column in what))
    seen = known.group_by(("key_id", *what)).aggregate(since=known.bucket.min())
    new = seen.group_by(its_key="key_id", its_bucket="since").aggregate(**{name: seen.count()})
    joined = rows.left_join(new, [rows.key_id == new.its_key, rows.bucket == new.its_bucket])
    return joined.select(*rows.columns, **{name: joined[name].fill_null(0)})


_VALUES: Final[Mapping[First, Callable[[ir.Table], ir.Value]]] = {
    First.CALL: lambda _: ibis.null("string"),
    First.ADDRESS: lambda events: events.source_ip,
    First.SERVICE: lambda events: events.service,
    First.REGION: lambda events: events.region,
    First.FAILURE: lambda _: ibis.null("string"),
}


def firsts(events: ir.Table, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return what each key did for the first time among the events that are asked for, in no order.

    Of events at one time the one with the smaller hash counts. Events with doubtful times are left out.
    """
    kept = _signed(events, asked)
    kept = kept.filter(certain(kept))
    return ibis.union(*(_first(kept, first) for first in First))


def _first(kept: ir.Table, first: First) -> ir.Table:
    """Return the first events of one kind."""
    rows = kept.mutate(first=ibis.literal(first.value), value=_VALUES[first](kept))
    if first is First.FAILURE:
        rows = rows.filter(failed(rows))
    elif first is not First.CALL:
        rows = rows.filter(rows.value.notnull())
    within = ibis.window(group_by=("key_id", "value"), order_by=("time", "event_hash"))
    rows = rows.mutate(place=ibis.row_number().over(within), result=result(rows))
    return conform(rows.filter(rows.place == 0), FIRSTS)


def _signed(events: ir.Table, asked: Asked) -> ir.Table:
    """Return the events that keys signed."""
    kept = fitting(events, asked)
    return kept.filter(kept.key_id.notnull())
