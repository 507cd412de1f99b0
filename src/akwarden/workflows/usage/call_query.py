"""A question to the call log: which calls, from when to when, as SQL of the engine."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import ibis
import ibis.expr.types as ir
import msgspec
from sqlalchemy import Connection

from akwarden.analytics.calls import CALL_VOCABULARY, Asked, fitting, result
from akwarden.analytics.moments import moment
from akwarden.errors import UsageError
from akwarden.model.call_list import CallRecord
from akwarden.query.parse import parse
from akwarden.query.tree import Query
from akwarden.store.lake.schema import LAKE_SCHEMA
from akwarden.workflows.access.scope import EVERYWHERE, Scope, scoped
from akwarden.workflows.events.account_names import with_numbers

USUAL: Final = timedelta(hours=24)
"""What is looked at unless somebody says otherwise."""
EVENTS: Final = ibis.table(ibis.Schema.from_pyarrow(LAKE_SCHEMA), name="events")
"""The events, as a table that is bound to no file yet."""
SHOWN: Final = tuple(CallRecord.__struct_fields__)
"""The columns of a call, in order."""


class CallQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which calls are asked for."""

    query: Query
    """Cut to what whoever asks may see."""
    since: datetime
    until: datetime
    """The time before which."""
    now: datetime


class CallsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks of the call log."""

    where: str = ""
    since: datetime | None = None
    """None for a day before the end."""
    until: datetime | None = None
    """None for now."""
    now: datetime
    scope: Scope = EVERYWHERE


def question_of(connection: Connection, asked: CallsAsked) -> CallQuestion:
    """Return what is asked of the lake; raises QueryError, UsageError for a time without length."""
    until = asked.until or asked.now
    since = asked.since or until - USUAL
    if since >= until:
        raise UsageError("the time ends before it begins", mend="let `from` be earlier than `to`")
    query = with_numbers(connection, parse(asked.where, CALL_VOCABULARY))
    return CallQuestion(query=scoped(query, asked.scope), since=since, until=until, now=asked.now)


def calls(question: CallQuestion, since: datetime | None = None, until: datetime | None = None) -> ir.Table:
    """Return the events that are asked for, of a part of the time."""
    kept = EVENTS.filter(
        EVENTS.time >= moment(since or question.since), EVENTS.time < moment(until or question.until)
    )
    return fitting(kept, Asked(query=question.query, now=question.now))


def shown(events: ir.Table, *more: str) -> ir.Table:
    """Return the columns that the log shows of a call, and others that are named."""
    told = events.mutate(result=result(events), action=events.action_name)
    return told.select(*SHOWN, *more)


def sql_of(rows: ir.Table) -> str:
    """Return the SQL of an expression over the table `events`."""
    return str(ibis.to_sql(rows, dialect="duckdb"))


def columns_of(names: Sequence[str]) -> list[ir.Value]:
    """Return columns of the events by their names."""
    return [EVENTS[name] for name in names]
