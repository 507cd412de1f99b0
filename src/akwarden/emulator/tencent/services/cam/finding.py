"""What a call names: a policy, a user, a group or a role, or the refusal where there is none.

Which code says that something does not exist differs by action; the lists of Tencent Cloud's SDK for Go (in
the comment on each action) say which.
"""

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.state import Group, Policy, Role, User

Holder = User | Group | Role
"""Who can hold policies."""
PARAM_ERROR = "InvalidParameter.ParamError"


def policy_of(call: Call, number: int, code: str) -> Policy:
    """Return a policy of the account or a preset one; raises ApiError with `code` for none."""
    found = call.cloud.policy(call.account, number)
    if found is None:
        raise ApiError(code, f"The policy {number} does not exist.")
    return found


def custom_policy_of(call: Call, number: int, code: str) -> Policy:
    """Return a policy that the account can change; a preset one is refused."""
    found = policy_of(call, number, code)
    if found.preset:
        raise ApiError("InvalidParameter.PolicyIdError", f"The policy {number} is a preset one.")
    return found


def policy_named(call: Call, name: str) -> Policy | None:
    """Return the policy of a name, of the account or preset."""
    own, preset = call.account.policies.values(), call.cloud.presets.values()
    return next((one for one in (*own, *preset) if one.name == name), None)


def user_of(call: Call, uin: int, code: str) -> User:
    """Return a user; raises ApiError with `code` for none."""
    found = call.account.users.get(uin)
    if found is None:
        raise ApiError(code, f"The user {uin} does not exist.")
    return found


def group_of(call: Call, number: int, code: str) -> Group:
    """Return a group; raises ApiError with `code` for none."""
    found = call.account.groups.get(number)
    if found is None:
        raise ApiError(code, f"The user group {number} does not exist.")
    return found


def role_of(call: Call, by_id: str = "RoleId", by_name: str = "RoleName") -> Role:
    """Return the role that one of two parameters names; the id counts where both are there."""
    number, name = call.text(by_id), call.text(by_name)
    if not (number or name):
        raise ApiError(PARAM_ERROR, f"Either `{by_id}` or `{by_name}` must be entered.")
    for role in call.account.roles.values():
        if str(role.id) == number or (not number and role.name == name):
            return role
    raise ApiError("InvalidParameter.RoleNotExist", f"The role `{number or name}` does not exist.")
