from datetime import UTC, datetime
from typing import Any

import pytest
from tests.providers.tencent.saying import WHO, Said, Saying
from tests.providers.tencent.shop import told_by

from akwarden.model.principal import Principal, PrincipalType
from akwarden.providers.inventory import Tally

USER = {
    "Uin": 102,
    "Name": "li.wei",
    "Uid": 7,
    "Remark": "李伟",
    "ConsoleLogin": 1,
    "CreateTime": "2025-01-31 08:00:00",
}
LOGIN = {"Uin": 102, "UserType": 2, "LastLoginIp": "203.0.113.9", "LastLoginTime": "2025-02-01 08:00:00"}
ROLE = {
    "RoleId": "4611686018427397919",
    "RoleName": "Runner",
    "PolicyDocument": '{"version":"2.0","statement":[]}',
    "Description": "runs",
    "AddTime": "2025-01-31 08:00:00",
    "ConsoleLogin": 0,
    "RoleType": "user",
    "SessionDuration": 7200,
    "RoleArn": "qcs::cam::uin/100:roleName/Runner",
}


def listed(kind: PrincipalType, **said: Said) -> tuple[list[Principal], Tally, Saying]:
    """Give who is listed where a cloud says this."""
    with Saying({"GetCallerIdentity": WHO, **said}) as server:
        inventory = told_by(server.endpoint)
        return [*inventory.principals(kind)], inventory.tally, server


def test_a_user_comes_with_all_that_listing_tells() -> None:
    found, _, _ = listed(
        PrincipalType.USER, ListUsers={"Data": [USER]}, DescribeSubAccounts={"SubAccounts": [LOGIN]}
    )

    (one,) = found
    assert (one.id, one.name, one.note, one.arn) == ("102", "li.wei", "李伟", "qcs::cam::uin/100:uin/102")
    assert one.created_at == datetime(2025, 1, 31, tzinfo=UTC)
    assert (one.console_login, one.mfa) == (True, None)
    assert one.last_login_at == datetime(2025, 2, 1, tzinfo=UTC)
    assert one.last_login_ip == "203.0.113.9"


def test_numbers_that_come_as_texts_are_the_same_user() -> None:
    texts = {name: str(value) for name, value in USER.items()}
    logins: dict[str, Any] = {"SubAccounts": [{name: str(value) for name, value in LOGIN.items()}]}

    one, _, _ = listed(PrincipalType.USER, ListUsers={"Data": [USER]}, DescribeSubAccounts=logins)
    other, _, _ = listed(PrincipalType.USER, ListUsers={"Data": [texts]}, DescribeSubAccounts=logins)

    assert one == other


def test_a_user_who_never_signed_in_has_no_last_login() -> None:
    never = {**LOGIN, "LastLoginTime": None, "LastLoginIp": ""}

    found, _, _ = listed(
        PrincipalType.USER, ListUsers={"Data": [USER]}, DescribeSubAccounts={"SubAccounts": [never]}
    )

    assert (found[0].last_login_at, found[0].last_login_ip) == (None, None)


def test_logins_are_asked_for_fifty_users_a_call_and_come_in_order_of_the_ids() -> None:
    rows = [{**USER, "Uin": 1000 - number} for number in range(120)]

    found, _, server = listed(PrincipalType.USER, ListUsers={"Data": rows}, DescribeSubAccounts={})

    asked = [sent["FilterSubAccountUin"] for sent in server.sent if "FilterSubAccountUin" in sent]
    assert [len(uins) for uins in asked] == [50, 50, 20]
    assert [one.id for one in found] == sorted(str(1000 - number) for number in range(120))


@pytest.mark.parametrize("kind", [4, 5])
def test_who_is_no_user_is_left_out_of_the_users(kind: int) -> None:
    found, _, _ = listed(
        PrincipalType.USER,
        ListUsers={"Data": [USER, {**USER, "Uin": 0}, {**USER, "Uin": 100}]},
        DescribeSubAccounts={"SubAccounts": [{**LOGIN, "UserType": kind}]},
    )

    assert found == []


def test_a_collaborator_stays_one_whatever_type_is_told() -> None:
    found, _, _ = listed(
        PrincipalType.COLLABORATOR,
        ListCollaborators={"TotalNum": 1, "Data": [USER]},
        DescribeSubAccounts={"SubAccounts": [{**LOGIN, "UserType": 4}]},
    )

    assert [(one.type, one.id) for one in found] == [(PrincipalType.COLLABORATOR, "102")]
    assert found[0].last_login_ip == "203.0.113.9"


def test_a_role_comes_with_who_may_take_it_and_for_how_long() -> None:
    found, _, _ = listed(PrincipalType.ROLE, DescribeRoleList={"TotalNum": 1, "List": [ROLE]})

    (one,) = found
    assert (one.type, one.id, one.arn) == (PrincipalType.ROLE, ROLE["RoleId"], ROLE["RoleArn"])
    assert (one.trust, one.session_seconds, one.console_login) == (ROLE["PolicyDocument"], 7200, False)


@pytest.mark.parametrize("kind", ["service_linked", "system"])
def test_a_role_that_only_a_service_can_take_is_one_of_a_service(kind: str) -> None:
    rows = [{**ROLE, "RoleType": kind}, {**ROLE, "RoleId": "5", "RoleArn": None}]

    found, _, _ = listed(PrincipalType.ROLE, DescribeRoleList={"TotalNum": 2, "List": rows})
    of_services, _, _ = listed(PrincipalType.SERVICE, DescribeRoleList={"TotalNum": 2, "List": rows})

    assert {one.id: one.type for one in found} == {
        ROLE["RoleId"]: PrincipalType.SERVICE,
        "5": PrincipalType.ROLE,
    }
    assert {one.arn for one in found} == {"qcs::cam::uin/100:roleName/Runner"}
    assert [one.id for one in of_services] == [ROLE["RoleId"]]


@pytest.mark.parametrize("document", ["not JSON", "[]", '{"a": "' + "x" * 300_000 + '"}'])
def test_a_trust_policy_that_can_not_be_used_is_a_blind_spot(document: str) -> None:
    found, tally, _ = listed(
        PrincipalType.ROLE, DescribeRoleList={"TotalNum": 1, "List": [{**ROLE, "PolicyDocument": document}]}
    )

    assert found[0].trust is None
    assert [spot.unseen for spot in tally.blind_spots] == ["who may take the role Runner"]


def test_four_hundred_roles_come_on_two_pages() -> None:
    rows = [{**ROLE, "RoleId": str(number)} for number in range(1000, 1350)]

    def page(sent: dict[str, Any]) -> dict[str, Any]:
        start = (sent["Page"] - 1) * sent["Rp"]
        return {"TotalNum": len(rows), "List": rows[start : start + sent["Rp"]]}

    found, _, server = listed(PrincipalType.ROLE, DescribeRoleList=page)

    assert len(found) == 350
    assert server.asked.count("DescribeRoleList") == 2
