"""Roles made from templates, taken with the clouds' own SDKs: with the external id, and not without."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.emulator.aws.cloud import Cloud, guarded
from tests.emulator.aws.cloud import client as aws_client
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator, root_key
from tests.emulator.tencent.services.roles_to_take import (
    document,
    other_account,
    root_of,
    user_with,
    with_session,
)
from tests.workflows.accounts.template.templates import EXTERNAL_ID, made, role_of

from akwarden.emulator.tencent.server import Emulator
from akwarden.model.account import AccountSite
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.inventory import Access
from akwarden.providers.provider import RoleRequest
from akwarden.providers.registry import PROVIDERS, load
from akwarden.workflows.accounts.template.dialect import dialect_of
from akwarden.workflows.accounts.template.wanted import Kind

__all__ = ["emulator"]
ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def role(emulator: Emulator) -> str:
    """Give a role of another account, made from the template; the first account may take it."""
    trusted, other = account_of(emulator), other_account(emulator, "shop")
    parts = json.loads(role_of("tencent", Kind.ROLE, trust=str(trusted.uin)))
    cam, name = root_of("cam", emulator, other), parts["role_name"]
    ask(cam, "CreateRole", RoleName=name, PolicyDocument=json.dumps(parts["trust_policy"]))
    policy = ask(cam, "CreatePolicy", PolicyName=name, PolicyDocument=json.dumps(parts["permission_policy"]))
    ask(cam, "AttachRolePolicy", PolicyId=policy["PolicyId"], AttachRoleName=name)
    return load("tencent").role_arn(str(other.uin), name, AccountSite.MAINLAND)


def taken(on: Any, role: str, **more: Any) -> dict[str, Any]:
    """Give the answer to who takes the role."""
    return ask(on, "AssumeRole", RoleArn=role, RoleSessionName="akwarden", **more)


def test_the_role_reads_and_changes_nothing(emulator: Emulator, role: str) -> None:
    session = taken(client("sts", emulator), role, ExternalId=EXTERNAL_ID)

    cam = with_session("cam", emulator, session)
    assert ask(cam, "ListUsers")["Data"] == []
    assert code_of(cam, "AddUser", Name="mallory") == "AuthFailure.UnauthorizedOperation"
    assert code_of(cam, "CreateAccessKey") == "AuthFailure.UnauthorizedOperation"


@pytest.mark.parametrize("more", [{}, {"ExternalId": "of-another"}])
def test_without_the_external_id_the_role_is_not_taken(
    emulator: Emulator, role: str, more: dict[str, str]
) -> None:
    asked = {"RoleArn": role, "RoleSessionName": "akwarden", **more}

    assert code_of(client("sts", emulator), "AssumeRole", **asked) == "UnauthorizedOperation"


def test_another_account_does_not_take_the_role_with_the_external_id(emulator: Emulator, role: str) -> None:
    stranger = root_of("sts", emulator, other_account(emulator, "stranger"))
    asked = {"RoleArn": role, "RoleSessionName": "akwarden", "ExternalId": EXTERNAL_ID}

    assert code_of(stranger, "AssumeRole", **asked) == "UnauthorizedOperation"


def test_akwarden_itself_takes_the_role(emulator: Emulator, role: str) -> None:
    key = root_key(emulator)
    lease = Lease(Credential(key.secret_id, Secret(key.secret_key.encode())))
    access = Access(site=AccountSite.MAINLAND, lease=lambda: lease, endpoints={"*": emulator.endpoint})
    request = RoleRequest(arn=role, session_name="akwarden", external_id=EXTERNAL_ID)

    assert load("tencent").assume(request, access).expires_at is not None


def test_the_policy_for_members_takes_their_role_and_no_other(emulator: Emulator, role: str) -> None:
    account, member = account_of(emulator), role.split("/")[1].partition(":")[0]
    text = made("tencent", Kind.POLICY, members=(member,))
    reader = user_with("sts", emulator, account, "reader", [text])
    nobody = user_with("sts", emulator, account, "nobody", [document("cam:ListUsers")])
    asked = {"RoleArn": role, "RoleSessionName": "akwarden", "ExternalId": EXTERNAL_ID}

    assert "Credentials" in taken(reader, role, ExternalId=EXTERNAL_ID)
    assert code_of(nobody, "AssumeRole", **asked) == "AuthFailure.UnauthorizedOperation"
    other = {**asked, "RoleArn": role.replace("akwarden-reader", "admin")}
    assert code_of(reader, "AssumeRole", **other) == "AuthFailure.UnauthorizedOperation"


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """Give moto's server behind a gate that evaluates policies, with the role of a template and a user."""
    parts = json.loads(role_of("aws", Kind.ROLE, trust=ACCOUNT))
    with guarded() as running:
        iam, name = running.client("iam"), parts["role_name"]
        policy = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(parts["permission_policy"]))
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(parts["trust_policy"]))
        iam.attach_role_policy(RoleName=name, PolicyArn=policy["Policy"]["Arn"])
        iam.create_user(UserName="collector")
        may = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
        text = json.dumps({"Version": "2012-10-17", "Statement": [may]})
        iam.put_user_policy(UserName="collector", PolicyName="take", PolicyDocument=text)
        yield running
        running.reset()


def aws_session(cloud: Cloud, **more: Any) -> Any:
    """Give the temporary key of the role, taken by a user."""
    key = cloud.client("iam").create_access_key(UserName="collector")["AccessKey"]
    sts = aws_client("sts", cloud.endpoint, key["AccessKeyId"], key["SecretAccessKey"])
    try:
        asked = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/akwarden-reader", "RoleSessionName": "akwarden"}
        return sts.assume_role(**asked, **more)["Credentials"]
    finally:
        cloud.client("iam").delete_access_key(UserName="collector", AccessKeyId=key["AccessKeyId"])


def test_the_role_of_aws_is_taken_with_the_external_id(cloud: Cloud) -> None:
    assert aws_session(cloud, ExternalId=EXTERNAL_ID)["SessionToken"]


@pytest.mark.parametrize("more", [{}, {"ExternalId": "of-another"}])
def test_without_the_external_id_the_role_of_aws_is_not_taken(cloud: Cloud, more: dict[str, str]) -> None:
    with pytest.raises(cloud.client("sts").exceptions.ClientError, match="AccessDenied"):
        aws_session(cloud, **more)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_kind_is_made_and_ends_with_a_line_break(provider: str) -> None:
    kinds = dialect_of(load(provider)).kinds

    texts = [made(provider, kind) if kind is Kind.POLICY else role_of(provider, kind) for kind in kinds]

    assert len(texts) >= 4
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in texts)
