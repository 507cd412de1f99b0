"""Calls of hours and days: the sparks of lists, and how much there was in a stretch of time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from akwarden.query.tree import Holder
from akwarden.store.new_rows import shares
from akwarden.store.shared_columns import held_by
from akwarden.store.tables import usage_spans
from akwarden.store.usage.clearing import HOUR
from akwarden.store.usage.lines import Section

HOURS: Final = 24
"""Bars of a spark."""


def first_hour(now: datetime) -> int:
    """Return when the first hour of a spark begins, in seconds since 1970."""
    return (int(now.timestamp()) // HOUR - (HOURS - 1)) * HOUR


def sparks(
    connection: Connection,
    kind: Section,
    subjects: Sequence[str],
    now: datetime,
    held: tuple[Holder, ...] | None = None,
) -> Mapping[str, tuple[int, ...]]:
    """Return the calls of each of the last 24 hours of the clock, the oldest first; nothing for no calls."""
    columns, since = usage_spans.c, first_hour(now)
    found: dict[str, list[int]] = {}
    for share in shares(subjects):
        query = select(columns.subject, columns["at"], func.sum(columns.calls)).where(
            columns.kind == kind.value,
            columns.seconds == HOUR,
            columns.subject.in_(share),
            columns["at"] >= since,
            columns["at"] < since + HOURS * HOUR,
        )
        if held is not None:
            query = query.where(held_by(columns.provider, columns.account)(held))
        for subject, at, calls in connection.execute(query.group_by(columns.subject, columns["at"])):
            found.setdefault(subject, [0] * HOURS)[(at - since) // HOUR] = int(calls)
    return {subject: tuple(hours) for subject, hours in found.items()}


class Total(msgspec.Struct, frozen=True):
    """Calls of one span that ended in one way."""

    at: int
    """When it begins, in seconds since 1970."""
    provider: str
    account: str
    result: str
    calls: int


def totals(connection: Connection, seconds: int, since: int, until: int, *, bar: int) -> list[Total]:
    """Return the calls of hours or days from a time to before another, by bars of so many seconds."""
    columns = usage_spans.c
    at = columns["at"] // bar * bar
    group = (at, columns.provider, columns.account, columns.subject)
    query = (
        select(*group, func.sum(columns.calls))
        .where(
            columns.kind == Section.RESULT.value,
            columns.seconds == seconds,
            columns["at"] >= since,
            columns["at"] < until,
        )
        .group_by(*group)
    )
    return [Total(*row[:4], int(row[4])) for row in connection.execute(query)]
