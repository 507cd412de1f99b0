"""Asks Tencent Cloud whose a key is: STS GetCallerIdentity, which no policy needs to allow.

Tencent Cloud answers with HTTP 200 also where it refuses, so only the body counts. What is known of the codes
is from its API documents ("Common error codes", "STS, Error codes"); what a code means for a key that is
found is said below for each that tells something, and every other leaves it open.
"""

import re
from types import MappingProxyType

import msgspec

from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.site_answer import Identified, Refused, SiteAnswer, Unclear
from akwarden.model.verification import CLIENT
from akwarden.providers.protocol import Call, Reply, Site, not_the_cloud
from akwarden.wire import tc3

_RULES = frozenset({"tencent-access-key", "tencent-temporary-key"})
_CONTENT_TYPE = "application/json"
_BODY = b"{}"
_SERVICE, _VERSION = "sts", "2018-08-13"
_REGION = "ap-guangzhou"
"""Asked for by the protocol, and the same for both sites; identities do not differ by region."""
_OK = 200
_CODE = re.compile(r"[A-Za-z]{1,40}(?:\.[A-Za-z]{1,60})?")
_AGAIN = ("RequestLimitExceeded", "InternalError", "ResourceUnavailable")

_REFUSED = MappingProxyType(
    {
        "AuthFailure.SecretIdNotFound": "it may be deleted, disabled by its owner, disabled by Tencent Cloud"
        " after 90 idle days, of another site, or no CAM key",
        "AuthFailure.InvalidSecretId": "it may be no CAM key, or of another site",
        "AuthFailure.TokenFailure": "it has expired, or its session token is that of another key",
    }
)
_REFUSED_TEMPORARY = MappingProxyType(
    {
        **_REFUSED,
        "AuthFailure.SecretIdNotFound": "it may be expired, revoked, of another site, or no CAM key",
    }
)
_UNCLEAR = MappingProxyType(
    {
        "AuthFailure.SignatureFailure": Unclear(
            "the id exists, but this is not its secret: the two may be of different keys", final=True
        ),
        "AuthFailure.SignatureExpire": Unclear("the clock of this machine is more than five minutes off"),
        "AuthFailure.MFAFailure": Unclear("the call needs a second factor: treat the key as active"),
        "AuthFailure.UnauthorizedOperation": Unclear("a policy forbids the call: treat the key as active"),
        "UnauthorizedOperation": Unclear("a policy forbids the call: treat the key as active"),
        "IpInBlacklist": Unclear("calls from this address are forbidden"),
        "IpNotInWhitelist": Unclear("calls from this address are forbidden"),
    }
)


class _Error(msgspec.Struct, frozen=True):
    """Why a call was refused."""

    code: str = msgspec.field(name="Code")


class _Response(msgspec.Struct, frozen=True):
    """What every answer has inside."""

    error: _Error | None = msgspec.field(name="Error", default=None)
    arn: str = msgspec.field(name="Arn", default="")
    account: str = msgspec.field(name="AccountId", default="")
    kind: str = msgspec.field(name="Type", default="")


class _Envelope(msgspec.Struct, frozen=True):
    """What every answer is."""

    response: _Response = msgspec.field(name="Response")


class Tencent:
    """Tencent Cloud, mainland and international."""

    name = "tencent"
    title = "Tencent Cloud"

    def takes(self, rule: str, key_id: str) -> bool:  # noqa: ARG002  the rule says it all
        """Say whether a key is one of CAM; keys of single services have rules of their own."""
        return rule in _RULES

    def account_of(self, key_id: str) -> str | None:
        """Return None: an id is random."""

    def call(self, credential: Credential, site: Site, timestamp: int) -> Call:
        """Return the signed question whose key this is."""
        request = tc3.Request(method="POST", content_type=_CONTENT_TYPE, host=site.host, payload=_BODY)
        scope = tc3.Scope(timestamp, _SERVICE)
        secret = credential.secret.reveal()
        headers = {
            "Host": site.host,
            "Content-Type": _CONTENT_TYPE,
            "Authorization": tc3.authorization(request, scope, credential.key_id, secret),
            "User-Agent": CLIENT,
            "X-TC-Action": "GetCallerIdentity",
            "X-TC-Version": _VERSION,
            "X-TC-Timestamp": str(timestamp),
            "X-TC-Region": _REGION,
            "X-TC-RequestClient": CLIENT,
            "X-TC-Language": "en-US",
        }
        if credential.token is not None:
            headers["X-TC-Token"] = credential.token.reveal().decode("ascii")
        return Call(site.url, headers, _BODY)

    def read(self, reply: Reply, site: Site, key_type: KeyType) -> SiteAnswer:
        """Return what the body says; Tencent Cloud itself gives it no other status than 200."""
        try:
            answer = msgspec.json.decode(reply.body, type=_Envelope).response
        except msgspec.MsgspecError:
            return Unclear(not_the_cloud(self.title, reply))
        if reply.status != _OK:
            return Unclear(not_the_cloud(self.title, reply))
        if answer.error is not None:
            return _read_code(answer.error.code, key_type)
        if answer.arn and answer.account:
            kind = answer.kind or "identity"
            return Identified(f"{answer.arn} ({kind}, account {answer.account}, {site.name} site)")
        return Unclear("the answer tells no identity")


def _read_code(code: str, key_type: KeyType) -> SiteAnswer:
    """Return what an error code means."""
    refused = _REFUSED_TEMPORARY if key_type is KeyType.TEMPORARY else _REFUSED
    if code in refused:
        return Refused(refused[code])
    if code in _UNCLEAR:
        return _UNCLEAR[code]
    if not _CODE.fullmatch(code):
        return Unclear("the answer is an error with an unreadable code")
    return Unclear(f"the answer was {code}", again=code.startswith(_AGAIN))
