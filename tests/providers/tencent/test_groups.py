from typing import Any

import pytest
from tests.providers.tencent.saying import Saying, error
from tests.providers.tencent.shop import told_by

from akwarden.errors import MissingRightError
from akwarden.model.policy import Grant, PolicyId
from akwarden.model.principal import Principal, PrincipalId, PrincipalType

GROUPS: dict[str, Any] = {
    "TotalNum": 2,
    "GroupInfo": [
        {"GroupId": 12, "GroupName": "研发", "CreateTime": "2025-01-31 08:00:00", "Remark": "developers"},
        {"GroupId": 11, "GroupName": "<b>", "CreateTime": "", "Remark": None},
    ],
}
POLICIES: dict[str, Any] = {"TotalNum": 1, "List": [{"PolicyId": 7}]}


def test_groups_come_with_their_policies() -> None:
    with Saying({"ListGroups": GROUPS, "ListAttachedGroupPolicies": POLICIES}) as server:
        found = [*told_by(server.endpoint).groups()]

    assert [(one.id, one.name, one.note) for one in found] == [
        ("11", "<b>", ""),
        ("12", "研发", "developers"),
    ]
    assert {one.grants for one in found} == {(Grant(PolicyId("7")),)}


def test_policies_that_can_not_be_seen_are_none() -> None:
    no = error("UnauthorizedOperation")
    with Saying({"ListGroups": GROUPS, "ListAttachedGroupPolicies": no}) as server:
        inventory = told_by(server.endpoint)
        found = [*inventory.groups()]

    assert [one.grants for one in found] == [None, None]
    assert [spot.right for spot in inventory.tally.blind_spots] == ["cam:ListAttachedGroupPolicies"]


def test_a_group_that_is_gone_by_now_is_passed_over() -> None:
    gone = error("ResourceNotFound.GroupNotExist")
    with Saying({"ListGroups": GROUPS, "ListAttachedGroupPolicies": gone}) as server:
        assert [*told_by(server.endpoint).groups()] == []


def test_groups_are_listed_once_for_all_that_asks_for_them() -> None:
    user = Principal(id=PrincipalId("102"), type=PrincipalType.USER, name="x")
    with Saying({"*": {}, "ListGroups": GROUPS}) as server:
        inventory = told_by(server.endpoint)
        inventory.inspect(user)
        list(inventory.groups())
        list(inventory.groups())

    assert server.asked.count("ListGroups") == 1


def test_groups_that_may_not_be_listed_are_asked_for_once() -> None:
    user = Principal(id=PrincipalId("102"), type=PrincipalType.USER, name="x")
    with Saying({"*": {}, "ListGroups": error("UnauthorizedOperation")}) as server:
        inventory = told_by(server.endpoint)
        held = inventory.inspect(user)
        with pytest.raises(MissingRightError):
            list(inventory.groups())

    assert held is not None
    assert held.groups is None
    assert server.asked.count("ListGroups") == 1


def test_who_is_in_a_group_that_is_gone_by_now_is_nobody() -> None:
    user = Principal(id=PrincipalId("102"), type=PrincipalType.USER, name="x")
    answers = {"*": {}, "ListGroups": GROUPS, "ListUsersForGroup": error("ResourceNotFound.GroupNotExist")}
    with Saying(answers) as server:
        held = told_by(server.endpoint).inspect(user)

    assert held is not None
    assert held.groups == ()
