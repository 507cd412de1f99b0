"""Who made a call, and with what kind of key, by the identity of a CloudTrail record.

After CloudTrail, "CloudTrail userIdentity element", and IAM, "IAM identifiers" for what an id begins with.
"""

from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from akwarden.model.event import ActorType
from akwarden.model.finding import KeyType
from akwarden.providers.aws.audit.record import Identity, Issuer, text_of

_TYPES: Final = MappingProxyType(
    {
        "Root": ActorType.ROOT,
        "IAMUser": ActorType.USER,
        "AssumedRole": ActorType.ROLE,
        "Role": ActorType.ROLE,
        "FederatedUser": ActorType.FEDERATED,
        "SAMLUser": ActorType.FEDERATED,
        "WebIdentityUser": ActorType.FEDERATED,
        "IdentityCenterUser": ActorType.FEDERATED,
        "Directory": ActorType.FEDERATED,
        "AWSAccount": ActorType.OTHER_ACCOUNT,
        "AWSService": ActorType.SERVICE,
    }
)
_BY_ARN: Final = (
    (":assumed-role/", ActorType.ROLE),
    (":federated-user/", ActorType.FEDERATED),
    (":role/", ActorType.ROLE),
    (":user/", ActorType.USER),
    (":root", ActorType.ROOT),
)
"""For an identity without a type."""
_WHOLE_IDS: Final = frozenset(["SAMLUser", "WebIdentityUser", "Directory"])
"""Types whose ids have colons of their own, and no session."""
_ANONYMOUS: Final = frozenset(["ANONYMOUS_PRINCIPAL", "anonymous"])
_PERMANENT, _TEMPORARY = "AKIA", "ASIA"
_NO_ISSUER: Final = Issuer()
_ARN_PARTS: Final = 6
_SESSION_PARTS: Final = 3
"""Parts of the end of an ARN like `assumed-role/NAME/SESSION`."""


class Caller(NamedTuple):
    """Who called, field for field as an event tells it."""

    key_id: str | None = None
    key_type: KeyType = KeyType.UNKNOWN
    type: ActorType = ActorType.UNKNOWN
    id: str | None = None
    name: str | None = None
    account: str | None = None
    """The number of the account that the caller is of, whether or not it is that of the record."""
    issuer: str | None = None
    session_name: str | None = None


class _Told(NamedTuple):
    """What a record says of who called; few differ from one call of a principal to the next."""

    type: str | None
    principal: str | None
    arn: str | None
    account: str | None
    key_id: str | None
    name: str | None
    invoked_by: str | None
    person: str | None
    issuer_arn: str | None
    issuer_principal: str | None
    issuer_name: str | None


def caller_of(identity: Identity) -> Caller:
    """Return who called."""
    session, principal, account = identity.session, identity.principal, identity.account
    issuer = session.issuer if session is not None and session.issuer is not None else _NO_ISSUER
    return _caller(
        _Told(
            identity.type,
            principal if type(principal) is str else text_of(principal),
            identity.arn,
            account if type(account) is str else text_of(account),
            identity.key_id,
            identity.name,
            identity.invoked_by,
            identity.on_behalf_of.user if identity.on_behalf_of is not None else None,
            issuer.arn,
            issuer.principal,
            issuer.name,
        )
    )


@lru_cache(maxsize=1 << 15)
def _caller(told: _Told) -> Caller:
    kind = _type_of(told)
    key_id, key_type = _key_of(told.key_id)
    found = Caller(key_id=key_id, key_type=key_type, type=kind, account=told.account)
    match kind:
        case ActorType.ROLE:
            return _role(found, told)
        case ActorType.FEDERATED:
            return _federated(found, told)
        case ActorType.SERVICE:
            return found._replace(name=told.invoked_by or told.name, account=None)
        case ActorType.ANONYMOUS:
            return found._replace(account=None)
        case ActorType.ROOT:
            # As the inventory has it: the account itself, by its number.
            number = found.account or told.principal
            found = found._replace(id=number, name=told.name or number)
        case _:
            principal, _, session_name = (told.principal or "").partition(":")
            name = told.name or _last_of(told.arn, ":user/")
            found = found._replace(id=principal or None, name=name, session_name=session_name or None)
    if key_type is KeyType.TEMPORARY:
        # GetSessionToken, or the console: made with the principal's own credentials.
        return found._replace(issuer=told.issuer_arn or told.arn or found.id)
    return found


def _type_of(told: _Told) -> ActorType:
    if told.account in _ANONYMOUS or told.principal in _ANONYMOUS:
        return ActorType.ANONYMOUS
    if told.type is not None and told.type != "Unknown":
        return _TYPES.get(told.type, ActorType.UNKNOWN)
    for part, kind in _BY_ARN:
        if told.arn is not None and part in told.arn:
            return kind
    return ActorType.SERVICE if told.invoked_by and not told.principal else ActorType.UNKNOWN


def _key_of(key_id: str | None) -> tuple[str | None, KeyType]:
    """Return the key's id, and its type by what it begins with, which is all that is left of a masked one."""
    if not key_id:
        return None, KeyType.UNKNOWN
    key_type = {_PERMANENT: KeyType.PERMANENT, _TEMPORARY: KeyType.TEMPORARY}.get(key_id[:4], KeyType.UNKNOWN)
    return (key_id if key_id.isalnum() else None), key_type


def _role(found: Caller, told: _Told) -> Caller:
    principal, _, session_name = (told.principal or "").partition(":")
    parts = (told.arn or "").split(":")[-1].split("/")
    is_session = parts[0] == "assumed-role" and len(parts) >= _SESSION_PARTS
    name = told.issuer_name or (parts[1] if is_session else parts[-1]) or told.name
    return found._replace(
        id=principal or told.issuer_principal,
        name=name or None,
        issuer=told.issuer_arn or _role_arn(told.arn, name, is_session=is_session) or told.issuer_principal,
        session_name=session_name or (parts[-1] if is_session else None),
    )


def _role_arn(arn: str | None, name: str | None, *, is_session: bool) -> str | None:
    """Return the ARN of the role by that of a session, which lacks the role's path."""
    parts = (arn or "").split(":")
    if not is_session or len(parts) != _ARN_PARTS:
        return None if is_session else arn
    return f"arn:{parts[1]}:iam::{parts[4]}:role/{name}"


def _federated(found: Caller, told: _Told) -> Caller:
    principal = told.principal
    if told.type == "FederatedUser":
        # `123456789012:name` is an account and what somebody chose; the principal is whoever asked for it.
        first, _, chosen = (principal or "").partition(":")
        session_name = chosen or _last_of(told.arn, ":federated-user/")
        return found._replace(
            id=told.issuer_principal or first or None,
            name=told.issuer_name or session_name,
            issuer=told.issuer_arn or told.arn,
            session_name=session_name,
        )
    if principal is not None and told.type not in _WHOLE_IDS:
        principal = principal.partition(":")[0]
    return found._replace(
        id=principal or told.person, name=told.name, issuer=told.issuer_arn, session_name=told.name
    )


def _last_of(arn: str | None, part: str) -> str | None:
    """Return the name at the end of an ARN of this kind."""
    return arn.rsplit("/", 1)[-1] if arn is not None and part in arn else None
