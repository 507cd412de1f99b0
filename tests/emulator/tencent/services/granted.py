"""A user who may do one thing to one resource."""

from typing import Any

from tests.emulator.tencent.cloud import ask, client
from tests.emulator.tencent.services.cam_texts import made_policy, policy_text

from akwarden.emulator.tencent.server import Emulator


def granted(emulator: Emulator, name: str, action: str, resource: str) -> Any:
    """Make a user with a policy for one action on one resource; give a client of the action's service."""
    cam = client("cam", emulator)
    made = ask(cam, "AddUser", Name=name, UseApi=1)
    text = policy_text({"effect": "allow", "action": [action], "resource": [resource]})
    ask(cam, "AttachUserPolicy", PolicyId=made_policy(cam, name, text), AttachUin=int(made["Uin"]))
    return client(action.partition(":")[0], emulator, made["SecretId"], made["SecretKey"])
