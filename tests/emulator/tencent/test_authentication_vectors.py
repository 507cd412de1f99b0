import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from tests.emulator.tencent.by_hand import NOW

from akwarden.emulator.tencent import authentication
from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.server import empty_cloud
from akwarden.emulator.tencent.state import Cloud, Key, Session

SAMPLES = Path(__file__).parents[2] / "samples/tencent"
TC3 = json.loads((SAMPLES / "tc3-vectors.json").read_text(encoding="utf-8"))["tc3"]
V1 = json.loads((SAMPLES / "v1-vectors.json").read_text(encoding="utf-8"))["vectors"]
FORM = "application/x-www-form-urlencoded"


def cloud_of(vector: dict[str, Any]) -> Cloud:
    """Give a cloud that has the key of a vector, at its time."""
    cloud, account = empty_cloud(seed=1, clock=Clock(lambda: NOW))
    secret_id, secret_key, token = (vector[name] for name in ("secret_id", "secret_key", "token"))
    if token:
        cloud.sessions[secret_id] = Session(
            secret_id=secret_id,
            secret_key=secret_key,
            token=token,
            account=account.uin,
            kind="session",
            expires=NOW + 60,
            name="",
            issuer=account.uin,
        )
    else:
        cloud.keys[secret_id] = Key(secret_id, secret_key, account.uin, account.uin, NOW)
    return cloud


def tc3_request(vector: dict[str, Any]) -> Raw:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    return Raw(vector["method"], "/", vector["query"], headers, (vector["body"] or "").encode(), "192.0.2.1")


def v1_request(vector: dict[str, Any]) -> Raw:
    host = vector["string_to_sign"].removeprefix(vector["method"]).partition("/?")[0]
    said, is_get = vector["body_or_query"], vector["method"] == "GET"
    query, body = (said, b"") if is_get else ("", said.encode())
    return Raw(vector["method"], "/", query, {"host": host, "content-type": FORM}, body, "192.0.2.1")


@pytest.mark.parametrize("vector", TC3, ids=[v["name"] for v in TC3])
def test_signature_of_the_sdk_is_verified(vector: dict[str, Any]) -> None:
    caller = authentication.by_tc3(cloud_of(vector), tc3_request(vector), vector["token"] or "")

    assert caller.secret_id == vector["secret_id"]


@pytest.mark.parametrize("vector", TC3, ids=[v["name"] for v in TC3])
def test_signature_of_the_sdk_with_another_secret_is_refused(vector: dict[str, Any]) -> None:
    cloud = cloud_of({**vector, "secret_key": vector["secret_key"][::-1]})

    with pytest.raises(ApiError, match=r"AuthFailure\.SignatureFailure"):
        authentication.by_tc3(cloud, tc3_request(vector), vector["token"] or "")


@pytest.mark.parametrize("vector", V1, ids=[v["name"] for v in V1])
def test_v1_signature_of_the_sdk_is_verified(vector: dict[str, Any]) -> None:
    parameters = dict(parse_qsl(vector["body_or_query"], keep_blank_values=True))

    caller = authentication.by_v1(cloud_of(vector), v1_request(vector), parameters)

    assert caller.secret_id == vector["secret_id"]


@pytest.mark.parametrize("vector", V1, ids=[v["name"] for v in V1])
def test_v1_signature_over_other_parameters_is_refused(vector: dict[str, Any]) -> None:
    parameters = dict(parse_qsl(vector["body_or_query"], keep_blank_values=True))

    with pytest.raises(ApiError, match=r"AuthFailure\.SignatureFailure"):
        authentication.by_v1(cloud_of(vector), v1_request(vector), {**parameters, "Nonce": "2"})


@pytest.mark.parametrize("token", ["", "of-another", "exampleToken12é"])
def test_temporary_key_without_its_token_is_refused(token: str) -> None:
    vector = next(one for one in TC3 if one["token"])

    with pytest.raises(ApiError, match=r"AuthFailure\.TokenFailure"):
        authentication.by_tc3(cloud_of(vector), tc3_request(vector), token)


def test_temporary_key_is_refused_once_it_has_expired() -> None:
    vector = next(one for one in TC3 if one["token"])
    cloud = cloud_of(vector)
    cloud.clock.advance(60)

    with pytest.raises(ApiError, match=r"AuthFailure\.TokenFailure"):
        authentication.by_tc3(cloud, tc3_request(vector), vector["token"])
