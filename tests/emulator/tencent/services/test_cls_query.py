"""Conditions of CLS, over one log: what finds it, what does not, and what is none."""

import pytest

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.cls.query import condition

LOG = {
    "eventName": "CreateAccessKey",
    "sourceIPAddress": "203.0.113.7",
    "eventTime": "1735689600",
    "errorMessage": "",
    "resourceName": "policy/7934",
    "userAgent": "SDK_PYTHON 3.1 (linux)",
    "userIdentity": '{"userName":"ann","secretId":"AKIDx","sessionContext":"{\\"mfa\\":1}"}',
}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "*",
        "   ",
        "CreateAccessKey",
        "createaccesskey",
        "Create*",
        "Create?ccess*",
        "eventName:CreateAccessKey",
        "eventName : Create*",
        'eventName:"CreateAccessKey"',
        "eventName:'CreateAccessKey'",
        "sourceIPAddress:203.0.113.7",
        "sourceIPAddress:203.0.*",
        "resourceName:policy/7934",
        "7934",
        '"SDK_PYTHON 3.1"',
        "userIdentity.userName:ann",
        "userIdentity.sessionContext.mfa:1",
        "AKIDx",
        "eventTime:>1735689599",
        "eventTime:>=1735689600 AND eventTime:<=1735689600",
        "eventTime:=1735689600",
        "eventTime:<1.8e9",
        "errorMessage:*",
        'errorMessage:""',
        "ann CreateAccessKey",
        "ann AND CreateAccessKey",
        "bob OR ann",
        "bob or ann and CreateAccessKey",
        "NOT bob",
        "NOT NOT ann",
        "ann NOT bob",
        "(bob OR ann) AND (CreateAccessKey)",
        "eventName:(DeleteUser OR CreateAccessKey)",
        "NOT eventName:(DeleteUser OR AddUser)",
        r"userAgent:\(linux\)",
    ],
)
def test_condition_finds_the_log(query: str) -> None:
    assert condition(query)(LOG)


@pytest.mark.parametrize(
    "query",
    [
        "Create",
        "AccessKey",
        "eventName:ann",
        "nowhere:ann",
        "nowhere:*",
        "nowhere.deeper:x",
        "userIdentity.nobody:ann",
        "userIdentity.userName.more:ann",
        "eventName.more:x",
        "eventTime:>1735689600",
        "eventName:>1",
        "nowhere:<1",
        'eventName:""',
        '"3.1 SDK_PYTHON"',
        "ann AND bob",
        "NOT ann",
        "ann NOT CreateAccessKey",
        "bob OR eve",
        "eventName:(AddUser OR DeleteUser)",
    ],
)
def test_condition_does_not_find_the_log(query: str) -> None:
    assert not condition(query)(LOG)


@pytest.mark.parametrize(
    "query",
    [
        "(",
        ")",
        "(ann",
        "ann)",
        "ann AND",
        "OR ann",
        "NOT",
        '"ann',
        "'ann",
        "eventName:",
        "eventName:)",
        ":ann",
        "*ann",
        "eventName:?x",
        "eventTime:>late",
        "eventTime:>",
        "eventName:(a:b)",
        "(" * 5000 + "a" + ")" * 5000,
    ],
)
def test_what_is_no_condition_is_refused(query: str) -> None:
    with pytest.raises(ApiError) as refused:
        condition(query)
    assert refused.value.code == "FailedOperation.SyntaxError"


def test_statistics_and_long_queries_are_refused() -> None:
    for query, code in (
        ("* | select count(*)", "OperationDenied.AnalysisSwitchClose"),
        ("a" * 13_000, "InvalidParameter"),
    ):
        with pytest.raises(ApiError) as refused:
            condition(query)
        assert refused.value.code == code
