"""The audit log for people: read, verified, and vouched for; in the state, in a copy of it, in a backup."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from akwarden.errors import AuditLogError, UsageError
from akwarden.reports.vault_rows import AuditRow, VerificationRow
from akwarden.store import backup_reading
from akwarden.store.audit_log import head as heads
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Digest, Entry, decode
from akwarden.store.audit_log.head import Head
from akwarden.store.audit_log.verify import Fault, Whole, verify
from akwarden.store.copied import open_copy
from akwarden.store.state import State
from akwarden.store.tables import audit_records

_LARGEST_HEADS = 1 << 20


def rows(state: State, *, last: int | None = None) -> Iterator[AuditRow]:
    """Yield the records from the first on, or the `last` ones; a row that is none shows as such."""
    with state.reading() as connection:
        found = log.entries(connection) if last is None else iter(log.latest(connection, last))
        yield from map(_row, found)


class Page(msgspec.Struct, frozen=True):
    """Some records, the newest first."""

    rows: tuple[AuditRow, ...]
    """The records; a row that is none shows as such."""
    next: int | None
    """The number in front of which the next page begins; None at the first record."""
    total: int
    """How many records there are in all."""


def page(state: State, *, before: int | None, limit: int, text: str) -> Page:
    """Return the records in front of a number, the newest first; only those that hold a text."""
    with state.reading() as connection:
        found = log.page(connection, before=before, most=limit + 1, holding=text)
        total = log.count(connection)
    more = len(found) > limit
    rows = tuple(map(_row, found[:limit]))
    return Page(rows, rows[-1].number if more else None, total)


def verify_state(state: State, saved: Sequence[Head]) -> VerificationRow:
    """Return what is wrong with the log of the state, or that nothing is."""
    with state.reading() as connection:
        return _said(verify(log.entries(connection), saved))


def verify_file(path: Path, saved: Sequence[Head]) -> VerificationRow:
    """Return the same for a copy of the database, or for a backup.

    Raises StateError for a file that is neither; BackupError for a backup that is not whole.
    """
    with _entries_of_file(path) as entries:
        return _said(verify(entries, saved))


def head(state: State, now: datetime) -> Head | Fault:
    """Return the head of the log, or what is wrong with it."""
    with state.reading() as connection:
        return log.head(connection, now)


def read_heads(paths: Sequence[Path]) -> list[Head]:
    """Return the heads that were saved in files, one a line; raises AuditLogError for a line that is none."""
    return [one for path in paths for one in _read_heads(path)]


def _read_heads(path: Path) -> Iterator[Head]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_HEADS + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read", why=error.strerror) from error
    lines = [line for line in content.splitlines() if line.strip()]
    if not lines or len(content) > _LARGEST_HEADS:
        raise AuditLogError(f"{path} holds no saved head", mend="akwarden audit-log head -o FILE saves one")
    yield from map(heads.decode, lines)


@contextmanager
def _entries_of_file(path: Path) -> Iterator[Iterator[Entry]]:
    with backup_reading.opened(path) as backup:
        if backup.is_gzip():
            yield _entries_of_backup(backup)
            return
    with open_copy(path) as state, state.reading() as connection:
        yield log.entries(connection)


def _entries_of_backup(backup: backup_reading.Backup) -> Iterator[Entry]:
    for row in backup.rows(backup.verify()):
        if row.table is audit_records:
            number, canonical, digest = (row.values[name] for name in ("number", "canonical", "digest"))
            if isinstance(number, int) and isinstance(canonical, bytes) and isinstance(digest, bytes):
                yield Entry(number=number, canonical=canonical, digest=Digest(digest))


def _row(entry: Entry) -> AuditRow:
    try:
        record = decode(entry.canonical)
    except AuditLogError:
        return AuditRow(
            number=entry.number, at=None, actor="", action="no record any more", object="", details={}
        )
    return AuditRow(
        number=record.number,
        at=record.at,
        actor=record.actor,
        action=record.action,
        object=record.object,
        details=record.details,
    )


def _said(found: Whole | Fault) -> VerificationRow:
    if isinstance(found, Fault):
        return VerificationRow(
            whole=False,
            size=None,
            root=None,
            vouched=None,
            fault=found.kind,
            number=found.number,
            text=str(found),
        )
    vouched = (
        f"saved heads vouch for the first {found.vouched:,}"
        if found.vouched
        else "no saved head vouches for it"
    )
    return VerificationRow(
        whole=True,
        size=found.size,
        root=found.root.hex(),
        vouched=found.vouched,
        fault=None,
        number=None,
        text=f"the audit log is whole: {found.size:,} records; {vouched}",
    )
