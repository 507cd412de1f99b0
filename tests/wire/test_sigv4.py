import re
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from akwarden.wire import sigv4

NO_BOTOCORE = "botocore is not installed"

regions = st.sampled_from(["us-east-1", "cn-north-1", "eu-west-3"])
services = st.sampled_from(["sts", "iam"])
times = st.integers(0, 4_000_000_000)
secrets = st.text("abcXYZ0189+/", min_size=1, max_size=64)
# What stands in a header is printable, and does not begin or end with a space on the wire.
values = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)
names = st.from_regex(r"\AX-[A-Z][a-z]{1,6}\Z")
tokens = st.none() | st.from_regex(r"\A[A-Za-z0-9+/=]{1,80}\Z")
scopes = st.builds(sigv4.Scope, times, regions, services)


def request(headers: Mapping[str, str], payload: bytes, scope: sigv4.Scope) -> sigv4.Request:
    """Give a request to a made-up host."""
    named = {"host": "sts.example.com", "x-amz-date": scope.time}
    return sigv4.Request(method="POST", headers={**headers, **named}, payload=payload)


def test_the_example_of_the_documents_comes_out_the_same() -> None:
    # "Signature Version 4 test suite", get-vanilla: the vendor's own example of all steps.
    scope = sigv4.Scope(int(datetime(2015, 8, 30, 12, 36, tzinfo=UTC).timestamp()), "us-east-1", "service")
    asked = sigv4.Request(
        method="GET", headers={"Host": "example.amazonaws.com", "X-Amz-Date": "20150830T123600Z"}, payload=b""
    )
    secret = b"wJalrXUtnFEMI/K7MDENG+bPxRfiCY" + b"EXAMPLEKEY"

    signed = sigv4.authorization(asked, scope, "AKID" + "EXAMPLE", secret)

    assert signed == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )


@given(st.dictionaries(names, values, max_size=4), st.binary(max_size=100), scopes, secrets, tokens)
def test_botocore_signs_every_request_the_same(
    headers: dict[str, str], payload: bytes, scope: sigv4.Scope, secret: str, token: str | None
) -> None:
    auth = pytest.importorskip("botocore.auth", reason=NO_BOTOCORE)
    request_kind = pytest.importorskip("botocore.awsrequest", reason=NO_BOTOCORE).AWSRequest
    credentials = pytest.importorskip("botocore.credentials", reason=NO_BOTOCORE)
    theirs = request_kind("POST", "https://sts.example.com/", headers=headers, data=payload)
    with time_machine.travel(scope.timestamp, tick=False):
        key = credentials.Credentials("AKID", secret, token)
        auth.SigV4Auth(key, scope.service, scope.region).add_auth(theirs)
    sent = {**headers, **({"X-Amz-Security-Token": token} if token else {})}

    ours = sigv4.authorization(request(sent, payload, scope), scope, "AKID", secret.encode())

    assert ours == theirs.headers["Authorization"]


@given(st.binary(max_size=100), scopes, secrets, secrets)
def test_another_secret_gives_another_signature_and_none_stands_in_the_header(
    payload: bytes, scope: sigv4.Scope, secret: str, other: str
) -> None:
    asked = request({}, payload, scope)

    ours = sigv4.authorization(asked, scope, "AKID", secret.encode())

    assert (ours == sigv4.authorization(asked, scope, "AKID", other.encode())) is (secret == other)
    assert re.fullmatch(
        rf"AWS4-HMAC-SHA256 Credential=AKID/{scope.date}/{scope.region}/{scope.service}/aws4_request,"
        r" SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}",
        ours,
    )


def test_times_are_those_of_utc() -> None:
    scope = sigv4.Scope(1_735_689_599, "us-east-1", "sts")

    assert (scope.time, scope.date) == ("20241231T235959Z", "20241231")
