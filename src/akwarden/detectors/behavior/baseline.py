"""What a batch of events adds to the baselines, and which baselines it touches.

Events whose times can't be relied on add nothing, and neither do those of alarms that are open: a theft must
not become a habit.
"""

from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.detectors.behavior.moments import day
from akwarden.detectors.behavior.watching import (
    ACCOUNT,
    EVERYTHING,
    PEERS,
    VALUE,
    kind,
    sightings,
    watched,
)

_TOLD_APART: Final = tuple(one for one in EVERYTHING if one.is_told_apart)
_PEERED: Final = tuple(one for one in EVERYTHING if one.is_peered)

LEARNED: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "subject": "!string",
        "dimension": "!string",
        "value": "!string",
        "day": "!int64",
        "first": "!int64",
        "last": "!int64",
        "count": "!int64",
        "is_told_apart": "!boolean",
        "peers": "string",
    }
)
"""What was seen of a value on one day, counted since 1970 in UTC; a row a day, so that it does not matter how
events are cut into batches. Times are microseconds since 1970. `is_told_apart` asks that a value which was
not known counts as a new one of its dimension, and `peers` names who else is told of it."""
TOUCHED: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "subject": "!string",
        "dimension": "!string",
        "value": "!string",
    }
)
"""A baseline that says something about one of the events."""


def learned(events: ir.Table, excluding: ir.Table | None = None) -> ir.Table:
    """Return what events add to the baselines, by `LEARNED`, in no order.

    `excluding` has a column `event_hash`: events that teach nothing.
    """
    kept = events if excluding is None else events.anti_join(excluding, "event_hash")
    seen = sightings(watched(kept), EVERYTHING)
    seen = seen.mutate(day=day(seen["at"]))
    rows = seen.group_by((*VALUE, "day")).aggregate(
        first=seen["at"].min(), last=seen["at"].max(), count=seen.count()
    )
    of_subject = rows.subject != ACCOUNT
    apart = of_subject & rows.dimension.isin([one.dimension for one in _TOLD_APART])
    peered = of_subject & rows.dimension.isin([one.dimension for one in _PEERED])
    group = ibis.ifelse(peered, ibis.literal(PEERS) + kind(rows.subject), ibis.null("string"))
    rows = rows.mutate(is_told_apart=apart, peers=group)
    return rows.select([rows[name].cast(of).name(name) for name, of in LEARNED.items()])


def touched(events: ir.Table) -> ir.Table:
    """Return the baselines that are to be known before the events are enriched, once each, by `TOUCHED`."""
    seen = sightings(watched(events), EVERYTHING).select(*VALUE).distinct()
    of_subject = seen.subject != ACCOUNT
    apart = seen.filter(of_subject, seen.dimension.isin([one.dimension for one in _TOLD_APART]))
    peered = seen.filter(of_subject, seen.dimension.isin([one.dimension for one in _PEERED]))
    news = apart.mutate(value=ibis.literal(""))
    others = peered.mutate(subject=ibis.literal(PEERS) + kind(peered.subject))
    return ibis.union(*[_texts(rows) for rows in (seen, news, others)], distinct=True)


def _texts(rows: ir.Table) -> ir.Table:
    """Return the key of baselines; parts of a union must also agree in whether there can be nulls."""
    return rows.select(**{name: rows[name].cast("string") for name in VALUE})
