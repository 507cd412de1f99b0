from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.aws.collector import credential

from akwarden.errors import CloudError, CredentialError, MissingRightError
from akwarden.providers.aws.permissions import LIST_ROLES
from akwarden.providers.aws.refusal import LONGEST_TEXT, CodedError, cleaned, explain, is_throttled, may_pass

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN = "t" * 40


def refused(code: str, message: str = "no", status: int = 400, date: str = "") -> ClientError:
    """Give what botocore raises."""
    answer = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {"date": date}},
    }
    return ClientError(answer, "ListRoles")


def meaning(code: str, message: str = "no") -> CloudError:
    """Give what a refusal means."""
    return explain(refused(code, message), LIST_ROLES, credential(), NOW)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("InvalidClientTokenId", CredentialError),
        ("UnrecognizedClientException", CredentialError),
        ("AuthFailure", CredentialError),
        ("SignatureDoesNotMatch", CredentialError),
        ("InvalidSignatureException", CredentialError),
        ("ExpiredToken", CredentialError),
        ("ExpiredTokenException", CredentialError),
        ("RequestExpired", CredentialError),
        ("RequestTimeTooSkewed", CredentialError),
        ("OptInRequired", CredentialError),
        ("AccessDenied", MissingRightError),
        ("AccessDeniedException", MissingRightError),
        ("UnauthorizedOperation", MissingRightError),
        ("Client.UnauthorizedOperation", MissingRightError),
        ("NoSuchEntity", CodedError),
        ("ValidationError", CodedError),
    ],
)
def test_a_code_has_its_meaning(code: str, kind: type[CloudError]) -> None:
    assert type(meaning(code)) is kind


def test_a_signature_of_another_time_is_the_clock_and_not_the_secret() -> None:
    error = meaning("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier than ...")

    assert error.why == "the clock of this machine is wrong"


@pytest.mark.parametrize(
    ("token", "date", "why"),
    [
        (TOKEN, "Thu, 01 Jan 2026 00:00:05 GMT", "the temporary key has expired"),
        (TOKEN, "Thu, 01 Jan 2026 00:10:00 GMT", "the clock of this machine is 600 s behind"),
        (TOKEN, "no time", "the temporary key has expired"),
        (None, "Thu, 01 Jan 2026 00:00:05 GMT", "the clock of this machine is wrong"),
    ],
)
def test_what_ec2_calls_expired_is_the_key_or_the_clock(token: str | None, date: str, why: str) -> None:
    error = explain(refused("RequestExpired", date=date), LIST_ROLES, credential(token=token), NOW)

    assert error.why == why


def test_a_missing_right_is_named_as_a_policy_writes_it() -> None:
    error = meaning("AccessDenied", "User: x is not authorized")

    assert isinstance(error, MissingRightError)
    assert (error.right, error.reason) == ("iam:ListRoles", "User: x is not authorized")


@pytest.mark.parametrize(
    "code", ["Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "SlowDown"]
)
def test_too_many_calls_are_known_by_any_name(code: str) -> None:
    assert is_throttled(refused(code))
    assert may_pass(refused(code))


def test_status_429_is_too_many_calls_whatever_the_code() -> None:
    assert is_throttled(refused("Whatever", status=429))


@given(st.text(), st.text(), st.integers(-1, 999))
def test_any_refusal_is_an_error_of_ours_that_can_be_shown(code: str, message: str, status: int) -> None:
    error = explain(refused(code, message, status), LIST_ROLES, credential(), NOW)

    assert isinstance(error, CloudError)
    shown = f"{error.what}{error.why or ''}"
    assert shown.isprintable()
    assert len(shown) < 1000


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_secret_is_hidden_wherever_it_stands(before: str, after: str) -> None:
    secret = "s3cr3t" * 6

    assert secret not in cleaned(f"{before}{secret}{after}", credential(secret=secret))


@given(st.text())
def test_foreign_text_is_short_and_printable(text: str) -> None:
    shown = cleaned(text, credential())

    assert len(shown) <= LONGEST_TEXT
    assert shown.isprintable()
