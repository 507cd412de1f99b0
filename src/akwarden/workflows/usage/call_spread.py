"""How calls spread: over time, for the histogram of the call log, and over the values of their fields.

Over a long time a histogram comes from the sums that were made beforehand, where the query asks for nothing
but what these know: the cloud, the account and the result. All else is counted from the records.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from akwarden.analytics.calls import CALL_VOCABULARY, SUCCEEDED, failed, result
from akwarden.analytics.moments import spans
from akwarden.analytics.tallies import number_of
from akwarden.errors import UsageError
from akwarden.model.call_list import CallBar, CallHistogram
from akwarden.model.facet import Facet, FacetList, FacetValue
from akwarden.query.evaluate import matches
from akwarden.query.globs import folded
from akwarden.query.spell import spell
from akwarden.query.tree import All, AnyOf, Not, Op, Query, Test, Text, Unset, Within
from akwarden.query.vocabulary import nearest
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.lake.months import to_micros
from akwarden.store.state import State
from akwarden.store.usage.clearing import DAY, HOUR, KEPT
from akwarden.store.usage.lines import Section
from akwarden.store.usage.spans import totals
from akwarden.workflows.usage.call_query import CallQuestion, CallsAsked, calls, question_of, sql_of
from akwarden.workflows.usage.desk import Cancel, Desk
from akwarden.workflows.usage.facet_fields import CALL_FACETS
from akwarden.workflows.usage.standing import is_summed

MOST_BARS: Final = 120
_SIZES: Final = (60, 300, 900, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY)
_MANY: Final = 2_000_000
"""Events from which on sums are taken where they will do."""
_SUMMED: Final = frozenset({"account", "provider", "result"})
_VALUES: Final = 20


class CallSpread:
    """Counts calls of one lake; shared by threads."""

    def __init__(self, state: State, lake: Lake, desk: Desk, *, many: int = _MANY) -> None:
        """Take where the sums are, the lake, and where questions stand in line.

        Sums are taken from so many events on, where they will do.
        """
        self._state, self._lake, self._desk, self._many = state, lake, desk, many

    def histogram(self, asked: CallsAsked, cancel: Cancel | None = None) -> CallHistogram:
        """Return how calls spread over time; raises QueryError, UsageError, LakeError."""
        with self._state.reading() as connection:
            question = question_of(connection, asked)
            summed = is_summed(connection)
        seconds = _size(question)
        files = self._lake.files(question.since, question.until)
        if summed and _events(files, question) > self._many and _is_summed(question, seconds):
            return self._of_sums(question, seconds)
        return self._of_records(question, seconds, files, cancel)

    def _of_records(
        self, question: CallQuestion, seconds: int, files: Sequence[LakeFile], cancel: Cancel | None
    ) -> CallHistogram:
        events = calls(question)
        rows = events.mutate(span=spans(events.time, seconds) * seconds)
        counted = rows.group_by("span").aggregate(calls=rows.count(), failed=number_of(failed(rows)))
        with self._desk.asking(self._lake.folder, cancel) as asking:
            asking.look_at([file.path for file in files])
            found = asking.table(sql_of(counted.order_by("span"))).to_pylist()
        bars = [CallBar(_at(row["span"]), int(row["calls"]), int(row["failed"] or 0)) for row in found]
        return _histogram(bars, seconds, question.since, question.until, summed=False)

    def _of_sums(self, question: CallQuestion, seconds: int) -> CallHistogram:
        of = DAY if seconds % DAY == 0 else HOUR
        since = int(question.since.timestamp()) // of * of
        until = -int(-question.until.timestamp() // of) * of
        with self._state.reading() as connection:
            found = totals(connection, of, since, until, bar=seconds)
        fits: dict[tuple[str, str, str], bool] = {}
        every: Counter[int] = Counter()
        not_ok: Counter[int] = Counter()
        for one in found:
            key = (one.provider, one.account, one.result)
            if key not in fits:
                row = {"provider": one.provider, "account": one.account, "result": one.result}
                fits[key] = matches(question.query, row, CALL_VOCABULARY, question.now)
            if fits[key]:
                every[one.at] += one.calls
                not_ok[one.at] += one.calls if one.result != SUCCEEDED else 0
        bars = [CallBar(_at(at), every[at], not_ok[at]) for at in sorted(every)]
        return _histogram(bars, seconds, _at(since), _at(until), summed=True)

    def facets(self, asked: CallsAsked, by: Sequence[str], cancel: Cancel | None = None) -> FacetList:
        """Return the most frequent values of fields; raises QueryError, UsageError, LakeError."""
        fields = [_facet(name) for name in by] or list(CALL_FACETS)
        with self._state.reading() as connection:
            question = question_of(connection, asked)
        files = self._lake.files(question.since, question.until)
        found = []
        with self._desk.asking(self._lake.folder, cancel) as asking:
            asking.look_at([file.path for file in files])
            for field in fields:
                rows = asking.table(_facet_sql(question, field)).to_pylist()
                values = [_value(field, row) for row in rows[:_VALUES]]
                found.append(Facet(field=field, values=tuple(values), more=len(rows) > _VALUES))
        return FacetList(facets=tuple(found), as_of=asked.now)


def _histogram(
    bars: Sequence[CallBar], seconds: int, since: datetime, until: datetime, *, summed: bool
) -> CallHistogram:
    return CallHistogram(
        bars=tuple(bars),
        seconds=seconds,
        since=since,
        until=until,
        total=sum(bar.calls for bar in bars),
        failed=sum(bar.failed for bar in bars),
        summed=summed,
    )


def _size(question: CallQuestion) -> int:
    """Return how long a bar is, in seconds."""
    whole = (question.until - question.since) / timedelta(seconds=1)
    fitting = (size for size in _SIZES if whole / size <= MOST_BARS)
    return next(fitting, -(-int(whole) // MOST_BARS // DAY) * DAY or DAY)


def _at(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _events(files: Sequence[LakeFile], question: CallQuestion) -> float:
    """Return about how many events there are in a time."""
    since, until = to_micros(question.since), to_micros(question.until)
    found = 0.0
    for file in files:
        span = max(file.max_time - file.min_time, 1)
        found += file.rows * max(min(file.max_time, until) - max(file.min_time, since), 0) / span
    return found


def _is_summed(question: CallQuestion, seconds: int) -> bool:
    """Say whether the sums know all that is asked for, as far back as it is asked for."""
    if seconds % HOUR:
        return False
    kept = KEPT[Section.RESULT, DAY if seconds % DAY == 0 else HOUR]
    return question.since >= question.now - kept and _asks_only(question.query, _SUMMED)


def _asks_only(query: Query, fields: frozenset[str]) -> bool:
    match query:
        case Test(field=name):
            return name in fields
        case Within():
            return True
        case All(parts=parts) | AnyOf(parts=parts):
            return all(_asks_only(part, fields) for part in parts)
        case Not(part=part):
            return _asks_only(part, fields)
        case _:
            return False


# Fields


def _facet(name: str) -> str:
    """Return the name of a field that is counted by; raises UsageError."""
    known = CALL_VOCABULARY.find(name)
    if known is not None and known.name in _COLUMNS:
        return known.name
    near = nearest(name, tuple(_COLUMNS))
    raise UsageError(
        f"calls can't be counted by {name[:40]!r}",
        why=f"they can be by {', '.join(_COLUMNS)}",
        mend=f"did you mean {near}?" if near else None,
    )


_COLUMNS: Final = {
    **{
        name: name for name in ("account", "provider", "region", "service", "client", "channel", "read_write")
    },
    "key": "key_id",
    "action": "action",
    "ip": "source_ip",
    "result": "error_class",
    "type": "principal_type",
    "principal": "principal_name",
    "country": "ip_country",
    "org": "ip_org",
    "kind": "ip_kind",
    "error": "error_code",
}
"""The fields that calls can be counted by, and their columns."""


def _facet_sql(question: CallQuestion, field: str) -> str:
    events = calls(question)
    value = result(events) if field == "result" else events[_COLUMNS[field]].nullif("")
    # Clouds write one action in several ways: it is counted as one, and told in one of the ways seen.
    also = {"told": events.action_name} if field == "action" else {}
    rows = events.select(value=value, **also)
    told = {name: rows[name].min() for name in also}
    counted = rows.group_by("value").aggregate(calls=rows.count(), **told)
    ordered = counted.order_by([counted.calls.desc(), counted["value"].isnull(), counted["value"]])
    return sql_of(ordered.limit(_VALUES + 1))


def _value(field: str, row: Mapping[str, Any]) -> FacetValue:
    value, told = row["value"], row.get("told")
    # A query makes the letters A to Z small and no others.
    shown = told if value and told and folded(told) == folded(value) else value
    asked = Unset() if shown is None else Text(shown)
    return FacetValue(shown, int(row["calls"]), spell(Test(field, Op.EQ, (asked,))))
