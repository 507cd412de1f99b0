"""Whether a caller may do what they ask for, by their policies, those of their groups and their boundary."""

from collections.abc import Iterable
from functools import cache

from akwarden.emulator.tencent.call import Call, Caller
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import Entry
from akwarden.emulator.tencent.state import Account, Attachment, Cloud
from akwarden.policy.evaluate import Attached, Grants, Outcome, Request, evaluate
from akwarden.policy.grammar import Language, Policy, read_policy

_KEPT = 10_000


class Authorizer:
    """Judges calls; what follows from attachments is kept until somebody's rights change."""

    def __init__(self, cloud: Cloud) -> None:
        """Take the cloud that the callers are in."""
        self._cloud = cloud
        self._generation = -1
        self._grants: dict[str, Grants] = {}

    def check(self, call: Call, entry: Entry) -> None:
        """Raise ApiError unless the caller may make this call."""
        if entry.open_to_all:
            return
        resources = entry.resources(call) if entry.resources else ("*",)
        request = Request(
            service=entry.service,
            action=entry.action,
            resources=resources,
            context={"qcs:ip": (call.request.address,), "qcs:current_time": (iso(call.now),)},
            account=str(call.account.uin),
            appid=str(call.account.appid),
            principal=call.caller.principal,
            resource_level=entry.resources is not None,
        )
        decision = evaluate(request, self.grants(call.caller))
        if decision.outcome is not Outcome.ALLOWED:
            named = resources[0] if entry.resources else f"qcs::{entry.service}::uin/{call.account.uin}:*"
            raise ApiError(
                "AuthFailure.UnauthorizedOperation",
                f"[request id:{call.request.request_id}]you are not authorized to perform operation "
                f"({entry.service}:{entry.action})\nresource ({named}) has no permission",
            )

    def grants(self, caller: Caller) -> Grants:
        """Return what a caller holds."""
        if self._generation != self._cloud.generation or len(self._grants) > _KEPT:
            self._grants.clear()
            self._generation = self._cloud.generation
        found = self._grants.get(caller.secret_id)
        if found is None:
            found = self._grants[caller.secret_id] = grants_of(self._cloud, caller)
        return found


def grants_of(cloud: Cloud, caller: Caller) -> Grants:
    """Return what a caller holds: their own policies, those of their groups, the boundary and the session."""
    account = caller.account
    session = caller.session
    narrowed = None
    if session is not None and session.policy is not None:
        narrowed = (Attached(session.policy, session.name, "session"),)
    if caller.role is not None:
        own = tuple(_attached(cloud, account, caller.role.attached, f"role {caller.role.name}"))
        return Grants(own, boundary=_boundary(cloud, account, caller.role.boundary), session=narrowed)
    if caller.user is None:
        if narrowed is not None:  # the root may do everything, and so may its session but for what narrows it
            return Grants((Attached(_everything(), "root", "root"),), session=narrowed)
        return Grants((), is_root=True)
    user = caller.user
    own = tuple(_attached(cloud, account, user.attached, f"user {user.name}"))
    for group in account.groups.values():
        if user.uin in group.members:
            own += tuple(_attached(cloud, account, group.attached, f"group {group.name}"))
    return Grants(own, boundary=_boundary(cloud, account, user.boundary), session=narrowed)


@cache
def _everything() -> Policy:
    text = '{"version": "2.0", "statement": [{"effect": "allow", "action": "*", "resource": "*"}]}'
    return read_policy(text, Language.CAM)


def _attached(
    cloud: Cloud, account: Account, attachments: Iterable[Attachment], via: str
) -> Iterable[Attached]:
    for attachment in attachments:
        policy = cloud.policy(account, attachment.policy)
        if policy is not None:
            yield Attached(policy.current.document, policy.name, via)


def _boundary(cloud: Cloud, account: Account, number: int | None) -> tuple[Attached, ...] | None:
    if number is None:
        return None
    policy = cloud.policy(account, number)
    return (Attached(policy.current.document, policy.name, "boundary"),) if policy else ()
