"""Makes policies and requests in few words, for the tests of this folder."""

import json
from collections.abc import Mapping
from typing import Any

from akwarden.policy.evaluate import Attached, Grants, Request
from akwarden.policy.grammar import Language, Policy, read_policy

Values = str | list[str]


def cam(*statements: Mapping[str, Any]) -> Policy:
    """Return a policy of CAM."""
    return read_policy(json.dumps({"version": "2.0", "statement": statements}), Language.CAM)


def iam(*statements: Mapping[str, Any], version: str = "2012-10-17") -> Policy:
    """Return a policy of IAM."""
    return read_policy(json.dumps({"Version": version, "Statement": statements}), Language.IAM)


def cam_statement(
    effect: str = "allow", action: Values = "*", resource: Values = "*", **more: Any
) -> dict[str, Any]:
    """Return a statement of CAM."""
    return {"effect": effect, "action": action, "resource": resource, **more}


def iam_statement(
    effect: str = "Allow", action: Values = "*", resource: Values = "*", **more: Any
) -> dict[str, Any]:
    """Return a statement of IAM."""
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def held(*policies: Policy, via: str = "user alice") -> tuple[Attached, ...]:
    """Return policies where they take effect."""
    return tuple(Attached(policy, f"policy {number}", via) for number, policy in enumerate(policies))


def granted(*policies: Policy) -> Grants:
    """Return what a user has that holds these policies."""
    return Grants(held(*policies))


def asking(action: str, *resources: str, **more: Any) -> Request:
    """Return a request for an action such as `cam:GetUser`."""
    service, _, name = action.partition(":")
    return Request(service, name, resources or ("*",), **more)
