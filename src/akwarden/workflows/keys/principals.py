"""The page of one principal: its keys, what it may do, who may take it, and what can't be seen."""

import difflib
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from akwarden.errors import UsageError
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.key_row import KeyRow
from akwarden.model.permission import Permission
from akwarden.model.principal_row import PrincipalRow
from akwarden.query.tree import Op, Test, Text
from akwarden.store import key_page_rows, key_rows, principal_rows
from akwarden.store.key_rows import KeyQuestion
from akwarden.store.moment import rounded
from akwarden.store.principal_rows import PrincipalPaged
from akwarden.store.tables import principals
from akwarden.workflows.keys.listing import listed_key
from akwarden.workflows.keys.permissions import permission

_NAMED = 5


class PrincipalPage(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.principal-page/1"
):
    """Everything that is known of one principal."""

    principal: PrincipalRow
    """The principal as lists give it."""
    cloud_note: str
    """What people wrote beside it at its cloud."""
    last_login_ip: str | None
    """From where it signed in the last time."""
    trust: str | None
    """Of a role: who may take it, as JSON."""
    session_seconds: int | None
    """Of a role: how long temporary keys of it live at most."""
    keys: tuple[KeyRow, ...]
    """Its keys, those that are gone too."""
    permissions: tuple[Permission, ...]
    """The policies that decide what it may do, as far as they can be seen."""
    blind_spots: tuple[BlindSpot, ...]
    """What can't be seen of its account."""


class PrincipalPlace(msgspec.Struct, frozen=True):
    """A principal, and where it stands in the state."""

    principal: PrincipalRow
    """The principal as lists give it."""
    rows: tuple[int, int]
    """The numbers of the rows of its account and of itself."""


def principal_place(connection: Connection, name: str, account: str | None) -> PrincipalPlace:
    """Return the principal with this name, ARN or id; raises UsageError for none or several."""
    paged = _find(connection, name, account)
    query = select(principals.c.account_id).where(principals.c.id == paged.id)
    return PrincipalPlace(paged.row, (int(connection.execute(query).scalar_one()), paged.id))


def principal_page(connection: Connection, name: str, account: str | None, now: datetime) -> PrincipalPage:
    """Return the page of the principal with this name, ARN or id; raises UsageError for none or several."""
    paged = _find(connection, name, account)
    row = connection.execute(select(principals).where(principals.c.id == paged.id)).one()
    provider = paged.row.provider
    return PrincipalPage(
        principal=paged.row,
        cloud_note=row.note,
        last_login_ip=row.last_login_ip,
        trust=row.trust,
        session_seconds=row.session_seconds,
        keys=tuple(_keys(connection, paged, now)),
        permissions=tuple(
            permission(provider, one) for one in key_page_rows.granted(connection, row.account_id, paged.id)
        ),
        blind_spots=key_page_rows.spots(connection, row.account_id, provider),
    )


def _keys(connection: Connection, paged: PrincipalPaged, now: datetime) -> list[KeyRow]:
    """Return the keys of a principal, those that are gone too."""
    query = Test("principal", Op.EQ, (Text(paged.row.principal),))
    question = KeyQuestion(query=query, now=rounded(now), with_deleted=True)
    found = (one.facts for one in key_rows.listed(connection, question))
    return [listed_key(facts, question.now).row for facts in found if facts.principal_id == paged.id]


def _find(connection: Connection, name: str, account: str | None) -> PrincipalPaged:
    """Return the one principal that is meant."""
    found = principal_rows.called(connection, name)
    if account is not None:
        found = [one for one in found if account in (one.row.account, one.row.account_name)]
    there = [one for one in found if one.row.deleted_at is None] or found
    if len(there) == 1:
        return there[0]
    if not there:
        where = f" in account {account!r}" if account else ""
        near = difflib.get_close_matches(name, principal_rows.names(connection), n=1)
        mend = f"did you mean {near[0]}? " if near else ""
        raise UsageError(
            f"no principal {name!r} is known{where}", mend=f"{mend}akwarden principals list shows all"
        )
    places = [f"{one.row.account_name} ({one.row.principal_id})" for one in there[:_NAMED]]
    more = " and others" if len(there) > _NAMED else ""
    raise UsageError(
        f"several principals are called {name!r}",
        why=f"in the accounts {', '.join(places)}{more}",
        mend="add --account NAME, or give the id instead of the name",
    )
