"""What posture is judged from: one account as the state knows it, in a fixed number of queries.

The rules that this module keeps:

- What can't be seen is None and not empty: an account that does not let us see its policies has no harmless
  principals. What was seen before a right went stays as it was.
- Only what is there counts: deleted principals and keys are left out, and so are leaks that somebody closed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from akwarden.model.access_key import AccessKeyId, KeyStatus, UnlistedGuess
from akwarden.model.account import AccountNumber, AccountSite
from akwarden.model.facts import AccountFacts, FunctionFact, KeyFact, PrincipalFact
from akwarden.model.leak import CLOSED
from akwarden.model.note import NoteKind
from akwarden.model.policy import GroupId
from akwarden.model.principal import PrincipalId, PrincipalType
from akwarden.store import fact_surroundings as surroundings
from akwarden.store.fact_policies import PolicyBook
from akwarden.store.fact_surroundings import Unseen
from akwarden.store.leak_rows import OWNER, STATUS, joined
from akwarden.store.notes import read_tags
from akwarden.store.tables import access_keys, accounts, functions, leaks, notes, principals, user_groups

_KEYLESS = frozenset({PrincipalType.ROLE, PrincipalType.SERVICE})


def account_facts(connection: Connection, account: int, now: datetime) -> AccountFacts:
    """Return what is known of an account, by the number of its row; without keys that no account lists."""
    return _facts(connection, account, now, principals.c.account_id == account)


def principal_facts(connection: Connection, account: int, principal: int, now: datetime) -> AccountFacts:
    """Return the same with one principal alone, by the number of its row; none for one that is gone."""
    return _facts(connection, account, now, principals.c.id == principal)


def taker_facts(connection: Connection, account: int, principal: int, now: datetime) -> AccountFacts:
    """Return the same with one principal and all roles, so that it can be told which of them it may take."""
    is_role = and_(principals.c.account_id == account, principals.c.type == PrincipalType.ROLE.value)
    return _facts(connection, account, now, or_(principals.c.id == principal, is_role))


def unlisted_facts(connection: Connection, provider: str) -> tuple[KeyFact, ...]:
    """Return the keys of a cloud that no account lists."""
    which = and_(
        access_keys.c.status == KeyStatus.UNLISTED.value,
        access_keys.c.provider == provider,
        access_keys.c.account_id.is_(None),
    )
    return tuple(fact for _, fact in _keys(connection, which, {}))


def _facts(connection: Connection, account: int, now: datetime, which: ColumnElement[bool]) -> AccountFacts:
    row = connection.execute(select(accounts).where(accounts.c.id == account)).one()
    unseen = surroundings.unseen(connection, account)
    return AccountFacts(
        provider=row.provider,
        number=AccountNumber(row.number),
        name=row.name,
        site=AccountSite(row.site),
        principals=tuple(_principals(connection, row, which, unseen)),
        functions=tuple(_functions(connection, account)),
        groups=_groups(connection, account),
        trail=surroundings.trail(connection, account, unseen),
        own_accounts=surroundings.own_accounts(connection),
        own_networks=surroundings.own_networks(connection),
        gone_people=surroundings.gone_people(connection, now),
        blind_rights=unseen.rights,
    )


def _groups(connection: Connection, account: int) -> Mapping[GroupId, str]:
    query = select(user_groups.c.cloud_id, user_groups.c.name).where(user_groups.c.account_id == account)
    return {GroupId(row.cloud_id): row.name for row in connection.execute(query)}


def _principals(
    connection: Connection, account: Row[object], which: ColumnElement[bool], unseen: Unseen
) -> Iterator[PrincipalFact]:
    there = and_(which, principals.c.deleted_at.is_(None))
    rows = connection.execute(select(principals).where(there).order_by(principals.c.id)).all()
    of_account = principals.c.account_id == account.id
    held = select(principals.c.id).where(there, of_account)
    book = PolicyBook(connection, account.id, held)
    keys = _keys_by_principal(connection, held)
    owners = _owners(connection, account)
    for row in rows:
        kind, own = PrincipalType(row.type), keys.get(row.id, ())
        has_unseen_keys = not own and kind not in _KEYLESS and unseen.keys_of(kind, row.cloud_id)
        may_hold = book.of(row.id)
        yield PrincipalFact(
            id=PrincipalId(row.cloud_id),
            type=kind,
            name=row.name,
            arn=row.arn,
            note=row.note,
            created_at=row.created_at,
            console_login=row.console_login,
            mfa=row.mfa,
            last_login_at=row.last_login_at,
            trust=row.trust,
            session_seconds=row.session_seconds,
            keys=None if has_unseen_keys else tuple(own),
            policies=None
            if not may_hold.any and unseen.policies_of(kind, row.cloud_id)
            else may_hold.policies,
            boundary=may_hold.boundary,
            groups=None if not may_hold.groups and unseen.groups(row.cloud_id) else may_hold.groups,
            owner=owners.get(row.cloud_id) or _shared_owner(own),
        )


def _owners(connection: Connection, account: Row[object]) -> Mapping[str, str]:
    """Return the owners that people noted for principals of an account, by the principals' ids."""
    prefix = f"{account.site}/{account.number}/"
    query = select(notes.c.subject, notes.c.owner).where(
        notes.c.kind == NoteKind.PRINCIPAL.value,
        notes.c.subject.startswith(prefix, autoescape=True),
        notes.c.owner.is_not(None),
    )
    return {subject.removeprefix(prefix): owner for subject, owner in connection.execute(query)}


def _shared_owner(keys: Sequence[KeyFact]) -> str | None:
    """Return the owner that all keys have, or None."""
    owners = {key.owner for key in keys}
    return owners.pop() if len(owners) == 1 else None


def _keys_by_principal(connection: Connection, held: Select[tuple[int]]) -> Mapping[int, Sequence[KeyFact]]:
    which = and_(access_keys.c.principal_id.in_(held), access_keys.c.status != KeyStatus.DELETED.value)
    places = surroundings.function_places(connection, which)
    found: dict[int, list[KeyFact]] = defaultdict(list)
    for principal, fact in _keys(connection, which, places):
        found[principal].append(fact)
    return found


def _keys(
    connection: Connection, which: ColumnElement[bool], places: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[int, KeyFact]]:
    """Yield keys with the number of their principal's row."""
    said = and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == access_keys.c.key_id)
    leaked = _open_leaks(connection, which)
    query = (
        select(access_keys, notes.c.remark, notes.c.owner, notes.c.tags)
        .select_from(access_keys.outerjoin(notes, said))
        .where(which)
        .order_by(access_keys.c.created_at, access_keys.c.key_id)
    )
    for row in connection.execute(query):
        count, leak_owner = leaked.get(row.key_id, (0, None))
        yield (
            row.principal_id,
            KeyFact(
                id=AccessKeyId(row.key_id),
                status=KeyStatus(row.status),
                created_at=row.created_at,
                last_used_at=row.last_used_at,
                last_use_known=row.last_use_known,
                last_used_service=row.last_used_service,
                last_used_region=row.last_used_region,
                cloud_note=row.note,
                remark=row.remark or "",
                owner=row.owner or leak_owner,
                tags=read_tags(row.tags),
                guess=None if row.guess is None else UnlistedGuess(row.guess),
                open_leaks=count,
                function_places=places.get(row.key_id, ()),
            ),
        )


def _open_leaks(connection: Connection, which: ColumnElement[bool]) -> Mapping[str, tuple[int, str | None]]:
    """Return how many leaks of each key nobody closed, and whose they are as noted there."""
    query = (
        select(leaks.c.key_id, func.count(), func.max(OWNER))
        .select_from(joined())
        .where(which, leaks.c.key_id.is_not(None), STATUS.not_in([one.value for one in CLOSED]))
        .group_by(leaks.c.key_id)
    )
    return {key: (count, owner) for key, count, owner in connection.execute(query)}


def _functions(connection: Connection, account: int) -> Iterator[FunctionFact]:
    query = select(functions).where(functions.c.account_id == account).order_by(functions.c.cloud_id)
    for row in connection.execute(query):
        yield FunctionFact(id=row.cloud_id, name=row.name, region=row.region, role=row.role)
