"""What can be asked about keys: the tables that a key is joined from, its fields, and how keys are sorted."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, and_, case, func, null, or_, select, true

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.account import AccountSite
from akwarden.model.advice import UNUSED, AdviceLevel
from akwarden.model.finding import KeyType
from akwarden.model.leak import LeakStatus, Validity
from akwarden.model.note import NoteKind
from akwarden.model.principal import PrincipalType
from akwarden.query.tree import ID
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store import key_alarms, key_risks
from akwarden.store.filtering import Columns
from akwarden.store.leak_rows import STATUS
from akwarden.store.paging import Key, number, words
from akwarden.store.shared_columns import account_names, in_accounts, tags_of
from akwarden.store.tables import access_keys, accounts, leaks, notes, principals

KEY_VOCABULARY = Vocabulary(
    (
        Field("key", FieldKind.TEXT, "the id of the key"),
        Field("status", FieldKind.ENUM, "what its cloud does with it", values=tuple(KeyStatus)),
        Field("advice", FieldKind.ENUM, "how soon something is to be done", values=tuple(AdviceLevel)),
        Field("provider", FieldKind.ENUM, "the cloud", values=("tencent", "aws")),
        Field("account", FieldKind.TEXT, "the name or the number of the account"),
        Field("department", FieldKind.TEXT, "whose the account is", searched=False),
        Field("site", FieldKind.ENUM, "which of the clouds of one name", values=tuple(AccountSite)),
        Field("principal", FieldKind.TEXT, "the name of whoever has the key"),
        Field("type", FieldKind.ENUM, "what kind of identity that is", values=tuple(PrincipalType)),
        Field("owner", FieldKind.TEXT, "the person or team that answers for it"),
        Field("remark", FieldKind.TEXT, "what it is for"),
        Field("tag", FieldKind.TEXT, "a tag", aliases=("tags",), searched=False),
        Field(
            "created",
            FieldKind.TIME,
            "when it was made",
            aliases=("age",),
            unset_is_never=False,
        ),
        Field("last", FieldKind.TIME, "when it signed a call the last time", aliases=("used",)),
        Field("leaks", FieldKind.NUMBER, "how many leaks of it are open"),
        Field("risks", FieldKind.NUMBER, "how many risks of it are open"),
        Field("alarms", FieldKind.NUMBER, "how many alarms of it are open"),
        Field("mfa", FieldKind.FLAG, "whether signing in asks its principal for a second factor"),
        Field("console", FieldKind.FLAG, "whether its principal may sign in with a password"),
        Field("key_type", FieldKind.ENUM, "how long it lives by its nature", values=tuple(KeyType)),
        Field("guess", FieldKind.ENUM, "what an unlisted key may be", values=tuple(UnlistedGuess)),
    )
)
"""The fields of the list of keys."""

_BESIDE: AbstractSet[FromClause] = frozenset({accounts, principals, notes})

_LEFT = leaks.c.key_id.is_not(None)
_OPEN_IF_ACTIVE = leaks.c.status.in_((LeakStatus.OPEN.value, LeakStatus.FIXED.value))
_OPEN_IF_UNLISTED = or_(
    and_(leaks.c.status == LeakStatus.OPEN.value, leaks.c.validity != Validity.INACTIVE.value),
    and_(leaks.c.status == LeakStatus.FIXED.value, leaks.c.validity == Validity.ACTIVE.value),
)
# Asked so that the database gathers the leaks once, and not for each key.
_ACTIVE_AND_LEAKED = and_(
    access_keys.c.status == KeyStatus.ACTIVE.value,
    access_keys.c.key_id.in_(select(leaks.c.key_id).where(_LEFT, _OPEN_IF_ACTIVE)),
)
_UNLISTED_AND_LEAKED = and_(
    access_keys.c.status == KeyStatus.UNLISTED.value,
    access_keys.c.key_id.in_(select(leaks.c.key_id).where(_LEFT, _OPEN_IF_UNLISTED)),
)
_UNLISTED_AND_WORKS = and_(
    access_keys.c.status == KeyStatus.UNLISTED.value,
    access_keys.c.key_id.in_(
        select(leaks.c.key_id).where(_LEFT, _OPEN_IF_UNLISTED, leaks.c.validity == Validity.ACTIVE.value)
    ),
)


def joined(keys: FromClause = access_keys, needed: AbstractSet[FromClause] = _BESIDE) -> FromClause:
    """Return the keys with the account, the principal and what people say of each, as far as needed."""
    if accounts in needed:
        keys = keys.outerjoin(accounts, accounts.c.id == access_keys.c.account_id)
    if principals in needed:
        keys = keys.outerjoin(principals, principals.c.id == access_keys.c.principal_id)
    if notes in needed:
        said = and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == access_keys.c.key_id)
        keys = keys.outerjoin(notes, said)
    return keys


def open_leaks() -> ScalarSelect[int]:
    """Return how many leaks of a key are open."""
    return _leaks_with(STATUS.in_([LeakStatus.OPEN.value]))


def revoked_leaks() -> ScalarSelect[int]:
    """Return how many leaks of a key nobody closed, though it works no more."""
    return _leaks_with(STATUS.in_([LeakStatus.REVOKED.value]))


def working_leaks() -> ScalarSelect[int]:
    """Return how many open leaks of a key its cloud was asked about, and took the key."""
    return _leaks_with(and_(STATUS.in_([LeakStatus.OPEN.value]), leaks.c.validity == Validity.ACTIVE.value))


def _leaks_with(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(leaks)
    return counted.where(leaks.c.key_id == access_keys.c.key_id, condition).scalar_subquery()


def advice(now: datetime) -> ColumnElement[str]:
    """Return what `risk/advice.py` says of a key, by the same rules."""
    return _advised(now, {level: level.value for level in AdviceLevel})


def _rank(now: datetime) -> ColumnElement[int]:
    return _advised(now, {level: level.rank for level in AdviceLevel})


def _advised(now: datetime, values: Mapping[AdviceLevel, Any]) -> ColumnElement[Any]:
    active = access_keys.c.status == KeyStatus.ACTIVE.value
    never_used = and_(access_keys.c.last_used_at.is_(None), access_keys.c.last_use_known)
    before = now - UNUSED
    unused = or_(access_keys.c.last_used_at < before, and_(never_used, access_keys.c.created_at < before))
    is_root = principals.c.type == PrincipalType.ROOT.value
    is_quarantined = principals.c.quarantine.is_not(None)
    risky = key_risks.with_advice(AdviceLevel.HARDEN, now)
    act_now = or_(_ACTIVE_AND_LEAKED, _UNLISTED_AND_WORKS, key_risks.with_advice(AdviceLevel.ACT_NOW, now))
    harden = or_(and_(active, or_(is_root, unused, is_quarantined)), _UNLISTED_AND_LEAKED, risky)
    return case(
        (act_now, values[AdviceLevel.ACT_NOW]),
        (harden, values[AdviceLevel.HARDEN]),
        else_=values[AdviceLevel.FINE],
    )


def key_orders(now: datetime) -> Mapping[str, tuple[Key, ...]]:
    """Return how keys can be sorted; what needs attention stands first."""
    last = Key(number(access_keys.c.last_used_at), descending=True)
    created = Key(number(access_keys.c.created_at, missing=1 << 60))
    return MappingProxyType(
        {
            "advice": (Key(_rank(now), descending=True), last),
            "last": (last,),
            "created": (created,),
            "key": (),
            "status": (Key(access_keys.c.status), last),
            "account": (*words(accounts.c.name), *words(principals.c.name)),
            "principal": words(principals.c.name),
            "owner": (*words(notes.c.owner), last),
            "remark": words(notes.c.remark),
            "leaks": (Key(open_leaks(), descending=True), last),
            "risks": (Key(key_risks.counts(now), descending=True), last),
            "alarms": (Key(key_alarms.counts(), descending=True), last),
        }
    )


def key_columns(now: datetime) -> Columns:
    """Return where the fields of the list stand among the tables of `joined`."""
    return Columns(
        by_field={
            ID: access_keys.c.key_id,
            "key": access_keys.c.key_id,
            # Not the column itself: SQLite would walk its index to most keys, one by one.
            "status": func.coalesce(access_keys.c.status, ""),
            "advice": advice(now),
            "provider": access_keys.c.provider,
            "account": account_names(access_keys.c.account_id),
            "department": accounts.c.department,
            "site": accounts.c.site,
            "principal": principals.c.name,
            "type": principals.c.type,
            "owner": notes.c.owner,
            "remark": notes.c.remark,
            "tag": tags_of(NoteKind.KEY, access_keys.c.key_id),
            "created": access_keys.c.created_at,
            # Not the column itself: SQLite would walk its index to nearly all keys, one by one.
            "last": func.coalesce(access_keys.c.last_used_at, null()),
            "leaks": open_leaks(),
            "risks": key_risks.counts(now),
            "alarms": key_alarms.counts(),
            "mfa": principals.c.mfa,
            "console": principals.c.console_login,
            "key_type": access_keys.c.key_type,
            "guess": access_keys.c.guess,
        },
        words=(
            access_keys.c.key_id,
            accounts.c.name,
            accounts.c.number,
            principals.c.name,
            notes.c.owner,
            notes.c.remark,
        ),
        exact=(ID, "status", "advice", "provider", "site", "type", "key_type", "guess"),
        never={"last": access_keys.c.last_use_known.is_(true())},
        within=in_accounts(access_keys.c.account_id),
    )
