"""Vectors made by Tencent Cloud's official SDK for Python."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from akwarden.wire import v1

VECTORS = json.loads((Path(__file__).parents[1] / "samples/tencent/v1-vectors.json").read_text())["vectors"]
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[v["name"] for v in VECTORS])


def host_of(vector: dict[str, Any]) -> str:
    return str(vector["string_to_sign"].removeprefix(vector["method"]).partition("/?")[0])


def parameters_of(vector: dict[str, Any]) -> dict[str, str]:
    return dict(parse_qsl(vector["body_or_query"], keep_blank_values=True))


@every_vector
def test_text_that_is_signed_is_that_of_the_sdk(vector: dict[str, Any]) -> None:
    text = v1.string_to_sign(vector["method"], host_of(vector), parameters_of(vector))

    assert text == vector["string_to_sign"]


@every_vector
def test_signature_is_that_of_the_sdk(vector: dict[str, Any]) -> None:
    secret = vector["secret_key"].encode()

    made = v1.signature(vector["method"], host_of(vector), parameters_of(vector), secret)

    assert made == vector["signature"] == parameters_of(vector)["Signature"]


def test_underscores_in_names_are_signed_as_dots() -> None:
    assert v1.string_to_sign("GET", "h", {"a_b": "1"}) == "GETh/?a.b=1"


def test_unknown_method_is_refused() -> None:
    with pytest.raises(KeyError):
        v1.signature("GET", "h", {"SignatureMethod": "HmacMD5"}, b"s")
