"""Coverage: what has come of each account, from which regions and services, and how late it came."""

from datetime import timedelta
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.moments import certain, micros
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import COUNTS, conform, counts, number_of, summed
from akwarden.model.event import EventFormat, ReadWrite

PROMPT: Final = timedelta(days=2)
"""Events that came within this time were fetched or delivered; the others are imported history."""
_PERCENT: Final = 100
_MEDIAN, _NEARLY_ALL = 50, 99
_SECOND: Final = 1_000_000
_ACCOUNT: Final = ("provider", "account")

COVERAGE: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        **COUNTS,
        "reads": "!int64",
        "writes": "!int64",
        "regions": "!int64",
        "services": "!int64",
        "access_log_lines": "!int64",
        "prompt": "!int64",
        "delay_median": "int64",
        "delay_p99": "int64",
    }
)
"""An account; `prompt` counts the events that the delays are of, which are in whole seconds.

A delay is the least that so many of them did not exceed.
"""
PLACES: Final = ibis.schema(
    {"provider": "!string", "account": "!string", "region": "string", "service": "!string", **COUNTS}
)
"""A service in a region of an account."""

ORDERS: Final = orders(
    {
        "account": (Key("account"),),
        "last": (Key("last", descending=True),),
        "calls": (Key("calls", descending=True),),
    },
    last=_ACCOUNT,
)


def places(events: ir.Table, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return a row for each service that was called in a region of an account, in no order."""
    kept = fitting(events, asked)
    rows = kept.group_by((*_ACCOUNT, "region", "service")).aggregate(**counts(kept))
    return conform(rows, PLACES)


def coverage(events: ir.Table, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return a row for each account that an event is of, in no order."""
    kept = fitting(events, asked)
    # First by all that is counted, so that each engine has few rows to tell apart.
    parts = kept.group_by((*_ACCOUNT, "region", "service")).aggregate(
        **counts(kept),
        reads=number_of(kept.read_write == ReadWrite.READ.value),
        writes=number_of(kept.read_write == ReadWrite.WRITE.value),
        access_log_lines=number_of(kept.format == EventFormat.COS_LOG.value),
    )
    rows = parts.group_by(_ACCOUNT).aggregate(
        **summed(parts),
        reads=parts.reads.sum(),
        writes=parts.writes.sum(),
        access_log_lines=parts.access_log_lines.sum(),
        regions=parts.region.nunique(),
        services=parts.service.nunique(),
    )
    late = _delays(kept)
    joined = rows.left_join(late, [rows[name] == late[f"its_{name}"] for name in _ACCOUNT])
    return conform(joined.mutate(prompt=joined.prompt.fill_null(0)), COVERAGE)


def _delays(events: ir.Table) -> ir.Table:
    """Return for each account how late its events came: the least delay that so many did not exceed.

    By counting how often each whole second occurs: exact, and the same on every engine, unlike quantiles.
    """
    delay = micros(events.ingested_at) - micros(events.time)
    came = events.mutate(delay=delay)
    limit = PROMPT // timedelta(microseconds=1)
    came = came.filter(certain(came), came.delay >= 0, came.delay <= limit)
    seconds = came.mutate(seconds=came.delay // _SECOND)
    often = seconds.group_by((*_ACCOUNT, "seconds")).aggregate(number=seconds.count())
    within = ibis.window(group_by=_ACCOUNT)
    up_to = ibis.window(group_by=_ACCOUNT, order_by=often.seconds, preceding=None, following=0)
    ranked = often.mutate(total=often.number.sum().over(within), so_far=often.number.sum().over(up_to))
    found = ranked.group_by(_ACCOUNT).aggregate(
        prompt=ranked.number.sum(),
        delay_median=_reached(ranked, _MEDIAN),
        delay_p99=_reached(ranked, _NEARLY_ALL),
    )
    # Other names, so that the join has no column twice.
    return found.rename({f"its_{name}": name for name in _ACCOUNT})


def _reached(ranked: ir.Table, percent: int) -> ir.Scalar:
    """Return the least delay that at least so many of a hundred events did not exceed."""
    return ranked.seconds.min(where=ranked.so_far * _PERCENT >= ranked.total * percent)
