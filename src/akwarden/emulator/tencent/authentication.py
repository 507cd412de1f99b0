"""Who signed a request: TC3-HMAC-SHA256 and v1, over what was sent, as it was sent.

What the cloud tells of a key that fails, after "Common error codes" of its API documents: an id that is
unknown, deleted or disabled is `SecretIdNotFound`; a good id with a wrong signature is `SignatureFailure`.
"""

import hmac
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from akwarden.emulator.tencent.call import Caller, CallerKind
from akwarden.emulator.tencent.envelope import JSON_TYPE, Raw
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.state import Cloud, Session, Status
from akwarden.wire import tc3, v1

SKIPPED = "SKIP"
"""What stands for a signature in the few calls that need none, such as AssumeRoleWithWebIdentity of STS."""
SKEW = 300
"""Seconds by which a signature's time may differ from ours."""
_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256\s+Credential=([^/,\s]{1,1100})/(\d{4}-\d\d-\d\d)/([a-z0-9_]{1,40})/tc3_request,\s*"
    r"SignedHeaders=([a-z0-9;-]{1,400}),\s*Signature=([0-9a-f]{64})"
)
_SIGNING_KEYS = 4096


def service_of(raw: Raw) -> str | None:
    """Return the service that a TC3 signature is made for; None for one of v1."""
    found = _AUTHORIZATION.fullmatch(raw.header("authorization"))
    return found[3] if found else None


def by_tc3(cloud: Cloud, raw: Raw, token: str) -> Caller:
    """Return who signed with TC3; raises ApiError with the code that says why nobody did."""
    found = _AUTHORIZATION.fullmatch(raw.header("authorization"))
    if found is None:
        raise ApiError(
            "AuthFailure.InvalidAuthorization", "The Authorization header does not meet the standard."
        )
    secret_id, date, service, names, given = found.groups()
    timestamp = raw.header("x-tc-timestamp")
    if not timestamp.isdecimal() or len(timestamp) > len("9999999999"):
        raise ApiError("InvalidParameter", "X-TC-Timestamp is missing or not a number of seconds.")
    scope = tc3.Scope(int(timestamp), service)
    _check_time(cloud, scope.timestamp)
    if scope.date != date:
        raise ApiError("AuthFailure.SignatureFailure", "The date of the credential is not that of the time.")
    secret, caller = holder_of(cloud, secret_id, token)
    key = _signing_key(secret.encode(), date, service)
    signed = _signed(raw, names.split(";"))
    if not any(_fits(key, tc3.string_to_sign(one, scope), given) for one in _spellings(signed)):
        raise ApiError("AuthFailure.SignatureFailure", "The signature does not match.")
    return caller


def _fits(key: bytes, text: str, given: str) -> bool:
    return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), given)


def _spellings(signed: tc3.Request) -> Iterator[tc3.Request]:
    """Yield what was signed, with the host as it was sent and without its port.

    The cloud has none; the official SDK for Node.js leaves it out of what it signs, others sign it.
    """
    yield signed
    host, colon, _ = signed.host.rpartition(":")
    if colon:
        yield msgspec.structs.replace(signed, host=host)


_signing_key = lru_cache(maxsize=_SIGNING_KEYS)(tc3.signing_key)


def _signed(raw: Raw, names: list[str]) -> tc3.Request:
    """Return what was signed; the two headers that must be are asked for."""
    if not {"content-type", "host"} <= {*names} or any(name not in raw.headers for name in names):
        raise ApiError(
            "AuthFailure.InvalidAuthorization",
            "SignedHeaders has content-type and host, which are sent.",
        )
    more = tuple((n, raw.headers[n].strip().lower()) for n in names if n not in {"content-type", "host"})
    is_unsigned = raw.header("x-tc-content-sha256") == tc3.UNSIGNED_PAYLOAD.decode()
    return tc3.Request(
        method=raw.method,
        query=raw.query,
        content_type=raw.header("content-type") or JSON_TYPE,
        host=raw.header("host"),
        payload=tc3.UNSIGNED_PAYLOAD if is_unsigned else raw.body,
        more=more,
    )


def by_v1(cloud: Cloud, raw: Raw, parameters: Mapping[str, str]) -> Caller:
    """Return who signed with v1; raises ApiError with the code that says why nobody did."""
    given = parameters.get(v1.SIGNATURE, "")
    secret_id, timestamp = parameters.get("SecretId", ""), parameters.get("Timestamp", "")
    if not (given and secret_id):
        raise ApiError("AuthFailure.InvalidAuthorization", "The request is not signed.")
    if not timestamp.isdecimal() or len(timestamp) > len("9999999999"):
        raise ApiError("InvalidParameter", "Timestamp is missing or not a number of seconds.")
    _check_time(cloud, int(timestamp))
    secret, caller = holder_of(cloud, secret_id, parameters.get("Token", ""))
    try:
        wanted = v1.signature(raw.method, raw.header("host"), parameters, secret.encode())
    except KeyError:
        raise ApiError("InvalidParameterValue", "The SignatureMethod is not known.") from None
    if not hmac.compare_digest(wanted.encode(), given.encode()):
        raise ApiError("AuthFailure.SignatureFailure", "The signature does not match.")
    return caller


def _check_time(cloud: Cloud, timestamp: int) -> None:
    # Whoever moves the cloud's time on does not move that of the callers.
    if abs(cloud.clock.unmoved() - timestamp) > SKEW:
        raise ApiError("AuthFailure.SignatureExpire", "The time of the signature is more than 5 minutes off.")


def holder_of(cloud: Cloud, secret_id: str, token: str) -> tuple[str, Caller]:
    """Return the secret of an id, and whose it is."""
    session = cloud.sessions.get(secret_id)
    if session is not None:
        return _of_session(cloud, session, token)
    key = cloud.keys.get(secret_id)
    works = key and not key.deleted and key.status is Status.ACTIVE and cloud.clock.now() >= key.works_from
    if key is None or not works:
        raise ApiError("AuthFailure.SecretIdNotFound", "The SecretId is not found.")
    if token:
        raise ApiError("AuthFailure.TokenFailure", "A permanent key has no token.")
    account = cloud.accounts[key.account]
    user = account.users.get(key.owner)
    if user is None and key.owner != account.uin:
        raise ApiError("AuthFailure.SecretIdNotFound", "The SecretId is not found.")
    kind = CallerKind.USER if user else CallerKind.ROOT
    return key.secret_key, Caller(kind, account, secret_id, user=user, key=key)


def _of_session(cloud: Cloud, session: Session, token: str) -> tuple[str, Caller]:
    account = cloud.accounts[session.account]
    if (
        not hmac.compare_digest(token.encode(), session.token.encode())
        or cloud.clock.now() >= session.expires
    ):
        raise ApiError("AuthFailure.TokenFailure", "The token is wrong or has expired.")
    if session.role is not None:
        role = account.roles.get(session.role)
        if role is None:
            raise ApiError("AuthFailure.TokenFailure", "The role of the token does not exist any more.")
        return session.secret_key, Caller(
            CallerKind.ROLE, account, session.secret_id, role=role, session=session
        )
    user = account.users.get(session.issuer)
    if user is None and session.issuer != account.uin:
        raise ApiError("AuthFailure.TokenFailure", "The user of the token does not exist any more.")
    kind = CallerKind.FEDERATED if session.kind == "federated" else CallerKind.USER
    if user is None and kind is CallerKind.USER:
        kind = CallerKind.ROOT
    return session.secret_key, Caller(kind, account, session.secret_id, user=user, session=session)
