"""A role is taken: by whom, for how long, and what its temporary key may do."""

import time
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.roles_to_take import (
    document,
    encoded,
    other_account,
    role_with,
    root_of,
    trust,
    user_with,
    with_session,
)

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
READ = ("cam:ListUsers", "cam:GetUser")


def root_principal(emulator: Emulator) -> str:
    return f"qcs::cam::uin/{account_of(emulator).uin}:root"


@pytest.fixture(scope="module")
def reader(emulator: Emulator) -> str:
    """Give a role that may read users; the account's own root and users may take it."""
    return role_with(emulator, account_of(emulator), "reader", trust(root_principal(emulator)), READ)


def take(on: Any, role: str, **more: Any) -> dict[str, Any]:
    return ask(on, "AssumeRole", RoleArn=role, RoleSessionName="test", **more)


def refusal(on: Any, role: str, **more: Any) -> str:
    return code_of(on, "AssumeRole", **{"RoleArn": role, "RoleSessionName": "test", **more})


def test_the_key_of_a_role_may_do_what_the_role_may(emulator: Emulator, reader: str) -> None:
    cam = with_session("cam", emulator, take(client("sts", emulator), reader))
    assert isinstance(ask(cam, "ListUsers")["Data"], list)
    assert code_of(cam, "ListPolicies") == "AuthFailure.UnauthorizedOperation"


def test_a_key_lives_for_two_hours_where_nothing_else_is_said(emulator: Emulator, reader: str) -> None:
    answer = take(client("sts", emulator), reader)
    now = emulator.cloud.clock.now()
    assert 7190 < answer["ExpiredTime"] - now <= 7200
    assert answer["Expiration"] == time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(answer["ExpiredTime"]))


def test_the_parts_of_a_key_are_as_long_as_the_cloud_may_make_them(emulator: Emulator, reader: str) -> None:
    key = take(client("sts", emulator), reader)["Credentials"]
    assert key["TmpSecretId"].startswith("AKID")
    assert 36 < len(key["TmpSecretId"]) <= 1024
    assert 0 < len(key["Token"]) <= 4096


@pytest.mark.usefixtures("reader")
def test_a_role_is_taken_by_its_number_too(emulator: Emulator) -> None:
    account = account_of(emulator)
    number = next(role.id for role in account.roles.values() if role.name == "reader")
    answer = take(client("sts", emulator), f"qcs::cam::uin/{account.uin}:role/{number}")
    assert "Data" in ask(with_session("cam", emulator, answer), "ListUsers")


def test_a_role_of_a_service_is_written_in_its_own_way_too(emulator: Emulator, reader: str) -> None:
    account = account_of(emulator)
    number = next(role.id for role in account.roles.values() if role.name == "reader")
    for name in (
        f"tencentcloudServiceRoleName/{reader.rpartition('/')[2]}",
        f"tencentcloudServiceRole/{number}",
    ):
        assert "Credentials" in take(client("sts", emulator), f"qcs::cam::uin/{account.uin}:role/{name}")


def test_a_key_ends_when_its_time_is_over(emulator: Emulator, reader: str) -> None:
    cam = with_session("cam", emulator, take(client("sts", emulator), reader, DurationSeconds=100))
    emulator.cloud.clock.advance(99)
    try:
        assert "Data" in ask(cam, "ListUsers")
        emulator.cloud.clock.advance(1)
        assert code_of(cam, "ListUsers") == "AuthFailure.TokenFailure"
    finally:
        emulator.cloud.clock.offset = 0


def test_a_wrong_token_is_refused(emulator: Emulator, reader: str) -> None:
    key = take(client("sts", emulator), reader)["Credentials"]
    for token in ("wrong", None):
        cam = client("cam", emulator, key["TmpSecretId"], key["TmpSecretKey"], token)
        assert code_of(cam, "ListUsers") == "AuthFailure.TokenFailure"


def test_a_wrong_secret_is_refused(emulator: Emulator, reader: str) -> None:
    key = take(client("sts", emulator), reader)["Credentials"]
    cam = client("cam", emulator, key["TmpSecretId"], "x" * 32, key["Token"])
    assert code_of(cam, "ListUsers") == "AuthFailure.SignatureFailure"


def test_the_key_ends_with_its_role(emulator: Emulator) -> None:
    account = account_of(emulator)
    role = role_with(emulator, account, "short-lived", trust(root_principal(emulator)), READ)
    cam = with_session("cam", emulator, take(client("sts", emulator), role))
    ask(client("cam", emulator), "DeleteRole", RoleName="short-lived")
    assert code_of(cam, "ListUsers") == "AuthFailure.TokenFailure"


def test_a_policy_narrows_the_session(emulator: Emulator, reader: str) -> None:
    answer = take(client("sts", emulator), reader, Policy=encoded("cam:GetUser"))
    assert code_of(with_session("cam", emulator, answer), "ListUsers") == "AuthFailure.UnauthorizedOperation"


def test_a_policy_does_not_widen_the_session(emulator: Emulator, reader: str) -> None:
    cam = with_session("cam", emulator, take(client("sts", emulator), reader, Policy=encoded("cam:*")))
    assert "Data" in ask(cam, "ListUsers")
    assert code_of(cam, "ListPolicies") == "AuthFailure.UnauthorizedOperation"


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ("{", "InvalidParameter.StrategyFormatError"),
        (document("cam:ListUsers", resource="qcs:cam"), "InvalidParameter.ResouceError"),
        (trust("qcs::cam::uin/1:root"), "InvalidParameter.StrategyInvalid"),
        (document(*[f"cam:Get{number:04}" for number in range(600)]), "InvalidParameter.PolicyTooLong"),
    ],
)
def test_a_wrong_policy_is_refused(emulator: Emulator, reader: str, policy: str, code: str) -> None:
    assert refusal(client("sts", emulator), reader, Policy=policy) == code


@pytest.mark.parametrize("seconds", [7201, 43_201])
def test_a_key_lives_no_longer_than_its_role_lets_it(emulator: Emulator, reader: str, seconds: int) -> None:
    code = refusal(client("sts", emulator), reader, DurationSeconds=seconds)
    assert code == "InvalidParameter.OverTimeError"


def test_a_role_may_let_its_keys_live_for_half_a_day(emulator: Emulator) -> None:
    trusted = trust(root_principal(emulator))
    role = role_with(emulator, account_of(emulator), "patient", trusted, SessionDuration=43_200)
    answer = take(client("sts", emulator), role, DurationSeconds=43_200)
    assert answer["ExpiredTime"] > emulator.cloud.clock.now() + 43_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"RoleSessionName": "x"},
        {"RoleSessionName": "two words"},
        {"RoleSessionName": "n" * 129},
        {"RoleArn": "reader"},
        {"RoleArn": "qcs::cam::uin/1:uin/2"},
        {"DurationSeconds": 0},
        {"ExternalId": "x"},
        {"SourceIdentity": "alice"},
        {"Tags": [{"Key": "team", "Value": "a"}, {"Key": "team", "Value": "b"}]},
        {"Tags": [{"Key": str(number), "Value": ""} for number in range(51)]},
        {"Tags": [{"Key": "k" * 129, "Value": ""}]},
    ],
)
def test_wrong_parameters_are_refused(emulator: Emulator, reader: str, wrong: dict[str, Any]) -> None:
    assert refusal(client("sts", emulator), reader, **wrong) == "InvalidParameter.ParamError"


def test_a_role_that_is_not_there_is_refused(emulator: Emulator) -> None:
    uin = account_of(emulator).uin
    for role in (f"qcs::cam::uin/{uin}:roleName/nobody", "qcs::cam::uin/1:role/1"):
        assert refusal(client("sts", emulator), role) == "ResourceNotFound.RoleNotFound"


def test_a_missing_name_is_refused(emulator: Emulator, reader: str) -> None:
    assert code_of(client("sts", emulator), "AssumeRole", RoleArn=reader) == "MissingParameter"


def test_a_user_without_policies_takes_no_role(emulator: Emulator, reader: str) -> None:
    sts = user_with("sts", emulator, account_of(emulator), "nobody")
    assert refusal(sts, reader) == "AuthFailure.UnauthorizedOperation"


def test_a_user_takes_the_one_role_that_a_policy_names(emulator: Emulator, reader: str) -> None:
    account = account_of(emulator)
    policy = document("name/sts:AssumeRole", resource=reader)
    sts = user_with("sts", emulator, account, "taker", [policy])
    assert "Credentials" in take(sts, reader)
    number = next(role.id for role in account.roles.values() if role.name == "reader")
    assert "Credentials" in take(sts, f"qcs::cam::uin/{account.uin}:role/{number}")
    other = role_with(emulator, account, "not-named", trust(root_principal(emulator)))
    assert refusal(sts, other) == "AuthFailure.UnauthorizedOperation"


def test_a_denial_of_a_role_holds_for_its_number_too(emulator: Emulator, reader: str) -> None:
    account = account_of(emulator)
    policies = [document("sts:*"), document("sts:AssumeRole", effect="deny", resource=reader)]
    sts = user_with("sts", emulator, account, "denied", policies)
    number = next(role.id for role in account.roles.values() if role.name == "reader")
    code = refusal(sts, f"qcs::cam::uin/{account.uin}:role/{number}")
    assert code == "AuthFailure.UnauthorizedOperation"


def test_the_trust_policy_of_a_role_decides_who_takes_it(emulator: Emulator) -> None:
    account = account_of(emulator)
    friend = user_with("sts", emulator, account, "friend", [document("sts:*")])
    stranger = user_with("sts", emulator, account, "stranger", [document("sts:*")])
    user = account.user_named("friend")
    assert user is not None
    trusted = trust(f"qcs::cam::uin/{account.uin}:uin/{user.uin}")
    role = role_with(emulator, account, "of-a-friend", trusted)
    assert "Credentials" in take(friend, role)
    assert refusal(stranger, role) == "UnauthorizedOperation"
    assert refusal(client("sts", emulator), role) == "UnauthorizedOperation"


def test_a_root_written_as_a_user_is_the_root_alone(emulator: Emulator) -> None:
    account = account_of(emulator)
    role = role_with(emulator, account, "of-root", trust(f"qcs::cam::uin/{account.uin}:uin/{account.uin}"))
    assert "Credentials" in take(client("sts", emulator), role)
    user = user_with("sts", emulator, account, "no-root", [document("sts:*")])
    assert refusal(user, role) == "UnauthorizedOperation"


def test_a_role_of_a_service_is_nobody_else_s(emulator: Emulator) -> None:
    trusted = trust("cvm.qcloud.com", kind="service")
    role = role_with(emulator, account_of(emulator), "of-cvm", trusted)
    assert refusal(client("sts", emulator), role) == "UnauthorizedOperation"


def test_a_role_of_another_account_is_taken_by_whom_it_trusts(emulator: Emulator) -> None:
    account, other = account_of(emulator), other_account(emulator, "customer")
    role = role_with(emulator, other, "audit", trust(root_principal(emulator)), READ)
    answer = take(user_with("sts", emulator, account, "auditor", [document("sts:AssumeRole")]), role)
    ask(root_of("cam", emulator, other), "AddUser", Name="theirs")
    names = [user["Name"] for user in ask(with_session("cam", emulator, answer), "ListUsers")["Data"]]
    assert names == ["theirs"]
    assert refusal(root_of("sts", emulator, other), role) == "UnauthorizedOperation"


def test_the_external_id_must_be_the_one_of_the_condition(emulator: Emulator) -> None:
    condition = {"string_equal": {"sts:external_id": "of-vendor"}}
    trusted = trust(root_principal(emulator), condition=condition)
    role = role_with(emulator, account_of(emulator), "with-external-id", trusted)
    sts = client("sts", emulator)
    assert "Credentials" in take(sts, role, ExternalId="of-vendor")
    assert refusal(sts, role) == "UnauthorizedOperation"
    assert refusal(sts, role, ExternalId="of-another") == "UnauthorizedOperation"


def test_tags_of_the_session_are_what_conditions_ask_for(emulator: Emulator) -> None:
    condition = {"for_any_value:string_equal": {"qcs:request_tag": "team&blue"}}
    trusted = trust(root_principal(emulator), condition=condition)
    role = role_with(emulator, account_of(emulator), "for-blue", trusted)
    sts = client("sts", emulator)
    assert "Credentials" in take(sts, role, Tags=[{"Key": "team", "Value": "blue"}])
    assert refusal(sts, role, Tags=[{"Key": "team", "Value": "red"}]) == "UnauthorizedOperation"


def test_a_role_takes_another_role(emulator: Emulator) -> None:
    account = account_of(emulator)
    first = role_with(emulator, account, "first", trust(root_principal(emulator)), ["sts:AssumeRole"])
    number = next(role.id for role in account.roles.values() if role.name == "first")
    second = role_with(emulator, account, "second", trust(f"qcs::cam::uin/{account.uin}:role/{number}"), READ)
    sts = with_session("sts", emulator, take(client("sts", emulator), first))
    assert "Data" in ask(with_session("cam", emulator, take(sts, second)), "ListUsers")


def test_the_source_identity_is_kept_with_the_session(emulator: Emulator, reader: str) -> None:
    key = take(client("sts", emulator), reader, SourceIdentity="100000000009")["Credentials"]
    assert emulator.cloud.sessions[key["TmpSecretId"]].source_identity == "100000000009"


def test_keys_that_expired_a_day_ago_are_forgotten(emulator: Emulator, reader: str) -> None:
    sts = client("sts", emulator)
    old = take(sts, reader)["Credentials"]["TmpSecretId"]
    for session in emulator.cloud.sessions.values():
        session.expires -= 200_000
    take(sts, reader)
    assert old not in emulator.cloud.sessions
    assert len(emulator.cloud.sessions) == 1
