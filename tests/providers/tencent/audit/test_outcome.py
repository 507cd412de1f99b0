"""How a call ended: which codes mean what."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.providers.tencent.audit.records import read, record

from akwarden.model.event import ErrorClass
from akwarden.providers.tencent.audit.outcome import Outcome, outcome_of

TENCENT = Path(__file__).parents[3] / "samples" / "tencent"


@pytest.mark.parametrize("code", [0, "0", "", None])
@pytest.mark.parametrize("error", [0, "0", "", None])
def test_spellings_of_success(code: Any, error: Any) -> None:
    event = read(record(errorCode=code, apiErrorCode=error))

    assert (event.error_class, event.error_code) == (ErrorClass.NONE, None)


def test_refusal_comes_before_the_error_of_the_service() -> None:
    event = read(record(errorCode="UnauthorizedOperation.CAM", apiErrorCode="InternalError"))

    assert (event.error_class, event.error_code) == (ErrorClass.DENIED, "UnauthorizedOperation.CAM")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AuthFailure.SignatureFailure", ErrorClass.SIGNATURE),
        ("AuthFailure.SecretIdNotFound", ErrorClass.SIGNATURE),
        ("AuthFailure.TokenFailure", ErrorClass.SIGNATURE),
        ("AuthFailure", ErrorClass.SIGNATURE),
        ("AuthFailure.UnauthorizedOperation", ErrorClass.DENIED),
        ("AuthFailure.MFAFailure", ErrorClass.DENIED),
        ("UnauthorizedOperation", ErrorClass.DENIED),
        ("UnauthorizedOperation.CAM", ErrorClass.DENIED),
        ("FailedOperation.PermissionDenied", ErrorClass.DENIED),
        ("IpNotInWhitelist", ErrorClass.DENIED),
        ("RequestLimitExceeded.UinLimitExceeded", ErrorClass.THROTTLED),
        ("FailedOperation.ReadQpsLimit", ErrorClass.THROTTLED),
        ("InternalError", ErrorClass.SERVER),
        ("InternalError.DbError", ErrorClass.SERVER),
        ("ResourceNotFound.UserNotExist", ErrorClass.REQUEST),
        ("OperationDenied.AccessKeyOverLimit", ErrorClass.REQUEST),
        ("LimitExceeded", ErrorClass.REQUEST),
        ("InvalidParameterValue.PermissionLevel", ErrorClass.REQUEST),
        ("Something.New", ErrorClass.REQUEST),
        (4100, ErrorClass.SIGNATURE),
        ("4104", ErrorClass.SIGNATURE),
        (4102, ErrorClass.DENIED),
        (4400, ErrorClass.THROTTLED),
        (6000, ErrorClass.SERVER),
        (5000, ErrorClass.REQUEST),
    ],
)
def test_codes_of_services(code: str | int, expected: ErrorClass) -> None:
    assert outcome_of("0", code) == Outcome(expected, str(code))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AuthFailure.SignatureExpire", ErrorClass.SIGNATURE),
        (4101, ErrorClass.DENIED),
        ("4999", ErrorClass.DENIED),
        ("Something.New", ErrorClass.DENIED),
        ("RequestLimitExceeded", ErrorClass.THROTTLED),
    ],
)
def test_codes_of_the_check_before_services(code: str | int, expected: ErrorClass) -> None:
    assert outcome_of(code, "") == Outcome(expected, str(code))


def test_every_code_of_the_sdks_has_a_class() -> None:
    codes = json.loads((TENCENT / "service-error-codes.json").read_text(encoding="utf-8"))
    named = {code for names in codes["services"].values() for code in names}

    classes = {code: outcome_of("", code).error_class for code in named}

    assert len(named) > 1_000
    assert {code for code, found in classes.items() if found is ErrorClass.SIGNATURE} == {
        code
        for code in named
        if code.startswith("AuthFailure")
        and code not in {"AuthFailure.UnauthorizedOperation", "AuthFailure.CamRoleNameAuthenticateFailed"}
    }
