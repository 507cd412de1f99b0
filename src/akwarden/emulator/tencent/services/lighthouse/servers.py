"""Servers: bought, given back and destroyed.

After the Lighthouse API (CreateInstances, IsolateInstances, TerminateInstances). The cloud does these things
some time after it answers; here they are done when the answer comes. What runs inside is not kept: passwords,
containers and commands are taken and forgotten.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.lighthouse.found import (
    region_servers,
    server_resources,
    servers_named,
)
from akwarden.emulator.tencent.services.lighthouse.state import (
    RUNNING,
    SHUTDOWN,
    Operation,
    Server,
    add_server,
)
from akwarden.emulator.tencent.services.regional import MOST, region_of, tags_of

_BUNDLE = re.compile(r"bundle_[a-z0-9_]{1,60}")
_BLUEPRINT = re.compile(r"lhbp-[a-z0-9]{8}")
_MONTHS = {*range(1, 13), 24, 36, 48, 60}
_MOST_BOUGHT, _MOST_ISOLATED, _MOST_NAME, _MOST_TOKEN = 30, 20, 128, 64
_RENEWALS = (
    *("NOTIFY_AND_MANUAL_RENEW", "NOTIFY_AND_AUTO_RENEW", "DISABLE_NOTIFY_AND_MANUAL_RENEW"),
    "DISABLE_NOTIFY_AND_AUTO_RENEW",
)


@serve("lighthouse", "CreateInstances", write=True)
def create_instances(call: Call) -> Mapping[str, Any]:
    """Make servers; a ClientToken that was seen gives those of then."""
    region, token = region_servers(call), call.text("ClientToken")
    if len(token) > _MOST_TOKEN:
        message = f"A ClientToken has up to {_MOST_TOKEN} characters."
        raise ApiError("InvalidParameterValue.ClientTokenTooLong", message)
    if token and token in region.tokens:
        return {"InstanceIdSet": region.tokens[token]}
    count = call.within("InstanceCount", 1, _MOST_BOUGHT, 1)
    months, zones = _months(call), _zones(call)
    _check_bought(call, count)
    if call.parameters.get("DryRun"):
        raise ApiError("DryRunOperation", "The request would have been taken.")
    made = [_made(call, months, zones) for _ in range(count)]
    if token:
        region.tokens[token] = [one.id for one in made]
    return {"InstanceIdSet": [one.id for one in made]}


def _check_bought(call: Call, count: int) -> None:
    """Raise ApiError for servers that can't be bought."""
    if not _BUNDLE.fullmatch(call.text("BundleId")):
        message = f"There is no bundle `{call.text('BundleId')}`."
        raise ApiError("InvalidParameter.BundleIdNotFound", message)
    if not _BLUEPRINT.fullmatch(call.text("BlueprintId")):
        message = f"The id `{call.text('BlueprintId')}` is not one of a blueprint."
        raise ApiError("InvalidParameterValue.BlueprintIdMalformed", message)
    if len(call.text("InstanceName")) > _MOST_NAME:
        message = f"A name has up to {_MOST_NAME} characters."
        raise ApiError("InvalidParameterValue.InstanceNameTooLong", message)
    if call.text("DomainName") and count > 1:
        raise ApiError("InvalidParameterValue.InvalidParameterCombination", "A domain is for one instance.")


def _months(call: Call) -> int:
    prepaid = call.parameters["InstanceChargePrepaid"]
    if prepaid["Period"] not in _MONTHS:
        message = "The Period is 1 to 12, 24, 36, 48 or 60 months."
        raise ApiError("InvalidParameterValue.OutOfRange", message)
    if (prepaid.get("RenewFlag") or _RENEWALS[0]) not in _RENEWALS:
        raise ApiError("InvalidParameterValue", f"The RenewFlag is one of {', '.join(_RENEWALS)}.")
    return int(prepaid["Period"])


def _zones(call: Call) -> Sequence[str]:
    zones, region = call.items("Zones"), region_of(call)
    for zone in zones:
        if not re.fullmatch(rf"{re.escape(region)}-[0-9]{{1,2}}", zone):
            message = f"The zone `{zone}` is not one of the region."
            raise ApiError("InvalidParameterValue.InvalidZone", message)
    return zones


def _made(call: Call, months: int, zones: Sequence[str]) -> Server:
    name, zone = call.text("InstanceName") or "unnamed", zones[0] if zones else ""
    made = add_server(call.cloud, call.account, name, region=region_of(call), zone=zone, months=months)
    made.bundle, made.blueprint = call.text("BundleId"), call.text("BlueprintId")
    made.renew = call.parameters["InstanceChargePrepaid"].get("RenewFlag") or made.renew
    made.tags = tags_of(call.items("Tags"))
    _note(call, made)
    return made


def _note(call: Call, server: Server) -> None:
    server.last = Operation(call.request.action, call.request.request_id, call.now)


@serve("lighthouse", "IsolateInstances", write=True, sensitive=True, resources=server_resources)
def isolate_instances(call: Call) -> Mapping[str, Any]:
    """Give servers back: they are off and wait for their end; all, or none."""
    found = servers_named(call, _MOST_ISOLATED, "LimitExceeded.IsolateResourcesLimitExceeded")
    _check_state(found, RUNNING)
    for server in found:
        server.state, server.isolated = SHUTDOWN, call.now
        _note(call, server)
    return {}


@serve("lighthouse", "TerminateInstances", write=True, sensitive=True, resources=server_resources)
def terminate_instances(call: Call) -> Mapping[str, Any]:
    """Destroy servers that were given back; all, or none."""
    found = servers_named(call, MOST, "InvalidParameterValue.LimitExceeded")
    _check_state(found, SHUTDOWN)
    for server in found:
        del region_servers(call).servers[server.id]
    return {}


def _check_state(found: Sequence[Server], wanted: str) -> None:
    for server in found:
        if server.state != wanted:
            message = f"The instance `{server.id}` is {server.state}."
            raise ApiError("UnsupportedOperation.InvalidInstanceState", message)
