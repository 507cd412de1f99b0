"""Who enters members: identities, policies for them, and sub-accounts that have these."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.roles_to_take import document, user_with, with_session

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.organization.members import let_in
from akwarden.emulator.tencent.services.organization.state import Identity, organizations

__all__ = ["emulator"]
PAGE = {"Offset": 0, "Limit": 10}
NOT_THERE = "ResourceNotFound.OrganizationMemberNotExist"


@dataclass(frozen=True)
class Company:
    """An organization with two members."""

    on: Any
    shop: int
    lab: int


@pytest.fixture
def company(emulator: Emulator) -> Iterator[Company]:
    """Give the account that manages an organization, and its members."""
    emulator.cloud.organization = None
    on = client("organization", emulator)
    ask(on, "CreateOrganization")
    root = ask(on, "DescribeOrganization")["RootNodeId"]
    uins = [
        ask(
            on,
            "CreateOrganizationMember",
            Name=name,
            AccountName=name,
            PolicyType="Financial",
            PermissionIds=[1, 2],
            NodeId=root,
        )["Uin"]
        for name in ("shop", "lab")
    ]
    yield Company(on, *uins)
    account_of(emulator).policies.clear()
    for user in account_of(emulator).users.values():
        user.attached.clear()


def user_of(emulator: Emulator, name: str) -> int:
    """Make a sub-account; give its uin."""
    uin: int = ask(client("cam", emulator), "AddUser", Name=name)["Uin"]
    return uin


def policy(company: Company, name: str = "enter-shop", **more: Any) -> int:
    """Make the right to enter the shop."""
    given = {"MemberUin": company.shop, "PolicyName": name, "IdentityId": 1, **more}
    number: int = ask(company.on, "CreateOrganizationMemberPolicy", **given)["PolicyId"]
    return number


def test_the_preset_identity_is_the_administrator(company: Company) -> None:
    answer = ask(company.on, "ListOrganizationIdentity", **PAGE)
    assert answer["Total"] == 1
    (told,) = answer["Items"]
    assert (told["IdentityId"], told["IdentityAliasName"], told["IdentityType"]) == (1, "admin", 1)
    assert [one["PolicyName"] for one in told["IdentityPolicy"]] == ["AdministratorAccess"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [({"IdentityId": 1}, 1), ({"IdentityId": 2}, 0), ({"IdentityType": 2}, 0), ({"SearchKey": "adm"}, 1)],
)
def test_identities_are_found_by_what_is_known_of_them(
    company: Company, wanted: dict[str, Any], count: int
) -> None:
    assert ask(company.on, "ListOrganizationIdentity", **PAGE, **wanted)["Total"] == count


def test_a_member_tells_as_what_it_is_entered(company: Company) -> None:
    answer = ask(company.on, "DescribeOrganizationMemberAuthIdentities", **PAGE, MemberUin=company.shop)
    (told,) = answer["Items"]
    assert (told["IdentityRoleName"], told["IdentityRoleAliasName"], told["Status"]) == (
        "OrganizationAccessControlRole",
        "admin",
        1,
    )
    assert (told["MemberUin"], told["MemberName"]) == (company.shop, "shop")


def test_an_identity_tells_which_members_have_it(company: Company) -> None:
    answer = ask(company.on, "DescribeOrganizationMemberAuthIdentities", **PAGE, IdentityId=1)
    assert [one["MemberUin"] for one in answer["Items"]] == [company.shop, company.lab]


def test_one_of_member_and_identity_must_be_given(company: Company) -> None:
    action = "DescribeOrganizationMemberAuthIdentities"
    assert code_of(company.on, action, **PAGE) == "InvalidParameter"
    assert code_of(company.on, action, **PAGE, MemberUin=1) == NOT_THERE
    no_identity = "ResourceNotFound.OrganizationIdentityNotExist"
    assert code_of(company.on, action, **PAGE, IdentityId=9) == no_identity


def test_an_identity_of_its_own_is_a_role_of_its_own(emulator: Emulator, company: Company) -> None:
    organization = organizations(emulator.cloud)[0]
    reader = Identity(2, "reader", "OrganizationReader", ["ReadOnlyAccess"], 0.0)
    organization.identities[2] = reader
    let_in(emulator.cloud, organization, organization.members[company.shop], reader)
    role = f"qcs::cam::uin/{company.shop}:roleName/OrganizationReader"
    made = ask(client("sts", emulator), "AssumeRole", RoleArn=role, RoleSessionName="test")
    cam = with_session("cam", emulator, made)
    assert "Data" in ask(cam, "ListUsers")
    assert code_of(cam, "AddUser", Name="new") == "AuthFailure.UnauthorizedOperation"


def test_a_bound_sub_account_enters_the_one_member(emulator: Emulator, company: Company) -> None:
    sts = user_with("sts", emulator, account_of(emulator), "visitor")
    uin = next(user.uin for user in account_of(emulator).users.values() if user.name == "visitor")
    takes = {
        name: {
            "RoleArn": f"qcs::cam::uin/{member}:roleName/OrganizationAccessControlRole",
            "RoleSessionName": "visit",
        }
        for name, member in (("shop", company.shop), ("lab", company.lab))
    }
    refused = "AuthFailure.UnauthorizedOperation"
    assert code_of(sts, "AssumeRole", **takes["shop"]) == refused
    ask(
        company.on,
        "BindOrganizationMemberAuthAccount",
        MemberUin=company.shop,
        PolicyId=policy(company),
        OrgSubAccountUins=[uin],
    )
    assert "Credentials" in ask(sts, "AssumeRole", **takes["shop"])
    assert code_of(sts, "AssumeRole", **takes["lab"]) == refused


def test_policies_of_a_member_are_told(company: Company) -> None:
    first = policy(company, Description="for the shop")
    second = policy(company, "audit-shop")
    action = "DescribeOrganizationMemberPolicies"
    answer = ask(company.on, action, **PAGE, MemberUin=company.shop)
    assert [one["PolicyId"] for one in answer["Items"]] == [first, second]
    assert answer["Items"][0]["IdentityRoleName"] == "OrganizationAccessControlRole"
    assert ask(company.on, action, **PAGE, MemberUin=company.shop, SearchKey="for the")["Total"] == 1
    assert ask(company.on, action, **PAGE, MemberUin=company.lab)["Total"] == 0
    assert code_of(company.on, action, **PAGE, MemberUin=1) == NOT_THERE


def test_the_policy_is_one_of_cam_too(emulator: Emulator, company: Company) -> None:
    number = policy(company)
    told = ask(client("cam", emulator), "GetPolicy", PolicyId=number)
    assert told["PolicyName"] == "enter-shop"
    assert str(company.shop) in told["PolicyDocument"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"PolicyName": "two words"}, "InvalidParameter"),
        ({"PolicyName": "taken"}, "FailedOperation.MemberPolicyNameExist"),
        ({"PolicyName": "of-cam"}, "FailedOperation.CreatePolicy"),
        ({"IdentityId": 9}, "ResourceNotFound.MemberIdentityNotExist"),
        ({"MemberUin": 1}, NOT_THERE),
    ],
)
def test_wrong_policies_are_refused(
    emulator: Emulator, company: Company, wrong: dict[str, Any], code: str
) -> None:
    policy(company, "taken")
    cam = client("cam", emulator)
    ask(cam, "CreatePolicy", PolicyName="of-cam", PolicyDocument=document("cam:GetUser"))
    given = {"MemberUin": company.shop, "PolicyName": "new", "IdentityId": 1, **wrong}
    assert code_of(company.on, "CreateOrganizationMemberPolicy", **given) == code


def test_sub_accounts_with_the_right_are_told(emulator: Emulator, company: Company) -> None:
    number = policy(company)
    uin = user_of(emulator, "told")
    given = {"MemberUin": company.shop, "PolicyId": number}
    action = "DescribeOrganizationMemberAuthAccounts"
    assert ask(company.on, action, **PAGE, **given)["Total"] == 0
    ask(company.on, "BindOrganizationMemberAuthAccount", **given, OrgSubAccountUins=[uin])
    (told,) = ask(company.on, action, **PAGE, **given)["Items"]
    assert (told["OrgSubAccountUin"], told["OrgSubAccountName"]) == (uin, "told")
    assert (told["PolicyId"], told["IdentityRoleAliasName"]) == (number, "admin")
    ask(client("cam", emulator), "DetachUserPolicy", PolicyId=number, DetachUin=uin)
    assert ask(company.on, action, **PAGE, **given)["Total"] == 0


def test_wrong_bindings_are_refused(emulator: Emulator, company: Company) -> None:
    number, uin = policy(company), user_of(emulator, "bound")
    right = {"MemberUin": company.shop, "PolicyId": number, "OrgSubAccountUins": [uin]}

    def refusal(**wrong: Any) -> str:
        return code_of(company.on, "BindOrganizationMemberAuthAccount", **{**right, **wrong})

    assert refusal(MemberUin=1) == NOT_THERE
    assert refusal(MemberUin=company.lab) == refusal(PolicyId=1) == "ResourceNotFound.MemberPolicyNotExist"
    assert refusal(OrgSubAccountUins=[]) == refusal(OrgSubAccountUins=[uin] * 6) == "InvalidParameter"
    assert refusal(OrgSubAccountUins=[1]) == "FailedOperation.SubAccountNotExist"
    ask(company.on, "BindOrganizationMemberAuthAccount", **right)
    assert refusal() == "FailedOperation.SubAccountIdentityExist"


def test_a_user_without_policies_gives_no_rights(emulator: Emulator, company: Company) -> None:
    on = user_with("organization", emulator, account_of(emulator), "powerless")
    given = {"MemberUin": company.shop, "PolicyName": "mine", "IdentityId": 1}
    assert code_of(on, "CreateOrganizationMemberPolicy", **given) == "AuthFailure.UnauthorizedOperation"
