"""What tests of STS and organizations make through the API: accounts, users with keys, roles, sessions."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tests.emulator.tencent.cloud import ask, client

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Account, Site

ADMIN = "AdministratorAccess"


def document(*actions: str, effect: str = "allow", resource: str = "*") -> str:
    """Give a policy about actions."""
    return json.dumps(
        {"version": "2.0", "statement": [{"effect": effect, "action": [*actions], "resource": resource}]}
    )


def encoded(*actions: str) -> str:
    """Give a policy as the parameter Policy takes it."""
    return quote(document(*actions))


def trust(
    *principals: str,
    kind: str = "qcs",
    action: str = "name/sts:AssumeRole",
    condition: Mapping[str, Any] | None = None,
) -> str:
    """Give a trust policy."""
    statement: dict[str, Any] = {"effect": "allow", "action": action, "principal": {kind: [*principals]}}
    if condition:
        statement["condition"] = condition
    return json.dumps({"version": "2.0", "statement": [statement]})


def other_account(emulator: Emulator, name: str = "other", site: Site = Site.MAINLAND) -> Account:
    """Open one more account, with a root key."""
    account = emulator.cloud.add_account(name, site)
    emulator.cloud.add_key(account, account.uin)
    return account


def root_of(service: str, emulator: Emulator, account: Account) -> Any:
    """Give a client with the root key of an account."""
    key = account.keys_of(account.uin)[0]
    return client(service, emulator, key.secret_id, key.secret_key)


def user_with(
    service: str, emulator: Emulator, account: Account, name: str, policies: Sequence[str] = ()
) -> Any:
    """Make a user with a key and policies, given as texts; give their client."""
    cam = root_of("cam", emulator, account)
    made = ask(cam, "AddUser", Name=name, UseApi=1)
    for number, text in enumerate(policies):
        policy = ask(cam, "CreatePolicy", PolicyName=f"{name}-{number}", PolicyDocument=text)
        ask(cam, "AttachUserPolicy", PolicyId=policy["PolicyId"], AttachUin=made["Uin"])
    return client(service, emulator, made["SecretId"], made["SecretKey"])


def role_with(
    emulator: Emulator, account: Account, name: str, trusted: str, actions: Sequence[str] = (), **more: Any
) -> str:
    """Make a role that may call actions; give its name as callers write it."""
    cam = root_of("cam", emulator, account)
    ask(cam, "CreateRole", RoleName=name, PolicyDocument=trusted, **more)
    if actions:
        text = document(*actions)
        policy = ask(cam, "CreatePolicy", PolicyName=f"of-{name}", PolicyDocument=text)
        ask(cam, "AttachRolePolicy", PolicyId=policy["PolicyId"], AttachRoleName=name)
    return f"qcs::cam::uin/{account.uin}:roleName/{name}"


def with_session(service: str, emulator: Emulator, answer: Mapping[str, Any]) -> Any:
    """Give a client with the temporary key of an answer."""
    key = answer["Credentials"]
    return client(service, emulator, key["TmpSecretId"], key["TmpSecretKey"], key["Token"])
