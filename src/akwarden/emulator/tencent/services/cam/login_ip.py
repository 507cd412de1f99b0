"""From where sub-accounts may come to the console; calls with keys are not touched by it."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR
from akwarden.emulator.tencent.services.cam.paging import number_within
from akwarden.emulator.tencent.services.cam.state import CamState, LoginPolicy

_APPROVAL = "SubAccountLoginLimitApproval"
_RANGES, _PLACES = 1, 2
"""Values of PolicyType: ranges of addresses, or the check of unusual places."""


@serve("cam", "CreateSubAccountLoginIpPolicy", write=True, sensitive=True, mainland_only=True)
def create_sub_account_login_ip_policy(call: Call) -> Mapping[str, Any]:
    """Set the ranges, in place of those before, or switch the check of unusual places."""
    disabled = bool(number_within(call, "DisablePolicy", 0, 1, 0))
    kind = number_within(call, "PolicyType", _RANGES, _PLACES, _RANGES)
    approvers = _approvers(call)
    addresses = _addresses(call.items("IpPolicies"))
    state = call.account.state(CamState)
    if kind == _PLACES:
        state.checks_place = not disabled
    else:
        state.login_policy = LoginPolicy(addresses, approvers, disabled)
    return {}


def _approvers(call: Call) -> list[int]:
    """Return the uins of those who approve; raises ApiError for somebody who is not there."""
    kind, uins = call.text("ApproverType"), call.items("ApproverUin")
    if kind not in {"", _APPROVAL} or (uins and not kind):
        raise ApiError(
            "InvalidParameter.AssitApproverTypeError", f"The parameter `ApproverType` is {_APPROVAL}."
        )
    for uin in uins:
        if uin not in {call.account.uin, *call.account.users}:
            raise ApiError("InvalidParameter.UserNotExist", f"The user {uin} does not exist.")
    return uins


def _addresses(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what is said of each range; raises ApiError for no range, and for two that overlap."""
    networks: list[IPv4Network | IPv6Network] = []
    for row in rows:
        if row["Effect"] not in {"Allow", "Deny"}:
            raise ApiError(PARAM_ERROR, "The effect of a range is Allow or Deny.")
        network = _network(row["IP"])
        if any(network.version == other.version and network.overlaps(other) for other in networks):
            raise ApiError("InvalidParameter.IPRangeOverlapping", f"The range {row['IP']} overlaps another.")
        networks.append(network)
    return {row["IP"]: row["Effect"] for row in rows}


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise ApiError("InvalidParameter.IPIllegal", f"The range `{text}` is not valid.") from error
