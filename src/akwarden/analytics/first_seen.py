"""First seen: since when and until when a key was used from an address."""

from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import conform, times

FIRST_SEEN: Final = ibis.schema(
    {
        "key_id": "!string",
        "source_ip": "!string",
        "calls": "!int64",
        "first": "timestamp('UTC', 6)",
        "last": "timestamp('UTC', 6)",
    }
)
"""A key at an address; the times are null where all its events have doubtful ones."""

ORDERS: Final = orders(
    {
        "first": (Key("first", descending=True),),
        "last": (Key("last", descending=True),),
        "key": (Key("key_id"),),
        "ip": (Key("source_ip"),),
    },
    last=("key_id", "source_ip"),
)


def first_seen(events: ir.Table, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return a row for each key and address that are in one event, in no order."""
    kept = fitting(events, asked)
    kept = kept.filter(kept.key_id.notnull(), kept.source_ip.notnull())
    rows = kept.group_by(("key_id", "source_ip")).aggregate(calls=kept.count(), **times(kept))
    return conform(rows, FIRST_SEEN)
