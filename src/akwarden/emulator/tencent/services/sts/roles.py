"""A role is taken: its trust policy says by whom, and the caller's policies say which roles they may take.

After "AssumeRole" of the STS documents: the caller needs a policy that allows sts:AssumeRole for it, and
must be a principal of its trust policy; the key may be permanent or temporary, of the same account or not.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call, CallerKind
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.sts.mfa import check_code
from akwarden.emulator.tencent.services.sts.names import Named, named, names_of, role_resource
from akwarden.emulator.tencent.services.sts.sessions import issue, lifetime, narrowing
from akwarden.policy.evaluate import Outcome, Request, trusts

USUAL = 7_200
MOST = 43_200
MOST_TAGS = 50
_A_SECOND = 600
_TAG_KEY, _TAG_VALUE = 128, 256
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,128}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,128}", re.ASCII)
_UIN = re.compile(r"\d{1,20}", re.ASCII)


@serve("sts", "AssumeRole", write=True, rate=_A_SECOND, sensitive=True, resources=role_resource)
def assume_role(call: Call) -> Mapping[str, Any]:
    """Return a temporary key of a role."""
    found = named(call.cloud, call.text("RoleArn"))
    name = session_name(call)
    seconds = role_lifetime(call, found)
    policy = narrowing(call)
    _check_trust(call, found, {**_context(call), **_tags(call)})
    source = call.text("SourceIdentity")
    if source and not _UIN.fullmatch(source):
        raise ApiError("InvalidParameter.ParamError", "The parameter `SourceIdentity` is a uin.")
    return issue(
        call.cloud,
        found.account,
        kind="role",
        seconds=seconds,
        name=name,
        issuer=call.caller.uin,
        role=found.role.id,
        policy=policy,
        source_identity=source,
    )


def session_name(call: Call) -> str:
    """Return the name of the session; raises ApiError for one that it can't have."""
    name = call.text("RoleSessionName")
    if not _SESSION_NAME.fullmatch(name):
        raise ApiError(
            "InvalidParameter.ParamError",
            "The parameter `RoleSessionName` has 2 to 128 letters, digits or characters of =,.@_-.",
        )
    return name


def role_lifetime(call: Call, found: Named) -> int:
    """Return how long the key lives: no longer than the role lets it, nor than any role's."""
    return lifetime(call, USUAL, min(MOST, found.role.session_duration or MOST))


def require_trust(found: Named, requests: list[Request]) -> None:
    """Raise ApiError unless the role trusts one of the names of who asks, and denies none."""
    outcomes = {trusts(found.role.trust, request).outcome for request in requests}
    if Outcome.EXPLICIT_DENY in outcomes or Outcome.ALLOWED not in outcomes:
        raise ApiError("UnauthorizedOperation", "The role does not trust who asks for it.")


def _check_trust(call: Call, found: Named, context: Mapping[str, tuple[str, ...]]) -> None:
    require_trust(
        found,
        [
            Request(
                service="sts",
                action="AssumeRole",
                resources=names_of(found)[:1],
                context=context,
                account=str(found.account.uin),
                appid=str(found.account.appid),
                principal=principal,
            )
            for principal in _principals(call)
        ],
    )


def _principals(call: Call) -> tuple[str, ...]:
    """Return the names of the caller that a trust policy may have: a role has one by its id as well."""
    caller = call.caller
    if caller.kind is CallerKind.ROLE and caller.role is not None:
        return names_of(Named(caller.account, caller.role))
    return (caller.principal,)


def _context(call: Call) -> dict[str, tuple[str, ...]]:
    """Return what conditions may ask about the call, the external id among it."""
    context: dict[str, tuple[str, ...]] = {
        "qcs:ip": (call.request.address,),
        "qcs:current_time": (iso(call.now),),
    }
    external = call.text("ExternalId")
    if external:
        if not _EXTERNAL_ID.fullmatch(external):
            raise ApiError(
                "InvalidParameter.ParamError",
                "The parameter `ExternalId` has 2 to 128 letters, digits or characters of =,.@:/-.",
            )
        context["sts:external_id"] = (external,)
    if call.text("SerialNumber") or call.text("TokenCode"):
        check_code(call)
        context["qcs:mfa"] = ("true",)
    return context


def _tags(call: Call) -> dict[str, tuple[str, ...]]:
    """Return the tags of the session as conditions see them, `key&value`."""
    tags = [(one["Key"], one["Value"]) for one in call.items("Tags")]
    fit = all(0 < len(key) <= _TAG_KEY and len(value) <= _TAG_VALUE for key, value in tags)
    if not fit or len(tags) > MOST_TAGS or len(dict(tags)) < len(tags):
        raise ApiError(
            "InvalidParameter.ParamError", f"The parameter `Tags` has up to {MOST_TAGS} tags, each key once."
        )
    return {"qcs:request_tag": tuple(f"{key}&{value}" for key, value in tags)} if tags else {}
