"""The servers that a call names, and the resources that policies know them by.

After "Authorizable Resource Types" of TencentCloud Lighthouse.
"""

import re

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.lighthouse.state import LighthouseRegion, LighthouseState, Server
from akwarden.emulator.tencent.services.regional import qualified, region_of

_ID = re.compile(r"lhins-[a-z0-9]{8}")


def region_servers(call: Call) -> LighthouseRegion:
    """Return what is in the region of a call."""
    return call.account.state(LighthouseState).regions.at(region_of(call))


def servers_named(call: Call, most: int, too_many: str) -> list[Server]:
    """Return the servers that InstanceIds names; raises ApiError where one is missing, or for too many."""
    ids, servers = [*dict.fromkeys(call.items("InstanceIds"))], region_servers(call).servers
    if not ids:
        raise ApiError("InvalidParameterValue", "`InstanceIds` is empty.")
    if len(ids) > most:
        raise ApiError(too_many, f"Up to {most} instances can be named.")
    for one in ids:
        if not _ID.fullmatch(one):
            message = f"The id `{one}` is not one of an instance."
            raise ApiError("InvalidParameterValue.InstanceIdMalformed", message)
        if one not in servers:
            raise ApiError("ResourceNotFound.InstanceIdNotFound", f"The instance `{one}` does not exist.")
    return [servers[one] for one in ids]


def server_resources(call: Call) -> tuple[str, ...]:
    """Return the resources of the servers of a call."""
    ids = call.items("InstanceIds") or ["*"]
    return tuple(qualified(call, "lighthouse", f"instance/{one}") for one in ids)
