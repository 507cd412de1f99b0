"""Findings by the key that they are about: leaks whose key works, alarms, keys that no account lists."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from akwarden.model.access_key import KeyStatus
from akwarden.model.alarm import AlarmStatus
from akwarden.model.leak import LeakStatus, Validity
from akwarden.model.note import NoteKind
from akwarden.model.severity import Severity
from akwarden.query.tree import Holder
from akwarden.store import key_alarms, key_risks, leak_rows
from akwarden.store.shared_columns import held_by, in_accounts
from akwarden.store.tables import access_keys, accounts, alarms, leaks, notes

Held = Sequence[Holder] | None
"""The accounts that somebody may see; None for everything."""


class LiveLeak(msgspec.Struct, frozen=True, kw_only=True):
    """A key, or another secret, that leaked and works."""

    key_id: str | None
    leak_id: str
    """Of the leak that was seen first by its id."""
    rule: str
    leaks: int
    title: str
    since: datetime
    provider: str
    account: str | None
    account_name: str | None
    owner: str | None


class KeyAlarms(msgspec.Struct, frozen=True, kw_only=True):
    """Open alarms of one severity about one key."""

    key_id: str
    provider: str
    account: str
    severity: Severity
    alarms: int
    last: datetime
    title: str
    """Of one of them."""


class KeyFindings(msgspec.Struct, frozen=True, kw_only=True):
    """What else is known of a key."""

    risks: int
    """Its own open risks."""
    alarms: int
    """Its open alarms."""
    owner: str | None
    account_name: str | None


def live_leaks(connection: Connection, held: Held, most: int) -> list[LiveLeak]:
    """Return the keys that leaked and work, those that leaked oftenest first."""
    whose = func.coalesce(leaks.c.key_id, leaks.c.id)
    works = and_(
        leak_rows.STATUS.in_([LeakStatus.OPEN.value]), leak_rows.VALIDITY.in_([Validity.ACTIVE.value])
    )
    count, since = func.count().label("leaks"), func.min(leaks.c.first_seen_at).label("since")
    query = (
        select(
            func.max(leaks.c.key_id).label("key_id"),
            func.min(leaks.c.id).label("leak_id"),
            count,
            since,
            func.min(leaks.c.rule).label("rule"),
            func.min(leaks.c.title).label("title"),
            func.min(leaks.c.provider).label("provider"),
            func.max(accounts.c.number).label("account"),
            func.max(accounts.c.name).label("account_name"),
            func.max(leak_rows.OWNER).label("owner"),
        )
        .select_from(leak_rows.joined())
        .where(works, *_within(access_keys.c.account_id, held))
        .group_by(whose)
        .order_by(count.desc(), since, whose)
        .limit(most)
    )
    return [LiveLeak(**row) for row in connection.execute(query).mappings()]


def alarms_by_key(connection: Connection, severity: Severity, held: Held, most: int) -> list[KeyAlarms]:
    """Return the keys with the most open alarms of a severity."""
    count, last = func.count().label("alarms"), func.max(alarms.c.last_at).label("last")
    which = [
        alarms.c.raised.is_(true()),
        alarms.c.status == AlarmStatus.OPEN.value,
        alarms.c.severity == severity.value,
        alarms.c.key_id.is_not(None),
    ]
    if held is not None:
        which.append(held_by(alarms.c.provider, alarms.c.account)(held))
    columns = (alarms.c.provider, alarms.c.account, alarms.c.key_id)
    grouped = (
        select(*columns, count, last)
        .where(*which)
        # The key first: it tells most of them apart.
        .group_by(*reversed(columns))
        .order_by(count.desc(), last.desc(), alarms.c.key_id)
        .limit(most)
        .subquery()
    )
    same = and_(alarms.c.key_id == grouped.c.key_id, *which)
    title = select(alarms.c.title).where(same).order_by(alarms.c.last_at.desc()).limit(1)
    query = select(grouped, title.scalar_subquery().label("title")).order_by(
        grouped.c.alarms.desc(), grouped.c.last.desc(), grouped.c.key_id
    )
    return [KeyAlarms(severity=severity, **row) for row in connection.execute(query).mappings()]


def leaked_unlisted(connection: Connection) -> int:
    """Return how many keys leaked that no account lists, and that may work."""
    open_ = and_(leaks.c.status == LeakStatus.OPEN.value, leaks.c.validity != Validity.INACTIVE.value)
    leaked = select(leaks.c.key_id).where(leaks.c.key_id.is_not(None), open_)
    query = select(func.count()).select_from(access_keys)
    unlisted = access_keys.c.status == KeyStatus.UNLISTED.value
    return connection.execute(query.where(unlisted, access_keys.c.key_id.in_(leaked))).scalar_one()


def findings_of(connection: Connection, ids: Sequence[str], now: datetime) -> dict[str, KeyFindings]:
    """Return what else is known of some keys, by their ids; those that are not known are left out."""
    query = (
        select(
            access_keys.c.key_id,
            key_risks.own(now).label("risks"),
            key_alarms.counts().label("alarms"),
            func.nullif(notes.c.owner, "").label("owner"),
            accounts.c.name,
        )
        .select_from(
            access_keys.outerjoin(accounts, accounts.c.id == access_keys.c.account_id).outerjoin(
                notes,
                and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == access_keys.c.key_id),
            )
        )
        .where(access_keys.c.key_id.in_(ids))
    )
    return {
        row.key_id: KeyFindings(risks=row.risks, alarms=row.alarms, owner=row.owner, account_name=row.name)
        for row in connection.execute(query)
    }


def noted(connection: Connection, held: Held) -> tuple[int, int, int]:
    """Return how many keys are active, how many of them have an owner, and how many a remark."""
    listed = and_(access_keys.c.status == KeyStatus.ACTIVE.value, *_within(access_keys.c.account_id, held))
    keys = select(func.count()).select_from(access_keys).where(listed)
    # Some accounts have few keys; of all keys, those of which nothing is said need not be looked at.
    about = and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == access_keys.c.key_id)
    source = access_keys.join(notes, about, isouter=held is not None)
    said = (
        select(func.count(func.nullif(notes.c.owner, "")), func.count(func.nullif(notes.c.remark, "")))
        .select_from(source)
        .where(listed)
    )
    owners, remarks = connection.execute(said).one()
    return connection.execute(keys).scalar_one(), owners, remarks


def _within(account: ColumnElement[int], held: Held) -> list[ColumnElement[bool]]:
    return [] if held is None else [in_accounts(account)(held)]
