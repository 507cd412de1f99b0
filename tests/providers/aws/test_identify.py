import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.clouds import Asked, AwsCloud, Said, aws_error, aws_key_id, page

from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.secret import Secret
from akwarden.model.site_answer import Identified, Refused, SiteAnswer, Unclear
from akwarden.model.verification import CLIENT
from akwarden.providers.aws.identify import Aws
from akwarden.providers.protocol import Reply, Site
from akwarden.workflows.rule_check import expand

KEY_ID, SECRET = aws_key_id("123456789012"), expand("{40*S}", 2)
SITE = Site("us-east-1", "http://127.0.0.1:1", "127.0.0.1:1")
PERMANENT, TEMPORARY = KeyType.PERMANENT, KeyType.TEMPORARY
CLOCK = Unclear("the clock of this machine is more than five minutes off")


def credential(secret: str = SECRET, token: str | None = None, key_id: str = KEY_ID) -> Credential:
    """Give a made-up key."""
    return Credential(key_id, Secret(secret.encode()), Secret(token.encode()) if token else None)


def asked(of: Credential, *, seconds_ago: int = 0, region: str = "us-east-1") -> Asked:
    """Give the call for a key as a server would see it."""
    site = Site(region, SITE.url, SITE.host)
    call = Aws().call(of, site, int(time.time()) - seconds_ago)
    return Asked("/", {name.lower(): value for name, value in call.headers.items()}, call.body, time.time())


def read(said: Said, key_type: KeyType = PERMANENT) -> SiteAnswer:
    """Give what an answer says."""
    return Aws().read(Reply(said.status, said.body), SITE, key_type)


@pytest.fixture
def cloud() -> AwsCloud:
    """Give a cloud that is asked without a network, and knows a key."""
    server = AwsCloud()
    server.add(KEY_ID, SECRET)
    return server


def test_a_key_that_works_is_told_with_its_owner(cloud: AwsCloud) -> None:
    assert read(cloud.answer(asked(credential()))) == Identified("arn:aws:iam::123456789012:user/alice")


def test_each_partition_is_signed_for_with_its_own_region() -> None:
    china = AwsCloud("cn-north-1")
    china.add(KEY_ID, SECRET, identity={"Arn": "arn:aws-cn:iam::123456789012:root"})

    assert read(china.answer(asked(credential(), region="cn-north-1"))) == Identified(
        "arn:aws-cn:iam::123456789012:root"
    )
    assert read(china.answer(asked(credential()))) == Unclear("the answer was IncompleteSignature")


def test_a_temporary_key_sends_its_token_signed(cloud: AwsCloud) -> None:
    token = "IQoJb3JpZ2lu" + expand("{200*S}", 3)
    cloud.add(KEY_ID, SECRET, token=token)
    call = asked(credential(token=token))

    assert isinstance(read(cloud.answer(call), TEMPORARY), Identified)
    assert "x-amz-security-token" in call.headers["authorization"]
    assert read(cloud.answer(asked(credential(token="another"))), TEMPORARY) == Refused(
        "it may be expired, revoked, of another partition, or its session token may be that of another key"
    )


def test_a_temporary_key_that_has_expired_is_refused_for_good(cloud: AwsCloud) -> None:
    cloud.add(KEY_ID, SECRET, token="token", expired=True)

    assert read(cloud.answer(asked(credential(token="token"))), TEMPORARY) == Refused(
        "it has expired", final=True
    )


def test_an_id_that_is_not_known_is_refused_with_all_causes(cloud: AwsCloud) -> None:
    other = asked(credential(key_id=aws_key_id("999999999999")))

    assert read(cloud.answer(other)) == Refused(
        "it may be deleted, made inactive by its owner, or of another partition"
    )


def test_a_wrong_secret_leaves_it_open_and_no_other_partition_is_asked(cloud: AwsCloud) -> None:
    answer = read(cloud.answer(asked(credential(expand("{40*S}", 77)))))

    assert isinstance(answer, Unclear)
    assert answer.final
    assert "not its secret" in answer.reason


def test_a_clock_that_is_off_leaves_it_open(cloud: AwsCloud) -> None:
    assert read(cloud.answer(asked(credential(), seconds_ago=900))) == CLOCK
    assert (
        read(aws_error("SignatureDoesNotMatch", "Signature not yet current: 1 is still later than 2"))
        == CLOCK
    )
    assert read(aws_error("RequestExpired")) == CLOCK


@pytest.mark.parametrize(
    "code", ["Throttling", "ThrottlingException", "ServiceUnavailable", "InternalFailure"]
)
def test_a_cloud_that_is_too_busy_may_be_asked_again(code: str) -> None:
    assert read(aws_error(code, status=503)) == Unclear(f"the answer was {code}", again=True)


@pytest.mark.parametrize(
    "code", ["AccessDenied", "IncompleteSignature", "MissingAuthenticationToken", "OptInRequired", "What"]
)
def test_other_codes_leave_it_open(code: str) -> None:
    answer = read(aws_error(code))

    assert isinstance(answer, Unclear)
    assert not answer.again


@pytest.mark.parametrize("status", [200, 403, 407, 502])
def test_the_page_of_a_proxy_is_no_answer(status: int) -> None:
    answer = read(page(status))

    assert isinstance(answer, Unclear)
    assert f"HTTP {status}" in answer.reason


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + aws_error("X").body.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html></html>",
        b"<ErrorResponse>",
        b"<ErrorResponse></ErrorResponse>",
        b"<Error><Code>InvalidClientTokenId</Code></Error>",
        aws_error("InvalidClientTokenId").body.replace(b"ErrorResponse", b"Other"),
        aws_error("two words").body,
        BOMB.encode(),
        b'<?xml version="1.0" encoding="none"?>' + aws_error("InvalidClientTokenId").body,
        b"<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>",
    ],
)
def test_what_is_not_whole_leaves_it_open(body: bytes) -> None:
    assert isinstance(read(Said(403, body)), Unclear)


@given(st.binary(max_size=200), st.integers(100, 599))
def test_any_bytes_at_all_are_read_and_make_no_key_inactive(body: bytes, status: int) -> None:
    assert isinstance(read(Said(status, body)), Unclear)


def test_the_call_carries_our_mark_where_the_cloud_records_it() -> None:
    assert asked(credential()).headers["user-agent"] == CLIENT


def test_only_ids_that_sign_calls_are_taken() -> None:
    taken = [
        Aws().takes("aws-access-key", expand(f"{prefix}{{16*B}}")) for prefix in ("AKIA", "ABIA", "ACCA")
    ]

    assert taken == [True, False, False]
    assert Aws().takes("aws-temporary-key", expand("ASIA{16*B}"))
    assert not Aws().takes("some-other-rule", KEY_ID)
    assert Aws().account_of(KEY_ID) == "123456789012"
