"""Policies of an organization, and its identity center."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.roles_to_take import user_with

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.organization.guardrails import ControlPolicy, PolicyType
from akwarden.emulator.tencent.services.organization.state import Organization, organizations
from akwarden.emulator.tencent.services.organization.zone import (
    CenterUser,
    RoleAssignment,
    RoleConfiguration,
    Zone,
)

__all__ = ["emulator"]
NO_POLICY = "ResourceNotFound.PolicyNotExist"
ZONE = "z-0123456789ab"


@pytest.fixture
def company(emulator: Emulator) -> Iterator[Any]:
    """Give the client of an account that has just founded an organization."""
    emulator.cloud.organization = None
    on = client("organization", emulator)
    ask(on, "CreateOrganization")
    yield on
    emulator.cloud.organization = None


@pytest.fixture
def organization(emulator: Emulator, company: Any) -> Organization:
    """Give the organization itself."""
    del company
    return organizations(emulator.cloud)[0]


def join(organization: Organization, on: Any, name: str, node: int | None = None) -> int:
    """Make a member; give its uin."""
    given = {"Name": name, "AccountName": name, "PolicyType": "Financial", "PermissionIds": [1, 2]}
    uin: int = ask(on, "CreateOrganizationMember", **given, NodeId=node or organization.root.id)["Uin"]
    return uin


def names(answer: dict[str, Any]) -> list[str]:
    return [one["PolicyName"] for one in answer["List"]]


def test_the_preset_policy_is_there_and_attached_to_nothing(company: Any) -> None:
    answer = ask(company, "ListPolicies")
    (told,) = answer["List"]
    assert (told["PolicyName"], told["Type"], told["AttachedTimes"]) == ("FullQcloudAccess", 2, 0)
    document = ask(company, "DescribePolicy", PolicyId=told["PolicyId"])["PolicyDocument"]
    assert json.loads(document)["statement"][0]["effect"] == "allow"


def test_service_control_attaches_the_preset_policy_to_all_and_to_newcomers(
    emulator: Emulator, company: Any, organization: Organization
) -> None:
    first = join(organization, company, "first")
    organization.switch_control_on(emulator.cloud.clock.now())
    node = ask(company, "AddOrganizationNode", ParentNodeId=organization.root.id, Name="Sales")["NodeId"]
    second = join(organization, company, "second", node)
    number = ask(company, "ListPolicies")["List"][0]["PolicyId"]
    targets = ask(company, "ListTargetsForPolicy", PolicyId=number)
    assert targets["TotalNum"] == 4
    told = {one["Uin"]: (one["Name"], one["RelatedType"], one["NodePath"]) for one in targets["List"]}
    assert told == {
        organization.root.id: ("Root", 1, ["Root"]),
        first: ("first", 2, ["Root"]),
        node: ("Sales", 1, ["Root", "Sales"]),
        second: ("second", 2, ["Root", "Sales"]),
    }


def test_targets_are_found_by_kind_and_id(
    emulator: Emulator, company: Any, organization: Organization
) -> None:
    uin = join(organization, company, "only")
    organization.switch_control_on(emulator.cloud.clock.now())
    number = ask(company, "ListPolicies")["List"][0]["PolicyId"]

    def found(**more: Any) -> list[int]:
        return [one["Uin"] for one in ask(company, "ListTargetsForPolicy", PolicyId=number, **more)["List"]]

    root = organization.root.id
    assert (found(TargetType="User"), found(TargetType="Node")) == ([uin], [root])
    assert found(Keyword=f"{uin} 7") == [uin]
    assert found(Rp=1, Page=2) == [uin]
    wrong = {"PolicyId": number, "TargetType": "Group"}
    assert code_of(company, "ListTargetsForPolicy", **wrong) == "InvalidParameter"


def test_policies_are_found_by_scope_type_and_name(company: Any, organization: Organization) -> None:
    organization.control[7] = ControlPolicy(7, "no-regions", PolicyType.CONTROL, "{}", 0.0)
    organization.control[8] = ControlPolicy(8, "our-tags", PolicyType.TAGS, "{}", 0.0)
    assert names(ask(company, "ListPolicies", Scope="QCS")) == ["FullQcloudAccess"]
    assert names(ask(company, "ListPolicies", Scope="Local")) == ["no-regions"]
    assert names(ask(company, "ListPolicies", Keyword="Full")) == ["FullQcloudAccess"]
    assert names(ask(company, "ListPolicies", PolicyType="TAG_POLICY")) == ["our-tags"]
    assert names(ask(company, "ListPolicies", Rp=1, Page=2)) == ["no-regions"]


@pytest.mark.parametrize(
    "wrong", [{"Rp": 0}, {"Rp": 201}, {"Page": 0}, {"Page": 201}, {"Scope": "x"}, {"PolicyType": "x"}]
)
def test_wrong_lists_of_policies_are_refused(company: Any, wrong: dict[str, Any]) -> None:
    assert code_of(company, "ListPolicies", **wrong) == "InvalidParameter"


def test_a_policy_that_is_not_there_is_refused(company: Any) -> None:
    number = ask(company, "ListPolicies")["List"][0]["PolicyId"]
    assert code_of(company, "DescribePolicy", PolicyId=1) == NO_POLICY
    assert code_of(company, "DescribePolicy", PolicyId=number, PolicyType="TAG_POLICY") == NO_POLICY
    assert code_of(company, "ListTargetsForPolicy", PolicyId=1) == NO_POLICY


def test_the_nearer_tag_policy_goes_before_the_one_above(company: Any, organization: Organization) -> None:
    uin = join(organization, company, "tagged")
    for number, tags, target in ((7, {"a": 1, "b": 1}, organization.root.id), (8, {"a": 2}, uin)):
        text = json.dumps({"tags": tags})
        policy = ControlPolicy(number, f"tags-{number}", PolicyType.TAGS, text, float(number))
        policy.targets[target] = 0.0
        organization.control[number] = policy
    told = ask(company, "DescribeEffectivePolicy", TargetId=uin)["EffectivePolicy"]
    assert json.loads(told["PolicyContent"]) == {"tags": {"a": 2, "b": 1}}
    assert (told["TargetId"], told["LastUpdatedTimestamp"]) == (uin, 8)
    above = ask(company, "DescribeEffectivePolicy", TargetId=organization.root.id)["EffectivePolicy"]
    assert json.loads(above["PolicyContent"]) == {"tags": {"a": 1, "b": 1}}


def test_what_has_no_tag_policy_tells_none(company: Any, organization: Organization) -> None:
    for target in (1, organization.root.id):
        code = code_of(company, "DescribeEffectivePolicy", TargetId=target)
        assert code == "ResourceNotFound.EffectivePolicyNotFound"


@pytest.fixture
def zone(company: Any, organization: Organization) -> Zone:
    """Open the identity center, with three people, one thing to be, and two who are it."""
    shop = join(organization, company, "shop")
    users = [CenterUser(f"u-{n}", f"user{n}", float(n), f"user{n}@example.com") for n in range(3)]
    users[1].enabled, users[1].groups = False, {"g-1"}
    users[2].synchronized = True
    made = Zone(ZONE, users, [RoleConfiguration("rc-1", "Reader", 1.0, "who reads")])
    made.configurations.append(RoleConfiguration("rc-2", "Writer", 2.0))
    made.assignments = [
        RoleAssignment("rc-1", shop, "u-0", 1.0, "user0"),
        RoleAssignment("rc-2", organization.host, "g-1", 2.0, "group1", is_group=True),
    ]
    organization.zone = made
    return made


LISTS = ["ListUsers", "ListRoleConfigurations", "ListRoleAssignments"]


@pytest.mark.parametrize("action", LISTS)
def test_a_center_that_is_not_open_tells_nothing(company: Any, action: str) -> None:
    assert code_of(company, action, ZoneId=ZONE) == "FailedOperation.IdentityCenterNotOpen"


@pytest.mark.parametrize("action", LISTS)
def test_wrong_lists_of_the_center_are_refused(company: Any, zone: Zone, action: str) -> None:
    assert code_of(company, action, ZoneId="z-other") == "FailedOperation.ZoneIdNotExist"
    assert code_of(company, action) == "MissingParameter"
    for size in (0, 101):
        code = code_of(company, action, ZoneId=zone.id, MaxResults=size)
        assert code == "InvalidParameter.ParamError"
    code = code_of(company, action, ZoneId=zone.id, NextToken="elsewhere")
    assert code == "InvalidParameter.NextTokenInvalid"


def test_people_are_told_a_page_at_a_time(company: Any, zone: Zone) -> None:
    first = ask(company, "ListUsers", ZoneId=zone.id, MaxResults=2)
    assert (first["TotalCounts"], first["MaxResults"], first["IsTruncated"]) == (3, 2, True)
    second = ask(company, "ListUsers", ZoneId=zone.id, MaxResults=2, NextToken=first["NextToken"])
    assert (second["IsTruncated"], second["NextToken"]) == (False, "")
    assert [one["UserId"] for one in first["Users"] + second["Users"]] == ["u-0", "u-1", "u-2"]
    from_one = ask(company, "ListUsers", ZoneId=zone.id, Offset=1)
    assert [one["UserId"] for one in from_one["Users"]] == ["u-1", "u-2"]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({"UserStatus": "Disabled"}, ["u-1"]),
        ({"UserType": "Synchronized"}, ["u-2"]),
        ({"Filter": "user2@"}, ["u-2"]),
        ({"SortField": "CreateTime", "SortType": "Desc"}, ["u-2", "u-1", "u-0"]),
    ],
)
def test_people_are_found(company: Any, zone: Zone, wanted: dict[str, Any], ids: list[str]) -> None:
    users = ask(company, "ListUsers", ZoneId=zone.id, **wanted)["Users"]
    assert [one["UserId"] for one in users] == ids


def test_people_of_the_groups_that_are_named_are_marked(company: Any, zone: Zone) -> None:
    users = ask(company, "ListUsers", ZoneId=zone.id, FilterGroups=["g-1"])["Users"]
    assert [one["IsSelected"] for one in users] == [False, True, False]


def test_what_people_may_be_is_told(company: Any, zone: Zone) -> None:
    rows = ask(company, "ListRoleConfigurations", ZoneId=zone.id)["RoleConfigurations"]
    told = [(one["RoleConfigurationId"], one["SessionDuration"], one["IsSelected"]) for one in rows]
    assert told == [("rc-1", 3600, False), ("rc-2", 3600, False)]
    found = ask(company, "ListRoleConfigurations", ZoneId=zone.id, Filter="WHO READS")
    assert found["TotalCounts"] == 1


def test_what_an_account_has_is_marked(company: Any, zone: Zone) -> None:
    targets = [zone.assignments[0].target]
    rows = ask(company, "ListRoleConfigurations", ZoneId=zone.id, FilterTargets=targets)
    assert [one["IsSelected"] for one in rows["RoleConfigurations"]] == [True, False]
    of_another = {"FilterTargets": targets, "PrincipalId": "u-9"}
    rows = ask(company, "ListRoleConfigurations", ZoneId=zone.id, **of_another)
    assert [one["IsSelected"] for one in rows["RoleConfigurations"]] == [False, False]


def test_who_is_what_where_is_told(company: Any, zone: Zone, organization: Organization) -> None:
    rows = ask(company, "ListRoleAssignments", ZoneId=zone.id)["RoleAssignments"]
    told = [
        (one["RoleConfigurationName"], one["TargetType"], one["TargetName"], one["PrincipalType"])
        for one in rows
    ]
    assert told == [("Reader", "MemberUin", "shop", "User"), ("Writer", "ManagerUin", "empty", "Group")]
    for wanted in (
        {"RoleConfigurationId": "rc-2"},
        {"TargetUin": organization.host},
        {"TargetType": "ManagerUin"},
        {"PrincipalType": "Group"},
        {"PrincipalId": "g-1"},
        {"Filter": "Writer"},
    ):
        found = ask(company, "ListRoleAssignments", ZoneId=zone.id, **wanted)["RoleAssignments"]
        assert [one["RoleConfigurationId"] for one in found] == ["rc-2"]


def test_from_where_people_come_is_set_and_told(company: Any, zone: Zone) -> None:
    assert ask(company, "GetIPWhitelist")["IpWhitelist"] == []
    networks = ["198.51.100.5", "172.16.0.0/16", "21.36.103.0/8", "2001:db8::/32"]
    assert ask(company, "UpdateIPWhitelist", ZoneId=zone.id, IpWhitelist=networks)["Success"] is True
    assert ask(company, "GetIPWhitelist", ZoneId=zone.id)["IpWhitelist"] == networks
    ask(company, "UpdateIPWhitelist")
    assert ask(company, "GetIPWhitelist")["IpWhitelist"] == []


def test_wrong_networks_are_refused(company: Any, zone: Zone) -> None:
    for networks in (["nowhere"], ["192.0.2.1"] * 101):
        code = code_of(company, "UpdateIPWhitelist", ZoneId=zone.id, IpWhitelist=networks)
        assert code == "InvalidParameter.ParamError"
    assert code_of(company, "GetIPWhitelist", ZoneId="z-other") == "FailedOperation.ZoneIdNotExist"


@pytest.mark.usefixtures("company")
def test_a_user_without_policies_sees_none_of_it(emulator: Emulator, zone: Zone) -> None:
    on = user_with("organization", emulator, account_of(emulator), "blind")
    refused = "AuthFailure.UnauthorizedOperation"
    assert code_of(on, "ListPolicies") == refused
    assert code_of(on, "ListUsers", ZoneId=zone.id) == refused
    assert code_of(on, "UpdateIPWhitelist", IpWhitelist=[]) == refused
