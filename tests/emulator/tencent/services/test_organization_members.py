"""An organization grows: departments, members, and the role by which each member is entered."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.roles_to_take import (
    document,
    other_account,
    root_of,
    trust,
    user_with,
    with_session,
)

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.organization.state import Organization, organizations
from akwarden.emulator.tencent.state import Account

__all__ = ["emulator"]
ROLE = "OrganizationAccessControlRole"


@pytest.fixture
def company(emulator: Emulator) -> Iterator[Any]:
    """Give the client of an account that has just founded an organization."""
    emulator.cloud.organization = None
    on = client("organization", emulator)
    ask(on, "CreateOrganization")
    yield on
    emulator.cloud.organization = None


def organization(emulator: Emulator) -> Organization:
    return organizations(emulator.cloud)[0]


def wish(emulator: Emulator, name: str, **more: Any) -> dict[str, Any]:
    """Give what it takes to make a member."""
    return {
        "Name": name,
        "AccountName": f"{name}-account",
        "PolicyType": "Financial",
        "PermissionIds": [1, 2],
        "NodeId": organization(emulator).root.id,
        **more,
    }


def join(emulator: Emulator, on: Any, name: str, **more: Any) -> int:
    """Make a member; give its uin."""
    uin: int = ask(on, "CreateOrganizationMember", **wish(emulator, name, **more))["Uin"]
    return uin


def entered(emulator: Emulator, service: str, sts: Any, uin: int) -> Any:
    """Enter a member; give a client there."""
    role = f"qcs::cam::uin/{uin}:roleName/{ROLE}"
    return with_session(service, emulator, ask(sts, "AssumeRole", RoleArn=role, RoleSessionName="visit"))


def test_a_founder_manages_the_organization(emulator: Emulator, company: Any) -> None:
    told = ask(company, "DescribeOrganization")
    account = account_of(emulator)
    assert (told["HostUin"], told["NickName"], told["IsManager"]) == (account.uin, account.name, True)
    assert [one["Name"] for one in told["OrgPermission"]] == ["viewBill", "viewBalance"]
    root = ask(company, "DescribeOrganizationNodes", Offset=0, Limit=10)["Items"]
    assert [(one["NodeId"], one["Name"], one["ParentNodeId"]) for one in root] == [
        (told["RootNodeId"], "Root", 0)
    ]


def test_an_account_founds_one_organization(company: Any) -> None:
    assert code_of(company, "CreateOrganization") == "FailedOperation.OrganizationExistAlready"


@pytest.mark.usefixtures("company")
def test_an_account_in_no_organization_sees_none(emulator: Emulator) -> None:
    on = root_of("organization", emulator, other_account(emulator))
    paging = {"Offset": 0, "Limit": 10}
    assert code_of(on, "DescribeOrganization") == "ResourceNotFound.OrganizationNotExist"
    assert code_of(on, "DescribeOrganizationMembers", **paging) == "ResourceNotFound.OrganizationNotExist"


def test_organizations_do_not_see_each_other(emulator: Emulator, company: Any) -> None:
    join(emulator, company, "mine")
    on = root_of("organization", emulator, other_account(emulator))
    ask(on, "CreateOrganization")
    assert ask(on, "DescribeOrganizationMembers", Offset=0, Limit=10)["Total"] == 0
    assert ask(company, "DescribeOrganizationMembers", Offset=0, Limit=10)["Total"] == 1


@pytest.mark.usefixtures("company")
def test_a_user_without_policies_sees_nothing(emulator: Emulator) -> None:
    on = user_with("organization", emulator, account_of(emulator), "blind")
    refused = "AuthFailure.UnauthorizedOperation"
    assert code_of(on, "DescribeOrganization") == refused
    assert code_of(on, "CreateOrganizationMember", **wish(emulator, "theirs")) == refused


def test_a_member_is_an_account_that_the_manager_enters(emulator: Emulator, company: Any) -> None:
    uin = join(emulator, company, "shop")
    cam = entered(emulator, "cam", client("sts", emulator), uin)
    ask(cam, "AddUser", Name="in-the-shop")
    assert [user["Name"] for user in ask(cam, "ListUsers")["Data"]] == ["in-the-shop"]
    member: Account = emulator.cloud.accounts[uin]
    assert member.user_named("in-the-shop")
    assert not member.keys


def test_a_sub_account_with_the_right_enters_every_member(emulator: Emulator, company: Any) -> None:
    uins = [join(emulator, company, name) for name in ("one", "two", "three")]
    resource = f"qcs::cam::*:roleName/{ROLE}"
    sts = user_with(
        "sts", emulator, account_of(emulator), "collector", [document("sts:AssumeRole", resource=resource)]
    )
    names = [ask(entered(emulator, "sts", sts, uin), "GetCallerIdentity")["AccountId"] for uin in uins]
    assert names == [str(uin) for uin in uins]


def test_a_member_is_not_entered_by_strangers(emulator: Emulator, company: Any) -> None:
    uin = join(emulator, company, "closed")
    sts = root_of("sts", emulator, other_account(emulator))
    given = {"RoleArn": f"qcs::cam::uin/{uin}:roleName/{ROLE}", "RoleSessionName": "visit"}
    assert code_of(sts, "AssumeRole", **given) == "UnauthorizedOperation"


def test_a_member_shows_the_role_with_its_policy(emulator: Emulator, company: Any) -> None:
    cam = entered(emulator, "cam", client("sts", emulator), join(emulator, company, "open"))
    role = ask(cam, "GetRole", RoleName=ROLE)["RoleInfo"]
    assert role["PolicyDocument"] == trust(f"qcs::cam::uin/{account_of(emulator).uin}:root").replace(
        '"effect": "allow", "action": "name/sts:AssumeRole"',
        '"action": "name/sts:AssumeRole", "effect": "allow"',
    ).replace(": ", ":").replace(", ", ",")
    attached = ask(cam, "ListAttachedRolePolicies", Page=1, Rp=10, RoleName=ROLE)["List"]
    assert [one["PolicyName"] for one in attached] == ["AdministratorAccess"]


def test_a_member_sees_the_organization_and_does_not_manage_it(emulator: Emulator, company: Any) -> None:
    uin = join(emulator, company, "branch", PermissionIds=[1, 2, 8])
    on = entered(emulator, "organization", client("sts", emulator), uin)
    told = ask(on, "DescribeOrganization")
    assert (told["HostUin"], told["IsManager"]) == (account_of(emulator).uin, False)
    assert ([one["Id"] for one in told["OrgPermission"]], told["IsAllowQuit"]) == ([1, 2, 8], "Denied")
    code = code_of(on, "DescribeOrganizationMembers", Offset=0, Limit=10)
    assert code == "InvalidParameter.OrganizationMemberNotManager"
    assert code_of(on, "CreateOrganization") == (
        "UnsupportedOperation.CreateMemberNotAllowCreateOrganization"
    )


def test_members_are_told_a_page_at_a_time(emulator: Emulator, company: Any) -> None:
    uins = [join(emulator, company, f"m{number}") for number in range(5)]
    pages = [ask(company, "DescribeOrganizationMembers", Offset=offset, Limit=2) for offset in range(0, 8, 2)]
    assert [page["Total"] for page in pages] == [5] * 4
    assert [[one["MemberUin"] for one in page["Items"]] for page in pages] == [
        uins[:2],
        uins[2:4],
        uins[4:],
        [],
    ]


@pytest.mark.parametrize(("offset", "limit"), [(0, 0), (0, 51), (1, 2), (5, 50)])
@pytest.mark.parametrize("action", ["DescribeOrganizationMembers", "DescribeOrganizationNodes"])
def test_wrong_pages_are_refused(company: Any, action: str, offset: int, limit: int) -> None:
    assert code_of(company, action, Offset=offset, Limit=limit) == "InvalidParameter"


def test_a_list_needs_its_page(company: Any) -> None:
    assert code_of(company, "DescribeOrganizationMembers", Offset=0) == "MissingParameter"


def test_a_member_is_told_as_it_was_made(emulator: Emulator, company: Any) -> None:
    uin = join(emulator, company, "shop", Remark="a shop", Tags=[{"TagKey": "env", "TagValue": "prod"}])
    (told,) = ask(company, "DescribeOrganizationMembers", Offset=0, Limit=10)["Items"]
    assert told["CreateTime"] == told["UpdateTime"]
    assert {k: v for k, v in told.items() if k not in {"CreateTime", "UpdateTime", "NodeId"}} == {
        "MemberUin": uin,
        "Name": "shop",
        "MemberType": "Create",
        "OrgPolicyType": "Financial",
        "OrgPolicyName": "财务管理",
        "OrgPermission": [{"Id": 1, "Name": "viewBill"}, {"Id": 2, "Name": "viewBalance"}],
        "NodeName": "Root",
        "Remark": "a shop",
        "IsAllowQuit": "Denied",
        "PayUin": "",
        "PayName": "",
        "OrgIdentity": [{"IdentityId": 1, "IdentityAliasName": "admin"}],
        "BindStatus": "Unbound",
        "PermissionStatus": "Confirmed",
        "Tags": [{"TagKey": "env", "TagValue": "prod"}],
        "NickName": "shop-account",
    }


def test_members_are_found_by_what_is_known_of_them(emulator: Emulator, company: Any) -> None:
    node = ask(company, "AddOrganizationNode", ParentNodeId=organization(emulator).root.id, Name="Sales")
    sales = {"NodeId": node["NodeId"], "Tags": [{"TagKey": "env", "TagValue": "prod"}]}
    shop = join(emulator, company, "shop", **sales)
    lab = join(emulator, company, "lab")

    def found(**more: Any) -> list[int]:
        answer = ask(company, "DescribeOrganizationMembers", Offset=0, Limit=50, **more)
        return [one["MemberUin"] for one in answer["Items"]]

    assert found(SearchKey="sho") == found(SearchKey=str(shop)) == [shop]
    assert found(NodeId=node["NodeId"]) == found(NodeName="Sales") == found(Tags=sales["Tags"]) == [shop]
    assert found(AuthName=account_of(emulator).name) == [shop, lab]
    assert found(SearchKey="nobody") == []


def test_members_of_a_department_that_is_not_there_are_refused(company: Any) -> None:
    code = code_of(company, "DescribeOrganizationMembers", Offset=0, Limit=10, NodeId=1)
    assert code == "ResourceNotFound.OrganizationNodeNotExist"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Name": "n" * 26}, "InvalidParameter"),
        ({"AccountName": "no spaces"}, "InvalidParameter"),
        ({"PolicyType": "Total"}, "FailedOperation.OrganizationPolicyIllegal"),
        ({"PermissionIds": [1]}, "FailedOperation.OrganizationPermissionIllegal"),
        ({"PermissionIds": [1, 2, 11]}, "FailedOperation.OrganizationPermissionIllegal"),
        ({"PermissionIds": [1, 2, 7]}, "FailedOperation.PayUinIllegal"),
        ({"PermissionIds": [1, 2, 7], "PayUin": "1"}, "FailedOperation.PayUinIllegal"),
        ({"NodeId": 1}, "ResourceNotFound.OrganizationNodeNotExist"),
        ({"RecordId": 1}, "FailedOperation.CreateRecordNotExist"),
        ({"AuthRelationId": 1}, "ResourceNotFound.OrganizationAuthRelationNotExist"),
        ({"IdentityRoleID": [9]}, "ResourceNotFound.OrganizationIdentityNotExist"),
        ({"Tags": [{"TagKey": str(n), "TagValue": ""} for n in range(11)]}, "InvalidParameter.TagError"),
    ],
)
def test_wrong_members_are_refused(
    emulator: Emulator, company: Any, wrong: dict[str, Any], code: str
) -> None:
    before = len(emulator.cloud.accounts)
    assert code_of(company, "CreateOrganizationMember", **wish(emulator, "shop", **wrong)) == code
    assert len(emulator.cloud.accounts) == before


def test_the_manager_may_pay_for_a_member(emulator: Emulator, company: Any) -> None:
    account = account_of(emulator)
    join(emulator, company, "guest", PermissionIds=[1, 2, 7], PayUin=str(account.uin))
    (told,) = ask(company, "DescribeOrganizationMembers", Offset=0, Limit=10)["Items"]
    assert (told["PayUin"], told["PayName"]) == (str(account.uin), account.name)


def test_the_name_of_a_member_is_its_own(emulator: Emulator, company: Any) -> None:
    join(emulator, company, "shop")
    code = code_of(company, "CreateOrganizationMember", **wish(emulator, "shop"))
    assert code == "FailedOperation.OrganizationMemberNameUsed"


def test_there_are_not_more_members_than_may_be(emulator: Emulator, company: Any) -> None:
    organization(emulator).most_members = 1
    join(emulator, company, "only")
    code = code_of(company, "CreateOrganizationMember", **wish(emulator, "another"))
    assert code == "LimitExceeded.OrganizationMemberOverLimit"


def test_departments_are_a_tree(emulator: Emulator, company: Any) -> None:
    root = organization(emulator).root.id
    sales = ask(company, "AddOrganizationNode", ParentNodeId=root, Name="Sales", Remark="who sell")["NodeId"]
    north = ask(
        company,
        "AddOrganizationNode",
        ParentNodeId=sales,
        Name="销售[北]",
        Tags=[{"TagKey": "env", "TagValue": "x"}],
    )["NodeId"]
    nodes = ask(company, "DescribeOrganizationNodes", Offset=0, Limit=50)
    rows = [(one["NodeId"], one["ParentNodeId"], one["Remark"]) for one in nodes["Items"]]
    assert rows == [(root, 0, ""), (sales, root, "who sell"), (north, sales, "")]
    tagged = ask(
        company,
        "DescribeOrganizationNodes",
        Offset=0,
        Limit=50,
        Tags=[{"TagKey": "env", "TagValue": "x"}],
    )
    assert [one["NodeId"] for one in tagged["Items"]] == [north]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Name": ""}, "InvalidParameter"),
        ({"Name": "n" * 41}, "InvalidParameter"),
        ({"Name": "Root"}, "FailedOperation.OrganizationNodeNameUsed"),
        ({"ParentNodeId": 1}, "ResourceNotFound.OrganizationNodeNotExist"),
        ({"Tags": [{"TagKey": "", "TagValue": ""}]}, "InvalidParameter.TagError"),
    ],
)
def test_wrong_departments_are_refused(
    emulator: Emulator, company: Any, wrong: dict[str, Any], code: str
) -> None:
    given = {"ParentNodeId": organization(emulator).root.id, "Name": "Sales", **wrong}
    assert code_of(company, "AddOrganizationNode", **given) == code


def test_departments_are_not_too_deep(emulator: Emulator, company: Any) -> None:
    parent = organization(emulator).root.id
    for level in range(10):
        parent = ask(company, "AddOrganizationNode", ParentNodeId=parent, Name=f"level-{level}")["NodeId"]
    code = code_of(company, "AddOrganizationNode", ParentNodeId=parent, Name="too-deep")
    assert code == "LimitExceeded.NodeDepthExceedLimit"
