from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import allow, made_policy, made_user, user_with_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cam.state import CamState

__all__ = ["emulator"]


def flags(answer: dict[str, Any], name: str) -> set[str]:
    """Give the kinds that are switched on."""
    return {kind for kind, flag in answer[name].items() if flag}


def test_flags_that_are_set_are_told(emulator: Emulator) -> None:
    cam, uin = client("cam", emulator), made_user(client("cam", emulator), "set", PhoneNum="13800000000")
    assert flags(ask(cam, "DescribeSafeAuthFlagColl", SubUin=uin), "LoginFlag") == set()

    ask(cam, "SetMfaFlag", OpUin=uin, LoginFlag={"Phone": 1, "Stoken": 1}, ActionFlag={"Stoken": 1})
    ask(cam, "SetMfaFlag", OpUin=uin, LoginFlag={"Phone": 0})

    answer = ask(cam, "DescribeSafeAuthFlagColl", SubUin=uin)
    assert (flags(answer, "LoginFlag"), flags(answer, "ActionFlag")) == ({"Stoken"}, {"Stoken"})
    assert account_of(emulator).users[uin].mfa_login


def test_last_flag_gone_leaves_a_user_without_protection(emulator: Emulator) -> None:
    cam, uin = client("cam", emulator), made_user(client("cam", emulator), "unset")
    account_of(emulator).users[uin].mfa_login = True
    assert flags(ask(cam, "DescribeSafeAuthFlagColl", SubUin=uin), "LoginFlag") == {"Stoken"}

    ask(cam, "SetMfaFlag", OpUin=uin, LoginFlag={"Stoken": 0})

    assert flags(ask(cam, "DescribeSafeAuthFlagColl", SubUin=uin), "LoginFlag") == set()
    assert not account_of(emulator).users[uin].mfa_login


def test_user_sees_their_own_flags(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "seeing")
    number = made_policy(cam, "seeing", allow("cam:DescribeSafe*", "cam:SetMfaFlag"))
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)

    ask(own, "SetMfaFlag", ActionFlag={"Stoken": 1})

    for action in ("DescribeSafeAuthFlag", "DescribeSafeAuthFlagIntl"):
        assert flags(ask(own, action), "ActionFlag") == {"Stoken"}
        assert flags(ask(cam, action), "ActionFlag") == set()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"LoginFlag": {"Phone": 1}}, "FailedOperation.UserNotBindPhone"),
        ({"ActionFlag": {"Wechat": 1}}, "FailedOperation.UserNotBindWechat"),
        ({"LoginFlag": {"Stoken": 2}}, "InvalidParameter.ParamError"),
        ({"OpUin": 7, "LoginFlag": {"Stoken": 1}}, "ResourceNotFound.UserNotExist"),
    ],
)
def test_flags_that_can_not_be_are_refused(asked: dict[str, Any], code: str, emulator: Emulator) -> None:
    cam = client("cam", emulator)
    users = account_of(emulator)
    uin = user.uin if (user := users.user_named("unbound")) else made_user(cam, "unbound")

    assert code_of(cam, "SetMfaFlag", **{"OpUin": uin, **asked}) == code


def test_bound_wechat_can_be_asked_for(emulator: Emulator) -> None:
    cam, uin = client("cam", emulator), made_user(client("cam", emulator), "bound")
    account_of(emulator).users[uin].more["wechat"] = True

    ask(cam, "SetMfaFlag", OpUin=uin, LoginFlag={"Wechat": 1})

    assert flags(ask(cam, "DescribeSafeAuthFlagColl", SubUin=uin), "LoginFlag") == {"Wechat"}


def test_unknown_sub_account_has_no_flags(emulator: Emulator) -> None:
    code = code_of(client("cam", emulator), "DescribeSafeAuthFlagColl", SubUin=7)

    assert code == "ResourceNotFound.UserNotExist"


def test_mfa_token_is_taken_once(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    account_of(emulator).state(CamState).mfa_tokens.add("made-up")

    ask(cam, "ConsumeCustomMFAToken", MFAToken="made-up")

    assert code_of(cam, "ConsumeCustomMFAToken", MFAToken="made-up") == "InvalidParameter.MFATokenError"


def test_login_ranges_replace_those_before(emulator: Emulator) -> None:
    cam, state = client("cam", emulator), account_of(emulator).state(CamState)
    ask(cam, "CreateSubAccountLoginIpPolicy", IpPolicies=[{"IP": "10.0.0.0/8", "Effect": "Deny"}])
    rows = [{"IP": "203.0.113.0/24", "Effect": "Allow"}, {"IP": "2001:db8::/32", "Effect": "Deny"}]

    ask(cam, "CreateSubAccountLoginIpPolicy", IpPolicies=rows, DisablePolicy=1)

    assert state.login_policy.addresses == {"203.0.113.0/24": "Allow", "2001:db8::/32": "Deny"}
    assert state.login_policy.disabled


def test_check_of_unusual_places_is_switched(emulator: Emulator) -> None:
    cam = client("cam", emulator)

    ask(cam, "CreateSubAccountLoginIpPolicy", PolicyType=2)

    assert ask(cam, "DescribeSafeAuthFlag")["OffsiteFlag"]["VerifyFlag"] == 1
    ask(cam, "CreateSubAccountLoginIpPolicy", PolicyType=2, DisablePolicy=1)
    assert ask(cam, "DescribeSafeAuthFlag")["OffsiteFlag"]["VerifyFlag"] == 0


def test_approvers_are_accounts_that_there_are(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    asked = {"ApproverType": "SubAccountLoginLimitApproval", "ApproverUin": [account.uin]}

    ask(cam, "CreateSubAccountLoginIpPolicy", **asked)

    assert account.state(CamState).login_policy.approvers == [account.uin]
    unknown = code_of(cam, "CreateSubAccountLoginIpPolicy", **{**asked, "ApproverUin": [7]})
    assert unknown == "InvalidParameter.UserNotExist"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"IpPolicies": [{"IP": "10.0.0.0/40", "Effect": "Allow"}]}, "IPIllegal"),
        ({"IpPolicies": [{"IP": "everywhere", "Effect": "Allow"}]}, "IPIllegal"),
        ({"IpPolicies": [{"IP": "10.0.0.1", "Effect": "Maybe"}]}, "ParamError"),
        (
            {"IpPolicies": [{"IP": ip, "Effect": "Allow"} for ip in ("10.0.0.1", "10.0.0.0/8")]},
            "IPRangeOverlapping",
        ),
        ({"ApproverType": "Anybody"}, "AssitApproverTypeError"),
        ({"ApproverUin": [1]}, "AssitApproverTypeError"),
        ({"PolicyType": 3}, "ParamError"),
        ({"DisablePolicy": 2}, "ParamError"),
    ],
)
def test_login_policy_that_can_not_be_is_refused(
    asked: dict[str, Any], code: str, emulator: Emulator
) -> None:
    found = code_of(client("cam", emulator), "CreateSubAccountLoginIpPolicy", **asked)

    assert found == f"InvalidParameter.{code}"
