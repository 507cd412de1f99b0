from datetime import UTC, datetime
from typing import Any

import pytest
from tests.providers.tencent.saying import WHO, Saying, error
from tests.providers.tencent.shop import opened, root_key, shop_cloud, told_by

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import CloudError, MissingRightError
from akwarden.model.account import AccountNumber
from akwarden.model.member import Member

ROW = {"MemberUin": 200, "Name": "branch", "NodeName": "东区", "CreateTime": "2025-01-31 08:00:00"}


def listed(answer: Any) -> list[Member]:
    """Give the members where a cloud says this."""
    with Saying({"GetCallerIdentity": WHO, "DescribeOrganizationMembers": answer}) as server:
        return [*told_by(server.endpoint).members()]


def test_a_member_comes_with_its_department() -> None:
    assert listed({"Total": 1, "Items": [ROW]}) == [
        Member(
            number=AccountNumber("200"),
            name="branch",
            department="东区",
            joined_at=datetime(2025, 1, 31, tzinfo=UTC),
        )
    ]


def test_the_manager_itself_is_left_out() -> None:
    assert [one.number for one in listed({"Total": 2, "Items": [{**ROW, "MemberUin": "100"}, ROW]})] == [
        "200"
    ]


def test_a_member_without_a_name_is_called_by_its_number() -> None:
    (one,) = listed({"Total": 1, "Items": [{"MemberUin": 200}]})

    assert (one.name, one.department, one.joined_at) == ("200", None, None)


@pytest.mark.parametrize(
    "code",
    [
        "ResourceNotFound.OrganizationNotExist",
        "InvalidParameter.OrganizationNotExist",
        "InvalidParameter.OrganizationMemberNotManager",
    ],
)
def test_an_account_that_manages_nothing_has_no_members(code: str) -> None:
    assert listed(error(code)) == []


def test_a_missing_right_is_not_the_same_as_no_members() -> None:
    with pytest.raises(MissingRightError):
        listed(error("UnauthorizedOperation"))
    with pytest.raises(CloudError):
        listed(error("FailedOperation"))


def test_the_members_of_an_emulated_organization_are_listed_by_their_manager_alone() -> None:
    with Emulator(load_scenario("acme", seed=1), rate_scale=0) as running:
        cloud = running.cloud
        head = [*opened(running, root_key(cloud, "acme")).members()]
        member = [*opened(running, root_key(cloud, "acme-shop")).members()]

    assert {one.name for one in head} >= {"acme-shop", "acme-pay", "acme-data", "acme-global"}
    assert member == []


def test_an_account_outside_of_an_organization_has_no_members(tmp_path: Any) -> None:
    text = "accounts: [{name: shop, root_keys: [{age: 1}]}]"
    with Emulator(shop_cloud(tmp_path, text), rate_scale=0) as running:
        assert [*opened(running, root_key(running.cloud)).members()] == []
