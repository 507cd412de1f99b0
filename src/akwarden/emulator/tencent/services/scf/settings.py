"""The configuration of functions, and its rules.

After CreateFunction of the API documents of SCF, "Quota Limits", and for the names of variables that are
taken "Environment Variables".
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.scf.finding import region_functions

RUNTIMES = frozenset(
    [
        *("Python2.7", "Python3.6", "Python3.7", "Python3.9", "Python3.10"),
        *(
            "Nodejs6.10",
            "Nodejs8.9",
            "Nodejs10.15",
            "Nodejs12.16",
            "Nodejs14.18",
            "Nodejs16.13",
            "Nodejs18.15",
        ),
        *("Php5.6", "Php7", "Php7.4", "Php8.0", "Go1", "Java8", "CustomRuntime", "CustomImage"),
    ]
)
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]")
_HANDLER = re.compile(r"[A-Za-z0-9_][\w./:-]{0,120}", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,63}")
_TAKEN = ("SCF_", "QCLOUD_", "TENCENTCLOUD_")
MOST_ENVIRONMENT, MOST_LAYERS, MOST_DESCRIPTION = 4 << 10, 5, 1000
_MOST_SECONDS, _STEP, _SMALLEST, _LARGEST = 900, 128, 64, 3072
KEPT = (
    *("Handler", "Description", "MemorySize", "Timeout", "Environment", "Runtime", "VpcConfig", "Role"),
    *("InstallDependency", "ClsLogsetId", "ClsTopicId", "Type", "Layers", "DeadLetterConfig"),
    *("PublicNetConfig", "CfsConfig", "InitTimeout", "AsyncRunEnable", "TraceEnable", "ProtocolType"),
    *("ProtocolParams", "InstanceConcurrencyConfig", "DnsCache", "IntranetConfig", "L5Enable"),
)
"""Fields of a request that the configuration keeps as they came."""


def configuration(call: Call) -> dict[str, Any]:
    """Return what a call sets; raises ApiError for the first value that can't be."""
    found = {name: call.parameters[name] for name in KEPT if call.parameters.get(name) is not None}
    _check_texts(found)
    _check_sizes(found)
    _check_environment(found.get("Environment") or {})
    _check_layers(call, found)
    role = found.get("Role")
    if role and all(one.name != role for one in call.account.roles.values()):
        raise ApiError("ResourceNotFound.Role", f"The role `{role}` does not exist.")
    return found


def _check_texts(found: Mapping[str, Any]) -> None:
    runtime, handler = found.get("Runtime"), found.get("Handler")
    if runtime is not None and runtime not in RUNTIMES:
        raise ApiError("InvalidParameterValue.Runtime", f"The runtime `{runtime}` is not supported.")
    if handler and not _HANDLER.fullmatch(handler):
        raise ApiError("InvalidParameterValue.Handler", "The Handler is not valid.")
    if len(found.get("Description") or "") > MOST_DESCRIPTION:
        message = f"A description has up to {MOST_DESCRIPTION} characters."
        raise ApiError("InvalidParameterValue.Description", message)
    if (found.get("Type") or "Event") not in {"Event", "HTTP"}:
        raise ApiError("InvalidParameterValue.FunctionType", "The Type is Event or HTTP.")


def _check_sizes(found: Mapping[str, Any]) -> None:
    memory, seconds = found.get("MemorySize", _STEP), found.get("Timeout", 1)
    if memory != _SMALLEST and (memory % _STEP or not _STEP <= memory <= _LARGEST):
        raise ApiError(
            "InvalidParameterValue.MemorySize", "MemorySize is 64, or 128 to 3072 in steps of 128."
        )
    if not 1 <= seconds <= _MOST_SECONDS:
        raise ApiError("LimitExceeded.Timeout", f"The Timeout is 1 to {_MOST_SECONDS} seconds.")


def _check_environment(environment: Mapping[str, Any]) -> None:
    size, seen = 0, set()
    for one in environment.get("Variables") or []:
        key, value = str(one.get("Key") or ""), str(one.get("Value") or "")
        if not _VARIABLE.fullmatch(key) or not value or key in seen:
            raise ApiError("InvalidParameterValue.Environment", f"The variable `{key}` is not valid.")
        if key.startswith(_TAKEN):
            message = f"Names of variables that begin with {', '.join(_TAKEN)} are the system's."
            raise ApiError("InvalidParameterValue.EnvironmentSystemProtect", message)
        seen.add(key)
        size += len(key.encode()) + len(value.encode())
    if size > MOST_ENVIRONMENT:
        message = f"All variables together have up to {MOST_ENVIRONMENT} bytes."
        raise ApiError("InvalidParameterValue.EnvironmentExceededLimit", message)


def _check_layers(call: Call, found: dict[str, Any]) -> None:
    """Check the layers, and take away what stands for none: version 0 of a layer without a name."""
    if "Layers" not in found:
        return
    wanted = [one for one in found["Layers"] if one["LayerName"] or one["LayerVersion"]]
    if len(wanted) > MOST_LAYERS:
        raise ApiError("LimitExceeded.Layers", f"A function has up to {MOST_LAYERS} layers.")
    layers = region_functions(call).layers
    for one in wanted:
        if not 1 <= one["LayerVersion"] <= len(layers.get(one["LayerName"], [])):
            message = f"There is no version {one['LayerVersion']} of the layer `{one['LayerName']}`."
            raise ApiError("ResourceNotFound.LayerVersion", message)
    found["Layers"] = wanted
