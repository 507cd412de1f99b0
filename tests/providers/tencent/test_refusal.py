from pathlib import Path

import pytest

from akwarden.errors import CloudError, CredentialError, MissingRightError
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.tencent.permissions import call_of
from akwarden.providers.tencent.refusal import (
    GoneError,
    NoActionError,
    NoRegionError,
    RefusedError,
    error_of,
    is_passing,
    words,
)

CALL = call_of("cam", "ListUsers")
KEY = Credential("AKID" + "A" * 32, Secret(b"B" * 32))
CODES = [
    line
    for line in (Path(__file__).parents[2] / "samples" / "tencent" / "error-codes.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line and not line.startswith("#")
]
MEANINGS = {
    "AuthFailure.SecretIdNotFound": CredentialError,
    "AuthFailure.InvalidSecretId": CredentialError,
    "AuthFailure.SignatureFailure": CredentialError,
    "AuthFailure.TokenFailure": CredentialError,
    "AuthFailure.SignatureExpire": CredentialError,
    "AuthFailure.UnauthorizedOperation": MissingRightError,
    "UnauthorizedOperation": MissingRightError,
    "UnauthorizedOperation.CAM": MissingRightError,
    "FailedOperation.PermissionDenied": MissingRightError,
    "InvalidAction": NoActionError,
    "ActionOffline": NoActionError,
    "UnsupportedRegion": NoRegionError,
    "UnsupportedOperation.Region": NoRegionError,
    "InvalidParameter.UserNotExist": GoneError,
    "ResourceNotFound.UserNotExist": GoneError,
    "InvalidParameter.RoleNotExist": GoneError,
    "ResourceNotFound.PolicyIdNotFound": GoneError,
    "ResourceNotFound.GroupNotExist": GoneError,
    "ResourceNotFound.Function": GoneError,
    "ResourceNotFound.Namespace": GoneError,
    "ResourceNotFound.OrganizationNotExist": RefusedError,
    "InvalidParameter.ParamError": RefusedError,
    "IpInBlacklist": RefusedError,
    "AuthFailure.MFAFailure": RefusedError,
}


@pytest.mark.parametrize("code", MEANINGS)
def test_a_code_means_what_its_document_says(code: str) -> None:
    assert type(error_of(CALL, code, "no", None)) is MEANINGS[code]


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_documents_becomes_an_error_that_names_it_or_its_mend(code: str) -> None:
    found = error_of(CALL, code, "no", None)

    assert isinstance(found, CloudError)
    assert code in found.what or found.mend


def test_an_error_names_the_action_and_the_code() -> None:
    assert (
        error_of(CALL, "LimitExceeded", "full", None).what == "cam ListUsers was refused with LimitExceeded"
    )


def test_only_busy_clouds_are_asked_again() -> None:
    passing = {code for code in CODES if is_passing(code)}

    assert passing == {code for code in CODES if code.startswith(("RequestLimitExceeded", "InternalError"))}
    assert "RequestLimitExceeded.UinLimitExceeded" in passing


def test_words_are_one_line_without_secrets_and_without_what_differs_each_time() -> None:
    said = f"[request id:1-2-3]you may\r\n\x1b[31mnot use {'B' * 32}\u202e"

    assert words(said, KEY) == "you may [31mnot use BBBB****BBBB"


def test_words_are_cut() -> None:
    assert len(words("no " * 1000, KEY)) == 300
