"""Principals with their accounts, how many keys they have, and what people say of them."""

from collections.abc import Generator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)

from akwarden.model.access_key import KeyStatus
from akwarden.model.account import AccountSite
from akwarden.model.note import NoteKind
from akwarden.model.principal import PrincipalType
from akwarden.model.principal_row import PrincipalRow
from akwarden.query.tree import All, Query
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.filtering import Columns, condition
from akwarden.store.paging import Key, Order, chosen, number, words
from akwarden.store.shared_columns import account_names, in_accounts, tags_of
from akwarden.store.tables import access_keys, accounts, blind_spots, notes, principals

PRINCIPAL_VOCABULARY = Vocabulary(
    (
        Field("principal", FieldKind.TEXT, "its name", aliases=("name",)),
        Field("type", FieldKind.ENUM, "what kind of identity it is", values=tuple(PrincipalType)),
        Field("provider", FieldKind.ENUM, "the cloud", values=("tencent", "aws")),
        Field("account", FieldKind.TEXT, "the name or the number of the account"),
        Field("department", FieldKind.TEXT, "whose the account is", searched=False),
        Field("site", FieldKind.ENUM, "which of the clouds of one name", values=tuple(AccountSite)),
        Field("arn", FieldKind.TEXT, "how policies and audit records name it"),
        Field("id", FieldKind.TEXT, "what never changes of it at its cloud"),
        Field("owner", FieldKind.TEXT, "the person or team that answers for it"),
        Field("remark", FieldKind.TEXT, "what it is for"),
        Field("tag", FieldKind.TEXT, "a tag", aliases=("tags",), searched=False),
        Field("keys", FieldKind.NUMBER, "how many of its keys are active"),
        Field("mfa", FieldKind.FLAG, "whether signing in asks for a second factor"),
        Field("console", FieldKind.FLAG, "whether it may sign in with a password"),
        Field("created", FieldKind.TIME, "when it was made", aliases=("age",), unset_is_never=False),
        Field("login", FieldKind.TIME, "when it signed in the last time", unset_is_never=False),
        Field("deleted", FieldKind.TIME, "when it was seen to be gone"),
    )
)
"""The fields of the list of principals."""

_SUBJECT = accounts.c.site + "/" + accounts.c.number + "/" + principals.c.cloud_id
_SHARE = 1000


class PrincipalQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which principals are wanted, and in which order."""

    query: Query = All(())
    now: datetime
    with_deleted: bool = False
    sort: str = "account"
    limit: int | None = None
    after: str | None = None


class PrincipalPaged(msgspec.Struct, frozen=True):
    """A principal in its place in the list."""

    id: int
    """The number of its row."""
    row: PrincipalRow
    cursor: str


def listed(connection: Connection, question: PrincipalQuestion) -> Generator[PrincipalPaged, None, None]:
    """Yield the principals of a page; raises UsageError for a wrong order or cursor."""
    order = chosen(principal_orders(), question.sort, principals.c.id)
    query = _page(question, order)
    with connection.execute(query, execution_options={"yield_per": _SHARE}) as rows:
        for row in rows:
            yield PrincipalPaged(row.id, _read(row), order.cursor(row[-len(order.keys) :]))


def counts(connection: Connection, question: PrincipalQuestion) -> tuple[int, int]:
    """Return how many there are on all pages, and how many that are gone are left out."""
    gone = principals.c.deleted_at.is_not(None)
    query = (
        select(func.count(), func.count(case((gone, 1))))
        .select_from(joined())
        .where(condition(question.query, principal_columns(), question.now))
    )
    found, left = connection.execute(query).one()
    return (found, 0) if question.with_deleted else (found - left, left)


def called(connection: Connection, name: str) -> list[PrincipalPaged]:
    """Return those with this name, ARN or id, also those that are gone."""
    query = _shown().where(
        or_(principals.c.name == name, principals.c.arn == name, principals.c.cloud_id == name)
    )
    ordered = query.order_by(accounts.c.name, principals.c.id)
    return [PrincipalPaged(row.id, _read(row), "") for row in connection.execute(ordered)]


def rows_of(connection: Connection, ids: Sequence[int]) -> dict[int, PrincipalRow]:
    """Return principals by the numbers of their rows, also those that are gone."""
    query = _shown().where(principals.c.id.in_(ids))
    return {row.id: _read(row) for row in connection.execute(query)}


def names(connection: Connection) -> list[str]:
    """Return every name, each once."""
    return list(connection.execute(select(principals.c.name).distinct()).scalars())


def _page(question: PrincipalQuestion, order: Order) -> Select[Any]:
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    query = _shown().add_columns(*places).where(condition(question.query, principal_columns(), question.now))
    if not question.with_deleted:
        query = query.where(principals.c.deleted_at.is_(None))
    if question.after is not None:
        query = query.where(order.behind(question.after))
    return query.order_by(*order.by(places)).limit(question.limit)


def _shown() -> Select[Any]:
    return select(
        principals,
        accounts.c.provider,
        accounts.c.number,
        accounts.c.name.label("account_name"),
        accounts.c.site,
        accounts.c.department,
        notes.c.remark,
        notes.c.owner,
        _keys(access_keys.c.status == KeyStatus.ACTIVE.value).label("active_keys"),
        _keys(access_keys.c.status != KeyStatus.DELETED.value).label("all_keys"),
        _keys_unseen().label("keys_unseen"),
    ).select_from(joined())


def joined() -> FromClause:
    """Return the principals with their accounts and what people say of them."""
    said = and_(notes.c.kind == NoteKind.PRINCIPAL.value, notes.c.subject == _SUBJECT)
    return principals.join(accounts, accounts.c.id == principals.c.account_id).outerjoin(notes, said)


def _keys(which: ColumnElement[bool]) -> ScalarSelect[int]:
    query = select(func.count()).select_from(access_keys)
    return query.where(access_keys.c.principal_id == principals.c.id, which).scalar_subquery()


def _keys_unseen() -> ScalarSelect[int]:
    """Return how many blind spots of the account are about keys that this principal may have."""
    is_root = principals.c.type == PrincipalType.ROOT.value
    about_root = and_(is_root, blind_spots.c.unseen.contains("root"))
    about_it = blind_spots.c.right.endswith(" " + principals.c.cloud_id)
    about_users = and_(
        principals.c.type.in_((PrincipalType.USER.value, PrincipalType.COLLABORATOR.value)),
        blind_spots.c.unseen.contains("access keys of"),
    )
    query = select(func.count()).select_from(blind_spots)
    account = blind_spots.c.account_id == principals.c.account_id
    return query.where(account, or_(about_root, about_it, about_users)).scalar_subquery()


def principal_columns() -> Columns:
    """Return where the fields of the list stand among the tables of `joined`."""
    return Columns(
        by_field={
            "principal": principals.c.name,
            "type": principals.c.type,
            "provider": accounts.c.provider,
            "account": account_names(principals.c.account_id),
            "department": accounts.c.department,
            "site": accounts.c.site,
            "arn": principals.c.arn,
            "id": principals.c.cloud_id,
            "owner": notes.c.owner,
            "remark": notes.c.remark,
            "tag": tags_of(NoteKind.PRINCIPAL, _SUBJECT),
            "keys": _keys(access_keys.c.status == KeyStatus.ACTIVE.value),
            "mfa": principals.c.mfa,
            "console": principals.c.console_login,
            "created": principals.c.created_at,
            "login": principals.c.last_login_at,
            "deleted": principals.c.deleted_at,
        },
        words=(
            principals.c.name,
            accounts.c.name,
            accounts.c.number,
            principals.c.arn,
            principals.c.cloud_id,
            notes.c.owner,
            notes.c.remark,
        ),
        within=in_accounts(principals.c.account_id),
    )


def principal_orders() -> Mapping[str, tuple[Key, ...]]:
    """Return how principals can be sorted."""
    return {
        "account": (*words(accounts.c.name), *words(principals.c.name)),
        "principal": words(principals.c.name),
        "type": (Key(principals.c.type), *words(principals.c.name)),
        "keys": (Key(_keys(access_keys.c.status == KeyStatus.ACTIVE.value), descending=True),),
        "created": (Key(number(principals.c.created_at, missing=1 << 60)),),
        "login": (Key(number(principals.c.last_login_at), descending=True),),
    }


def _read(row: Row[Any]) -> PrincipalRow:
    unseen = row.keys_unseen > 0 and row.all_keys == 0
    return PrincipalRow(
        provider=row.provider,
        account=row.number,
        account_name=row.account_name,
        site=AccountSite(row.site),
        department=row.department,
        principal=row.name,
        principal_type=PrincipalType(row.type),
        principal_id=row.cloud_id,
        arn=row.arn,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
        console_login=row.console_login,
        mfa=row.mfa,
        last_login_at=row.last_login_at,
        active_keys=None if unseen else row.active_keys,
        keys=None if unseen else row.all_keys,
        remark=row.remark or "",
        owner=row.owner or None,
    )
