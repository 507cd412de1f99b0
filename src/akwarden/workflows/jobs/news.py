"""What has changed since somebody looked last: jobs, and alarms that were raised; cheap where nothing did."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, func, select

from akwarden.model.alarm import AlarmStatus
from akwarden.store import jobs
from akwarden.store.jobs import StoredJob
from akwarden.store.moment import from_millis, to_millis
from akwarden.store.tables import alarms

MOST_JOBS = 500
"""Jobs that are told at once; the others come with the next look."""
_LONGEST = 60
_MOST_NUMBER = (1 << 63) - 1
"""No database compares with more."""


class Position(msgspec.Struct, frozen=True):
    """Up to where somebody knows everything."""

    change: int
    """The number of the last change of a job."""
    alarms_at: datetime
    """When the last alarm was raised."""

    @property
    def text(self) -> str:
        """The position as text."""
        return f"{self.change}-{to_millis(self.alarms_at)}"


class AlarmNews(msgspec.Struct, frozen=True):
    """Alarms of one account that were raised or opened again."""

    provider: str
    account: str
    new: int
    newest_at: datetime


class News(msgspec.Struct, frozen=True):
    """What has changed."""

    position: Position
    """Up to where this goes."""
    jobs: tuple[StoredJob, ...]
    """The jobs that changed, as they are now."""
    alarms: tuple[AlarmNews, ...]
    """The alarms, by account."""


def position_of(text: str) -> Position | None:
    """Return the position that a text says, None where it says none."""
    change, dash, at = text.partition("-")
    if len(text) > _LONGEST or not dash or not (change.isdecimal() and at.isdecimal()):
        return None
    if int(change) > _MOST_NUMBER:
        return None
    try:
        return Position(int(change), from_millis(int(at)))
    except (OverflowError, ValueError):
        return None


def newest(connection: Connection) -> Position:
    """Return the position of this moment."""
    at = connection.execute(select(func.max(alarms.c.opened_at))).scalar_one()
    return Position(jobs.newest_change(connection), at or datetime(1970, 1, 1, tzinfo=UTC))


def since(connection: Connection, position: Position) -> News:
    """Return what has changed behind a position."""
    changed: list[StoredJob] = []
    if jobs.newest_change(connection) != position.change:
        changed = jobs.changed_since(connection, position.change, MOST_JOBS)
    found = tuple(_alarms(connection, position.alarms_at))
    return News(
        Position(
            changed[-1].change if changed else position.change,
            max((one.newest_at for one in found), default=position.alarms_at),
        ),
        tuple(changed),
        found,
    )


def _alarms(connection: Connection, after: datetime) -> list[AlarmNews]:
    columns = alarms.c
    query = (
        select(columns.provider, columns.account, func.count(), func.max(columns.opened_at))
        .where(columns.opened_at > after, columns.raised, columns.status == AlarmStatus.OPEN.value)
        .group_by(columns.provider, columns.account)
    )
    return [AlarmNews(*row) for row in connection.execute(query)]
