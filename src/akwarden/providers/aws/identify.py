"""Asks AWS whose a key is: STS GetCallerIdentity, which no policy can forbid.

AWS answers in XML, refusals too, and only what is an answer of STS counts. What the codes mean is from
"AWS STS, Common errors"; each that tells something about a key is named below, every other leaves it open.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET

from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.site_answer import Identified, Refused, SiteAnswer, Unclear
from akwarden.model.verification import CLIENT
from akwarden.providers.aws.account import account_of
from akwarden.providers.protocol import Call, Reply, Site, not_the_cloud
from akwarden.wire import sigv4

_RULES = frozenset({"aws-access-key", "aws-temporary-key"})
_SIGNING = ("AKIA", "ASIA")
"""How the ids begin that sign calls; ABIA and ACCA are of other credentials, which STS does not know."""
_CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8"
_BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
_SERVICE = "sts"
_ROOTS = frozenset({"ErrorResponse", "GetCallerIdentityResponse"})
_CODE = re.compile(r"[A-Za-z]{1,60}")
_AGAIN = frozenset(
    {"Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable", "InternalFailure"}
)
_CLOCK = re.compile(r"signature (expired|not yet current)", re.IGNORECASE)
_CLOCK_IS_OFF = Unclear("the clock of this machine is more than five minutes off")
_EXPIRED = Refused("it has expired", final=True)

_UNKNOWN_ID = "it may be deleted, made inactive by its owner, or of another partition"
_UNKNOWN_TEMPORARY_ID = (
    "it may be expired, revoked, of another partition, or its session token may be that of another key"
)
_ANSWERS: Mapping[str, SiteAnswer] = MappingProxyType(
    {
        "ExpiredToken": _EXPIRED,
        "ExpiredTokenException": _EXPIRED,
        "RequestExpired": _CLOCK_IS_OFF,
        "SignatureDoesNotMatch": Unclear(
            "the id exists, but this is not its secret: the two may be of different keys", final=True
        ),
        "AccessDenied": Unclear("the call was forbidden: treat the key as active"),
    }
)


class Aws:
    """AWS, in all partitions that the settings name."""

    name = "aws"
    title = "AWS"

    def takes(self, rule: str, key_id: str) -> bool:
        """Say whether a key is one that signs calls."""
        return rule in _RULES and key_id.startswith(_SIGNING)

    def account_of(self, key_id: str) -> str | None:
        """Return the account that the id itself tells, or None for an old id."""
        return account_of(key_id)

    def call(self, credential: Credential, site: Site, timestamp: int) -> Call:
        """Return the signed question whose key this is; the name of a site is the region to sign for."""
        scope = sigv4.Scope(timestamp, site.name, _SERVICE)
        signed = {"content-type": _CONTENT_TYPE, "host": site.host, "x-amz-date": scope.time}
        if credential.token is not None:
            signed["x-amz-security-token"] = credential.token.reveal().decode("ascii")
        request = sigv4.Request(method="POST", headers=signed, payload=_BODY)
        secret = credential.secret.reveal()
        authorization = sigv4.authorization(request, scope, credential.key_id, secret)
        return Call(site.url, {**signed, "authorization": authorization, "user-agent": CLIENT}, _BODY)

    def read(self, reply: Reply, site: Site, key_type: KeyType) -> SiteAnswer:  # noqa: ARG002  ARNs tell the partition
        """Return what the body says."""
        answer = _parsed(reply.body)
        if answer is None:
            return Unclear(not_the_cloud(self.title, reply))
        if answer.find("{*}Error") is not None:
            return _read_error(answer, key_type)
        arn = answer.findtext("{*}GetCallerIdentityResult/{*}Arn")
        return Identified(arn) if arn else Unclear("the answer tells no identity")


def _parsed(body: bytes) -> ET.Element | None:
    """Return the answer of STS, or None for what is none."""
    if b"<!" in body:  # a page, or XML with entities of its own, which STS never sends
        return None
    try:
        root = ET.fromstring(body)  # noqa: S314  no entity can be declared in it, and it is small
    except (ET.ParseError, ValueError, LookupError):
        return None
    return root if root.tag.rpartition("}")[2] in _ROOTS else None


def _read_error(answer: ET.Element, key_type: KeyType) -> SiteAnswer:
    """Return what a refusal means."""
    code = (answer.findtext("{*}Error/{*}Code") or "").strip()
    if code == "InvalidClientTokenId":
        return Refused(_UNKNOWN_TEMPORARY_ID if key_type is KeyType.TEMPORARY else _UNKNOWN_ID)
    if code == "SignatureDoesNotMatch" and _CLOCK.search(answer.findtext("{*}Error/{*}Message") or ""):
        return _CLOCK_IS_OFF
    if code in _ANSWERS:
        return _ANSWERS[code]
    if not _CODE.fullmatch(code):
        return Unclear("the answer is an error with an unreadable code")
    return Unclear(f"the answer was {code}", again=code in _AGAIN)
