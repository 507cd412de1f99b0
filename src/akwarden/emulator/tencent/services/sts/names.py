"""Roles by their names, as callers write them.

After the parameter RoleArn of AssumeRole: `qcs::cam::uin/12345678:role/4611686018427397919` or
`…:roleName/testRoleName`, and for roles of services `…:role/tencentcloudServiceRole/ID` or
`…:role/tencentcloudServiceRoleName/NAME`.
"""

import re
from dataclasses import dataclass

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.state import Account, Cloud, Role

_ROLE = re.compile(
    r"qcs::cam::uin/(?P<uin>\d{1,20}):"
    r"(?:role/(?:tencentcloudServiceRole/)?(?P<id>\d{1,20})"
    r"|(?:roleName|role/tencentcloudServiceRoleName)/(?P<name>[\w+=,.@-]{1,128}))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A role with the account that it is in."""

    account: Account
    role: Role


def named(cloud: Cloud, text: str) -> Named:
    """Return the role of a name; raises ApiError for what is no name, and for one of nobody."""
    found = _ROLE.fullmatch(text)
    if found is None:
        raise ApiError("InvalidParameter.ParamError", "The parameter `RoleArn` is not the name of a role.")
    account = cloud.accounts.get(int(found["uin"]))
    if account is not None:
        for role in account.roles.values():
            if role.name == found["name"] or str(role.id) == found["id"]:
                return Named(account, role)
    raise ApiError("ResourceNotFound.RoleNotFound", "The role does not exist.")


def names_of(found: Named) -> tuple[str, ...]:
    """Return all names by which a policy may mean a role; the one of "CAM-Enabled API" is the first."""
    main, role = f"qcs::cam::uin/{found.account.uin}", found.role
    return f"{main}:roleName/{role.name}", f"{main}:role/{role.id}"


def role_resource(call: Call) -> tuple[str, ...]:
    """Return the role that a call is about as policies name it: by its name, also where the call has its id.

    A role that does not exist keeps the name that it was asked by: only who may ask for it learns of that.
    """
    text = call.text("RoleArn")
    try:
        return names_of(named(call.cloud, text))[:1]
    except ApiError:
        return (text,)
