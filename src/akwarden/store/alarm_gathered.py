"""Alarms whose ids were looked up first: few enough to be counted and sorted in one look at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, and_, case, false, func, literal, select, true

from akwarden.model.alarm import AlarmStatus
from akwarden.query.tree import Query
from akwarden.store.alarm_columns import columns_by_id, is_snoozed
from akwarden.store.alarm_mentions import OfLines
from akwarden.store.alarm_ways import Gathering
from akwarden.store.at_once import Cut, at_once
from akwarden.store.filtering import Clause, condition
from akwarden.store.paging import Order, Place, Question
from akwarden.store.tables import alarms

_OPEN: Final = AlarmStatus.OPEN.value
_SNOOZED: Final = "snoozed"
_PARTS: Final = (*(one.value for one in AlarmStatus), _SNOOZED)


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
    """What a question finds."""

    counted: Counted
    """All alarms, also those that are hidden."""
    page: Sequence[Place]
    """The places of the page, in their order."""


def gathered(connection: Connection, by: Gathering, question: Question, order: Order) -> Gathered:
    """Return what a question finds; raises UsageError for a cursor of another list."""
    is_left_out = and_(alarms.c.status == _OPEN, is_snoozed(question.now))
    part = case((is_left_out, literal(_SNOOZED)), else_=alarms.c.status).label("part")
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    which = and_(by.which, said_by_id(by.rest, question.now))
    rows = by_id(select(alarms.c.id, part, *places)).where(which)
    cut = Cut(_PARTS, None if question.with_hidden else _OPEN, question.limit, question.after)
    found = at_once(connection, rows, order, cut)
    return Gathered(_counted(found.counts), found.page)


def _counted(found: Mapping[str, int]) -> Counted:
    all_ = {one: found[one.value] for one in AlarmStatus}
    return Counted({**all_, AlarmStatus.OPEN: found[_OPEN] + found[_SNOOZED]}, found[_SNOOZED])


def by_id(query: Select[Any]) -> Select[Any]:
    """Return a statement that looks alarms up by their ids, in the index that lists read."""
    return query.with_hint(alarms, "INDEXED BY ix_alarms_id", "sqlite")


def said_by_id(query: Query, now: datetime, of_lines: OfLines | None = None) -> Clause:
    """Return that people are told of alarms, and what a query says of them, where their ids are known."""
    raised = func.coalesce(alarms.c.raised, false()).is_(true())
    return and_(raised, condition(query, columns_by_id(now, of_lines), now))
