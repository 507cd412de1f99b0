"""Searching the logs of topics, and counting them.

After "SearchLog" and "DescribeLogHistogram": 100 logs where nothing is said and 1,000 at most at a time,
10,000 in all along one Context, which holds for an hour; 50 topics at most; 200 bars at most.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cls.query import condition
from akwarden.emulator.tencent.services.cls.state import Log, Topic
from akwarden.emulator.tencent.services.cls.topics import topic_named, topic_resource

MOST_LOGS, MOST_TOPICS, MOST_BARS, MOST_ALONG = 1000, 50, 200, 10_000
_DEFAULT_LOGS = 100
_CONTEXT_SECONDS = 3600
_MILLISECONDS = 1000
_CONTEXT = re.compile(r"context-(\d{1,6})-(\d{1,12})-(\d{1,11})")


@dataclass(frozen=True, slots=True)
class _Found:
    """A page of one topic's logs."""

    logs: Sequence[Log]
    context: str
    is_last: bool


def _resources(call: Call) -> tuple[str, ...]:
    topics = [str(one.get("TopicId") or "*") for one in call.items("Topics")] or [call.text("TopicId", "*")]
    return tuple(topic_resource(call, topic) for topic in topics)


@serve("cls", "SearchLog", resources=_resources)
def search_log(call: Call) -> Mapping[str, Any]:
    """Return the logs of a topic, or of several, that a condition finds."""
    one, several = call.text("TopicId"), call.items("Topics")
    if bool(one) == bool(several) or len(several) > MOST_TOPICS:
        message = f"Either `TopicId` or up to {MOST_TOPICS} `Topics` must be given."
        raise ApiError("InvalidParameter", message)
    if call.text("Sort", "desc") not in {"asc", "desc"}:
        raise ApiError("InvalidParameter", "The parameter `Sort` is asc or desc.")
    if several:
        return _over_several(call, several)
    topic = topic_named(call, one)
    found = _found(call, topic, call.text("Context"))
    return {**_FIXED, **_results([(topic, found)]), "Context": found.context}


_FIXED = {"Analysis": False, "ColNames": [], "AnalysisResults": [], "AnalysisRecords": [], "SamplingRate": 1}


def _over_several(call: Call, several: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what several topics have; one that there is not is told of beside the others."""
    if call.text("Context") or call.number("Offset"):
        raise ApiError("InvalidParameter", "`Context` and `Offset` are for a search in one topic.")
    pages, errors = [], []
    for one in several:
        name = str(one.get("TopicId") or "")
        try:
            topic = topic_named(call, name)
            pages.append((topic, _found(call, topic, str(one.get("Context") or ""))))
        except ApiError as error:
            errors.append({"TopicId": name, "ErrorMsg": error.message, "ErrorCodeStr": error.code})
    infos = [{"TopicId": t.id, "Period": t.period, "Context": found.context} for t, found in pages]
    told = _results(pages)
    told["Results"].sort(key=lambda log: log["Time"], reverse=call.text("Sort", "desc") == "desc")
    return {**_FIXED, **told, "Topics": {"Errors": errors, "Infos": infos}}


def _results(pages: Sequence[tuple[Topic, _Found]]) -> dict[str, Any]:
    return {
        "Results": [_described(topic, log) for topic, found in pages for log in found.logs],
        "ListOver": all(found.is_last for _, found in pages),
    }


def _found(call: Call, topic: Topic, context: str) -> _Found:
    """Return one page of a topic's logs; raises ApiError for a page that can't be asked for."""
    limit = call.number("Limit", _DEFAULT_LOGS)
    if not 1 <= limit <= MOST_LOGS:
        raise ApiError("InvalidParameter", f"The parameter `Limit` is in 1 to {MOST_LOGS}.")
    logs = _matching(call, topic, call.text("QueryString") or call.text("Query"))
    logs.sort(key=lambda log: (log.moment, log.number), reverse=call.text("Sort", "desc") == "desc")
    first = call.number("Offset")
    before = 0
    if context:
        if first:
            raise ApiError("InvalidParameter", "`Context` and `Offset` can't be given together.")
        before, last = _read_context(call, context)
        first = next((place + 1 for place, log in enumerate(logs) if log.number == last), len(logs))
    limit = min(limit, MOST_ALONG - before) if context else limit
    page = logs[first : first + limit]
    is_last = first + limit >= len(logs)
    return _Found(page, _context(call, before + len(page), page[-1].number if page else 0), is_last)


def _context(call: Call, count: int, last: int) -> str:
    text = f"context-{count}-{last}-{int(call.now) + _CONTEXT_SECONDS}"
    return base64.b64encode(text.encode()).decode()


def _read_context(call: Call, context: str) -> tuple[int, int]:
    """Return how many logs came before and the number of the last; raises ApiError for what is too old."""
    try:
        found = _CONTEXT.fullmatch(base64.b64decode(context, validate=True).decode())
    except ValueError:
        found = None
    if found is None or int(found[3]) < call.now or int(found[1]) >= MOST_ALONG:
        raise ApiError("FailedOperation.InvalidContext", "The context is not valid, or it is too old.")
    return int(found[1]), int(found[2])


def _matching(call: Call, topic: Topic, query: str) -> list[Log]:
    start, end = call.number("From"), call.number("To")
    if start > end:
        raise ApiError("InvalidParameter", "The parameter `From` is after `To`.")
    fits = condition(query)
    topic.fill(call.now)
    return [log for log in topic.logs if start <= log.moment * _MILLISECONDS <= end and fits(log.content)]


def _described(topic: Topic, log: Log) -> dict[str, Any]:
    return {
        "Time": int(log.moment * _MILLISECONDS),
        "TopicId": topic.id,
        "TopicName": topic.name,
        "Source": "",
        "FileName": "",
        "HostName": "",
        "PkgId": f"{topic.id[:8]}-{log.number:X}",
        "PkgLogId": str(log.number),
        "HighLights": [],
        "LogJson": msgspec.json.encode(log.content).decode(),
        "RawLog": "",
        "IndexStatus": "",
    }


@serve("cls", "DescribeLogHistogram", resources=_resources)
def describe_log_histogram(call: Call) -> Mapping[str, Any]:
    """Return how many logs a condition finds in each span of time."""
    if not call.text("TopicId"):
        raise ApiError("MissingParameter", "The request is missing a required parameter `TopicId`.")
    start, end = call.number("From"), call.number("To")
    interval = call.number("Interval", max(_MILLISECONDS, -(-(end - start) // MOST_BARS)))
    if interval <= 0 or (end - start) / interval > MOST_BARS:
        raise ApiError("InvalidParameter", f"(To - From) / Interval is {MOST_BARS} at most.")
    topic = topic_named(call, call.text("TopicId"))
    logs = _matching(call, topic, call.text("Query"))
    bars = dict.fromkeys(range(start - start % interval, end + 1, interval), 0)
    for log in logs:
        moment = int(log.moment * _MILLISECONDS)
        bars[moment - moment % interval] += 1
    infos = [{"BTime": moment, "Count": count} for moment, count in bars.items()]
    return {"Interval": interval, "TotalCount": len(logs), "HistogramInfos": infos}
