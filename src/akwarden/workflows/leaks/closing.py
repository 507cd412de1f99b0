"""Closes a leak with a reason, or opens it again; each goes into the audit log in the same transaction.

A leak whose key works can't be closed as fixed: whoever reads the list must be able to believe that word.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.leak import Closing, LeakRow, LeakStatus, Validity
from akwarden.store import leak_rows, leaks
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event, Record
from akwarden.store.state import State
from akwarden.workflows.masking import shown_reason
from akwarden.workflows.posture.leaked import judge_leaked

CLOSED, REOPENED = "leak.close", "leak.reopen"
SHORTEST_NAME = 6
"""Characters of an id that are enough where no other leak begins so."""
LONGEST_REASON = 200
_NAMED = 5


def find_leak(connection: Connection, name: str) -> LeakRow:
    """Return the leak whose id begins with `name`, or that of a key; raises UsageError for none or many."""
    found = leak_rows.find(connection, name) if len(name) >= SHORTEST_NAME else []
    exact = [row for row in found if row.leak.id == name]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    if found:
        named = ", ".join(row.leak.id[:12] for row in found[:_NAMED])
        raise UsageError(
            f"{name!r} fits {len(found)} leaks", why=f"among them {named}", mend="write more of it"
        )
    mend = f"give a key id, or at least the first {SHORTEST_NAME} characters of an id of akwarden leaks list"
    raise UsageError(f"there is no leak {name!r}", mend=mend)


def close_leak(
    state: State, name: str, status: LeakStatus, reason: str, *, actor: str, now: datetime
) -> LeakRow:
    """Close a leak as fixed or ignored and return it as it is then; a second time nothing changes.

    Raises UsageError for a key that works, a reason that can't be one, and a name that fits no leak.
    """
    shown = checked_reason(reason)
    with state.writing() as connection:
        row = find_leak(connection, name)
        if status is LeakStatus.FIXED and row.leak.validity is Validity.ACTIVE:
            raise works_still(row)
        if row.leak.status is not status:
            leaks.set_status(connection, row.leak.id, status)
            details = {"status": status.value, "reason": shown, "key_id": row.leak.key_id}
            event = Event(at=now, actor=actor, action=CLOSED, object=row.leak.id, details=details)
            log.append(connection, event)
            judge_leaked(connection, [row.leak.key_id] if row.leak.key_id else [], now)
        return find_leak(connection, row.leak.id)


def reopen_leak(state: State, name: str, *, actor: str, now: datetime) -> LeakRow:
    """Open a leak again that somebody closed, and return it as it is then; a second time nothing changes."""
    with state.writing() as connection:
        row = find_leak(connection, name)
        if row.leak.status in (LeakStatus.FIXED, LeakStatus.IGNORED):
            leaks.set_status(connection, row.leak.id, LeakStatus.OPEN)
            details = {"status": row.leak.status.value, "key_id": row.leak.key_id}
            event = Event(at=now, actor=actor, action=REOPENED, object=row.leak.id, details=details)
            log.append(connection, event)
            judge_leaked(connection, [row.leak.key_id] if row.leak.key_id else [], now)
        return find_leak(connection, row.leak.id)


def closings(connection: Connection, leak: str) -> Sequence[Closing]:
    """Return each time that a leak was closed, the last one first."""
    records = log.records_of(connection, CLOSED, of=leak)
    return [_closing(record) for record in records if record.details.get("status") in set(LeakStatus)]


def _closing(record: Record) -> Closing:
    status, reason = record.details["status"], record.details.get("reason") or ""
    return Closing(record.at, record.actor, LeakStatus(str(status)), str(reason))


def checked_reason(reason: str) -> str:
    """Return the reason as it is kept, with whatever could be a key masked; raises UsageError for none."""
    text = reason.strip()
    if not text:
        raise UsageError("a leak is closed with a reason", mend="--reason 'disabled on Monday, ticket 123'")
    if len(text) > LONGEST_REASON or not text.isprintable():
        what = f"a reason is one line of at most {LONGEST_REASON} characters"
        raise UsageError(what, mend="write it shorter, without line breaks and control characters")
    return shown_reason(text)


def works_still(row: LeakRow) -> UsageError:
    """Return that a leak can't be closed as fixed, since its key works."""
    key = row.leak.key_id or "its key"
    where = f" in account {row.account_name}" if row.account_name else ""
    then = "run akwarden sync" if row.account_name else "scan again with --verify --save"
    return UsageError(
        f"leak {row.leak.id[:12]} can't be closed as fixed",
        why=f"{key} is active{where}",
        mend=f"disable the key, then {then}; or close it with --as ignored",
    )
