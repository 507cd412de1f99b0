"""How far usage is summed: one row, changed in the transactions of what was added."""

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from akwarden.store.tables import usage_progress

NAME = "usage"
"""Also the name by which it follows the lake."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far usage is summed."""

    past: int | None
    """Up to which file what lay there at the start is still to be summed; None where it is."""
    journal: int | None
    """What names the journal that is being added; None where none is."""
    done: int
    """How many rows of it are added."""


def read(connection: Connection) -> Progress | None:
    """Return how far usage is summed, None where nobody has begun."""
    row = connection.execute(select(usage_progress).where(usage_progress.c.name == NAME)).one_or_none()
    return None if row is None else Progress(past=row.past, journal=row.journal, done=row.done)


def begin(connection: Connection, past: int) -> None:
    """Write down that what is in the files up to a number is to be summed."""
    connection.execute(insert(usage_progress).values(name=NAME, past=past, journal=None, done=0))


def past_is_summed(connection: Connection) -> None:
    """Write down that nothing of the past is left."""
    _change(connection, past=None)


def note_journal(connection: Connection, number: int) -> None:
    """Write down that a journal counts from now on."""
    _change(connection, journal=number, done=0)


def note_done(connection: Connection, rows: int) -> None:
    """Write down how many rows of the journal are added."""
    _change(connection, done=rows)


def journal_is_added(connection: Connection) -> None:
    """Write down that all of the journal is added."""
    _change(connection, journal=None, done=0)


def forget(connection: Connection) -> None:
    """Forget how far usage is summed."""
    connection.execute(delete(usage_progress).where(usage_progress.c.name == NAME))


def _change(connection: Connection, **values: int | None) -> None:
    connection.execute(update(usage_progress).where(usage_progress.c.name == NAME).values(**values))
