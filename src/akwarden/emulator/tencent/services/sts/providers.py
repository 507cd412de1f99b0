"""A role is taken by somebody whom an identity provider of the account vouches for.

After "AssumeRoleWithWebIdentity" and "AssumeRoleWithSAML" of the STS documents: neither needs a signature. A
token of OpenID Connect is verified: signature, issuer, audience and time. A SAML assertion is never believed,
since nothing here verifies signatures of XML: it is refused whether it is wrong or not.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.state import CamState, OidcConfig
from akwarden.emulator.tencent.services.sts.names import Named, named
from akwarden.emulator.tencent.services.sts.roles import require_trust, role_lifetime, session_name
from akwarden.emulator.tencent.services.sts.sessions import issue
from akwarden.emulator.tencent.services.sts.tokens import TokenError, claims_of
from akwarden.policy.evaluate import Request

_SAML_A_SECOND = 200
_SAML_PROVIDER = re.compile(r"qcs::cam::uin/(\d{1,20}):saml-provider/([\w.+=,@-]{1,128})", re.ASCII)
_ASSERTION = re.compile(rb"<(?:\w+:)?(?:Response|Assertion)[\s>]")


@serve("sts", "AssumeRoleWithWebIdentity", write=True, sensitive=True, open_to_all=True, unsigned=True)
def assume_role_with_web_identity(call: Call) -> Mapping[str, Any]:
    """Return a temporary key of a role for the holder of a provider's token."""
    found = named(call.cloud, call.text("RoleArn"))
    name, seconds = session_name(call), role_lifetime(call, found)
    provider = found.account.state(CamState).oidc.get(call.text("ProviderId"))
    if provider is None:
        raise ApiError("InvalidParameter.ParamError", "There is no such identity provider.")
    claims = _claims(call, provider)
    principal = f"qcs::cam::uin/{found.account.uin}:oidc-provider/{provider.name}"
    _check_trust(call, found, principal, {f"oidc:{key}": value for key, value in claims.items()})
    return issue(
        call.cloud,
        found.account,
        kind="role",
        seconds=seconds,
        name=name,
        issuer=found.account.uin,
        role=found.role.id,
    )


def _claims(call: Call, provider: OidcConfig) -> Mapping[str, tuple[str, ...]]:
    """Return issuer, audience and subject of the token; raises ApiError unless it is good now."""
    try:
        claims = claims_of(call.text("WebIdentityToken"), provider.key)
    except TokenError as error:
        raise ApiError("InvalidParameter.WebIdentityTokenError", f"The token is wrong: {error}.") from None
    audience = claims.get("aud")
    audiences = tuple(str(one) for one in audience) if isinstance(audience, list) else (str(audience),)
    if claims.get("iss") != provider.url or not {*audiences} & {*provider.clients}:
        raise ApiError("InvalidParameter.WebIdentityTokenError", "The token is of or for somebody else.")
    if not _is_now(claims.get("nbf", 0), call.now, claims.get("exp")):
        raise ApiError("InvalidParameter.WebIdentityTokenError", "The token is not valid now.")
    return {"iss": (provider.url,), "aud": audiences, "sub": (str(claims.get("sub", "")),)}


def _is_now(start: Any, now: float, end: Any) -> bool:
    """Say whether a moment is within the bounds of a token; one without an end is never valid."""
    return isinstance(start, int | float) and isinstance(end, int | float) and start <= now < end


def _check_trust(call: Call, found: Named, principal: str, claims: Mapping[str, tuple[str, ...]]) -> None:
    context = {"qcs:ip": (call.request.address,), "qcs:current_time": (iso(call.now),), **claims}
    request = Request(
        service="sts",
        action="AssumeRoleWithWebIdentity",
        context=context,
        account=str(found.account.uin),
        appid=str(found.account.appid),
        principal=principal,
    )
    require_trust(found, [request])


@serve(
    "sts",
    "AssumeRoleWithSAML",
    write=True,
    rate=_SAML_A_SECOND,
    sensitive=True,
    open_to_all=True,
    unsigned=True,
)
def assume_role_with_saml(call: Call) -> Mapping[str, Any]:
    """Refuse an assertion: with what is wrong with it, or since it can't be verified."""
    found = named(call.cloud, call.text("RoleArn"))
    session_name(call)
    role_lifetime(call, found)
    provider = _SAML_PROVIDER.fullmatch(call.text("PrincipalArn"))
    providers = found.account.state(CamState).saml
    if provider is None or int(provider[1]) != found.account.uin or provider[2] not in providers:
        raise ApiError("InvalidParameter.ParamError", "There is no such identity provider.")
    try:
        document = b64decode(call.text("SAMLAssertion"), validate=True)
    except (binascii.Error, ValueError):
        document = b""
    if not _ASSERTION.search(document):
        raise ApiError(
            "InvalidParameter.ParamError", "The parameter `SAMLAssertion` is no assertion in base 64."
        )
    raise ApiError("UnsupportedOperation", "This cloud is emulated: it verifies no signatures of XML.")
