"""Calls of functions and their logs.

No code runs in this emulator. A function that a scenario gave a result returns it, and a log tells of the
call; any other is refused with FailedOperation.InvokeFunction, so that nobody takes a call for one that
worked.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import CHINA, local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.scf.finding import (
    function_of,
    is_descending,
    named,
    namespace_of,
    revision_of,
)
from akwarden.emulator.tencent.services.scf.function import DEFAULT, LATEST, Function, Log

MOST_SYNCHRONOUS, MOST_ASYNCHRONOUS, MOST_ROUTING = 6 << 20, 128 << 10, 1024
MOST_LOGS = 10_000
_DAY, _LOG_BYTES, _KEPT = 86_400, 4096, 1000
_ORDERS: Mapping[str, Callable[[tuple[Function, Log]], Any]] = {
    "function_name": lambda one: one[0].name,
    "duration": lambda one: one[1].milliseconds,
    "mem_usage": lambda one: one[1].memory,
    "start_time": lambda one: one[1].moment,
}


@serve("scf", "InvokeFunction", write=True, resources=named)
def invoke_function(call: Call) -> Mapping[str, Any]:
    """Return the declared result of a function; the Qualifier is `$DEFAULT` where none is given."""
    return {"Result": _result(call, "Event", DEFAULT, is_event=False)}


@serve("scf", "Invoke", write=True, resources=named)
def invoke(call: Call) -> Mapping[str, Any]:
    """Return the declared result of a function; of a call of the type Event only its id."""
    kind = call.text("InvocationType") or "RequestResponse"
    if kind not in {"RequestResponse", "Event"}:
        raise ApiError("InvalidParameterValue.InvokeType", "The InvocationType is RequestResponse or Event.")
    return {"Result": _result(call, "ClientContext", LATEST, is_event=kind == "Event")}


def _result(call: Call, payload: str, default: str, *, is_event: bool) -> dict[str, Any]:
    function = function_of(call)
    revision = revision_of(call, function, default)
    _check(call.text(payload), MOST_ASYNCHRONOUS if is_event else MOST_SYNCHRONOUS)
    _check(call.text("RoutingKey"), MOST_ROUTING)
    if call.text("LogType") not in {"", "None", "Tail"}:
        raise ApiError("InvalidParameterValue.Param", "The LogType is None or Tail.")
    if function.result is None:
        message = "No code runs in this emulator, and no result is declared for the function."
        raise ApiError("FailedOperation.InvokeFunction", message)
    told = call.cloud.ids.uuid()
    lines = f"START RequestId: {told}\nEvent RequestId: {told}\n\nEND RequestId: {told}\n"
    log = Log(told, call.now, function.result, lines, version=revision.version)
    function.logs.append(log)
    del function.logs[:-_KEPT]
    tail = log.output[-_LOG_BYTES:] if call.text("LogType") == "Tail" else ""
    return {
        "Log": "" if is_event else tail,
        "RetMsg": "" if is_event else log.result,
        "ErrMsg": "",
        "MemUsage": 0 if is_event else log.memory,
        "Duration": 0.0 if is_event else log.milliseconds,
        "BillDuration": 0 if is_event else int(log.milliseconds),
        "FunctionRequestId": told,
        "InvokeResult": 0,
    }


def _check(payload: str, most: int) -> None:
    """Raise ApiError for what is no JSON, or too large."""
    if len(payload.encode()) > most:
        raise ApiError("InvalidParameter.RequestTooLarge", f"There are up to {most} bytes.")
    try:
        msgspec.json.decode(payload or "{}")
    except (msgspec.DecodeError, RecursionError):
        raise ApiError("InvalidParameter.Payload", "The payload is not JSON.") from None


@serve("scf", "GetFunctionLogs", resources=named)
def get_function_logs(call: Call) -> Mapping[str, Any]:
    """Return the logs that fit, of one function or of all in the namespace.

    The documents call the action taken offline, in favour of CLS; it is served for those who still ask.
    """
    offset, limit = call.number("Offset"), call.number("Limit", 20)
    if not (offset >= 0 and limit >= 0 and offset + limit <= MOST_LOGS):
        raise ApiError("LimitExceeded.Offset", f"Offset and Limit together are up to {MOST_LOGS}.")
    order = _ORDERS.get(call.text("OrderBy") or "start_time")
    if order is None:
        raise ApiError("InvalidParameterValue.OrderBy", f"OrderBy is one of {', '.join(_ORDERS)}.")
    functions = [function_of(call)] if call.text("FunctionName") else [*namespace_of(call).functions.values()]
    start, end = _span(call)
    found = [(function, log) for function in functions for log in function.logs if _fits(call, log)]
    found = [one for one in found if start <= one[1].moment <= end]
    found.sort(key=order, reverse=is_descending(call, "desc"))
    shown = [_described(*one) for one in found[offset : offset + limit]]
    context = {"Offset": "", "Limit": 0, "Keyword": "", "Type": ""}
    return {"TotalCount": len(found), "Data": shown, "SearchContext": context}


def _span(call: Call) -> tuple[float, float]:
    """Return from when to when logs are asked for, a day at most; the last day where nothing is said."""
    found = []
    for name, default in (("StartTime", call.now - _DAY), ("EndTime", call.now)):
        text = call.text(name)
        try:
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA) if text else None
        except ValueError:
            raise ApiError(
                "InvalidParameterValue.DateTime", f"`{name}` is a time as 2017-05-16 20:00:00."
            ) from None
        found.append(moment.timestamp() if moment else default)
    start, end = found
    if not 0 <= end - start <= _DAY:
        raise ApiError(
            "InvalidParameterValue.StartTimeOrEndTime", "StartTime and EndTime are a day apart at most."
        )
    return start, end


def _fits(call: Call, log: Log) -> bool:
    wanted = (call.parameters.get("Filter") or {}).get("RetCode") or ""
    if wanted not in {"", "is0", "not0", "TimeLimitExceeded", "ResourceLimitExceeded", "UserCodeException"}:
        raise ApiError("InvalidParameterValue.RetCode", "The RetCode is not known.")
    return (
        (not wanted or (log.code == 0) is (wanted == "is0"))
        and call.text("FunctionRequestId") in {"", log.request_id}
        and call.text("Qualifier") in {"", log.version}
    )


def _described(function: Function, log: Log) -> dict[str, Any]:
    return {
        "FunctionName": function.name,
        "RetMsg": log.result,
        "RequestId": log.request_id,
        "StartTime": local(log.moment),
        "RetCode": log.code,
        "InvokeFinished": 1,
        "Duration": log.milliseconds,
        "BillDuration": int(log.milliseconds),
        "MemUsage": log.memory,
        "Log": log.output,
        "Level": "",
        "Source": "",
        "RetryNum": 0,
    }
