import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.clouds import Asked, Said, TencentCloud, page, tencent_error

from akwarden import __version__
from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.secret import Secret
from akwarden.model.site_answer import Identified, Refused, SiteAnswer, Unclear
from akwarden.model.verification import CLIENT, MARKER
from akwarden.providers.protocol import Reply, Site, read_site
from akwarden.providers.tencent.identify import Tencent
from akwarden.workflows.rule_check import expand

KEY_ID, SECRET = expand("AKID{32*A}", 1), expand("{32*A}", 2)
MAINLAND = Site("mainland", "http://127.0.0.1:1", "127.0.0.1:1")
PERMANENT, TEMPORARY = KeyType.PERMANENT, KeyType.TEMPORARY

REFUSED = {"AuthFailure.SecretIdNotFound", "AuthFailure.InvalidSecretId", "AuthFailure.TokenFailure"}
FINAL = {"AuthFailure.SignatureFailure"}
AGAIN = {
    "RequestLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "InternalError",
    "InternalError.DbError",
    "InternalError.EncryptError",
    "InternalError.GetAppIdError",
    "InternalError.GetRoleError",
    "InternalError.GetSeedTokenError",
    "InternalError.IllegalRole",
    "InternalError.PbSerializeError",
    "InternalError.SystemError",
    "InternalError.UnknownError",
    "ResourceUnavailable",
}
CODES = [
    line
    for line in (Path(__file__).parents[2] / "samples" / "tencent" / "error-codes.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line and not line.startswith("#")
]


def credential(secret: str = SECRET, token: str | None = None, key_id: str = KEY_ID) -> Credential:
    """Give a made-up key."""
    return Credential(key_id, Secret(secret.encode()), Secret(token.encode()) if token else None)


def asked(of: Credential, *, seconds_ago: int = 0) -> Asked:
    """Give the call for a key as a server would see it."""
    call = Tencent().call(of, MAINLAND, int(time.time()) - seconds_ago)
    assert call.url == MAINLAND.url
    return Asked("/", {name.lower(): value for name, value in call.headers.items()}, call.body, time.time())


def read(said: Said, key_type: KeyType = PERMANENT) -> SiteAnswer:
    """Give what an answer says."""
    return Tencent().read(Reply(said.status, said.body), MAINLAND, key_type)


@pytest.fixture(scope="module")
def cloud() -> TencentCloud:
    """Give a cloud that is asked without a network, and knows one key of each type."""
    server = TencentCloud()
    server.add(KEY_ID, SECRET)
    return server


def test_a_key_that_works_is_told_with_its_owner(cloud: TencentCloud) -> None:
    assert read(cloud.answer(asked(credential()))) == Identified(
        "qcs::cam::uin/100001234567:uin/100007654321 (CAMUser, account 100001234567, mainland site)"
    )


def test_a_temporary_key_sends_its_token_and_is_refused_without_it() -> None:
    server = TencentCloud()
    token = expand("{220*W}", 3)
    server.add(KEY_ID, SECRET, token=token)

    assert isinstance(read(server.answer(asked(credential(token=token))), TEMPORARY), Identified)
    assert isinstance(read(server.answer(asked(credential())), TEMPORARY), Refused)
    server.add(KEY_ID, SECRET, token=token, expired=True)
    assert read(server.answer(asked(credential(token=token))), TEMPORARY) == Refused(
        "it has expired, or its session token is that of another key"
    )


def test_an_id_that_is_not_known_is_refused_with_all_causes(cloud: TencentCloud) -> None:
    other = asked(credential(key_id=expand("AKID{32*A}", 9)))

    assert read(cloud.answer(other)) == Refused(
        "it may be deleted, disabled by its owner, disabled by Tencent Cloud after 90 idle days, of another"
        " site, or no CAM key"
    )
    assert read(cloud.answer(other), TEMPORARY) == Refused(
        "it may be expired, revoked, of another site, or no CAM key"
    )


def test_a_wrong_secret_leaves_it_open_and_no_other_site_is_asked(cloud: TencentCloud) -> None:
    answer = read(cloud.answer(asked(credential(expand("{32*A}", 77)))))

    assert isinstance(answer, Unclear)
    assert answer.final
    assert "not its secret" in answer.reason


def test_a_clock_that_is_off_leaves_it_open(cloud: TencentCloud) -> None:
    answer = read(cloud.answer(asked(credential(), seconds_ago=900)))

    assert answer == Unclear("the clock of this machine is more than five minutes off")


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_documents_means_what_is_known_of_it(code: str) -> None:
    answer = read(tencent_error(code))

    if code in REFUSED:
        assert isinstance(answer, Refused)
        assert not answer.final
        return
    assert isinstance(answer, Unclear), "a code that does not tell must not make a key inactive"
    assert (answer.final, answer.again) == (code in FINAL, code in AGAIN)


def test_the_list_of_codes_has_all_that_this_test_speaks_of() -> None:
    assert set(CODES) >= REFUSED | FINAL | AGAIN
    assert len(CODES) == len(set(CODES)) > 60


@pytest.mark.parametrize("status", [200, 403, 407, 502])
def test_the_page_of_a_proxy_is_no_answer(status: int) -> None:
    answer = read(page(status))

    assert isinstance(answer, Unclear)
    assert f"HTTP {status}" in answer.reason
    assert not answer.again


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"Response": null}',
        b'{"Response": {}}',
        b'{"Response": {"Arn": "qcs::cam"}}',
        b'{"Response": {"Error": {}}}',
        b'{"Response": {"Error": {"Code": 7}}}',
        b'{"Response": {"Error": {"Code": "not a code"}}}',
        b'{"error": "access_denied"}',
        b"\xff\xfe{",
    ],
)
def test_what_is_not_whole_leaves_it_open(body: bytes) -> None:
    assert isinstance(read(Said(200, body)), Unclear)


def test_the_right_body_under_a_status_that_the_cloud_never_gives_is_not_believed() -> None:
    refused = tencent_error("AuthFailure.SecretIdNotFound")

    assert isinstance(read(Said(403, refused.body)), Unclear)


@given(st.binary(max_size=200), st.integers(100, 599))
def test_any_bytes_at_all_are_read_and_make_no_key_inactive(body: bytes, status: int) -> None:
    assert isinstance(read(Said(status, body)), Unclear)


@given(
    st.recursive(st.none() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_any_json_at_all_is_read(value: object) -> None:
    assert isinstance(read(Said(200, json.dumps({"Response": value}).encode())), Unclear)


def test_the_call_carries_our_mark_where_the_cloud_records_it() -> None:
    headers = asked(credential()).headers

    assert CLIENT == f"{MARKER}/{__version__}" == f"akwarden-verify/{__version__}"
    assert headers["user-agent"] == headers["x-tc-requestclient"] == CLIENT


def test_only_keys_of_cam_are_taken() -> None:
    assert Tencent().takes("tencent-access-key", KEY_ID)
    assert not Tencent().takes("tencent-api-gateway-key", KEY_ID)
    assert Tencent().account_of(KEY_ID) is None


def test_a_site_is_read_from_its_setting() -> None:
    assert read_site("mainland=https://sts.tencentcloudapi.com/") == Site(
        "mainland", "https://sts.tencentcloudapi.com", "sts.tencentcloudapi.com"
    )
    with pytest.raises(ValueError, match="NAME=ADDRESS"):
        read_site("https://sts.tencentcloudapi.com")
