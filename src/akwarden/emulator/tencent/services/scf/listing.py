"""Lists of functions, and of the versions, aliases and triggers of one."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import page, pairs
from akwarden.emulator.tencent.services.scf.describing import trigger_told
from akwarden.emulator.tencent.services.scf.finding import (
    flag,
    function_of,
    is_descending,
    named,
    namespace_of,
    part,
)
from akwarden.emulator.tencent.services.scf.function import Function, Revision, Trigger

_MOST_FILTERS = 10
_FIELDS: Mapping[str, Callable[[Function], str]] = {
    "VpcId": lambda f: (f.latest.config.get("VpcConfig") or {}).get("VpcId", ""),
    "SubnetId": lambda f: (f.latest.config.get("VpcConfig") or {}).get("SubnetId", ""),
    "ClsTopicId": lambda f: f.latest.text("ClsTopicId"),
    "ClsLogsetId": lambda f: f.latest.text("ClsLogsetId"),
    "Role": lambda f: f.latest.text("Role"),
    "Status": lambda _: "Active",
    "Runtime": lambda f: f.latest.text("Runtime"),
    "Type": lambda f: f.latest.text("Type", "Event"),
    "FunctionType": lambda f: f.latest.text("Type", "Event"),
    "PublicNetStatus": lambda f: (f.latest.config.get("PublicNetConfig") or {}).get(
        "PublicNetStatus", "ENABLE"
    ),
    "AsyncRunEnable": lambda f: flag(f.latest.config.get("AsyncRunEnable")),
    "TraceEnable": lambda f: flag(f.latest.config.get("TraceEnable")),
}
_ORDERS: Mapping[str, Callable[[Function], Any]] = {
    "AddTime": lambda f: f.latest.created,
    "ModTime": lambda f: f.latest.modified,
    "FunctionName": lambda f: f.name,
}
_TIMES: Mapping[str, Callable[[Any], float]] = {
    "AddTime": lambda one: one.created,
    "ModTime": lambda one: one.modified,
    "add_time": lambda one: one.created,
    "mod_time": lambda one: one.modified,
}


@serve("scf", "ListFunctions")
def list_functions(call: Call) -> Mapping[str, Any]:
    """Return the functions of a namespace that fit."""
    key = _key(call, "Orderby", _ORDERS, "AddTime")
    found = [one for one in namespace_of(call).functions.values() if _fits(call, one)]
    found.sort(key=key, reverse=is_descending(call))
    return {"Functions": [_function(one) for one in page(found, *part(call))], "TotalCount": len(found)}


def _key(
    call: Call, name: str, keys: Mapping[str, Callable[[Any], Any]], default: str
) -> Callable[[Any], Any]:
    key = keys.get(call.text(name) or default)
    if key is None:
        raise ApiError("InvalidParameterValue.OrderBy", f"`{name}` is one of {', '.join(keys)}.")
    return key


def _fits(call: Call, function: Function) -> bool:
    asked = call.items("Filters")
    if len(asked) > _MOST_FILTERS:
        raise ApiError("InvalidParameterValue.Filters", f"There are up to {_MOST_FILTERS} filters.")
    return (
        call.text("SearchKey") in function.name
        and call.text("Description") in function.latest.description
        and all(_value(function, str(one["Name"])) in one["Values"] for one in asked)
    )


def _value(function: Function, name: str) -> str | None:
    """Return what a filter compares: a field, or a tag; raises ApiError for what it can't."""
    if name.startswith("tag-"):
        return function.tags.get(name.removeprefix("tag-"))
    field = _FIELDS.get(name)
    if field is None:
        raise ApiError("InvalidParameterValue.Filters", f"The filter `{name}` is not supported.")
    return field(function)


def _function(function: Function) -> dict[str, Any]:
    latest = function.latest
    return {
        "ModTime": local(latest.modified),
        "AddTime": local(latest.created),
        "Runtime": latest.text("Runtime"),
        "FunctionName": function.name,
        "FunctionId": function.id,
        "Namespace": function.namespace,
        "Status": "Active",
        "StatusDesc": "",
        "Description": latest.description,
        "Tags": pairs(function.tags),
        "Type": latest.text("Type", "Event"),
        "StatusReasons": [],
        "TotalProvisionedConcurrencyMem": 0,
        "ReservedConcurrencyMem": None,
        "AsyncRunEnable": flag(latest.config.get("AsyncRunEnable")),
        "TraceEnable": flag(latest.config.get("TraceEnable")),
    }


@serve("scf", "ListVersionByFunction", resources=named)
def list_version_by_function(call: Call) -> Mapping[str, Any]:
    """Return the versions of a function; `$LATEST` is one of them."""
    found: list[Revision] = [*function_of(call).versions.values()]
    if call.text("OrderBy"):
        found.sort(key=_key(call, "OrderBy", _TIMES, "AddTime"))
    if is_descending(call):
        found.reverse()
    shown = page(found, *part(call))
    versions = [
        {
            "Version": one.version,
            "Description": one.description,
            "AddTime": local(one.created),
            "ModTime": local(one.modified),
            "Status": "Active",
        }
        for one in shown
    ]
    return {
        "FunctionVersion": [one.version for one in shown],
        "Versions": versions,
        "TotalCount": len(found),
    }


@serve("scf", "ListAliases", resources=named)
def list_aliases(call: Call) -> Mapping[str, Any]:
    """Return the aliases of a function; `$DEFAULT` is one of them."""
    version = call.text("FunctionVersion")
    found = [one for one in function_of(call).aliases.values() if version in {"", one.version}]
    shown = [
        {
            "FunctionVersion": one.version,
            "Name": one.name,
            "RoutingConfig": {"AdditionalVersionWeights": one.weights, "AddtionVersionMatchs": []},
            "Description": one.description,
            "AddTime": local(one.created),
            "ModTime": local(one.created),
        }
        for one in page(found, *part(call))
    ]
    return {"Aliases": shown, "TotalCount": len(found)}


@serve("scf", "ListTriggers", resources=named)
def list_triggers(call: Call) -> Mapping[str, Any]:
    """Return the triggers of a function that fit; the last changed first."""
    function = function_of(call)
    found = [*_triggers(function.triggers.values(), call.items("Filters"))]
    found.sort(key=_key(call, "OrderBy", _TIMES, "mod_time"), reverse=is_descending(call, "DESC"))
    shown = page(found, *part(call))
    return {
        "Triggers": [{**trigger_told(call, function, one), "BoundResources": ""} for one in shown],
        "TotalCount": len(found),
    }


def _triggers(found: Iterable[Trigger], filters: list[Mapping[str, Any]]) -> Iterable[Trigger]:
    for one in found:
        told = {"Qualifier": one.qualifier, "TriggerName": one.name, "Description": one.comment}
        for wanted in filters:
            if wanted["Name"] not in told:
                raise ApiError(
                    "InvalidParameterValue.Filters", f"The filter `{wanted['Name']}` is not supported."
                )
        if all(told[wanted["Name"]] in wanted["Values"] for wanted in filters):
            yield one
