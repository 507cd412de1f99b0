"""Looking up the events of an account, the newest first.

After "DescribeEvents": back 90 days, over less than 30 days, 50 events at most at a time. For LookUpEvents
the documents name no limit but 50 events; here they are the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from akwarden.emulator.tencent.audit import Event
from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.record import record_of, text_of
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cloudaudit.attributes import matching

DAY = 86_400
SPAN_DAYS, BACK_DAYS = 30, 90
MOST, _DEFAULT = 50, 10
_MODES = ("standard", "quick")
_UNKNOWN = "未知"
_REFUSED = 1
_SERVICES = {
    "cam": "访问管理",
    "cbs": "云硬盘",
    "clb": "负载均衡",
    "cloudaudit": "操作审计",
    "cls": "日志服务",
    "cos": "对象存储",
    "cvm": "云服务器",
    "kms": "密钥管理系统",
    "lighthouse": "轻量应用服务器",
    "organization": "集团账号管理",
    "scf": "云函数",
    "ssm": "凭据管理系统",
    "sts": "安全凭证服务",
    "vpc": "私有网络",
}


@dataclass(frozen=True, slots=True)
class _Page:
    """A part of what was found."""

    events: Sequence[Event]
    total: int
    is_last: bool

    @property
    def token(self) -> int:
        """Return the number of the last event, after which the next page begins."""
        return self.events[-1].number if self.events else 0


@serve("cloudaudit", "DescribeEvents")
def describe_events(call: Call) -> Mapping[str, Any]:
    """Return a page of events."""
    most = _most(call)
    page = _page(_found(call, is_old=False), call.number("NextToken"), most)
    is_located = call.within("IsReturnLocation", 0, 1, 0)
    return {
        "Events": [_flat(call, event, is_located=bool(is_located)) for event in page.events],
        "ListOver": page.is_last,
        "NextToken": page.token,
        "TotalCount": page.total,
    }


@serve("cloudaudit", "LookUpEvents")
def look_up_events(call: Call) -> Mapping[str, Any]:
    """Return a page of events, as the first version of the API has them."""
    if call.text("Mode", "standard") not in _MODES:
        raise ApiError("InvalidParameter", f"The parameter `Mode` is one of {', '.join(_MODES)}.")
    token, most = call.text("NextToken"), _most(call)
    if token and not (token.isascii() and token.isdecimal() and len(token) < MOST):
        raise ApiError("InvalidParameter", "The parameter `NextToken` is not one that was returned.")
    page = _page(_found(call, is_old=True), int(token or 0), most)
    return {
        "Events": [_flat(call, event, is_located=True, careless=True) for event in page.events],
        "ListOver": page.is_last,
        "NextToken": str(page.token),
        "TotalCount": page.total,
    }


def _most(call: Call) -> int:
    most = call.number("MaxResults", _DEFAULT)
    if not 1 <= most <= MOST:
        raise ApiError("InvalidParameterValue.MaxResult", f"Up to {MOST} events can be returned at a time.")
    return most


def _found(call: Call, *, is_old: bool) -> list[Event]:
    """Return all events that were asked for; raises ApiError for a time that can't be asked for."""
    start, end = call.number("StartTime"), call.number("EndTime")
    if start > end:
        raise ApiError("InvalidParameterValue.Time", "The start time is after the end time.")
    if end - start >= SPAN_DAYS * DAY or start < call.now - BACK_DAYS * DAY:
        message = (
            f"Events of the last {BACK_DAYS} days can be looked up, less than {SPAN_DAYS} days at a time."
        )
        raise ApiError("LimitExceeded.OverTime", message)
    told = (event for event in call.account.events if event.told_at <= call.now)
    within = (event for event in told if start <= int(event.moment) <= end)
    found = matching(within, call.items("LookupAttributes"), is_old=is_old)
    return sorted(found, key=lambda event: (event.moment, event.number), reverse=True)


def _page(found: Sequence[Event], token: int, most: int) -> _Page:
    """Return the page after an event; raises ApiError where that event is none that was found."""
    first = 0
    if token:
        last = next((place for place, event in enumerate(found) if event.number == token), None)
        if last is None:
            raise ApiError("InvalidParameter", "The parameter `NextToken` is not one that was returned.")
        first = last + 1
    return _Page(found[first : first + most], len(found), first + most >= len(found))


def _flat(call: Call, event: Event, *, is_located: bool, careless: bool = False) -> dict[str, Any]:
    record = record_of(call.account, event)
    return {
        "EventId": record["eventID"],
        "EventName": event.action,
        "EventNameCn": "",
        "EventTime": str(record["eventTime"]),
        "EventSource": record["eventSource"],
        "EventRegion": event.region,
        "ResourceRegion": event.region,
        "Username": record["userIdentity"]["userName"],
        "AccountID": call.account.uin,
        "SecretId": event.secret_id,
        "SourceIPAddress": record["sourceIPAddress"],
        "Location": (event.location or _UNKNOWN) if is_located else "",
        "RequestID": record["requestID"],
        "ErrorCode": _REFUSED if event.is_refused else 0,
        "ResourceTypeCn": _SERVICES.get(event.service, ""),
        "Resources": {"ResourceType": event.service, "ResourceName": event.resource},
        "CloudAuditEvent": text_of(record, careless=careless),
    }
