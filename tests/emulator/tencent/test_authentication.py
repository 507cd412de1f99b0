import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tests.emulator.tencent.by_hand import HOST, NOW, Desk, desk, form_signed, signed
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator, root_key

from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Cloud, Key, Status

__all__ = ["emulator"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def here() -> Desk:
    return desk()


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("how", ["TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"])
def test_sdk_is_answered_however_it_signs(emulator: Emulator, method: str, how: str) -> None:
    profile = ClientProfile(signMethod=how)
    profile.httpProfile.reqMethod = method
    profile.httpProfile.scheme, profile.httpProfile.endpoint = "http", emulator.address
    on = client("sts", emulator)
    on.profile = profile

    found = on.GetCallerIdentity(sts_models().GetCallerIdentityRequest())

    assert found.AccountId == str(account_of(emulator).uin)


def sts_models() -> Any:
    from tencentcloud.sts.v20180813 import models  # noqa: PLC0415  its star import is slow, one test needs it

    return models


def test_sdk_is_answered_with_an_unsigned_payload(emulator: Emulator) -> None:
    on = client("sts", emulator)
    on.profile.unsignedPayload = True

    assert on.GetCallerIdentity(sts_models().GetCallerIdentityRequest()).AccountId


@pytest.mark.parametrize("how", ["TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"])
def test_wrong_secret_is_a_wrong_signature(emulator: Emulator, how: str) -> None:
    on = client("sts", emulator, root_key(emulator).secret_id, "wrong" * 6, signMethod=how)

    with pytest.raises(TencentCloudSDKException) as refused:
        on.GetCallerIdentity(sts_models().GetCallerIdentityRequest())

    assert refused.value.get_code() == "AuthFailure.SignatureFailure"


def test_tccli_signs_a_host_with_its_scheme_and_is_answered(emulator: Emulator, tmp_path: Path) -> None:
    key = root_key(emulator)
    command = [str(Path(sys.executable).with_name("tccli")), "sts", "GetCallerIdentity"]
    command += ["--endpoint", emulator.endpoint, "--region", "ap-guangzhou"]
    command += ["--secretId", key.secret_id, "--secretKey", key.secret_key]

    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=240, env={"HOME": str(tmp_path)}
    )

    assert json.loads(done.stdout)["AccountId"] == str(account_of(emulator).uin), done.stderr


@pytest.mark.parametrize("host", ["http://127.0.0.1:8080", "cam.tencentcloudapi.com", "[::1]:8080"])
def test_host_is_signed_as_it_was_sent(here: Desk, host: str) -> None:
    assert here.code(signed(here.root, "sts", "GetCallerIdentity", host=host)) == ""


def test_host_signed_without_its_port_is_taken(here: Desk) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity", host="127.0.0.1")
    sent = Raw(raw.method, raw.path, raw.query, {**raw.headers, "host": HOST}, raw.body, raw.address)

    assert here.code(sent) == ""


def test_more_signed_headers_are_verified(here: Desk) -> None:
    also = ("x-tc-action", "x-tc-timestamp", "x-tc-version")

    assert here.code(signed(here.root, "sts", "GetCallerIdentity", also_sign=also)) == ""


def test_another_action_than_the_signed_one_is_refused(here: Desk) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity", also_sign=("x-tc-action",))
    raw = Raw(raw.method, raw.path, raw.query, {**raw.headers, "x-tc-action": "X"}, raw.body, raw.address)

    assert here.code(raw) == "AuthFailure.SignatureFailure"


def test_another_body_than_the_signed_one_is_refused(here: Desk) -> None:
    raw = signed(here.root, "cam", "AddUser", {"Name": "alice"})

    assert here.code(with_body(raw, b'{"Name": "mallory"}')) == "AuthFailure.SignatureFailure"
    assert not here.account.users


def test_another_body_is_taken_where_the_payload_is_not_signed(here: Desk) -> None:
    more = {"x-tc-content-sha256": "UNSIGNED-PAYLOAD"}
    raw = signed(here.root, "cam", "AddUser", {"Name": "alice"}, more=more)

    assert here.answer(with_body(raw, b'{"Name": "bob"}'))["Name"] == "bob"


def with_body(raw: Raw, body: bytes) -> Raw:
    return Raw(raw.method, raw.path, raw.query, raw.headers, body, raw.address)


def unknown(cloud: Cloud, key: Key) -> None:
    del cloud.keys[key.secret_id]


def disabled(_: Cloud, key: Key) -> None:
    key.status = Status.INACTIVE


def deleted(_: Cloud, key: Key) -> None:
    key.deleted = True


def too_new(_: Cloud, key: Key) -> None:
    key.works_from = NOW + 1


def without_owner(_: Cloud, key: Key) -> None:
    key.owner = 1


@pytest.mark.parametrize("change", [unknown, disabled, deleted, too_new, without_owner])
def test_key_that_does_not_work_is_not_found(here: Desk, change: Callable[[Cloud, Key], None]) -> None:
    key = here.root
    raw = signed(key, "sts", "GetCallerIdentity")
    v1 = v1_raw(form_signed(key, {"Action": "GetCallerIdentity", "Version": "2018-08-13"}))

    change(here.cloud, key)

    assert here.code(raw) == here.code(v1) == "AuthFailure.SecretIdNotFound"


@pytest.mark.parametrize(("off", "code"), [(300, ""), (-300, ""), (301, "E"), (-301, "E")])
def test_time_may_be_five_minutes_off(here: Desk, off: int, code: str) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity", now=NOW + off)

    assert here.code(raw) == code.replace("E", "AuthFailure.SignatureExpire")


def test_callers_sign_with_their_own_time_when_that_of_the_cloud_is_moved(here: Desk) -> None:
    here.cloud.clock.advance(90 * 86_400)

    assert here.code(signed(here.root, "sts", "GetCallerIdentity")) == ""


def test_permanent_key_with_a_token_is_refused(here: Desk) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity", more={"x-tc-token": "of-another"})

    assert here.code(raw) == "AuthFailure.TokenFailure"


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.replace("TC3-HMAC-SHA256", "TC4-HMAC-SHA256"),
        lambda value: value.replace("tc3_request", "tc4_request"),
        lambda value: value.replace("content-type;host", "host"),
        lambda value: value.replace("content-type;host", "content-type"),
        lambda value: value.replace("content-type;host", "content-type;host;x-not-sent"),
        lambda value: value.replace("content-type;host", ""),
        lambda value: value[:-1],
        lambda value: value + "0",
        lambda value: value.upper(),
        lambda value: value.replace("Signature=", ""),
        lambda value: value.replace("2025-01-01", "yesterday"),
        lambda _: "Bearer x",
        lambda _: "é" * 10_000,
        lambda value: value + ", " + value,
    ],
)
def test_malformed_authorization_is_refused(here: Desk, change: Callable[[str], str]) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity")
    headers = {**raw.headers, "authorization": change(raw.headers["authorization"])}

    assert (
        here.code(Raw("POST", "/", "", headers, raw.body, raw.address)) == "AuthFailure.InvalidAuthorization"
    )


def test_date_of_another_day_is_a_wrong_signature(here: Desk) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity")
    headers = {
        **raw.headers,
        "authorization": raw.headers["authorization"].replace("2025-01-01", "2025-01-02"),
    }

    assert here.code(Raw("POST", "/", "", headers, raw.body, raw.address)) == "AuthFailure.SignatureFailure"


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1735689600.0", "9" * 11, "²"])
def test_time_that_is_no_number_of_seconds_is_refused(here: Desk, timestamp: str) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity", more={"x-tc-timestamp": timestamp}, also_sign=())
    said = {"Action": "GetCallerIdentity", "Version": "2018-08-13", "Timestamp": timestamp}

    assert here.code(raw) == here.code(v1_raw(form_signed(here.root, said))) == "InvalidParameter"


def v1_raw(parameters: dict[str, str]) -> Raw:
    return Raw("GET", "/", urlencode(parameters), {"host": HOST}, b"", "192.0.2.1")


@pytest.mark.parametrize(
    "raw", [Raw("GET", "/", "", {"host": HOST}, b"", ""), Raw("POST", "/", "", {}, b"{}", "")]
)
def test_request_that_nobody_signed_is_refused(here: Desk, raw: Raw) -> None:
    assert here.code(raw) == "AuthFailure.InvalidAuthorization"


def test_unknown_signature_method_is_refused(here: Desk) -> None:
    said = form_signed(here.root, {"Action": "GetCallerIdentity", "Version": "2018-08-13"})

    assert here.code(v1_raw({**said, "SignatureMethod": "HmacMD5"})) == "InvalidParameterValue"


def test_signature_outside_of_ascii_is_refused(here: Desk) -> None:
    said = form_signed(here.root, {"Action": "GetCallerIdentity", "Version": "2018-08-13"})

    assert here.code(v1_raw({**said, "Signature": "é"})) == "AuthFailure.SignatureFailure"


def test_action_that_takes_signatures_only_is_not_called_without_one(here: Desk) -> None:
    raw = signed(here.root, "cam", "AddUser", {"Name": "alice"})
    raw = Raw("POST", "/", "", {**raw.headers, "authorization": "SKIP"}, raw.body, raw.address)

    assert here.code(raw) == "AuthFailure.InvalidAuthorization"
    assert not here.account.users


def test_key_of_a_user_is_the_user(emulator: Emulator) -> None:
    made = ask(client("cam", emulator), "AddUser", Name="alice", UseApi=1)

    found = ask(client("sts", emulator, made["SecretId"], made["SecretKey"]), "GetCallerIdentity")

    assert (found["Type"], found["UserId"]) == ("CAMUser", str(made["Uin"]))


def test_disabled_key_is_refused_until_it_is_enabled_again(emulator: Emulator) -> None:
    root = client("cam", emulator)
    made = ask(root, "AddUser", Name="bob", UseApi=1)
    bob = client("sts", emulator, made["SecretId"], made["SecretKey"])
    which = {"AccessKeyId": made["SecretId"], "TargetUin": made["Uin"]}

    ask(root, "UpdateAccessKey", Status="Inactive", **which)
    refused = code_of(bob, "GetCallerIdentity")
    ask(root, "UpdateAccessKey", Status="Active", **which)

    assert refused == "AuthFailure.SecretIdNotFound"
    assert ask(bob, "GetCallerIdentity")
