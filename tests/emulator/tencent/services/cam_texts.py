"""Policy documents and the little arrangements that tests of CAM share."""

import json
from typing import Any

from tests.emulator.tencent.cloud import ask, client

from akwarden.emulator.tencent.server import Emulator


def policy_text(*statements: dict[str, Any]) -> str:
    """Give a document with these statements."""
    return json.dumps({"version": "2.0", "statement": list(statements)})


def allow(*actions: str, effect: str = "allow", **more: Any) -> str:
    """Give a document that allows actions on everything."""
    return policy_text({"effect": effect, "action": list(actions), "resource": "*", **more})


def trust(**principals: Any) -> str:
    """Give a trust policy for these principals."""
    return policy_text({"effect": "allow", "action": "name/sts:AssumeRole", "principal": principals})


def made_user(cam: Any, name: str, **more: Any) -> int:
    """Make a user; give the uin."""
    return int(ask(cam, "AddUser", Name=name, **more)["Uin"])


def made_group(cam: Any, name: str) -> int:
    """Make a group; give its number."""
    return int(ask(cam, "CreateGroup", GroupName=name)["GroupId"])


def made_policy(cam: Any, name: str, text: str) -> int:
    """Make a policy; give its number."""
    return int(ask(cam, "CreatePolicy", PolicyName=name, PolicyDocument=text)["PolicyId"])


def preset(cam: Any, name: str) -> int:
    """Give the number of a preset policy."""
    rows = ask(cam, "ListPolicies", Scope="QCS", Rp=200)["List"]
    return int(next(row["PolicyId"] for row in rows if row["PolicyName"] == name))


def user_with_key(cam: Any, emulator: Emulator, name: str) -> tuple[int, Any]:
    """Make a user with a key; give the uin and the user's own client."""
    made = ask(cam, "AddUser", Name=name, UseApi=1)
    return int(made["Uin"]), client("cam", emulator, made["SecretId"], made["SecretKey"])
