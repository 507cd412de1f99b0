import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.wire import tc3

VECTORS = json.loads(
    (Path(__file__).parents[1] / "samples" / "tencent" / "tc3-vectors.json").read_text(encoding="utf-8")
)["tc3"]

hosts = st.from_regex(r"\A[a-z]{1,8}(\.[a-z]{1,8}){0,2}(:[0-9]{1,5})?\Z")
queries = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
services = st.sampled_from(["sts", "cam", "csip"])
times = st.integers(0, 4_000_000_000)
secrets = st.text("abcXYZ0189", min_size=1, max_size=64)
requests = st.builds(
    tc3.Request,
    method=st.sampled_from(["GET", "POST"]),
    query=queries,
    content_type=st.sampled_from(["application/json", "application/x-www-form-urlencoded"]),
    host=hosts,
    payload=st.binary(max_size=100),
)
scopes = st.builds(tc3.Scope, times, services)


def request_of(vector: dict[str, Any]) -> tc3.Request:
    """Give what a vector says was sent."""
    unsigned = vector["headers"].get("X-TC-Content-SHA256") == tc3.UNSIGNED_PAYLOAD.decode()
    return tc3.Request(
        method=vector["method"],
        query=vector["query"],
        content_type=vector["headers"]["Content-Type"],
        host=vector["headers"]["Host"],
        payload=tc3.UNSIGNED_PAYLOAD if unsigned else (vector["body"] or "").encode(),
    )


def scope_of(vector: dict[str, Any]) -> tc3.Scope:
    """Give when, and for which service, a vector was signed."""
    service = re.search(r"/(\w+)/tc3_request", vector["authorization"])
    assert service
    return tc3.Scope(int(vector["headers"]["X-TC-Timestamp"]), service[1])


@pytest.mark.parametrize("vector", VECTORS, ids=[v["name"] for v in VECTORS])
def test_vectors_of_the_official_sdk_come_out_the_same(vector: dict[str, Any]) -> None:
    request, scope = request_of(vector), scope_of(vector)

    signed = tc3.authorization(request, scope, vector["secret_id"], vector["secret_key"].encode())

    assert tc3.canonical_request(request) == vector["canonical_request"]
    assert tc3.string_to_sign(request, scope) == vector["string_to_sign"]
    assert signed == vector["authorization"] == vector["headers"]["Authorization"]


@given(requests, scopes, secrets)
def test_the_official_sdk_signs_every_request_the_same(
    request: tc3.Request, scope: tc3.Scope, secret: str
) -> None:
    sign = pytest.importorskip("tencentcloud.common.sign", reason="the SDK of Tencent Cloud is not installed")

    theirs = sign.Sign.sign_tc3(secret, scope.date, scope.service, tc3.string_to_sign(request, scope))

    assert tc3.signature(request, scope, secret.encode()) == theirs


@given(requests, scopes, secrets, secrets)
def test_another_secret_gives_another_signature_and_none_stands_in_the_header(
    request: tc3.Request, scope: tc3.Scope, secret: str, other: str
) -> None:
    ours = tc3.authorization(request, scope, "AKID", secret.encode())

    assert (ours == tc3.authorization(request, scope, "AKID", other.encode())) is (secret == other)
    assert re.fullmatch(
        rf"TC3-HMAC-SHA256 Credential=AKID/{scope.date}/{scope.service}/tc3_request,"
        r" SignedHeaders=content-type;host, Signature=[0-9a-f]{64}",
        ours,
    )


@given(requests, st.data())
def test_each_part_that_is_signed_changes_the_signature(request: tc3.Request, data: st.DataObject) -> None:
    other = data.draw(requests)

    same = tc3.canonical_request(request) == tc3.canonical_request(other)

    assert same is (request == other)


def test_a_timestamp_that_is_not_of_the_same_day_here_and_in_utc_counts_by_utc() -> None:
    assert tc3.Scope(1_735_689_599, "sts").date == "2024-12-31"
    assert tc3.Scope(1_735_689_600, "sts").date == "2025-01-01"


def test_a_body_that_is_not_signed_is_hashed_as_the_word_for_it() -> None:
    request = tc3.Request(
        method="POST", content_type="application/json", host="h", payload=tc3.UNSIGNED_PAYLOAD
    )

    assert tc3.canonical_request(request).endswith(hashlib.sha256(b"UNSIGNED-PAYLOAD").hexdigest())
