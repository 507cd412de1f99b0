"""What is known beside the events: the keys, our own addresses, the APIs that do great harm."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.detectors.behavior.joining import attached, truth
from akwarden.detectors.behavior.moments import seconds_between
from akwarden.model.event import ActorType

_MOMENT: Final = "timestamp('UTC', 6)"
_ADDRESS: Final = ("ip_family", "ip_high", "ip_low")

KEYS: Final = ibis.schema(
    {
        "key_id": "!string",
        "key_status": "!string",
        "is_root": "!boolean",
        "created_at": _MOMENT,
        "stopped_at": _MOMENT,
        "leaked_at": _MOMENT,
        "canary": "!boolean",
    }
)
"""A key; one row each, or its events would count twice."""
OWN_ADDRESSES: Final = ibis.schema(
    {
        "family": "!int8",
        "from_high": "!int64",
        "from_low": "!int64",
        "to_high": "!int64",
        "to_low": "!int64",
    }
)
"""A range of addresses that are ours, both ends in it, as numbers of `model/network.py`."""
HIGH_RISK: Final = ibis.schema({"operation": "!string"})
"""A `service:action` in lower case; one row each."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Small tables, of the engine that has the events or of memory."""

    keys: ir.Table
    """By `KEYS`."""
    addresses: ir.Table
    """By `OWN_ADDRESSES`."""
    high_risk: ir.Table
    """By `HIGH_RISK`."""


def with_key(events: ir.Table, keys: ir.Table) -> ir.Table:
    """Return the events with the columns of `columns.KEY`."""
    rows = attached(events, keys, {"key_id": "key_id"}, {name: name for name in KEYS if name != "key_id"})
    is_root = truth(rows.is_root) | (rows.principal_type == ActorType.ROOT.value)
    rows = rows.mutate(
        key_is_root=is_root,
        key_created_at=rows.created_at,
        key_stopped_at=rows.stopped_at,
        # Calls of before the leak are nothing that it explains.
        key_leaked_at=ibis.ifelse(rows["time"] >= rows.leaked_at, rows.leaked_at, ibis.null(_MOMENT)),
        key_canary=truth(rows.canary),
    )
    rows = rows.mutate(leaked_seconds=seconds_between(rows.key_leaked_at, rows["time"]))
    return rows.drop("is_root", "created_at", "stopped_at", "leaked_at", "canary")


def with_own(events: ir.Table, addresses: ir.Table) -> ir.Table:
    """Return the events with the column `ip_own`."""
    found = _own(events, addresses).mutate(is_own=ibis.literal(value=True))
    rows = attached(events, found, {name: name for name in _ADDRESS}, {"is_own": "is_own"})
    return rows.mutate(ip_own=truth(rows.is_own)).drop("is_own")


def with_risk(events: ir.Table, high_risk: ir.Table) -> ir.Table:
    """Return the events with the column `high_risk`."""
    rows = events.mutate(called=events.service + ":" + events.action)
    listed = high_risk.mutate(is_listed=ibis.literal(value=True))
    rows = attached(rows, listed, {"called": "operation"}, {"is_listed": "is_listed"})
    return rows.mutate(high_risk=truth(rows.is_listed)).drop("called", "is_listed")


def _own(events: ir.Table, ranges: ir.Table) -> ir.Table:
    """Return the addresses of events that lie in a range, once each."""
    seen = events.filter(events.ip_family.notnull()).select(*_ADDRESS).distinct()
    alone = (ranges.from_high == ranges.to_high) & (ranges.from_low == ranges.to_low)
    # Most of them are one address each, and those are looked up; only the others are compared.
    single = ranges.filter(alone).select(**_first_of(ranges)).distinct()
    wide = ranges.filter(~alone)
    inside = [
        seen.ip_family == wide.family,
        (seen.ip_high > wide.from_high) | ((seen.ip_high == wide.from_high) & (seen.ip_low >= wide.from_low)),
        (seen.ip_high < wide.to_high) | ((seen.ip_high == wide.to_high) & (seen.ip_low <= wide.to_low)),
    ]
    return ibis.union(
        seen.semi_join(single, list(_ADDRESS)).select(*_ADDRESS),
        seen.inner_join(wide, inside).select(*_ADDRESS),
        distinct=True,
    )


def _first_of(ranges: ir.Table) -> Mapping[str, ir.Value]:
    return {"ip_family": ranges.family, "ip_high": ranges.from_high, "ip_low": ranges.from_low}
