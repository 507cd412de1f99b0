"""Call records: which key called which API from which address on which day, and how that ended."""

from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting, result
from akwarden.analytics.moments import DAY_SECONDS, certain, day_begins, spans
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import NETWORK_FACTS, conform, network_facts, the_one, times

_GROUP: Final = ("provider", "account", "key_id", "source_ip", "service", "action", "day", "result")

CALL_RECORDS: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "key_id": "string",
        "source_ip": "string",
        "service": "!string",
        "action": "!string",
        "day": "date",
        "result": "!string",
        "calls": "!int64",
        "first": "timestamp('UTC', 6)",
        "last": "timestamp('UTC', 6)",
        "region": "string",
        "regions": "!int64",
        "client": "string",
        "channel": "string",
        "read_write": "string",
        "sensitive": "!boolean",
        "principal": "string",
        **NETWORK_FACTS,
    }
)
"""A record. `day` is null for events with a doubtful time. `region`, `client`, `channel`, `read_write` and
`principal` are null where the calls have several; `regions` says how many."""

ORDERS: Final = orders(
    {
        "last": (Key("last", descending=True),),
        "first": (Key("first", descending=True),),
        "calls": (Key("calls", descending=True),),
        "day": (Key("day", descending=True),),
        "key": (Key("key_id"),),
        "ip": (Key("source_ip"),),
        "action": (Key("service"), Key("action")),
    },
    last=_GROUP,
)


def call_records(events: ir.Table, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return the records of the events that are asked for, in no order."""
    kept = fitting(events, asked)
    day = ibis.ifelse(certain(kept), spans(kept.time, DAY_SECONDS), ibis.null("int64"))
    kept = kept.mutate(day=day, result=result(kept))
    rows = kept.group_by(_GROUP).aggregate(
        calls=kept.count(),
        **times(kept),
        region=the_one(kept.region),
        regions=kept.region.nunique(),
        client=the_one(kept.client),
        channel=the_one(kept.channel),
        read_write=the_one(kept.read_write),
        sensitive=kept.sensitive.any(),
        principal=the_one(kept.principal_name),
        **network_facts(kept),
    )
    return conform(rows.mutate(day=day_begins(rows.day)), CALL_RECORDS)
