"""Who made a call, and with what kind of key, by the identity and the session of a CloudAudit record."""

from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from akwarden.model.event import ActorType
from akwarden.model.finding import KeyType
from akwarden.providers.tencent.audit.record import Identity, Loose, Session, text_of

SHORTEST_TEMPORARY = 52
"""Characters of a SecretId from which on it is of a temporary key, after the rule `tencent-temporary-key`.

Old temporary ids have the length of permanent ones, so a shorter one tells nothing by itself.
"""
_COLLABORATOR = "collaborator"
"""The main account of another account, so its own id is the number of that."""
_TYPES = MappingProxyType(
    {
        "root": ActorType.ROOT,
        "camuser": ActorType.USER,
        "subaccount": ActorType.USER,
        "subuser": ActorType.USER,
        "user": ActorType.USER,
        _COLLABORATOR: ActorType.USER,
        "assumedrole": ActorType.ROLE,
        "camrole": ActorType.ROLE,
        "role": ActorType.ROLE,
        "federateduser": ActorType.FEDERATED,
        "samluser": ActorType.FEDERATED,
        "webidentityuser": ActorType.FEDERATED,
        "service": ActorType.SERVICE,
        "anonymous": ActorType.ANONYMOUS,
    }
)
"""By the type without its case and its separators: records have `Root`, CSC's call records have `root`."""
_SESSIONS = frozenset([ActorType.ROLE, ActorType.FEDERATED])
_LASTING = frozenset([ActorType.ROOT, ActorType.USER])
_NO_TIMES = ("", "0", "0000")
_NO_SESSION = Session()


class Caller(NamedTuple):
    """Who called, field for field as an event tells it."""

    account: str
    key_id: str | None
    key_type: KeyType
    type: ActorType
    id: str | None
    name: str | None
    other_account: str | None
    issuer: str | None
    session_name: str | None


class _Told(NamedTuple):
    """What a record says of who called; few differ from one call of a principal to the next."""

    type: str
    name: str
    account: Loose
    principal: Loose
    key_id: str
    owner: Loose
    has_session: bool
    is_api: bool
    """Whether the call came by the API, and not by the console."""


def caller_of(identity: Identity, session: Session | None, *, is_api: bool) -> Caller:
    """Return who called; `session` is None where there is none, `is_api` for a call not of the console."""
    told = session or _NO_SESSION
    has_session = bool(told.token) or text_of(told.expires)[:4] not in _NO_TIMES
    return _caller(
        _Told(
            identity.type,
            identity.name,
            identity.account,
            identity.principal,
            identity.key_id,
            told.owner,
            has_session,
            is_api,
        )
    )


def issuer_of(kind: ActorType, account: str, principal: str, name: str) -> str | None:
    """Return who a temporary key was issued to: by the name that policies use, else by id."""
    if not account:
        return principal or None
    main = f"qcs::cam::uin/{account}"
    if kind is ActorType.ROLE:
        # Records have the id in the place of the name once the role is deleted.
        return f"{main}:roleName/{name}" if name not in {"", principal} else principal or None
    if kind is ActorType.ROOT or principal == account:
        return f"{main}:root"
    return f"{main}:uin/{principal}" if principal else None


@lru_cache(maxsize=1 << 14)
def _caller(told: _Told) -> Caller:
    owner = text_of(told.owner)
    account = text_of(told.account) or owner
    name = told.name
    principal, _, session_name = text_of(told.principal).partition(":")
    kind = _type_of(told.type, name, principal, account)
    if kind in _SESSIONS:
        name, _, named = name.partition(":")
        session_name = session_name or named
    if kind is ActorType.FEDERATED:
        session_name = session_name or name
    if kind is ActorType.ROOT:
        principal = principal or account
    if told.type.lower() == _COLLABORATOR:
        owner = principal
    key_type = _key_type(told, kind)
    return Caller(
        account=account,
        key_id=told.key_id or None,
        key_type=key_type,
        type=kind,
        id=principal or None,
        name=name or None,
        other_account=owner if owner not in {"", "0", account} else None,
        issuer=issuer_of(kind, account, principal, name) if key_type is KeyType.TEMPORARY else None,
        session_name=session_name or None,
    )


def _type_of(text: str, name: str, principal: str, account: str) -> ActorType:
    found = _TYPES.get(text) or _TYPES.get("".join(filter(str.isalpha, text)).lower())
    if found is not None:
        return found
    # Entries without a record name nobody's type; the main account goes by the name `root` there.
    is_root = not text and (name == "root" or bool(principal and principal == account))
    return ActorType.ROOT if is_root else ActorType.UNKNOWN


def _key_type(told: _Told, kind: ActorType) -> KeyType:
    if not told.key_id:
        return KeyType.UNKNOWN
    if kind in _SESSIONS or told.has_session or len(told.key_id) >= SHORTEST_TEMPORARY:
        return KeyType.TEMPORARY
    # The console signs with keys of its sessions, so a lasting one is only sure for a call of the API.
    is_lasting = told.is_api and kind in _LASTING
    return KeyType.PERMANENT if is_lasting else KeyType.UNKNOWN
