"""OpenID Connect, as far as it is judging: what a provider is asked, and whether its token is right.

The rules that this module keeps ("OpenID Connect Core 1.0", section 3.1.3.7; RFC 7636; RFC 9207):

- A token is signed by a key that the provider publishes, with an algorithm of `ALGORITHMS`: never `none`, and
  never one that is checked with a shared secret.
- It is from this provider, for this client alone, of this very login (`nonce`), and not too old.
- What a provider says of itself must be about itself: its own name, and addresses with TLS.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from akwarden.errors import AccessError
from akwarden.model.person import Grant, Role

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""How a token may be signed."""
_SKEW: Final = timedelta(seconds=60)
_OLDEST: Final = timedelta(minutes=15)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_MOST_GROUPS: Final = 5000


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """What an identity provider says of itself ("OpenID Connect Discovery 1.0")."""

    issuer: str
    """What it calls itself."""
    authorization_endpoint: str
    """Where browsers go to log in."""
    token_endpoint: str
    """Where a code is exchanged for a token."""
    jwks_uri: str
    """Where its keys are."""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    """How a client may show its secret."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a token must be."""

    issuer: str
    """From whom."""
    client_id: str
    """For whom."""
    nonce: str
    """Of which login."""
    now: datetime
    """At which time."""


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of a person."""

    subject: str
    """Who it is: the only name that the provider never gives to another."""
    username: str | None
    """What they call themselves there."""
    name: str | None
    """How people call them."""
    email: str | None
    """Where they are reached."""
    groups: tuple[str, ...]
    """Which groups they are in."""


def provider_of(document: bytes, issuer: str) -> Provider:
    """Return what a provider says of itself; raises AccessError where that can't be used."""
    try:
        found = msgspec.json.decode(document, type=Provider)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AccessError("the identity provider does not describe itself as OpenID Connect asks") from None
    if found.issuer != issuer:
        raise AccessError(
            "the identity provider calls itself otherwise than login.issuer",
            mend="write login.issuer exactly as its discovery document does",
        )
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        if not _is_safe(address, issuer):
            raise AccessError("the identity provider names an address without TLS", mend="it needs https")
    return found


def _is_safe(address: str, issuer: str) -> bool:
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    is_plain = parts.scheme == "http" and parts.hostname in _LOOPBACK and issuer.startswith("http://")
    return parts.scheme == "https" or is_plain


def authorization_address(
    provider: Provider,
    *,
    client_id: str,
    redirect: str,
    scopes: Sequence[str],
    state: str,
    nonce: str,
    verifier: str,
) -> str:
    """Return where a browser goes to log in."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect,
        "scope": " ".join(dict.fromkeys(("openid", *scopes))),
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    between = "&" if urlsplit(provider.authorization_endpoint).query else "?"
    return f"{provider.authorization_endpoint}{between}{urlencode(asked)}"


def challenge(verifier: str) -> str:
    """Return what shows later that whoever redeems a code began the login (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def token_of(answer: bytes) -> str | None:
    """Return the id token in the answer to a code."""
    try:
        found = msgspec.json.decode(answer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    token = found.get("id_token") if isinstance(found, dict) else None
    return token if isinstance(token, str) else None


def claims_of(token: str, keys: bytes, expected: Expected, groups_claim: str) -> Claims | None:
    """Return what a token says, None where anything about it is not right."""
    try:
        published = KeySet.import_key_set(msgspec.json.decode(keys))
        claims = jwt.decode(token, _public(published), algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None  # whatever a provider sends: a shape that the library did not foresee is wrong too
    return _claims(claims, groups_claim) if _fits(claims, expected) else None


def _public(keys: KeySet) -> KeySet:
    """Return the keys that check signatures of others: a published shared secret would let anybody sign."""
    return KeySet([key for key in keys.keys if key.key_type != "oct" and key.as_dict().get("use") != "enc"])


def _fits(claims: dict[str, Any], expected: Expected) -> bool:
    """Say whether a token that was signed by the provider is the one that was asked for."""
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or expected.client_id not in audiences:
        return False
    party = claims.get("azp")
    if (len(audiences) > 1 or party is not None) and party != expected.client_id:
        return False
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        return False
    return claims.get("iss") == expected.issuer and _is_in_time(claims, expected.now)


def _is_in_time(claims: dict[str, Any], now: datetime) -> bool:
    """Say whether a token is neither too old nor from the future."""
    times = {name: claims.get(name) for name in ("exp", "iat", "nbf")}
    if any(isinstance(at, bool) or not isinstance(at, int | float | None) for at in times.values()):
        return False
    expires, issued, begins = times["exp"], times["iat"], times["nbf"]
    if expires is None or issued is None:
        return False
    at, skew = now.timestamp(), _SKEW.total_seconds()
    is_begun = issued <= at + skew and (begins is None or begins <= at + skew)
    return bool(is_begun and at - skew < expires and at - issued <= _OLDEST.total_seconds() + skew)


def _claims(claims: dict[str, Any], groups_claim: str) -> Claims | None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:  # noqa: PLR2004  the specification's bound
        return None
    groups = claims.get(groups_claim)
    named = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    return Claims(
        subject=subject,
        username=_text(claims, "preferred_username"),
        name=_text(claims, "name"),
        email=_text(claims, "email"),
        groups=tuple(one for one in named[:_MOST_GROUPS] if isinstance(one, str)),
    )


def _text(claims: dict[str, Any], name: str) -> str | None:
    found = claims.get(name)
    return found.strip() or None if isinstance(found, str) else None


def grants_of(groups: Sequence[str], roles: Sequence[str]) -> tuple[Grant, ...]:
    """Return what groups of a provider give, by lines such as `security=admin` and `dev=viewer@payments`."""
    found = set()
    for line in roles:
        group, _, given = line.rpartition("=")
        role, _, accounts = given.partition("@")
        if group in groups:
            found.add(Grant(Role(role), accounts or None))
    return tuple(sorted(found, key=lambda one: (one.role, one.group or "")))
