"""Passkeys (Web Authentication Level 3): what a browser is asked for, and whether what it answers is right.

- A passkey is bound to the name of this server: its origin comes from the settings, never from a request.
- The device must have checked who holds it (user verification), so that a passkey stands for both factors.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME: Final = "akwarden"
"""What a device calls this server."""


class Site(msgspec.Struct, frozen=True):
    """Whom passkeys are for."""

    host: str
    """The name of the server, without scheme and port."""
    origins: tuple[str, ...]
    """From which pages they are taken."""


class Registered(msgspec.Struct, frozen=True):
    """A new passkey that was shown to be right."""

    id: str
    """The credential's own id, in base64url."""
    public_key: bytes
    """What checks its signatures."""
    sign_count: int
    """How often it was used, as it says."""


def site_of(url: str, others: Sequence[str] = ()) -> Site | None:
    """Return whom passkeys are for, None where browsers take none: for a bare address, or without TLS."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        is_fine = bool(host) and (
            parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
        )
        return Site(host, (url, *others)) if is_fine else None
    return None


def registration(
    site: Site, handle: bytes, login: str, *, name: str, challenge: bytes, known: Sequence[str]
) -> dict[str, Any]:
    """Return what a browser is asked for a new passkey."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=handle,
        user_name=login,
        user_display_name=name,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json_dict(options)


def registered(site: Site, credential: Mapping[str, Any], challenge: bytes) -> Registered | None:
    """Return the passkey that a browser made, None where anything about it is not right."""
    try:
        found = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return None  # whatever a browser sends: a shape that the library did not foresee is wrong too
    return Registered(bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count)


def authentication(site: Site, challenge: bytes) -> dict[str, Any]:
    """Return what a browser is asked for a login; the device shows whose passkeys it has."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json_dict(options)


def credential_id(credential: Mapping[str, Any]) -> str | None:
    """Return which passkey an answer claims to be of."""
    found = credential.get("id")
    return found if isinstance(found, str) else None


def authenticated(
    site: Site, credential: Mapping[str, Any], challenge: bytes, *, public_key: bytes, sign_count: int
) -> int | None:
    """Return the new count of a passkey whose answer is right, None where anything about it is not.

    A count that does not grow is that of a copy, unless the device does not count at all.
    """
    try:
        found = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        return None  # as above
    return found.new_sign_count
