"""What tests of templates share: a template by its kind, and who asks for what."""

from typing import Any

from akwarden.policy.evaluate import Attached, Grants, Request, evaluate, trusts
from akwarden.policy.grammar import Language, read_policy
from akwarden.providers.registry import load
from akwarden.workflows.accounts.template.making import make
from akwarden.workflows.accounts.template.wanted import Kind, Wanted

TRUSTED = {"tencent": "100000000009", "aws": "210987654321"}
"""The number of an account that is trusted, by cloud."""
EXTERNAL_ID = "of-the-security-team"
LANGUAGES = {"tencent": Language.CAM, "aws": Language.IAM}


def made(provider: str, kind: Kind, **more: Any) -> str:
    """Give the text of a template."""
    cloud = load(provider)
    return make(cloud, Wanted(kind=kind, **{"site": cloud.sites[0], **more}))


def role_of(provider: str, kind: Kind, **more: Any) -> str:
    """Give the text of a template that makes a role, which the trusted account takes with its external id."""
    return made(provider, kind, **{"trust": TRUSTED[provider], "external_id": EXTERNAL_ID, **more})


def allows(provider: str, policy: str, right: str, resource: str = "*") -> bool:
    """Say whether a policy allows a right."""
    service, _, action = right.partition(":")
    held = Attached(read_policy(policy, LANGUAGES[provider]), "policy", "user")
    return evaluate(Request(service, action, (resource,)), Grants((held,))).allowed


def lets_in(provider: str, trust: str, account: str, external_id: str | None) -> bool:
    """Say whether a trust policy lets a user of an account take its role."""
    principal = (
        f"qcs::cam::uin/{account}:uin/7" if provider == "tencent" else f"arn:aws:iam::{account}:user/ann"
    )
    key = "sts:external_id" if provider == "tencent" else "sts:ExternalId"
    context = {key: (external_id,)} if external_id else {}
    request = Request("sts", "AssumeRole", context=context, principal=principal)
    return trusts(read_policy(trust, LANGUAGES[provider]), request).allowed
