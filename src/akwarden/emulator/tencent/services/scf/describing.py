"""What is told of a function: all of it, and where its code can be fetched."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import pairs, qualified
from akwarden.emulator.tencent.services.scf.code import entry_file
from akwarden.emulator.tencent.services.scf.download import address
from akwarden.emulator.tencent.services.scf.finding import (
    flag,
    function_of,
    named,
    region_functions,
    revision_of,
)
from akwarden.emulator.tencent.services.scf.function import LATEST, Function, Revision, Trigger
from akwarden.emulator.tencent.services.scf.layers import described_layer

_OFF: Mapping[str, Any] = {
    "VpcConfig": {"VpcId": "", "SubnetId": ""},
    "DeadLetterConfig": {"Type": "", "Name": "", "FilterType": ""},
    "CfsConfig": {"CfsInsList": []},
}
"""What stands for a part of the configuration that is not set."""


@serve("scf", "GetFunction", resources=named)
def get_function(call: Call) -> Mapping[str, Any]:
    """Return a version of a function, its variables in clear; with ShowCode its entry file too."""
    function = function_of(call)
    revision = revision_of(call, function)
    shown = entry_file(revision) if flag(call.text("ShowCode")) == "TRUE" else ""
    config, is_http = revision.config, revision.text("Type") == "HTTP"
    return {
        "ModTime": local(revision.modified),
        "AddTime": local(revision.created),
        "CodeInfo": shown,
        "Description": revision.description,
        "Triggers": [trigger_told(call, function, one) for one in function.triggers.values()],
        "CodeSize": len(revision.code),
        "FunctionVersion": revision.version,
        "FunctionName": function.name,
        "FunctionId": function.id,
        "UseGpu": "FALSE",
        "CodeResult": "success",
        "CodeError": "",
        "ErrNo": 0,
        "Namespace": function.namespace,
        "Status": "Active",
        "StatusDesc": "",
        "StatusReasons": [],
        "Tags": pairs(function.tags),
        "EipConfig": {"EipFixed": "FALSE", "Eips": []},
        "AccessInfo": {"Host": "", "Vip": ""},
        "Layers": _layers(call, revision),
        "OnsEnable": "FALSE",
        "AvailableStatus": "Available",
        "Qualifier": call.text("Qualifier") or LATEST,
        "PublicNetConfig": _public(config.get("PublicNetConfig") or {}),
        "IntranetConfig": {"IpFixed": (config.get("IntranetConfig") or {}).get("IpFixed", "DISABLE")},
        "Environment": {"Variables": (config.get("Environment") or {}).get("Variables") or []},
        "Type": revision.text("Type", "Event"),
        "MemorySize": config["MemorySize"],
        "Timeout": config["Timeout"],
        "InitTimeout": config.get("InitTimeout") or (90 if config.get("ImageConfig") else 65),
        "ImageConfig": config.get("ImageConfig"),
        "ProtocolParams": config.get("ProtocolParams"),
        "InstanceConcurrencyConfig": config.get("InstanceConcurrencyConfig") if is_http else None,
        **{name: config.get(name) or off for name, off in _OFF.items()},
        **{name: revision.text(name) for name in _TEXTS},
        **{name: flag(config.get(name)) for name in _FLAGS},
    }


_TEXTS = ("Handler", "Runtime", "Role", "ClsLogsetId", "ClsTopicId", "ProtocolType")
_FLAGS = ("InstallDependency", "L5Enable", "AsyncRunEnable", "TraceEnable", "DnsCache")


def _public(config: Mapping[str, Any]) -> dict[str, Any]:
    eip = config.get("EipConfig") or {}
    return {
        "PublicNetStatus": config.get("PublicNetStatus") or "ENABLE",
        "EipConfig": {"EipStatus": eip.get("EipStatus") or "DISABLE", "EipAddress": []},
    }


def _layers(call: Call, revision: Revision) -> list[dict[str, Any]]:
    layers = region_functions(call).layers
    bound = revision.config.get("Layers") or []
    return [described_layer(layers[one["LayerName"]][one["LayerVersion"] - 1]) for one in bound]


def trigger_told(call: Call, function: Function, trigger: Trigger) -> dict[str, Any]:
    """Return what GetFunction and ListTriggers both tell of a trigger."""
    path = f"namespace/{function.namespace}/function/{function.name}/{trigger.kind}/{trigger.name}"
    return {
        "ModTime": local(trigger.modified),
        "AddTime": local(trigger.created),
        "Type": trigger.kind,
        "TriggerDesc": trigger.description,
        "TriggerName": trigger.name,
        "Enable": int(trigger.enabled),
        "CustomArgument": trigger.argument,
        "AvailableStatus": "Available",
        "ResourceId": qualified(call, "scf", path),
        "BindStatus": "on",
        "TriggerAttribute": "single",
        "Qualifier": trigger.qualifier,
        "Description": trigger.comment,
    }


@serve("scf", "GetFunctionAddress", sensitive=True, resources=named)
def get_function_address(call: Call) -> Mapping[str, Any]:
    """Return a signed address from which the code can be fetched for some minutes; images have none."""
    function = function_of(call)
    revision = revision_of(call, function)
    if not revision.code:
        raise ApiError("FailedOperation.GetFunctionAddress", "The function is made of an image.")
    return {"Url": address(call, function.name, revision.sha256), "CodeSha256": revision.sha256}
