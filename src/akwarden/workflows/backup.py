"""Backup of the state into one file, and the way back, also from SQLite to PostgreSQL and the reverse.

The rules that this module keeps:

- A backup is read to its end before anything is written. What is restored comes in one transaction.
- A state that holds something is given up only when that was said. Its file is moved aside, not deleted,
  where it is damaged.
- The key of the vault is never in a backup: with both in one place, a copy of it would open everything.
"""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from akwarden.errors import BackupError, StateError
from akwarden.store import backup_restoring, backup_writing, sealed
from akwarden.store.access import sessions
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.backup_form import Header
from akwarden.store.backup_reading import Backup, Verified, opened
from akwarden.store.migration import open_state
from akwarden.store.state import NAME, DamagedError, State
from akwarden.workflows.vault.kek import file_of

_BESIDE = ("", "-wal", "-shm")


class Saved(msgspec.Struct, frozen=True):
    """What was written."""

    header: Header
    """What the backup says of itself."""
    kek_file: Path | None
    """The file that has to be kept apart, or None where there is no vault."""


class Restored(msgspec.Struct, frozen=True):
    """What was restored."""

    header: Header
    """What the backup says of itself."""
    set_aside: Path | None
    """Where the file of a damaged state lies now."""
    needs_kek: bool
    """Whether secrets were restored that no key of this home can open yet."""


def save(state: State, home: Path, path: Path, now: datetime) -> Saved:
    """Write a backup of all that `state` holds; raises BackupError when it can't be written."""
    with state.reading() as connection:
        header = backup_writing.write(connection, path, now)
    return Saved(header, file_of(home))


def restore(home: Path, url: str | None, path: Path, *, replace: bool, actor: str, now: datetime) -> Restored:
    """Put what a backup holds in the place of the state.

    Raises BackupError when it is not whole, or when there is something already and `replace` is not said;
    StateError when the state can't be used.
    """
    with opened(path) as backup:
        verified = backup.verify()
        event = _event(verified, actor, now)
        try:
            return _restored(home, url, backup, verified, event=event, replace=replace)
        except DamagedError as error:
            if url or not replace:
                raise _to_be_moved(error) from error
            aside = _set_aside(home, now)
            done = _restored(home, url, backup, verified, event=event, replace=False)
            return msgspec.structs.replace(done, set_aside=aside)


def _restored(
    home: Path, url: str | None, backup: Backup, verified: Verified, *, event: Event, replace: bool
) -> Restored:
    state = open_state(home, url)
    try:
        with state.writing() as connection:
            backup_restoring.lock(connection)
            before = _make_room(connection, state, replace=replace)
            backup_restoring.insert_rows(connection, backup.rows(verified))
            sessions.end_everything(connection)
            log.append(connection, msgspec.structs.replace(event, details={**event.details, **before}))
            has_secrets = sealed.has_any(connection)
    finally:
        state.close()
    return Restored(verified.header, None, needs_kek=has_secrets and file_of(home) is None)


def _make_room(connection: Connection, state: State, *, replace: bool) -> dict[str, Detail]:
    """Delete what is there, where that was said; return what the record says of the log that goes with it."""
    if backup_restoring.is_empty(connection):
        return {"replaced": False}
    if not replace:
        raise BackupError(
            f"{state.place} holds something already",
            why="a restore would replace all of it, the audit log too",
            mend="make a backup of it, then say --replace",
        )
    last = log.last(connection)
    backup_restoring.clear(connection)
    return {
        "replaced": True,
        "replaced_records": last.number if last else 0,
        "replaced_last_digest": last.digest.hex() if last else None,
    }


def _event(verified: Verified, actor: str, now: datetime) -> Event:
    header = verified.header
    details: dict[str, Detail] = {
        "backup_sha256": verified.sha256,
        "made_at": header.made_at.astimezone(UTC).isoformat(),
        "rows": sum(header.counts.values()),
    }
    return Event(at=now, actor=actor, action="state.restore", object="state", details=details)


def _to_be_moved(error: StateError) -> StateError:
    return StateError(
        error.what,
        why=error.why,
        mend="say --replace: the damaged file is moved aside, and the backup restored",
    )


def _set_aside(home: Path, now: datetime) -> Path:
    """Give the files of the damaged database another name, and return that of the first."""
    name = f"{NAME}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    try:
        for ending in _BESIDE:
            old = home / f"{NAME}{ending}"
            if old.exists():
                old.rename(home / f"{name}{ending}")
    except OSError as error:
        raise StateError(f"{home / NAME} can't be moved aside", why=error.strerror) from error
    return home / name
