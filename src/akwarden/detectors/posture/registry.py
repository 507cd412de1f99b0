"""Every judge by the name that rules call it, each loaded when a rule needs it.

A new judge is a function in a file beside this one and one line here.
"""

from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple, cast, get_type_hints

import msgspec

from akwarden.detectors.posture.protocol import Judge

_HERE = "akwarden.detectors.posture"


class Entry(NamedTuple):
    """Where a judge is."""

    module: str
    """The file beside this one."""
    function: str


JUDGES: Final = {
    "admin_key": Entry("administrators", "admin_key"),
    "admin_user": Entry("administrators", "admin_user"),
    "attached_directly": Entry("attachments", "attached_directly"),
    "collaborator_foreign": Entry("collaborators", "collaborator_foreign"),
    "collaborator_with_key": Entry("collaborators", "collaborator_with_key"),
    "console_without_mfa": Entry("console", "console_without_mfa"),
    "dormant_console": Entry("console", "dormant_console"),
    "escalation_chain": Entry("escalation_chain", "escalation_chain"),
    "escalation_path": Entry("escalation", "escalation_path"),
    "federation_token": Entry("sessions", "federation_token"),
    "high_privilege_preset": Entry("presets", "high_privilege_preset"),
    "idle_disabled_key": Entry("key_use", "idle_disabled_key"),
    "idle_key": Entry("key_use", "idle_key"),
    "idle_user": Entry("console", "idle_user"),
    "key_for_agent": Entry("hands", "key_for_agent"),
    "key_in_function": Entry("hands", "key_in_function"),
    "key_shared": Entry("people", "key_shared"),
    "key_with_console": Entry("key_holders", "key_with_console"),
    "key_without_owner": Entry("key_holders", "key_without_owner"),
    "key_without_remark": Entry("key_holders", "key_without_remark"),
    "left_note": Entry("people", "left_note"),
    "never_used_key": Entry("key_use", "never_used_key"),
    "no_boundary": Entry("boundaries", "no_boundary"),
    "old_key": Entry("key_use", "old_key"),
    "owner_gone": Entry("people", "owner_gone"),
    "replace_by_role": Entry("hands", "replace_by_role"),
    "rights_unused": Entry("unused_rights", "rights_unused"),
    "rights_unused_service": Entry("unused_services", "rights_unused_service"),
    "role_session": Entry("sessions", "role_session"),
    "role_trust_foreign": Entry("trust", "role_trust_foreign"),
    "role_trust_open": Entry("trust", "role_trust_open"),
    "root_key": Entry("root", "root_key"),
    "root_key_used": Entry("root", "root_key_used"),
    "root_mfa": Entry("root", "root_mfa"),
    "sensitive_actions": Entry("sensitive", "sensitive_actions"),
    "soon_disabled_key": Entry("key_use", "soon_disabled_key"),
    "star_action": Entry("stars", "star_action"),
    "star_service": Entry("stars", "star_service"),
    "trail_off": Entry("trail", "trail_off"),
    "trail_partly": Entry("trail", "trail_partly"),
    "two_active_keys": Entry("key_holders", "two_active_keys"),
    "unlisted_key": Entry("unlisted", "unlisted_key"),
    "unreadable_policy": Entry("attachments", "unreadable_policy"),
}


@cache
def load(name: str) -> Judge[Any]:
    """Return a judge; raises KeyError for a name that no judge has."""
    entry = JUDGES[name]
    # Lazy: a rule loads the judge that it needs and no other.
    return cast(Judge[Any], getattr(import_module(f"{_HERE}.{entry.module}"), entry.function))


@cache
def settings_of(name: str) -> type[msgspec.Struct]:
    """Return what a rule may set for a judge: the type that the judge says of its `settings`."""
    return cast(type[msgspec.Struct], get_type_hints(load(name))["settings"])
