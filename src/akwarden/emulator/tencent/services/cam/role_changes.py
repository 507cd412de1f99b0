"""Roles changed: whom they trust, how long, what is said of them, and their tags."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import role_of
from akwarden.emulator.tencent.services.cam.policies import description_of
from akwarden.emulator.tencent.services.cam.roles import changeable_role, console_login_of, session_of
from akwarden.emulator.tencent.services.cam.tags import tagged
from akwarden.emulator.tencent.services.cam.trust import read_trust


@serve("cam", "UpdateAssumeRolePolicy", write=True, sensitive=True)
def update_assume_role_policy(call: Call) -> Mapping[str, Any]:
    """Let a role trust others."""
    role, text = changeable_role(call), call.text("PolicyDocument")
    role.trust, role.trust_text, role.updated = read_trust(call, text), text, call.now
    call.cloud.changed()
    return {}


@serve("cam", "UpdateRoleDescription", write=True)
def update_role_description(call: Call) -> Mapping[str, Any]:
    """Change the description."""
    role = role_of(call)
    role.description, role.updated = description_of(call), call.now
    return {}


@serve("cam", "UpdateRoleConsoleLogin", write=True)
def update_role_console_login(call: Call) -> Mapping[str, Any]:
    """Let a role be taken in the console, or not."""
    role = changeable_role(call)
    role.console_login, role.updated = console_login_of(call), call.now
    return {}


@serve("cam", "UpdateRoleSessionDuration", write=True, mainland_only=True)
def update_role_session_duration(call: Call) -> Mapping[str, Any]:
    """Change how long a session may last; sessions that there are keep their time."""
    role = changeable_role(call)
    role.session_duration, role.updated = session_of(call), call.now
    return {}


@serve("cam", "TagRole", write=True)
def tag_role(call: Call) -> Mapping[str, Any]:
    """Add tags to a role."""
    role = role_of(call)
    role.tags = tagged(role.tags, call.items("Tags"))
    return {}


@serve("cam", "UntagRole", write=True)
def untag_role(call: Call) -> Mapping[str, Any]:
    """Take tags from a role; keys that it does not have are passed over."""
    role, keys = role_of(call), {*call.items("TagKeys")}
    role.tags = {key: value for key, value in role.tags.items() if key not in keys}
    return {}
