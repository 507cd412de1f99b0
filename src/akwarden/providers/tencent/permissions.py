"""Every call that is made to Tencent Cloud, with the right that it takes, and the policy that allows them.

A call that does not stand here is not made: `client.py` looks each one up.
"""

from collections.abc import Iterable
from types import MappingProxyType

import msgspec

from akwarden.providers.inventory import CloudCall, Purpose

_ADDRESSES, _FUNCTIONS, _INVENTORY = Purpose.ADDRESSES, Purpose.FUNCTIONS, Purpose.INVENTORY
_IDENTITY, _ORGANIZATION, _TRAIL = Purpose.IDENTITY, Purpose.ORGANIZATION, Purpose.TRAIL
_DELIVERY, _EVENTS, _KEY_MAKING = Purpose.DELIVERY, Purpose.EVENTS, Purpose.KEY_MAKING


def _call(service: str, action: str, purpose: Purpose, unseen: str) -> CloudCall:
    """Return a call whose right is called as it is."""
    right = f"{service}:{action}"
    return CloudCall(service=service, action=action, right=right, purpose=purpose, unseen=unseen)


CALLS: tuple[CloudCall, ...] = (
    CloudCall(
        service="sts",
        action="GetCallerIdentity",
        right=None,
        purpose=_IDENTITY,
        unseen="whose key it is that reads the account",
    ),
    _call("cam", "ListUsers", _INVENTORY, "the users"),
    _call("cam", "DescribeSubAccounts", _INVENTORY, "when users signed in the last time, and from where"),
    _call("cam", "ListCollaborators", _INVENTORY, "the collaborators"),
    _call("cam", "DescribeRoleList", _INVENTORY, "the roles"),
    _call("cam", "ListAccessKeys", _INVENTORY, "the access keys of users"),
    _call("cam", "GetSecurityLastUsed", _INVENTORY, "when keys were used the last time"),
    _call("cam", "DescribeSafeAuthFlagColl", _INVENTORY, "whether users sign in with a second factor"),
    _call("cam", "ListAttachedUserAllPolicies", _INVENTORY, "the policies attached to users"),
    _call("cam", "GetUserPermissionBoundary", _INVENTORY, "the permissions boundaries of users"),
    _call("cam", "ListAttachedRolePolicies", _INVENTORY, "the policies attached to roles"),
    _call("cam", "GetRolePermissionBoundary", _INVENTORY, "the permissions boundaries of roles"),
    _call("cam", "ListGroups", _INVENTORY, "the groups of users"),
    _call("cam", "ListUsersForGroup", _INVENTORY, "who is in which group"),
    _call("cam", "ListAttachedGroupPolicies", _INVENTORY, "the policies attached to groups"),
    _call("cam", "ListPolicies", _INVENTORY, "the policies that are attached to nobody who is seen"),
    _call("cam", "GetPolicy", _INVENTORY, "what policies allow"),
    _call("scf", "ListNamespaces", _FUNCTIONS, "the functions outside of the namespace `default`"),
    _call("scf", "ListFunctions", _FUNCTIONS, "the functions"),
    _call("scf", "GetFunction", _FUNCTIONS, "the variables and roles of functions"),
    _call("cvm", "DescribeRegions", _ADDRESSES, "what is in regions that this version does not know"),
    _call("cvm", "DescribeInstances", _ADDRESSES, "the addresses of CVM instances"),
    _call(
        "lighthouse", "DescribeRegions", _ADDRESSES, "Lighthouse in regions that this version does not know"
    ),
    _call("lighthouse", "DescribeInstances", _ADDRESSES, "the addresses of Lighthouse instances"),
    _call("vpc", "DescribeAddresses", _ADDRESSES, "the elastic IP addresses"),
    _call("vpc", "DescribeNatGateways", _ADDRESSES, "the addresses of NAT gateways"),
    _call("clb", "DescribeLoadBalancers", _ADDRESSES, "the addresses of load balancers"),
    _call("cloudaudit", "DescribeAuditTracks", _TRAIL, "whether calls are recorded and delivered"),
    _call("cos", "GetService", _TRAIL, "buckets, and so which of them have access logs"),
    _call("cos", "GetBucketLogging", _TRAIL, "which buckets have access logs"),
    _call("cloudaudit", "DescribeEvents", _EVENTS, "the calls of the last 90 days"),
    _call("cam", "GetUserAppId", _EVENTS, "the whole names of the buckets that tracks deliver to"),
    _call("organization", "DescribeOrganizationMembers", _ORGANIZATION, "the members of the organisation"),
    _call("sts", "AssumeRole", _ORGANIZATION, "the accounts that are entered by a role"),
)
DELIVERY_CALLS: tuple[CloudCall, ...] = (
    _call("cos", "GetBucket", _DELIVERY, "which records a track has delivered"),
    _call("cos", "GetObject", _DELIVERY, "the records that a track has delivered"),
)
"""The calls that read delivered records. A policy grants them for the bucket of the track alone."""
_MAKING_CALLS = (
    _call("cam", "GetUser", _KEY_MAKING, "whether a user is there already"),
    _call("cam", "AddUser", _KEY_MAKING, "users without rights"),
    _call("cam", "CreateAccessKey", _KEY_MAKING, "keys of them"),
    _call("cam", "UpdateAccessKey", _KEY_MAKING, "keys that are disabled before they are deleted"),
    _call("cam", "DeleteAccessKey", _KEY_MAKING, "keys that are deleted"),
    _call("cam", "DeleteUser", _KEY_MAKING, "users that are deleted"),
)
_Table = MappingProxyType[tuple[str, str], CloudCall]


def _table(calls: Iterable[CloudCall]) -> _Table:
    return MappingProxyType({(call.service, call.action): call for call in calls})


_TABLE = _table((*CALLS, *DELIVERY_CALLS))
KEY_CALLS: tuple[CloudCall, ...] = (
    _TABLE["sts", "GetCallerIdentity"],
    _TABLE["cam", "ListAccessKeys"],
    _TABLE["cam", "ListAttachedUserAllPolicies"],
    *_MAKING_CALLS,
)
"""The calls that make a user without rights and its key, and take both away: in no policy for reading."""
_KEY_TABLE = _table(KEY_CALLS)


def call_of(service: str, action: str) -> CloudCall:
    """Return a call that reads; raises LookupError, a defect of ours, for one that must not be made."""
    return _found(_TABLE, service, action)


def key_call_of(service: str, action: str) -> CloudCall:
    """Return a call that makes keys; raises LookupError, a defect of ours, for one that must not be made."""
    return _found(_KEY_TABLE, service, action)


def _found(table: _Table, service: str, action: str) -> CloudCall:
    call = table.get((service, action))
    if call is None:
        message = f"{service}:{action} does not stand in the table of calls"
        raise LookupError(message)
    return call


def right_of(call: CloudCall) -> str:
    """Return the right that a call takes, or its name as a policy would write it where it takes none."""
    return call.right or f"{call.service}:{call.action}"


class _Statement(msgspec.Struct, frozen=True):
    """One statement of a policy."""

    effect: str
    action: tuple[str, ...]
    resource: str


class _Document(msgspec.Struct, frozen=True):
    """A policy."""

    version: str
    statement: tuple[_Statement, ...]


def policy(calls: Iterable[CloudCall]) -> str:
    """Return the smallest policy that allows these calls, as JSON text.

    The resource is `*`: most of these actions are authorised at the level of operations, and CAM takes such
    an action for not granted where a policy names a resource (CAM documents, "CAM-Enabled API").
    """
    rights = tuple(sorted({call.right for call in calls if call.right is not None}))
    document = _Document("2.0", (_Statement("allow", rights, "*"),))
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
