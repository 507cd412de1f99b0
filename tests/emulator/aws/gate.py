"""Who may call: signatures are checked, and the policies of whoever calls decide, before moto sees a call.

moto has a check of its own, which knows neither boundaries nor trust policies nor how each service refuses.
The keys, users and roles are those of moto's state; what their policies mean is decided by `akwarden.policy`,
which nothing that is tested here uses.

- The root key, made at the start, may do everything.
- A key of a user must be active; a session must not have ended and must send its token.
- A clock may be five minutes off.
"""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import time
from typing import Any

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends
from tests.emulator.aws.asked import Application, Asked, Said, Start, read, refusal

from akwarden.policy.document import Language
from akwarden.policy.evaluate import evaluate, trusts
from akwarden.policy.reading import read_policy
from akwarden.policy.request import Attached, Grants, Request

ACCOUNT = "123456789012"
ROOT_ID, ROOT_SECRET = "AKIA" + "R" * 16, "r" * 40
_FREE = frozenset({"sts:GetCallerIdentity"})
_SKEW = 300


@dataclass(frozen=True)
class Caller:
    """Who calls, with the secret of the key."""

    arn: str
    secret: str
    token: str | None = None
    is_root: bool = False


@dataclass
class Gate:
    """Stands in front of another application."""

    behind: Application
    closed_regions: set[str] = field(default_factory=set)
    """Regions that the account has not enabled."""
    clock_offset: float = 0
    """Seconds that the cloud's clock is ahead of this machine's."""
    denied_by_organization: set[tuple[str, str]] = field(default_factory=set)
    """Rights and regions that a policy of the organisation forbids."""
    boundaries: dict[str, str] = field(default_factory=dict)
    """The supplement's: the ARN of the boundary by user name."""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Refuse a call, or let it through."""
        if environ.get("PATH_INFO", "").startswith("/moto-api"):
            return self.behind(environ, start)
        refused = self._refused(read(environ))
        return refused.send(start) if refused else self.behind(environ, start)

    def _refused(self, asked: Asked) -> Said | None:
        """Return why a call may not be made."""
        now = time() + self.clock_offset
        caller = None if asked.region in self.closed_regions else _caller(asked.key_id)
        if caller is None:
            words = "The security token included in the request is invalid."
            return refusal(asked, "InvalidClientTokenId", words)
        signed = _signed_at(asked)
        if abs(now - signed) > _SKEW:
            words = f"Signature {'expired' if signed < now else 'not yet current'}: {signed} is not {now}"
            return refusal(asked, "SignatureDoesNotMatch", words, now=now)
        if not hmac.compare_digest(_signature(asked, caller), _sent_signature(asked)):
            words = "The request signature we calculated does not match the signature you provided."
            return refusal(asked, "SignatureDoesNotMatch", words)
        if asked.environ.get("HTTP_X_AMZ_SECURITY_TOKEN") != caller.token:
            words = "The security token included in the request is invalid."
            return refusal(asked, "InvalidClientTokenId", words)
        return self._denied(asked, caller)

    def _denied(self, asked: Asked, caller: Caller) -> Said | None:
        """Return that the policies do not allow a call."""
        words = f"User: {caller.arn} is not authorized to perform: {asked.right}"
        if (asked.right, asked.region) in self.denied_by_organization:
            words = f"{words} with an explicit deny in a service control policy"
            return refusal(asked, "AccessDenied", words)
        if asked.right in _FREE or caller.is_root:
            return None
        request = Request(asked.service, asked.action, account=ACCOUNT, principal=caller.arn)
        is_allowed = evaluate(request, self._grants(caller)).allowed
        if is_allowed and asked.right == "sts:AssumeRole":
            is_allowed = _is_trusted(asked, caller)
        if is_allowed:
            return None
        words = f"{words} because no identity-based policy allows the {asked.right} action"
        return refusal(asked, "AccessDenied", words)

    def _grants(self, caller: Caller) -> Grants:
        """Return the policies of a user, with those of its groups, or of a role."""
        backend, name = _iam(), caller.arn.split("/")[-1]
        if ":assumed-role/" in caller.arn:
            role = backend.get_role(caller.arn.split("/")[1])
            return Grants(tuple(_attached(role.policies.values(), role.managed_policies.values())))
        user = backend.get_user(name)
        held = list(_attached(user.policies.values(), user.managed_policies.values()))
        for group in backend.get_groups_for_user(name):
            held += _attached(group.policies.values(), group.managed_policies.values())
        boundary = self.boundaries.get(name)
        return Grants(tuple(held), _limit(boundary) if boundary else None)


def _iam() -> Any:
    return iam_backends[ACCOUNT]["aws"]


def _attached(inline: Iterable[Any], managed: Iterable[Any]) -> Iterable[Attached]:
    """Yield the policies of one holder."""
    in_force = (version.document for policy in managed for version in policy.versions if version.is_default)
    for document in (*inline, *in_force):
        text = document if isinstance(document, str) else json.dumps(document)
        yield Attached(read_policy(text, Language.IAM), "policy", "holder")


def _limit(arn: str) -> tuple[Attached, ...]:
    """Return a boundary."""
    return tuple(_attached([], [_iam().managed_policies[arn]]))


def _is_trusted(asked: Asked, caller: Caller) -> bool:
    """Say whether a role lets the caller take it."""
    arn = str(asked.parameters["RoleArn"])
    role = _iam().get_role_by_arn(arn)
    trust = read_policy(role.assume_role_policy_document, Language.IAM)
    external_id = asked.parameters.get("ExternalId")
    context = {"sts:ExternalId": (str(external_id),)} if external_id else {}
    request = Request("sts", "AssumeRole", (arn,), context, ACCOUNT, principal=caller.arn)
    return trusts(trust, request).allowed


def _caller(key_id: str) -> Caller | None:
    """Return whose a key is; None for one that does not work."""
    if key_id == ROOT_ID:
        return Caller(f"arn:aws:iam::{ACCOUNT}:root", ROOT_SECRET, is_root=True)
    for user in _iam().users.values():
        for key in user.access_keys:
            if key.access_key_id == key_id and key.status == "Active":
                return Caller(user.arn, key.secret_access_key)
    for session in sts_backends[ACCOUNT]["aws"].assumed_roles:
        if session.access_key_id == key_id and session.expiration.replace(tzinfo=UTC) > datetime.now(UTC):
            return Caller(session.arn, session.secret_access_key, session.session_token)
    return None


def _signed_at(asked: Asked) -> float:
    text = asked.environ["HTTP_X_AMZ_DATE"]
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _sent_signature(asked: Asked) -> str:
    return str(asked.environ["HTTP_AUTHORIZATION"].rpartition("Signature=")[2])


def _signature(asked: Asked, caller: Caller) -> str:
    """Return the signature that the call would have from the owner of the key."""
    environ = asked.environ
    names = environ["HTTP_AUTHORIZATION"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    headers = {name: _header(environ, name) for name in names}
    query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
    is_s3 = asked.service == "s3"
    # S3 signs the path as it was sent.
    path = environ["RAW_URI"].partition("?")[0] if is_s3 else environ["PATH_INFO"]
    url = f"http://{environ['HTTP_HOST']}{path}{query}"
    request = AWSRequest(environ["REQUEST_METHOD"], url, headers=headers, data=asked.body)
    request.context["timestamp"] = environ["HTTP_X_AMZ_DATE"]
    auth = (S3SigV4Auth if is_s3 else SigV4Auth)(
        Credentials(asked.key_id, caller.secret), asked.service, asked.region
    )
    return str(auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request))


def _header(environ: dict[str, Any], name: str) -> str:
    key = name.upper().replace("-", "_")
    return str(environ.get(key if key.startswith("CONTENT_") else f"HTTP_{key}", ""))
