"""Alarms as they are kept: read for what new signals add to them, written, and decided about.

The rules that this module keeps:

- Whatever changes a row has locked it before, so that no decision is lost to a merge at the same moment.
- An alarm that opens again by itself is told to the audit log in the same transaction.
- A row holds as columns what lists sort and count by, and as JSON all that the rules saw. What an alarm names
  several of stands in a table beside it as well (`alarm_mentions.py`).
- A name that no database could hold, with a NUL in it, is kept with a mark in its place.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, RowMapping, and_, bindparam, insert, select, update

from akwarden.model.alarm import Alarm, AlarmStatus, GatheredAlarm
from akwarden.store import alarm_mentions
from akwarden.store.alarm_changes import opened_again
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event
from akwarden.store.new_rows import shares
from akwarden.store.tables import alarms

_LONGEST_NAME, _LONGEST_SUBJECT = 150, 500
"""Characters that a column has of a name; `gathered` has it whole."""
_NUL, _MARK = "\0", "\N{REPLACEMENT CHARACTER}"
_NUL_IN_JSON: Final = b"\\u0000"


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """What people decided about an alarm."""

    status: AlarmStatus
    reason: str | None
    """Why it was handled or ignored."""
    changed_at: datetime
    """When it was decided about; of one that is open, when it changed the last time."""
    changed_by: str | None
    """Who decided about it; None for one that is open by itself."""
    snoozed_until: datetime | None
    """Until when it is left out of lists."""
    owner: str | None
    """Whom somebody gave it to; None for whoever has its key."""


class KeptAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm as the state has it."""

    gathered: GatheredAlarm
    count: int
    """How many distinct events it has."""
    raised: bool
    """Whether people are told of it."""
    status: AlarmStatus
    reason: str | None
    """Why it was handled or ignored."""
    opened_at: datetime
    """When people were told first; of one that they are not told of, when it was seen first."""
    changed_at: datetime
    """When it was decided about; of one that is open, when it changed the last time."""
    changed_by: str | None
    """Who decided about it; None for one that is open by itself."""
    snoozed_until: datetime | None = None
    """Until when it is left out of lists."""
    owner: str | None = None
    """Whom somebody gave it to; None for whoever has its key."""

    @property
    def stand(self) -> Stand:
        """What people decided about it."""
        return Stand(**{name: getattr(self, name) for name in Stand.__struct_fields__})


class Written(msgspec.Struct, frozen=True):
    """A row to be written: what is kept, and what it comes to for people."""

    kept: KeptAlarm
    alarm: Alarm


def known(connection: Connection, ids: Iterable[str]) -> dict[str, GatheredAlarm]:
    """Return what is kept of these alarms, by their ids; those that are not there are left out."""
    return {id_: one.gathered for id_, one in kept(connection, ids).items()}


def kept(connection: Connection, ids: Iterable[str], *, locked: bool = False) -> dict[str, KeptAlarm]:
    """Return these alarms as they are kept, by their ids.

    `locked` lets nobody else change them until the transaction ends; it takes one that writes.
    """
    found: dict[str, KeptAlarm] = {}
    for share in shares(sorted(set(ids))):
        query = select(alarms).where(alarms.c.id.in_(share)).order_by(alarms.c.id)
        if locked:  # SQLite, where one writes at a time, knows no such lock, and needs none
            query = query.with_for_update()
        found.update((row["id"], read(row)) for row in connection.execute(query).mappings())
    return found


def read(row: RowMapping) -> KeptAlarm:
    """Return a row of the table."""
    return KeptAlarm(
        gathered=msgspec.json.decode(row["gathered"], type=GatheredAlarm),
        count=row["count"],
        raised=bool(row["raised"]),
        status=AlarmStatus(row["status"]),
        reason=row["reason"],
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
        snoozed_until=row["snoozed_until"],
        owner=row["owner"],
    )


def write(connection: Connection, added: Sequence[Written], changed: Sequence[Written]) -> None:
    """Write rows, in the transaction of `connection`: new ones, and those that were read with a lock."""
    for share in shares(added):
        connection.execute(insert(alarms), [_values(one) for one in share])
        alarm_mentions.add(connection, [one.kept.gathered for one in share])
    if not changed:
        return
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in alarms.c.keys() if name != "id"}  # noqa: SIM118  no dict
    statement = update(alarms).where(alarms.c.id == bindparam("new_id")).values(columns)
    for share in shares(changed):
        for event in _opened_again(connection, [one.kept for one in share]):
            log.append(connection, event)
        rows = [{f"new_{name}": value for name, value in _values(one).items()} for one in share]
        connection.execute(statement, rows)
        alarm_mentions.change(connection, [one.kept.gathered for one in share])


def _opened_again(connection: Connection, after: Sequence[KeptAlarm]) -> list[Event]:
    """Return what the audit log is told of alarms that open by themselves, and still are closed here."""
    opening = {
        one.gathered.id: one for one in after if one.status is AlarmStatus.OPEN and one.changed_by is None
    }
    closed = and_(alarms.c.id.in_(list(opening)), alarms.c.status != AlarmStatus.OPEN.value)
    rows = connection.execute(select(alarms.c.id, alarms.c.status).where(closed).order_by(alarms.c.id)).all()
    return [
        opened_again(opening[id_].gathered, AlarmStatus(status), opening[id_].changed_at)
        for id_, status in rows
    ]


def _values(one: Written) -> dict[str, Any]:
    kept_, alarm = one.kept, one.alarm
    return {
        "id": alarm.id,
        "provider": alarm.provider,
        "account": brief(alarm.account),
        "kind": kept_.gathered.kind.value,
        "subject": brief_subject(alarm.subject),
        "story": brief(alarm.story),
        "key_id": None if alarm.key_id is None else brief(alarm.key_id),
        "principal": None if alarm.principal is None else brief(alarm.principal),
        "raised": kept_.raised,
        "rule": alarm.rule,
        "title": alarm.title,
        "type": alarm.type.value,
        "severity": alarm.severity.value,
        "count": kept_.count,
        "first_at": alarm.first_at,
        "last_at": alarm.last_at,
        "status": kept_.status.value,
        "reason": kept_.reason,
        "opened_at": kept_.opened_at,
        "changed_at": kept_.changed_at,
        "changed_by": kept_.changed_by,
        "snoozed_until": kept_.snoozed_until,
        "owner": kept_.owner,
        "gathered": msgspec.json.encode(kept_.gathered).decode(),
    }


def brief(name: str) -> str:
    """Return the name of an account, a key or a caller as the columns have it.

    It is cut where an index of PostgreSQL, which takes some 2,700 bytes, could not hold it.
    """
    return name[:_LONGEST_NAME]


def brief_subject(subject: str) -> str:
    """Return a subject as the column has it; cut as a name is."""
    return subject[:_LONGEST_SUBJECT]


def storable(gathered: GatheredAlarm) -> GatheredAlarm:
    """Return the alarm with a mark in the place of every NUL, which PostgreSQL takes in no text."""
    encoded = msgspec.json.encode(gathered)
    if _NUL_IN_JSON not in encoded:
        return gathered
    values: GatheredAlarm = msgspec.convert(_without_nul(msgspec.to_builtins(gathered)), GatheredAlarm)
    lists = ("key_ids", "principals", "source_ips")
    return msgspec.structs.replace(
        values, **{name: tuple(sorted(set(getattr(values, name)))) for name in lists}
    )


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(_NUL, _MARK)
    if isinstance(value, dict):
        return {name: _without_nul(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nul(one) for one in value]
    return value


def decide(connection: Connection, wanted: Mapping[str, Stand]) -> None:
    """Let alarms, which were read with a lock, stand as somebody decided, by their ids."""
    alike: dict[Stand, list[str]] = {}
    for id_, stand in wanted.items():
        alike.setdefault(stand, []).append(id_)
    for stand, ids in alike.items():
        values = {**msgspec.structs.asdict(stand), "status": stand.status.value}
        for share in shares(ids):
            connection.execute(update(alarms).where(alarms.c.id.in_(share)).values(values))
