"""Requests as they arrive and answers as they leave, byte by byte as the cloud's API 3.0 has them.

An answer has HTTP status 200 and the type `application/json` without a charset, also when it is an error:
with a charset the official SDK takes an error for an empty success.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from akwarden.emulator.tencent.errors import ApiError

JSON_TYPE = "application/json"
_FORM_TYPE = "application/x-www-form-urlencoded"
MOST_BODY_BYTES = 10 << 20
"""What the cloud takes of a request that is signed with TC3."""
MOST_QUERY_BYTES = 32 << 10
_MOST_FIELDS = 5_000


@dataclass(frozen=True, slots=True)
class Raw:
    """A request as it came off the connection."""

    method: str
    path: str
    query: str
    """As it was sent, without the question mark."""
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes
    address: str
    """The caller's IP address."""

    def header(self, name: str) -> str:
        """Return a header, or nothing."""
        return self.headers.get(name, "")


def query_parameters(raw: Raw) -> dict[str, str]:
    """Return the parameters of a query, or of a form in the body; raises ApiError for too much."""
    text = raw.query
    if raw.method == "POST":
        try:
            text = raw.body.decode()
        except UnicodeDecodeError:
            raise ApiError("InvalidRequest", "The body is not UTF-8.") from None
    if len(text) > (MOST_QUERY_BYTES if raw.method == "GET" else MOST_BODY_BYTES):
        raise ApiError("RequestSizeLimitExceeded", "The request is too large.")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise ApiError("InvalidRequest", "The request has too many parameters.") from None


def is_form(raw: Raw) -> bool:
    """Say whether parameters are in a query or a form, and not in JSON."""
    return raw.method == "GET" or raw.header("content-type").startswith(_FORM_TYPE)


def json_parameters(raw: Raw) -> dict[str, Any]:
    """Return the parameters in a body of JSON; raises ApiError where it is none."""
    if not raw.body:
        return {}
    try:
        found = msgspec.json.decode(raw.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ApiError("InvalidRequest", "The body is not JSON.") from None
    if not isinstance(found, dict):
        raise ApiError("InvalidRequest", "The body is not an object of JSON.")
    return found


def answer(content: Mapping[str, Any], request_id: str) -> bytes:
    """Return the body of a success."""
    return msgspec.json.encode({"Response": {**content, "RequestId": request_id}})


def failure(error: ApiError, request_id: str) -> bytes:
    """Return the body of an error."""
    told = {"Code": error.code, "Message": error.message}
    return msgspec.json.encode({"Response": {"Error": told, "RequestId": request_id}})
