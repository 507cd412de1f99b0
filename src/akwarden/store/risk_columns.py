"""What can be asked about risks: the tables that a risk is joined from, its fields, how risks are sorted."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, or_, select

from akwarden.model.access_key import KeyStatus
from akwarden.model.advice import AdviceLevel
from akwarden.model.note import NoteKind
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import RiskStatus
from akwarden.model.severity import Severity
from akwarden.query.tree import ID
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.filtering import Columns
from akwarden.store.paging import Key, number, words
from akwarden.store.shared_columns import account_names, in_accounts
from akwarden.store.tables import access_keys, accounts, notes, principals, risk_decisions, risks

RISK_VOCABULARY = Vocabulary(
    (
        Field("rule", FieldKind.TEXT, "the rule that found it"),
        Field("severity", FieldKind.ENUM, "how bad it is", tuple(Severity), aliases=("level",)),
        Field("advice", FieldKind.ENUM, "how soon something is to be done", tuple(AdviceLevel)),
        Field("status", FieldKind.ENUM, "how far it is dealt with", tuple(RiskStatus)),
        Field("provider", FieldKind.ENUM, "the cloud", values=("tencent", "aws")),
        Field("account", FieldKind.TEXT, "the name or the number of the account"),
        Field("department", FieldKind.TEXT, "whose the account is", searched=False),
        Field("principal", FieldKind.TEXT, "the name of whom it is about"),
        Field("type", FieldKind.ENUM, "what kind of identity that is", values=tuple(PrincipalType)),
        Field("key", FieldKind.TEXT, "the id of the key that it is about"),
        Field("key_status", FieldKind.ENUM, "what its cloud does with that key", values=tuple(KeyStatus)),
        Field("owner", FieldKind.TEXT, "the person or team that answers for it"),
        Field("fix", FieldKind.TEXT, "what is to be done", searched=False),
        Field("first", FieldKind.TIME, "when it was seen first", aliases=("age",), unset_is_never=False),
        Field("changed", FieldKind.TIME, "when it changed the last time", unset_is_never=False),
    )
)
"""The fields of the list of risks."""

KEY_NOTES = notes.alias("key_notes")
PRINCIPAL_NOTES = notes.alias("principal_notes")
OWNER: ColumnElement[str | None] = func.coalesce(KEY_NOTES.c.owner, PRINCIPAL_NOTES.c.owner)
"""Whose it is: noted at the key, else at the principal."""
RANK: ColumnElement[int] = case({one.value: one.rank for one in Severity}, value=risks.c.severity, else_=-1)
"""How bad it is, as a number."""

_SUBJECT = accounts.c.site + "/" + accounts.c.number + "/" + principals.c.cloud_id


_BESIDE: AbstractSet[FromClause] = frozenset({accounts, principals, access_keys, KEY_NOTES, PRINCIPAL_NOTES})


def joined(needed: AbstractSet[FromClause] = _BESIDE) -> FromClause:
    """Return the risks with the account, the principal, the key and what people say of them, if needed."""
    if _BESIDE.isdisjoint(needed):
        return risks
    said_of_key = and_(KEY_NOTES.c.kind == NoteKind.KEY.value, KEY_NOTES.c.subject == risks.c.key_id)
    said_of_principal = and_(
        PRINCIPAL_NOTES.c.kind == NoteKind.PRINCIPAL.value, PRINCIPAL_NOTES.c.subject == _SUBJECT
    )
    return (
        risks.outerjoin(accounts, accounts.c.id == risks.c.account_id)
        .outerjoin(principals, principals.c.id == risks.c.principal_id)
        .outerjoin(access_keys, access_keys.c.key_id == risks.c.key_id)
        .outerjoin(KEY_NOTES, said_of_key)
        .outerjoin(PRINCIPAL_NOTES, said_of_principal)
    )


def holding(now: datetime) -> ColumnElement[bool]:
    """Return whether a decision still holds."""
    return or_(risk_decisions.c.until.is_(None), risk_decisions.c.until > now)


def is_open(now: datetime) -> ColumnElement[bool]:
    """Return whether a risk is there and nobody ignores it."""
    return and_(risks.c.status == RiskStatus.OPEN.value, risks.c.id.not_in(_ignored(now)))


def status(now: datetime) -> ColumnElement[str]:
    """Return how far a risk is dealt with, seen together with what people decided."""
    ignored = and_(risks.c.status != RiskStatus.CONVERGED.value, risks.c.id.in_(_ignored(now)))
    return case((ignored, RiskStatus.IGNORED.value), else_=risks.c.status)


def _ignored(now: datetime) -> Select[tuple[str]]:
    """Return the ids of risks that somebody ignores; the database gathers them once a statement."""
    return select(risk_decisions.c.risk_id).where(holding(now))


def risk_orders() -> Mapping[str, tuple[Key, ...]]:
    """Return how risks can be sorted; the worst stand first."""
    worst, first = Key(RANK, descending=True), Key(number(risks.c.first_seen_at))
    return MappingProxyType(
        {
            "severity": (worst, first),
            "first": (first,),
            "changed": (Key(number(risks.c.changed_at), descending=True),),
            "account": (*words(accounts.c.name), worst),
            "principal": (*words(principals.c.name), worst),
            "owner": (*words(OWNER), worst),
            "rule": (*words(risks.c.rule), first),
        }
    )


def risk_columns(now: datetime) -> Columns:
    """Return where the fields of the list stand among the tables of `joined`."""
    by_field: Mapping[str, Any] = {
        ID: risks.c.id,
        "rule": risks.c.rule,
        "severity": risks.c.severity,
        "advice": risks.c.advice,
        "status": status(now),
        "provider": risks.c.provider,
        "account": account_names(risks.c.account_id),
        "department": accounts.c.department,
        "principal": principals.c.name,
        "type": principals.c.type,
        "key": risks.c.key_id,
        "key_status": access_keys.c.status,
        "owner": OWNER,
        "fix": risks.c.fix,
        "first": risks.c.first_seen_at,
        "changed": risks.c.changed_at,
    }
    searched = (
        risks.c.rule,
        risks.c.title,
        risks.c.detail,
        risks.c.key_id,
        accounts.c.name,
        principals.c.name,
    )
    words = (*searched, OWNER)
    return Columns(by_field=by_field, words=words, exact=(ID,), within=in_accounts(risks.c.account_id))
