"""The call log: single calls, the newest first, read from the newest files alone as far as a page needs them.

A page is looked for in a short stretch of time before its end, then in longer and longer ones: what is asked
for often is found in the first, what is rare costs little more than one pass over all of the time.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Any, Final

import ibis
import msgspec

from akwarden.analytics.moments import moment
from akwarden.errors import UsageError
from akwarden.model.call_list import CallList, CallRecord
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.lake.months import from_micros, to_micros
from akwarden.store.state import State
from akwarden.workflows.usage.call_query import CallQuestion, CallsAsked, calls, question_of, shown, sql_of
from akwarden.workflows.usage.desk import Asking, Cancel, Desk

_FIRST: Final = 100_000
"""Events that the first stretch has, about."""
_WIDER: Final = 6
_LONGEST_CURSOR: Final = 200
_SHORTEST: Final = 1_000_000


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ends: the time of its last call, and its hash."""

    time: int
    hash: int


class CallLog:
    """The call log of one lake; shared by threads."""

    def __init__(self, state: State, lake: Lake, desk: Desk) -> None:
        """Take where names of accounts are, the lake, and where questions stand in line."""
        self._state, self._lake, self._desk = state, lake, desk

    def page(
        self, asked: CallsAsked, *, limit: int, after: str | None = None, cancel: Cancel | None = None
    ) -> CallList:
        """Return a page of calls; raises QueryError, UsageError for a wrong time or cursor, LakeError."""
        place = None if after is None else _opened(after)
        with self._state.reading() as connection:
            question = question_of(connection, asked)
        files = self._lake.files(question.since, question.until)
        with self._desk.asking(self._lake.folder, cancel) as asking:
            rows = list(_newest(asking, files, question, limit + 1, place))
        is_last = len(rows) <= limit
        whole = self._lake.files()
        sure = [file for file in whole if not file.doubtful]
        return CallList(
            rows=tuple(_call(row) for row in rows[:limit]),
            next=None if is_last else _cursor(rows[limit - 1]),
            total=len(rows) if is_last and after is None else None,
            hidden=0,
            since=question.since,
            until=question.until,
            oldest_at=from_micros(min(file.min_time for file in sure)) if sure else None,
            newest_at=from_micros(max(file.max_time for file in sure)) if sure else None,
            as_of=asked.now,
        )


def log_sql(state: State, asked: CallsAsked) -> str:
    """Return the SQL that gives the same calls, over a table `events`; raises QueryError, UsageError."""
    with state.reading() as connection:
        question = question_of(connection, asked)
    rows = shown(calls(question), "event_hash")
    return sql_of(rows.order_by([rows.time.desc(), rows.event_hash]))


def _newest(
    asking: Asking, files: Sequence[LakeFile], question: CallQuestion, limit: int, place: _Place | None
) -> Iterator[dict[str, Any]]:
    """Yield the newest calls that fit, behind a place, no more than the limit."""
    left = limit
    end = to_micros(question.until) if place is None else min(to_micros(question.until), place.time + 1)
    for since, until in stretches(files, to_micros(question.since), end):
        near = [file.path for file in files if file.max_time >= since and file.min_time < until]
        if near:
            asking.look_at(near)
            for row in asking.table(_page_sql(question, (since, until), left, place)).to_pylist():
                yield row
                left -= 1
        if not left:
            return


def stretches(files: Sequence[LakeFile], since: int, until: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of time that follow each other backwards, each longer than the one before."""
    last = max((file.max_time for file in files), default=since - 1)
    end = min(until, last + 1)
    width = _width(files, since, end)
    while end > since:
        start = max(since, end - width)
        yield start, end
        end, width = start, width * _WIDER


def _width(files: Sequence[LakeFile], since: int, end: int) -> int:
    """Return how long a stretch is at its end that has enough events for most pages."""
    rows, at = 0.0, end
    for file in sorted(files, key=lambda one: -one.max_time):
        if rows >= _FIRST or file.min_time >= end:
            continue
        span = max(file.max_time - file.min_time, 1)
        share = (min(file.max_time, end) - file.min_time) / span
        missing = min(1.0, (_FIRST - rows) / max(file.rows * share, 1))
        rows += file.rows * share * missing
        at = min(at, int(min(file.max_time, end) - span * share * missing))
    return max(end - max(at, since), _SHORTEST)


def _page_sql(question: CallQuestion, span: tuple[int, int], limit: int, place: _Place | None) -> str:
    events = calls(question, from_micros(span[0]), from_micros(span[1]))
    if place is not None:
        at, hash_ = moment(from_micros(place.time)), ibis.literal(place.hash, "int64")
        events = events.filter((events.time < at) | ((events.time == at) & (events.event_hash > hash_)))
    rows = shown(events, "event_hash")
    return sql_of(rows.order_by([rows.time.desc(), rows.event_hash]).limit(limit))


def _call(row: dict[str, Any]) -> CallRecord:
    return CallRecord(**{name: row[name] for name in CallRecord.__struct_fields__})


def _cursor(row: dict[str, Any]) -> str:
    place = _Place(to_micros(row["time"]), row["event_hash"])
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _opened(cursor: str) -> _Place:
    """Return the place that a cursor names; raises UsageError."""
    try:
        packed = base64.urlsafe_b64decode(cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4))
        place = msgspec.json.decode(packed, type=_Place)
        from_micros(place.time)
    except (ValueError, binascii.Error, msgspec.DecodeError, OverflowError):
        place = None
    if place is None or abs(place.time) >> 62 or abs(place.hash) >> 63:
        raise UsageError(
            "the cursor is none of this list",
            mend="give the one that was printed, or none for the newest calls",
        )
    return place
