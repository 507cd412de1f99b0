"""One call of the log, with the record that it was read from."""

from datetime import datetime, timedelta
from typing import Final

from akwarden.analytics.moments import moment
from akwarden.model.call_list import CallPage, CallRecord
from akwarden.query.tree import All
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.months import from_micros
from akwarden.workflows.access.scope import Scope, scoped
from akwarden.workflows.usage.call_query import CallQuestion, calls, shown, sql_of
from akwarden.workflows.usage.desk import Cancel, Desk

_NEAR: Final = timedelta(seconds=1)


def call_page(
    lake: Lake,
    desk: Desk,
    event_id: str,
    at: datetime,
    *,
    now: datetime,
    scope: Scope,
    cancel: Cancel | None = None,
) -> CallPage | None:
    """Return the call of an id at a time; None where there is none that may be seen. Raises LakeError.

    The time, which the list gives, says which files may have it: without it all of them would be read.
    """
    question = CallQuestion(query=scoped(All(()), scope), since=at - _NEAR, until=at + _NEAR, now=now)
    files = lake.files(question.since, question.until)
    events = calls(question)
    found = events.filter(events.event_id == event_id, events.time == moment(at))
    rows = shown(found, "ingested_at", "format", "raw").limit(1)
    with desk.asking(lake.folder, cancel) as asking:
        asking.look_at([file.path for file in files])
        read = asking.table(sql_of(rows)).to_pylist()
    if not read:
        return None
    row = read[0]
    call = CallRecord(**{name: row[name] for name in CallRecord.__struct_fields__})
    return CallPage(call=call, ingested_at=row["ingested_at"], format=row["format"], raw=row["raw"])


def is_time(at: datetime) -> bool:
    """Say whether a time can be one of an event."""
    return from_micros(0).replace(year=2) < at < from_micros(0).replace(year=9998)
