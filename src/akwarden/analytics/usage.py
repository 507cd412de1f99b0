"""Usage: when a key signed a call the last time, and how much it is used; what lists of keys show."""

from datetime import datetime, timedelta
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.moments import certain, moment
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import COUNTS, conform, counts, number_of, summed

USAGE: Final = ibis.schema(
    {
        "provider": "!string",
        "key_id": "!string",
        **COUNTS,
        "calls_24h": "!int64",
        "addresses": "!int64",
    }
)
"""A key; `addresses` counts those that it was ever used from."""

ORDERS: Final = orders(
    {
        "last": (Key("last", descending=True),),
        "calls": (Key("calls", descending=True),),
        "calls_24h": (Key("calls_24h", descending=True),),
        "addresses": (Key("addresses", descending=True),),
        "key": (Key("key_id"),),
    },
    last=("provider", "key_id"),
)


def usage(events: ir.Table, at: datetime, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return a row for each key that signed a call, in no order; the 24 hours end with a moment."""
    kept = fitting(events, asked)
    kept = kept.filter(kept.key_id.notnull())
    recent = certain(kept) & (kept.time > moment(at - timedelta(days=1))) & (kept.time <= moment(at))
    # First by address, so that each engine has few rows to tell apart.
    parts = kept.group_by(("provider", "key_id", "source_ip")).aggregate(
        **counts(kept), calls_24h=number_of(recent)
    )
    rows = parts.group_by(("provider", "key_id")).aggregate(
        **summed(parts), calls_24h=parts.calls_24h.sum(), addresses=parts.source_ip.count()
    )
    return conform(rows, USAGE)
