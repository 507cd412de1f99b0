from typing import Any

import pytest
from tests.providers.tencent.saying import WHO, Said, Saying, error
from tests.providers.tencent.shop import told_by

from akwarden.model.access_key import KeyStatus
from akwarden.model.policy import Grant, GrantKind, PolicyId
from akwarden.model.principal import Holdings, Principal, PrincipalId, PrincipalType

USER = Principal(id=PrincipalId("102"), type=PrincipalType.USER, name="li.wei")
ROLE = Principal(id=PrincipalId("4611"), type=PrincipalType.ROLE, name="Runner")
SERVICE = Principal(id=PrincipalId("4612"), type=PrincipalType.SERVICE, name="Linked")
NOTHING: dict[str, Said] = {
    "ListAccessKeys": {"AccessKeys": None},
    "DescribeSafeAuthFlagColl": {"LoginFlag": {"Phone": 0, "Stoken": 0}},
    "ListAttachedUserAllPolicies": {"TotalNum": 0, "PolicyList": []},
    "ListAttachedRolePolicies": {"TotalNum": 0, "List": []},
    "GetUserPermissionBoundary": {"PolicyId": None},
    "GetRolePermissionBoundary": {},
    "ListGroups": {"TotalNum": 0, "GroupInfo": []},
    "GetCallerIdentity": WHO,
}


def held(principal: Principal, **said: Said) -> Holdings:
    """Give what a principal has where a cloud says this."""
    with Saying({**NOTHING, **said}) as server:
        found = told_by(server.endpoint).inspect(principal)
    assert found is not None
    return found


def test_a_user_with_nothing_has_empty_lists_and_no_nones() -> None:
    found = held(USER)

    assert (found.keys, found.grants, found.groups, found.principal.mfa) == ((), (), (), False)


@pytest.mark.parametrize(
    "way", ["Phone", "Token", "Stoken", "Wechat", "Custom", "Mail", "U2FToken", "Passkey"]
)
def test_any_second_factor_at_sign_in_counts(way: str) -> None:
    flags: dict[str, Any] = {"LoginFlag": {"Phone": 0, way: 1}, "ActionFlag": {"Phone": 0}}

    assert held(USER, DescribeSafeAuthFlagColl=flags).principal.mfa is True


def test_a_second_factor_for_operations_alone_is_none_at_sign_in() -> None:
    flags: dict[str, Any] = {"LoginFlag": {"Phone": 0}, "ActionFlag": {"Phone": 1}}

    assert held(USER, DescribeSafeAuthFlagColl=flags).principal.mfa is False


def test_flags_that_are_not_told_are_not_known() -> None:
    assert held(USER, DescribeSafeAuthFlagColl={"LoginFlag": None}).principal.mfa is None


def test_keys_come_with_status_and_note_and_without_their_last_use() -> None:
    rows = [
        {
            "AccessKeyId": "AKIDone",
            "Status": "Active",
            "CreateTime": "2025-01-31 08:00:00",
            "Description": "ci",
        },
        {"AccessKeyId": "AKIDtwo", "Status": "Inactive", "CreateTime": "", "Description": None},
    ]

    one, two = held(USER, ListAccessKeys={"AccessKeys": rows}).keys or ()

    assert (one.id, one.status, one.note, one.last_use) == ("AKIDone", KeyStatus.ACTIVE, "ci", None)
    assert (two.status, two.created_at, two.note) == (KeyStatus.INACTIVE, None, "")


def test_policies_are_asked_for_as_far_as_they_are_attached_directly() -> None:
    with Saying(
        {**NOTHING, "ListAttachedUserAllPolicies": {"TotalNum": "1", "PolicyList": [{"PolicyId": "7"}]}}
    ) as s:
        found = told_by(s.endpoint).inspect(USER)

    assert found is not None
    assert found.grants == (Grant(PolicyId("7")),)
    assert {"TargetUin": 102, "AttachType": 1, "Page": 1, "Rp": 200} in s.sent


def test_a_boundary_is_told_apart_and_a_policy_that_is_both_comes_twice() -> None:
    attached: dict[str, Any] = {"TotalNum": 2, "List": [{"PolicyId": 7}, {"PolicyId": 7}]}

    found = held(ROLE, ListAttachedRolePolicies=attached, GetRolePermissionBoundary={"PolicyId": 7})

    assert found.grants == (Grant(PolicyId("7")), Grant(PolicyId("7"), GrantKind.BOUNDARY))
    assert (found.keys, found.groups) == ((), ())


def test_a_role_of_a_service_is_not_asked_for_a_boundary_which_it_can_not_have() -> None:
    with Saying(NOTHING) as server:
        told_by(server.endpoint).inspect(SERVICE)

    assert server.asked == ["ListAttachedRolePolicies"]


def test_a_boundary_that_can_not_be_seen_leaves_the_policies() -> None:
    attached: dict[str, Any] = {"TotalNum": 1, "PolicyList": [{"PolicyId": 7}]}
    no = error("UnauthorizedOperation")

    found = held(USER, ListAttachedUserAllPolicies=attached, GetUserPermissionBoundary=no)

    assert found.grants == (Grant(PolicyId("7")),)


def test_policies_that_can_not_be_seen_are_none_though_the_boundary_is_seen() -> None:
    no = error("UnauthorizedOperation")

    found = held(USER, ListAttachedUserAllPolicies=no, GetUserPermissionBoundary={"PolicyId": 7})

    assert found.grants is None


@pytest.mark.parametrize(
    "action", ["ListAccessKeys", "DescribeSafeAuthFlagColl", "GetUserPermissionBoundary"]
)
def test_a_user_who_goes_while_they_are_looked_at_is_none(action: str) -> None:
    with Saying({**NOTHING, action: error("ResourceNotFound.UserNotExist")}) as server:
        assert told_by(server.endpoint).inspect(USER) is None


def test_groups_are_asked_for_once_for_all_users() -> None:
    members: dict[str, Any] = {"TotalNum": 2, "UserInfo": [{"Uin": 102}, {"Uin": "103"}]}
    groups: dict[str, Any] = {"TotalNum": 2, "GroupInfo": [{"GroupId": 9}, {"GroupId": 10}]}
    with Saying({**NOTHING, "ListGroups": groups, "ListUsersForGroup": members}) as server:
        inventory = told_by(server.endpoint)
        found = [
            inventory.inspect(Principal(id=PrincipalId(str(uin)), type=PrincipalType.USER, name="x"))
            for uin in (102, 103, 104)
        ]

    assert [one.groups for one in found if one] == [("10", "9"), ("10", "9"), ()]
    assert (server.asked.count("ListGroups"), server.asked.count("ListUsersForGroup")) == (1, 2)
    assert inventory.tally.saved == 3
