"""What views say of a group of events or of rows: how many, since when, from where."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import failed
from akwarden.analytics.moments import certain


def number_of(condition: ir.BooleanValue) -> ir.IntegerScalar:
    """Return how many rows a condition holds for; engines differ about groups where it is null everywhere."""
    counted: ir.IntegerScalar = ibis.ifelse(condition, 1, 0).cast("int64").sum()
    return counted


def times(events: ir.Table) -> Mapping[str, ir.Scalar]:
    """Return when the first and the last event was, of those whose times can be relied on."""
    known = certain(events)
    return {"first": events.time.min(where=known), "last": events.time.max(where=known)}


def counts(events: ir.Table) -> Mapping[str, ir.Scalar]:
    """Return how many calls there were, how many of them failed, and the times of the first and the last."""
    return {"calls": events.count(), "failed": number_of(failed(events)), **times(events)}


def summed(parts: ir.Table) -> Mapping[str, ir.Scalar]:
    """Return the same from groups that `counts` was said of."""
    return {
        "calls": parts.calls.sum(),
        "failed": parts.failed.sum(),
        "first": parts["first"].min(),
        "last": parts["last"].max(),
    }


def the_one(column: ir.Value) -> ir.Scalar:
    """Return the one value of a group, and null where there are several; what is not set does not count."""
    one: ir.Scalar = ibis.ifelse(
        column.min() == column.max(), column.min(), ibis.null(column.type().copy(nullable=True))
    )
    return one


def network_facts(rows: ir.Table) -> Mapping[str, ir.Scalar]:
    """Return what packaged data says of the one address of a group.

    Where imports at different times disagree, it is the greater of what they say, for each column by itself.
    """
    return {name: rows[name].max() for name in ("ip_kind", "ip_country", "ip_asn", "ip_org")}


NETWORK_FACTS: Mapping[str, str] = {
    "ip_kind": "string",
    "ip_country": "string",
    "ip_asn": "int64",
    "ip_org": "string",
}
"""The columns of `network_facts`."""
COUNTS: Mapping[str, str] = {
    "calls": "!int64",
    "failed": "!int64",
    "first": "timestamp('UTC', 6)",
    "last": "timestamp('UTC', 6)",
}
"""The columns of `counts`."""


def conform(rows: ir.Table, schema: ibis.Schema) -> ir.Table:
    """Return the columns of a view as its schema declares them, in that order."""
    return rows.select([rows[name].cast(kind).name(name) for name, kind in schema.items()])
