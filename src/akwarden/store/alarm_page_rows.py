"""What the page of one alarm shows beside it: what was usual for its subject before."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from akwarden.model.alarm import GatheredAlarm
from akwarden.model.alarm_page import Usual, UsualValue
from akwarden.store.tables import baselines

ANY: Final = "any"
"""The dimension that tells of the subject itself."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
TOLD: Final = ("ip", "network", "asn", "country", "client", "service", "action", "region")
"""The dimensions whose values tell people something."""
_VALUES: Final = 5


def usual(connection: Connection, about: GatheredAlarm) -> Usual | None:
    """Return what was usual for the subject of an alarm before it, None where nothing is known of it."""
    columns = baselines.c
    before = (about.first_at - _EPOCH) // _MICROSECOND
    place = func.row_number().over(
        partition_by=columns.dimension, order_by=(columns.count.desc(), columns.value)
    )
    of_subject = and_(
        columns.provider == about.provider,
        columns.account == about.account,
        columns.subject == about.subject,
        columns.first < before,
        # Rows without a value count other things, but for that of the subject itself.
        or_(columns.dimension == ANY, and_(columns.dimension.in_(TOLD), columns.value != "")),
    )
    ranked = select(baselines, place.label("place")).where(of_subject).subquery()
    query = (
        select(ranked)
        .where(ranked.c.place <= _VALUES)
        .order_by(ranked.c.dimension, ranked.c.count.desc(), ranked.c.value)
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        return None
    whole = next((row for row in rows if row["dimension"] == ANY), None)
    return Usual(
        since=None if whole is None else _moment(whole["first"]),
        calls=None if whole is None else whole["count"],
        days=None if whole is None else whole["days"],
        values=tuple(_value(row) for row in rows if row["dimension"] != ANY),
    )


class Known(msgspec.Struct, frozen=True):
    """What is kept of a value that was seen before an alarm began."""

    count: int
    """How many calls had it, up to now."""
    days: int
    """On how many days."""


def known(
    connection: Connection, about: GatheredAlarm, values: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Known]:
    """Return which of some values, each with its dimension, the subject of an alarm had before it began."""
    columns = baselines.c
    before = (about.first_at - _EPOCH) // _MICROSECOND
    by_dimension: dict[str, list[str]] = {}
    for dimension, value in values:
        by_dimension.setdefault(dimension, []).append(value)
    found: dict[tuple[str, str], Known] = {}
    for dimension, some in by_dimension.items():
        query = select(columns.value, columns.count, columns.days).where(
            columns.provider == about.provider,
            columns.account == about.account,
            columns.subject == about.subject,
            columns.dimension == dimension,
            columns.value.in_(some),
            columns.first < before,
        )
        found |= {(dimension, value): Known(count, days) for value, count, days in connection.execute(query)}
    return found


def _value(row: RowMapping) -> UsualValue:
    return UsualValue(
        dimension=row["dimension"],
        value=row["value"],
        count=row["count"],
        days=row["days"],
        last_at=_moment(row["last"]),
    )


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND
