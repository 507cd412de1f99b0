"""Alarms whose ids were looked up first: few enough to be sorted and counted here, in one look at each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, false, func, select, true

from akwarden.model.alarm import AlarmStatus
from akwarden.store.alarm_columns import alarm_columns, is_snoozed
from akwarden.store.alarm_walk import Place
from akwarden.store.alarm_ways import Gathering
from akwarden.store.filtering import Clause, condition
from akwarden.store.paging import Order, Question
from akwarden.store.tables import alarms

_OPEN: Final = AlarmStatus.OPEN.value


class Counted(msgspec.Struct, frozen=True):
    """How many alarms a query finds."""

    all: Mapping[AlarmStatus, int]
    """By their status."""
    snoozed: int
    """Of those that are open, how many are left out for a while."""
    approximate: bool = False
    """Whether they were not counted to the end, or estimated."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All alarms that a query finds, also those that are hidden."""

    order: Order
    found: Sequence[Any]
    """Rows of id, status, whether it is snoozed, and the values that it is sorted by."""

    def counts(self) -> Counted:
        """Return how many there are."""
        statuses = Counter(row[1] for row in self.found)
        snoozed = sum(1 for row in self.found if row[2] and row[1] == _OPEN)
        return Counted({one: statuses[one.value] for one in AlarmStatus}, snoozed)

    def page(self, question: Question) -> Sequence[Place]:
        """Return the places of a page; raises UsageError for a cursor of another list."""
        is_all = question.with_hidden
        rows = [(_sortable(self.order, row[3:]), row) for row in self.found if is_all or _is_shown(row)]
        if question.after is not None:
            behind = _sortable(self.order, self.order.values(question.after))
            rows = [one for one in rows if one[0] > behind]
        rows.sort(key=itemgetter(0))
        return [Place(row[0], tuple(row[3:])) for _, row in rows[: question.limit]]


def gathered(connection: Connection, by: Gathering, now: datetime, order: Order) -> Gathered:
    """Return all alarms that a query finds."""
    keys = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    asked = condition(by.rest, alarm_columns(now), now)
    ids = alarms.c.id.in_(select(by.ids.subquery()))
    query = select(alarms.c.id, alarms.c.status, is_snoozed(now), *keys).where(ids, by_ids(), asked)
    return Gathered(order, connection.execute(query).all())


def by_ids() -> Clause:
    """Return that an alarm is one that people are told of, so that no index but that of the ids serves it."""
    return func.coalesce(alarms.c.raised, false()).is_(true())


def _is_shown(row: Any) -> bool:
    return bool(row[1] == _OPEN and not row[2])


def _sortable(order: Order, values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values of a place so that they sort as the order has it; texts never stand the other way."""
    pairs = zip(order.keys, values, strict=True)
    return tuple(-value if key.descending else value for key, value in pairs)
