"""What audit records tell around an alarm: lanes of addresses by the hour, and what is unusual beside usual.

The rules that this module keeps:

- It asks about the subject of the alarm, in its account, from half a day before to half a day after it.
- What comes back is bounded: addresses, hours and values, however many calls there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from sqlalchemy import Connection

from akwarden.analytics.moments import HOUR_SECONDS, begins, moment, spans
from akwarden.detectors.behavior.watching import subject, watched
from akwarden.model.alarm import AlarmStatus, AlarmSubject, GatheredAlarm
from akwarden.model.alarm_activity import AlarmActivity, Beside, Lane, LaneHour, Mark, MarkKind
from akwarden.model.alarm_page import AlarmCall, AlarmEvent
from akwarden.model.event import ErrorClass
from akwarden.store import alarm_page_rows
from akwarden.store.alarm_page_rows import TOLD
from akwarden.store.alarms import KeptAlarm
from akwarden.store.lake.engine import duckdb_table
from akwarden.store.lake.lake import Lake
from akwarden.workflows.detection.alarm_calls import calls_of
from akwarden.workflows.events.asking import answer

MOST_LANES: Final = 12
_AROUND: Final = timedelta(hours=12)
_MEMORY: Final = "512MB"
_VALUES: Final = 5
_ADDRESSES: Final = ibis.schema(
    {
        "source_ip": "string",
        "ip_country": "string",
        "ip_org": "string",
        "calls": "!int64",
        "addresses": "!int64",
    }
)
_HOURS: Final = ibis.schema(
    {"source_ip": "string", "hour": "timestamp('UTC', 6)", "calls": "!int64", "failed": "!int64"}
)
_BESIDE: Final = ibis.schema({"dimension": "!string", "value": "!string", "now": "!int64"})


def around(lake: Lake, kept: KeptAlarm) -> ir.Table:
    """Return the events of the lake that `activity` looks at, and others of the same files."""
    files = [file.path for file in lake.files(*_time_of(kept.gathered))]
    return duckdb_table(files, memory=_MEMORY)


def _time_of(about: GatheredAlarm) -> tuple[datetime, datetime]:
    """Return the time that the lanes of an alarm are about, from a first hour to before another."""
    return _hour(about.first_at - _AROUND), _hour(about.last_at + _AROUND) + timedelta(hours=1)


def activity(connection: Connection, kept: KeptAlarm, events: ir.Table | None) -> AlarmActivity:
    """Return what audit records tell around an alarm; raises LakeError. Without records `events` is None."""
    about = kept.gathered
    since, until = _time_of(about)
    calls: Mapping[int, AlarmCall] = {}
    lanes: tuple[Lane, ...] = ()
    beside: tuple[Beside, ...] = ()
    more = 0
    if events is not None:
        calls = calls_of(events, about.events)
        lanes, more = _lanes(connection, about, _of_subject(events, about, since, until), calls)
        during = _of_subject(events, about, about.first_at, about.last_at + timedelta(microseconds=1))
        beside = tuple(_beside(connection, about, during))
    return AlarmActivity(
        events=tuple(AlarmEvent(at=one.at, id=one.id, call=calls.get(one.hash)) for one in about.events),
        since=since,
        until=until,
        lanes=lanes,
        more_addresses=more,
        marks=tuple(_marks(kept)),
        beside=beside,
        has_records=events is not None,
    )


def _of_subject(events: ir.Table, about: GatheredAlarm, since: datetime, until: datetime) -> ir.Table:
    """Return the events of the subject of an alarm from one time to before another."""
    kept = events.filter(
        events.time >= moment(since),
        events.time < moment(until),
        events.provider == about.provider,
        events.account == about.account,
    )
    if about.kind is AlarmSubject.IP:
        return kept.filter(kept.source_ip == about.subject)
    return kept.filter(subject(kept) == about.subject)


def _lanes(
    connection: Connection, about: GatheredAlarm, there: ir.Table, calls: Mapping[int, AlarmCall]
) -> tuple[tuple[Lane, ...], int]:
    """Return the lanes, and how many addresses have none."""
    addresses = list(answer(_addresses(there, about.source_ips), _ADDRESSES))
    shown = [row["source_ip"] for row in addresses]
    hours: dict[str | None, list[LaneHour]] = {}
    for row in answer(_hours(there, shown), _HOURS):
        hour = LaneHour(at=row["hour"], calls=row["calls"], failed=row["failed"])
        hours.setdefault(row["source_ip"], []).append(hour)
    known = alarm_page_rows.known(connection, about, [("ip", one) for one in shown if one])
    marks = _event_marks(about, calls)
    lanes = tuple(
        Lane(
            source_ip=row["source_ip"],
            place=" ".join(word for word in (row["ip_country"], row["ip_org"]) if word),
            named=row["source_ip"] in about.source_ips,
            known=("ip", row["source_ip"]) in known,
            calls=row["calls"],
            hours=tuple(hours.get(row["source_ip"], ())),
            marks=tuple(marks.get(row["source_ip"], ())),
        )
        for row in addresses
    )
    in_all = addresses[0]["addresses"] if addresses else 0
    return lanes, max(0, in_all - len(lanes))


def _addresses(there: ir.Table, named: Sequence[str]) -> ir.Table:
    """Return the addresses with lanes: those that the alarm names, then those with the most calls."""
    grouped = there.group_by("source_ip").aggregate(
        ip_country=there.ip_country.max(), ip_org=there.ip_org.max(), calls=there.count()
    )
    is_named = grouped.source_ip.isin(list(named)).fill_null(False) if named else ibis.literal(False)  # noqa: FBT003  as Ibis has it
    counted = grouped.mutate(named=is_named, addresses=grouped.calls.count().over(ibis.window()))
    ordered = counted.order_by(counted.named.desc(), counted.calls.desc(), counted.source_ip)
    return ordered.limit(MOST_LANES).select(list(_ADDRESSES))


def _hours(there: ir.Table, shown: Sequence[str | None]) -> ir.Table:
    """Return the calls of some addresses by the hour."""
    which = there.source_ip.isin([one for one in shown if one is not None])
    if None in shown:
        which |= there.source_ip.isnull()
    kept = there.filter(which).mutate(span=spans(there.time, HOUR_SECONDS))
    failed = (kept.error_class != ErrorClass.NONE.value).sum().fill_null(0)
    grouped = kept.group_by(("source_ip", "span")).aggregate(calls=kept.count(), failed=failed)
    told = grouped.mutate(hour=begins(grouped.span, HOUR_SECONDS))
    return told.order_by(told.source_ip, told.span).select(list(_HOURS))


def _event_marks(about: GatheredAlarm, calls: Mapping[int, AlarmCall]) -> dict[str | None, list[Mark]]:
    """Return the calls that a rule fired on, by their addresses."""
    found: dict[str | None, list[Mark]] = {}
    for event in about.events:
        call = calls.get(event.hash)
        if call is not None:
            mark = Mark(at=event.at, kind=MarkKind.EVENT, text=f"{call.service}:{call.action}")
            found.setdefault(call.source_ip, []).append(mark)
    return found


def _marks(kept: KeptAlarm) -> Iterator[Mark]:
    """Yield what happened to the alarm itself."""
    yield Mark(at=kept.opened_at, kind=MarkKind.RAISED, text="people were told")
    if kept.status is not AlarmStatus.OPEN:
        text = f"{kept.status} by {kept.changed_by or 'nobody'}"
        yield Mark(at=kept.changed_at, kind=MarkKind.DECIDED, text=text)


def _beside(connection: Connection, about: GatheredAlarm, during: ir.Table) -> Iterator[Beside]:
    """Yield what the subject did during the alarm, and how usual each of it was."""
    rows = list(answer(_values(during), _BESIDE))
    known = alarm_page_rows.known(connection, about, [(row["dimension"], row["value"]) for row in rows])
    for row in sorted(rows, key=_in_order):
        before = known.get((row["dimension"], row["value"]))
        yield Beside(
            dimension=row["dimension"],
            value=row["value"],
            now=row["now"],
            # What is kept counts every call up to now, those of the alarm among them.
            before=0 if before is None else max(1, before.count - row["now"]),
            days=0 if before is None else before.days,
        )


def _in_order(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return TOLD.index(row["dimension"]), -row["now"], row["value"]


def _values(during: ir.Table) -> ir.Table:
    """Return the most frequent values of each dimension."""
    rows = watched(during)
    return ibis.union(*_most_of_each(rows, TOLD), distinct=False)


def _most_of_each(rows: ir.Table, dimensions: Iterable[str]) -> Iterator[ir.Table]:
    for dimension in dimensions:
        value = rows[f"value_{dimension}"].cast("string")
        named = rows.select(value=value)
        named = named.filter(named.value.notnull(), named.value != "")
        grouped = named.group_by("value").aggregate(now=named.count())
        most = grouped.order_by(grouped.now.desc(), grouped.value).limit(_VALUES)
        yield most.mutate(dimension=ibis.literal(dimension)).select(list(_BESIDE))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
