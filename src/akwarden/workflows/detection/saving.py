"""Keeps what signals came to, in the transaction of the caller: new alarms, and what is added to those there.

The rules that this module keeps:

- What is kept does not depend on the order of the signals, nor on how they are cut into batches.
- Nothing is written where nothing changed.
- What people decided stands, but for what was handled before new calls came: that is opened again. When they
  decided is never moved, since later calls are held against it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.model.alarm import AlarmStatus, GatheredAlarm
from akwarden.risk.alarms import alarm_of, is_raised, joined, opens_again
from akwarden.store import alarms
from akwarden.store.alarms import KeptAlarm, Written, storable
from akwarden.store.moment import rounded
from akwarden.store.new_rows import MOST_IN_STATEMENT, shares
from akwarden.workflows.alarm_row import standing_of

_SHARE: Final = MOST_IN_STATEMENT


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What became of alarms, by their ids in order."""

    new: tuple[str, ...] = ()
    """Those that were not there, also where nobody is told of them yet."""
    raised: tuple[str, ...] = ()
    """Those that people are told of from now on."""
    reopened: tuple[str, ...] = ()
    """Those that were handled, and are open again since calls came after that."""


def merge(
    connection: Connection,
    gathered: Mapping[str, GatheredAlarm],
    new_events: Mapping[str, int],
    now: datetime,
) -> Merged:
    """Keep alarms in the transaction of `connection`, which must be one that writes.

    `new_events` says how many events each has that were not counted before; who has none is left out. What is
    kept of an alarm need not be in `gathered`, nor does it matter when it is.
    """
    at, found = rounded(now), Merged()
    for share in shares(sorted(gathered)):
        before = alarms.kept(connection, share, locked=True)
        after = {
            id_: _merged(storable(gathered[id_]), before.get(id_), new_events.get(id_, 0), at)
            for id_ in share
        }
        _write(connection, before, after)
        found = _added(found, before, after)
    return found


def _merged(new: GatheredAlarm, before: KeptAlarm | None, events: int, now: datetime) -> KeptAlarm:
    """Return what is to be kept: `before` itself where nothing changes."""
    if before is None:
        return KeptAlarm(
            gathered=new,
            count=events,
            raised=is_raised(new),
            status=AlarmStatus.OPEN,
            reason=None,
            opened_at=now,
            changed_at=now,
            changed_by=None,
        )
    whole = joined(before.gathered, new)
    if whole == before.gathered and not events:
        return before
    raised = is_raised(whole)
    after = msgspec.structs.replace(
        before,
        gathered=whole,
        count=before.count + events,
        raised=raised,
        opened_at=before.opened_at if before.raised or not raised else now,
    )
    if events and opens_again(standing_of(before), whole.last_at):
        return msgspec.structs.replace(
            after, status=AlarmStatus.OPEN, reason=None, changed_at=now, changed_by=None
        )
    if before.status is AlarmStatus.OPEN:
        return msgspec.structs.replace(after, changed_at=now)
    return after


def _write(connection: Connection, before: Mapping[str, KeptAlarm], after: Mapping[str, KeptAlarm]) -> None:
    changed = {id_: one for id_, one in after.items() if one is not before.get(id_)}
    rows = {id_: Written(one, alarm_of(one.gathered, standing_of(one))) for id_, one in changed.items()}
    alarms.write(
        connection,
        [one for id_, one in rows.items() if id_ not in before],
        [one for id_, one in rows.items() if id_ in before],
    )


def _added(found: Merged, before: Mapping[str, KeptAlarm], after: Mapping[str, KeptAlarm]) -> Merged:
    """Return what became of a share of the alarms together with those before it."""
    told = {id_ for id_, one in before.items() if one.raised}
    closed = {id_ for id_, one in before.items() if one.status is not AlarmStatus.OPEN}
    opened = (id_ for id_, one in after.items() if id_ in closed and one.status is AlarmStatus.OPEN)
    return Merged(
        new=(*found.new, *(id_ for id_ in after if id_ not in before)),
        raised=(*found.raised, *(id_ for id_, one in after.items() if one.raised and id_ not in told)),
        reopened=(*found.reopened, *opened),
    )
