"""Temporary keys that stand for who asked for them."""

from typing import Any

import pytest
from pyotp import TOTP
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
from akwarden.emulator.tencent.services.sts.state import SoftTokens
from akwarden.emulator.tencent.state import Site

__all__ = ["emulator"]
ALL = document("*")
SEED = "AKWARDEN" * 4
OTHER_SEED = "EMULATOR" * 4
REFUSED = "AuthFailure.UnauthorizedOperation"


@pytest.fixture(scope="module")
def alice(emulator: Emulator) -> Any:
    """Give the client of a user who may do everything."""
    return user_with("sts", emulator, account_of(emulator), "alice", [ALL])


def federate(on: Any, *actions: str, **more: Any) -> dict[str, Any]:
    return ask(on, "GetFederationToken", Name="partner", Policy=encoded(*actions), **more)


def serial(emulator: Emulator, kind: str = "softToken") -> str:
    return f"qcs::cam:uin/{account_of(emulator).uin}::mfa/{kind}"


def code_now(emulator: Emulator, seed: str = SEED) -> str:
    return TOTP(seed).at(int(emulator.cloud.clock.now()))


def bind(emulator: Emulator, name: str | None = None) -> None:
    """Bind a soft token to a user of the account, or to its root."""
    account = account_of(emulator)
    user = account.user_named(name) if name else None
    account.state(SoftTokens).seeds[user.uin if user else account.uin] = SEED


def test_a_federated_key_may_do_what_the_policy_names(emulator: Emulator, alice: Any) -> None:
    cam = with_session("cam", emulator, federate(alice, "cam:ListUsers"))
    assert "Data" in ask(cam, "ListUsers")
    assert code_of(cam, "ListPolicies") == REFUSED


def test_a_federated_key_may_do_no_more_than_its_user(emulator: Emulator) -> None:
    user = user_with("sts", emulator, account_of(emulator), "small", [document("sts:*", "cam:GetUser")])
    cam = with_session("cam", emulator, federate(user, "*"))
    assert code_of(cam, "ListUsers") == REFUSED


def test_a_federated_key_of_the_root_is_narrowed_too(emulator: Emulator) -> None:
    cam = with_session("cam", emulator, federate(client("sts", emulator), "cam:ListUsers"))
    assert "Data" in ask(cam, "ListUsers")
    assert code_of(cam, "ListPolicies") == REFUSED


def test_a_federated_key_takes_a_role(emulator: Emulator, alice: Any) -> None:
    account = account_of(emulator)
    trusted = trust(f"qcs::cam::uin/{account.uin}:root")
    role = role_with(emulator, account, "for-federated", trusted, ["cam:ListUsers"])
    sts = with_session("sts", emulator, federate(alice, "sts:AssumeRole"))
    answer = ask(sts, "AssumeRole", RoleArn=role, RoleSessionName="test")
    assert "Data" in ask(with_session("cam", emulator, answer), "ListUsers")


def test_a_federated_key_lives_for_half_an_hour_where_nothing_else_is_said(
    emulator: Emulator, alice: Any
) -> None:
    answer = federate(alice, "*")
    assert 1790 < answer["ExpiredTime"] - emulator.cloud.clock.now() <= 1800


def test_users_may_have_it_longer_than_the_root(emulator: Emulator, alice: Any) -> None:
    root = client("sts", emulator)
    for on, most in ((alice, 129_600), (root, 7_200)):
        assert "Credentials" in federate(on, "*", DurationSeconds=most)
        wrong = {"Name": "partner", "Policy": encoded("*"), "DurationSeconds": most + 1}
        assert code_of(on, "GetFederationToken", **wrong) == "InvalidParameter.OverTimeError"


def test_the_key_ends_when_its_time_is_over(emulator: Emulator, alice: Any) -> None:
    answer = federate(alice, "*", DurationSeconds=100)
    cam = with_session("cam", emulator, answer)
    assert "Data" in ask(cam, "ListUsers")
    emulator.cloud.sessions[answer["Credentials"]["TmpSecretId"]].expires -= 100
    assert code_of(cam, "ListUsers") == "AuthFailure.TokenFailure"


def test_the_key_ends_with_its_user(emulator: Emulator) -> None:
    user = user_with("sts", emulator, account_of(emulator), "leaver", [ALL])
    cam = with_session("cam", emulator, federate(user, "*"))
    ask(client("cam", emulator), "DeleteUser", Name="leaver", Force=1)
    assert code_of(cam, "ListUsers") == "AuthFailure.TokenFailure"


def test_a_temporary_key_makes_no_federated_one(emulator: Emulator, alice: Any) -> None:
    sts = with_session("sts", emulator, federate(alice, "*"))
    code = code_of(sts, "GetFederationToken", Name="partner", Policy=encoded("*"))
    assert code == "FailedOperation.TempKeyNotAllowed"


def test_a_user_without_policies_makes_no_federated_key(emulator: Emulator) -> None:
    user = user_with("sts", emulator, account_of(emulator), "poor")
    assert code_of(user, "GetFederationToken", Name="partner", Policy=encoded("*")) == REFUSED


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Name": "two words"}, "InvalidParameter.ParamError"),
        ({"Name": ""}, "InvalidParameter.ParamError"),
        ({"Policy": ""}, "InvalidParameter.StrategyFormatError"),
        ({"Policy": "not a policy"}, "InvalidParameter.StrategyFormatError"),
        ({"DurationSeconds": 0}, "InvalidParameter.ParamError"),
        ({"Policy": None}, "MissingParameter"),
    ],
)
def test_wrong_parameters_are_refused(alice: Any, wrong: dict[str, Any], code: str) -> None:
    given = {"Name": "partner", "Policy": encoded("*"), **wrong}
    given = {name: value for name, value in given.items() if value is not None}
    assert code_of(alice, "GetFederationToken", **given) == code


def test_a_code_of_the_device_wins_a_key_of_the_user(emulator: Emulator) -> None:
    user = user_with("sts", emulator, account_of(emulator), "careful", [document("sts:*", "cam:ListUsers")])
    bind(emulator, "careful")
    answer = ask(user, "GetSessionToken", SerialNumber=serial(emulator), TokenCode=code_now(emulator))
    cam = with_session("cam", emulator, answer)
    assert "Data" in ask(cam, "ListUsers")
    assert code_of(cam, "ListPolicies") == REFUSED


def test_the_root_wins_a_key_for_two_hours_at_most(emulator: Emulator) -> None:
    bind(emulator)
    root = client("sts", emulator)
    given = {"SerialNumber": serial(emulator), "TokenCode": code_now(emulator)}
    answer = ask(root, "GetSessionToken", **given, DurationSeconds=7200)
    assert "PolicyId" not in ask(with_session("cam", emulator, answer), "ListPolicies")
    code = code_of(root, "GetSessionToken", **given, DurationSeconds=7201)
    assert code == "InvalidParameter.OverTimeError"


def test_a_wrong_code_is_refused(emulator: Emulator) -> None:
    bind(emulator)
    code = code_now(emulator, OTHER_SEED)
    given = {"SerialNumber": serial(emulator), "TokenCode": code}
    assert code_of(client("sts", emulator), "GetSessionToken", **given) == "FailedOperation.CheckMFAError"


def test_a_user_without_a_device_is_refused(emulator: Emulator, alice: Any) -> None:
    given = {"SerialNumber": serial(emulator), "TokenCode": code_now(emulator)}
    assert code_of(alice, "GetSessionToken", **given) == "FailedOperation.CheckMFAError"


def test_a_device_that_is_none_is_refused(emulator: Emulator, alice: Any) -> None:
    hard = {"SerialNumber": serial(emulator, "hardToken"), "TokenCode": "123456"}
    assert code_of(alice, "GetSessionToken", **hard) == "FailedOperation.MFATypeNotSupported"
    foreign = {"SerialNumber": "qcs::cam:uin/1::mfa/softToken", "TokenCode": "123456"}
    assert code_of(alice, "GetSessionToken", **foreign) == "InvalidParameter.ParamError"


def test_a_temporary_key_wins_no_further_one(emulator: Emulator, alice: Any) -> None:
    sts = with_session("sts", emulator, federate(alice, "*"))
    given = {"SerialNumber": serial(emulator), "TokenCode": code_now(emulator)}
    assert code_of(sts, "GetSessionToken", **given) == "FailedOperation.TempKeyNotAllowed"


def test_a_role_may_ask_for_a_code(emulator: Emulator) -> None:
    account = account_of(emulator)
    condition = {"bool_equal": {"qcs:mfa": "true"}}
    trusted = trust(f"qcs::cam::uin/{account.uin}:root", condition=condition)
    role = role_with(emulator, account, "with-code", trusted)
    bind(emulator)
    sts, given = client("sts", emulator), {"RoleArn": role, "RoleSessionName": "test"}
    assert code_of(sts, "AssumeRole", **given) == "UnauthorizedOperation"
    given |= {"SerialNumber": serial(emulator)}
    assert code_of(sts, "AssumeRole", **given, TokenCode="000") == "FailedOperation.CheckMFAError"
    assert "Credentials" in ask(sts, "AssumeRole", **given, TokenCode=code_now(emulator))


def test_the_international_site_has_no_session_tokens(emulator: Emulator) -> None:
    account = other_account(emulator, "abroad", Site.INTERNATIONAL)
    sts = root_of("sts", emulator, account)
    assert code_of(sts, "GetSessionToken", SerialNumber="x", TokenCode="1") == "InvalidAction"
    assert code_of(sts, "QueryApiKey") == "InvalidAction"
