"""Vectors made by Tencent Cloud's official SDK for COS."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.wire import cos

VECTORS = json.loads((Path(__file__).parents[1] / "samples/tencent/cos-vectors.json").read_text())["vectors"]
TIMES = "1735689540;1735699600"
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[v["name"] for v in VECTORS])


def request_of(vector: dict[str, Any]) -> cos.Request:
    """Give what a vector says was sent."""
    url = urlsplit(vector["url"])
    return cos.Request(
        method=vector["method"],
        path=unquote(url.path),
        parameters=dict(parse_qsl(url.query, keep_blank_values=True)),
        headers=vector["headers"],
    )


@every_vector
def test_header_is_that_of_the_sdk(vector: dict[str, Any]) -> None:
    made = cos.authorization(request_of(vector), TIMES, vector["secret_id"], vector["secret_key"].encode())

    assert made == vector["authorization"]


@every_vector
def test_header_is_read_back(vector: dict[str, Any]) -> None:
    fields = dict(pair.split("=", 1) for pair in vector["authorization"].split("&"))

    signed = cos.read(fields)

    assert signed is not None
    assert (signed.secret_id, signed.sign_time, signed.key_time) == (vector["secret_id"], TIMES, TIMES)
    assert set(signed.headers) == {name.lower() for name in vector["headers"]}
    assert signed.value in vector["authorization"]


def test_what_is_no_signature_is_not_read() -> None:
    assert cos.read({}) is None
    assert cos.read({"q-sign-algorithm": "md5"}) is None
    assert cos.read({"q-sign-algorithm": "sha1", "q-ak": "AKID"}) is None


@given(st.text(max_size=30), st.text(min_size=1, max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_every_change_of_a_value_changes_the_signature(path: str, name: str, one: str, other: str) -> None:
    first, second = (
        cos.signature(cos.Request(method="GET", path=path, parameters={name: v}), TIMES, TIMES, b"secret")
        for v in (one, other)
    )

    assert (first == second) is (one == other)
