"""What is asked: one request, told apart by its service, checked for its signature.

After "Create a signed AWS API request" (IAM User Guide). A time that is more than 15 minutes off is refused.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote

import msgspec

from akwarden.emulator.aws.state import Account, Cloud, Holder
from akwarden.emulator.aws.wire import Refusal
from akwarden.wire.sigv4 import ALGORITHM, Scope, signature
from akwarden.wire.sigv4 import Request as Signed

_SKEW = 900
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[A-Z0-9]{{16,128}})/\d{{8}}/(?P<region>[a-z0-9-]{{2,30}})/"
    r"(?P<service>[a-z0-9]{2,30})/aws4_request, SignedHeaders=(?P<names>[a-z0-9;-]{1,500}), "
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
_TIME = "%Y%m%dT%H%M%SZ"
_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Raw:
    """One request as it came."""

    method: str
    path: str
    """As it stands in the request line."""
    query: str
    headers: Mapping[str, str]
    body: bytes
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the head of a request says of itself, before anything is checked."""

    key_id: str
    region: str
    service: str
    names: tuple[str, ...]
    """Of the headers that are signed."""
    signature: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A call whose signature is right."""

    holder: Holder
    region: str
    parameters: Mapping[str, str]

    @property
    def account(self) -> Account:
        """Return the account that is asked."""
        return self.holder.account

    def text(self, name: str) -> str:
        """Return a parameter; raises Refusal where it is missing."""
        found = self.parameters.get(name)
        if not found:
            raise Refusal("ValidationError", f"1 validation error detected: {name} must not be null")
        return found


def place_of(raw: Raw) -> Place:
    """Return what a request says of itself; raises Refusal for one that is not signed."""
    found = _AUTHORIZATION.fullmatch(raw.headers.get("authorization", ""))
    if found is None:
        raise Refusal("MissingAuthenticationToken", "Request is missing Authentication Token", _FORBIDDEN)
    return Place(
        key_id=found["key"],
        region=found["region"],
        service=found["service"],
        names=tuple(found["names"].split(";")),
        signature=found["signature"],
    )


def holder_of(raw: Raw, place: Place, cloud: Cloud) -> Holder:
    """Return whose key signed a request; raises Refusal for a wrong key, time or signature."""
    holder = cloud.holder(place.key_id)
    if holder is None or not holder.key.is_active:
        raise Refusal(
            "InvalidClientTokenId", "The security token included in the request is invalid.", _FORBIDDEN
        )
    try:
        at = datetime.strptime(raw.headers.get("x-amz-date", ""), _TIME).replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise Refusal("IncompleteSignature", "Date must be in ISO-8601 'basic format'.") from None
    if abs(at - cloud.clock.unmoved()) > _SKEW:
        raise Refusal("SignatureDoesNotMatch", "Signature expired.", _FORBIDDEN)
    signed = Signed(
        method=raw.method,
        path=raw.path,
        query=_canonical(raw.query),
        headers={name: raw.headers.get(name, "") for name in place.names},
        payload=raw.body,
    )
    expected = signature(signed, Scope(int(at), place.region, place.service), holder.key.secret.encode())
    if not hmac.compare_digest(expected, place.signature) or "host" not in place.names:
        raise Refusal(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            _FORBIDDEN,
        )
    return holder


def _canonical(query: str) -> str:
    """Return a query as it is signed: sorted, and each name with an equals sign."""
    return "&".join(sorted(part if "=" in part else f"{part}=" for part in query.split("&") if part))


def action_of(raw: Raw, service: str) -> str:
    """Return the name of the action that is asked for; empty where there is none."""
    target = raw.headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2]
    if service == "lambda":
        return "ListFunctions" if raw.path.startswith("/2015-03-31/functions") else ""
    if service == "s3":
        return _bucket_action(raw)
    return dict(parse_qsl(raw.body.decode("utf-8", "replace"))).get("Action", "")


def parameters_of(raw: Raw, service: str) -> dict[str, str]:
    """Return what a request says, text by name; raises Refusal for a body that is none."""
    if "x-amz-target" in raw.headers:
        try:
            content = msgspec.json.decode(raw.body or b"{}", type=dict[str, object])
        except msgspec.DecodeError:
            raise Refusal("SerializationException", "The body is no JSON.") from None
        return {name: str(value) for name, value in content.items()}
    if service == "s3":
        query = dict(parse_qsl(raw.query, keep_blank_values=True))
        return query | {"Bucket": unquote(raw.path.strip("/"))}
    if service == "lambda":
        return dict(parse_qsl(raw.query))
    return dict(parse_qsl(raw.body.decode("utf-8", "replace")))


def _bucket_action(raw: Raw) -> str:
    if raw.method != "GET":
        return ""
    if raw.path == "/":
        return "ListBuckets"
    return "GetBucketLogging" if "logging" in dict(parse_qsl(raw.query, keep_blank_values=True)) else ""
