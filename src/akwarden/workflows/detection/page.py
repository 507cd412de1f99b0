"""The page of one alarm: why it was raised, by which calls, what was usual, what its key may do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.access_key import AccessKeyId
from akwarden.model.alarm import GatheredAlarm, SignalEvent
from akwarden.model.alarm_page import AlarmCall, AlarmEvent, AlarmPage, RelatedAlarm
from akwarden.model.leak import Leak
from akwarden.risk.alarm_level import level_of
from akwarden.store import alarm_listing, alarm_page_rows, key_rows, leak_rows
from akwarden.store.alarm_listing import ListedAlarm
from akwarden.store.moment import rounded
from akwarden.store.tables import leaks
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.detection.finding import find_alarm
from akwarden.workflows.keys.page import KeyPage, RightsOf, key_page

_RELATED = 10


CallsOf = Callable[[Sequence[SignalEvent]], Mapping[int, AlarmCall]]
"""Returns what the event lake has of these events, by their hashes."""


def alarm_page(
    connection: Connection,
    name: str,
    now: datetime,
    calls_of: CallsOf | None = None,
    rights_of: RightsOf | None = None,
    *,
    scope: Scope = EVERYWHERE,
) -> AlarmPage:
    """Return the page of the alarm that `name` fits; raises UsageError for none or more than one.

    `calls_of` tells of the calls and `rights_of` what rights are used, where there are audit records. An
    alarm that is not in the scope is taken for none, and what is beside one is left out.
    """
    at = rounded(now)
    found = find_seen(connection, name, scope)
    about, alarm = found.kept.gathered, alarm_row(found)
    key = _key(connection, alarm.key_id, at, rights_of)
    if key is not None and not scope.has(key.key.provider, key.key.account):
        key = None
    return AlarmPage(
        alarm=alarm,
        level=level_of(alarm.severity),
        opened_at=found.kept.opened_at,
        parts=about.parts,
        key_ids=about.key_ids,
        principals=about.principals,
        events=tuple(_events(about, calls_of)),
        usual=alarm_page_rows.usual(connection, about),
        key=None if key is None else key.key,
        permissions=() if key is None else key.permissions,
        rights_used=None if key is None else key.rights_used,
        leaks=tuple(_leaks(connection, about, scope)),
        related=tuple(_related(connection, found, scope)),
    )


def find_seen(connection: Connection, name: str, scope: Scope) -> ListedAlarm:
    """Return the alarm that `name` fits; raises UsageError for none, several, and one out of the scope."""
    found = find_alarm(connection, name)
    about = found.kept.gathered
    if not scope.has(about.provider, about.account):
        raise UsageError(f"there is no alarm {name!r}")
    return found


def _key(
    connection: Connection, key_id: str | None, now: datetime, rights_of: RightsOf | None
) -> KeyPage | None:
    """Return the page of a key that is in the inventory."""
    if key_id is None or not key_rows.known_ids(connection, [key_id]):
        return None
    return key_page(connection, AccessKeyId(key_id), now, None, rights_of)


def _events(about: GatheredAlarm, calls_of: CallsOf | None) -> Iterator[AlarmEvent]:
    calls = {} if calls_of is None else calls_of(about.events)
    for event in about.events:
        yield AlarmEvent(at=event.at, id=event.id, call=calls.get(event.hash))


def _leaks(connection: Connection, about: GatheredAlarm, scope: Scope) -> Iterator[Leak]:
    if about.key_ids:
        rows = leak_rows.select_rows(connection, leaks.c.key_id.in_(about.key_ids))
        yield from (row.leak for row in rows if scope.has(row.leak.provider, row.account))


def _related(connection: Connection, found: ListedAlarm, scope: Scope) -> Iterator[RelatedAlarm]:
    for one in map(alarm_row, alarm_listing.related(connection, found.kept, _RELATED)):
        if not scope.has(one.provider, one.account):
            continue
        yield RelatedAlarm(
            id=one.id, title=one.title, severity=one.severity, status=one.status, first_at=one.first_at
        )
