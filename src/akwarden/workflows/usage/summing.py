"""Sums events: what a batch adds to the usage that the state keeps, as Ibis expressions."""

from datetime import UTC, datetime
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from akwarden.analytics.calls import failed, result
from akwarden.analytics.moments import certain, micros, moment, spans
from akwarden.analytics.tallies import number_of, times
from akwarden.model.event import ErrorClass
from akwarden.store.usage.clearing import DAY, HOUR, cut
from akwarden.store.usage.lines import LINE_SCHEMA, Section, together
from akwarden.workflows.events.asking import spoken

_TEXTS: Final = (
    "section",
    "source_ip",
    "key_id",
    "provider",
    "account",
    "subject",
    "ip_kind",
    "ip_country",
    "ip_org",
)
_COUNTS: Final = ("seconds", "at", "calls", "failed", "denied")


def lines_of(events: ir.Table, now: datetime) -> tuple[int, pa.Table]:
    """Return how many events there are, and the lines that they add; raises LakeError."""
    with spoken():
        tables = [_read(rows) for rows in (_pairs(events), *_regions(events), *_spans(events, now))]
        number = int(events.count().to_pyarrow().as_py())
    return number, together(tables)


def _read(rows: ir.Table) -> pa.Table:
    """Return the lines of an expression, by `LINE_SCHEMA`."""
    columns: list[Any] = []
    for name in LINE_SCHEMA.names:
        known = rows[name] if name in rows.columns else None
        if name in _TEXTS:
            columns.append((ibis.literal("") if known is None else known.fill_null("")).name(name))
        elif name in _COUNTS:
            columns.append((ibis.literal(0) if known is None else known).cast("int64").name(name))
        else:
            columns.append((ibis.null("int64") if known is None else known.cast("int64")).name(name))
    # Engines can't say that a column has no nulls, and may give texts a type of their own.
    plain = pa.schema([field.with_nullable(nullable=True) for field in LINE_SCHEMA])
    return pa.Table.from_arrays(rows.select(columns).to_pyarrow().cast(plain).columns, schema=LINE_SCHEMA)


def _pairs(events: ir.Table) -> ir.Table:
    group = ("source_ip", "key_id", "provider", "account")
    ends = times(events)
    rows = events.group_by(group).aggregate(
        calls=events.count(),
        failed=number_of(failed(events)),
        denied=number_of(events.error_class == ErrorClass.DENIED.value),
        first=ends["first"],
        last=ends["last"],
        **{name: events[name].max() for name in ("ip_kind", "ip_country", "ip_asn", "ip_org")},
    )
    return rows.mutate(
        section=ibis.literal(Section.PAIR.value), first=micros(rows["first"]), last=micros(rows["last"])
    )


def _regions(events: ir.Table) -> list[ir.Table]:
    kept = events.filter(events.source_ip.notnull(), events.region.notnull(), events.region != "")
    rows = kept.group_by(("source_ip", "region", "provider", "account")).aggregate(calls=kept.count())
    return [rows.mutate(section=ibis.literal(Section.REGION.value)).rename(subject="region")]


def _spans(events: ir.Table, now: datetime) -> list[ir.Table]:
    keys, addresses = events.mutate(subject=events.key_id), events.mutate(subject=events.source_ip)
    results = events.mutate(subject=result(events))
    return [
        _of_span(keys, Section.KEY, HOUR, now),
        _of_span(keys, Section.KEY, DAY, now),
        _of_span(addresses, Section.ADDRESS, HOUR, now),
        _of_span(results, Section.RESULT, HOUR, now),
        _of_span(results, Section.RESULT, DAY, now),
    ]


def _of_span(events: ir.Table, kind: Section, seconds: int, now: datetime) -> ir.Table:
    since = datetime.fromtimestamp(cut(now, kind, seconds), UTC)
    kept = events.filter(events.time >= moment(since), certain(events), events.subject.notnull())
    kept = kept.mutate(at=spans(kept.time, seconds) * seconds)
    rows = kept.group_by(("subject", "provider", "account", "at")).aggregate(
        calls=kept.count(), failed=number_of(failed(kept))
    )
    return rows.mutate(section=ibis.literal(kind.value), seconds=ibis.literal(seconds))
