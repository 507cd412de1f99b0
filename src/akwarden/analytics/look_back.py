"""Look-back: whose calls a query would have found, and how often; what previews tell."""

from datetime import datetime, timedelta
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import Asked, fitting
from akwarden.analytics.moments import DAY_SECONDS, MOMENT, moment, spans
from akwarden.analytics.tallies import conform
from akwarden.model.finding import KeyType

LOOK_BACK: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "subject": "string",
        "calls": "!int64",
        "keys": "!int64",
        "days": "!int64",
        "first": MOMENT,
        "last": MOMENT,
    }
)
"""One whose calls fit: `keys` are those that signed, `days` the days of UTC on which there was a call."""


def recent(events: ir.Table, now: datetime, days: int) -> ir.Table:
    """Return the events of so many days before a moment."""
    return events.filter(events.time > moment(now - timedelta(days=days)), events.time <= moment(now))


def look_back(events: ir.Table, asked: Asked) -> ir.Table:
    """Return a row for each subject: a permanent key, or whoever a temporary key was issued to."""
    kept = fitting(events, asked)
    permanent = (kept.key_type == KeyType.PERMANENT.value) & kept.key_id.notnull()
    others = ibis.coalesce(kept.issuer, kept.principal_id, kept.principal_name, kept.key_id)
    told = kept.select(
        "provider",
        "account",
        "key_id",
        "time",
        subject=ibis.ifelse(permanent, kept.key_id, others),
        day=spans(kept.time, DAY_SECONDS),
    )
    rows = told.group_by(("provider", "account", "subject")).aggregate(
        calls=told.count(),
        keys=told.key_id.nunique(),
        days=told.day.nunique(),
        first=told.time.min(),
        last=told.time.max(),
    )
    return conform(rows, LOOK_BACK)
