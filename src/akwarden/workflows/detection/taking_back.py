"""Takes back what was decided about alarms: each stands again as it did, where nothing came since.

The rules that this module keeps:

- What somebody or something changed since is left as it is.
- What was handled stays open where calls came after that: it would have opened again by itself.
- Each alarm that is set back has a record in the audit log, in the same transaction.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from akwarden.model.alarm import AlarmStatus
from akwarden.model.decision import DecisionRow, Refused
from akwarden.store import alarms
from akwarden.store.alarm_changes import UNDONE, changed
from akwarden.store.alarms import KeptAlarm, Stand
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail
from akwarden.store.decisions import Change, Group


def set_back(connection: Connection, group: Group, rows: Sequence[DecisionRow], *, of: int) -> None:
    """Set back what a decision, number `of`, changed of alarms, in the transaction of `connection`."""
    kept = alarms.kept(connection, [row.object for row in rows], locked=True)
    changes: dict[str, Change[Stand]] = {}
    refused: list[Refused] = []
    for row in rows:
        one = kept.get(row.object)
        before = msgspec.json.decode(row.before, type=Stand)
        why = _refusal(one, before, msgspec.json.decode(row.after, type=Stand))
        if one is None or why is not None:
            refused.append(Refused(row.object, why or "it is gone"))
            continue
        since = {"changed_at": group.at} if before.status is AlarmStatus.OPEN else {}
        changes[row.object] = Change(one.stand, msgspec.structs.replace(before, **since))
    alarms.decide(connection, {id_: one.after for id_, one in changes.items()})
    group.add(connection, changes)
    group.refuse(refused)
    for id_, change in changes.items():
        details = _details(change, of)
        event = changed(kept[id_].gathered, UNDONE, details, actor=group.actor, at=group.at)
        log.append(connection, event)


def _refusal(one: KeptAlarm | None, before: Stand, after: Stand) -> str | None:
    """Return why an alarm is left as it is, None where it is set back."""
    if one is None:
        return "it is gone"
    # What is open changes its time by itself with each call.
    now = one.stand
    since = {"changed_at": now.changed_at} if after.status is AlarmStatus.OPEN else {}
    if now != msgspec.structs.replace(after, **since):
        return "it was changed since"
    if before.status is AlarmStatus.HANDLED and one.gathered.last_at > before.changed_at:
        return "calls came that were made after it was handled"
    return None


def _details(change: Change[Stand], of: int) -> dict[str, Detail]:
    after, until = change.after, change.after.snoozed_until
    return {
        "decision": of,
        "was": change.before.status.value,
        "status": after.status.value,
        "reason": after.reason,
        "owner": after.owner,
        "snoozed_until": None if until is None else f"{until:%Y-%m-%dT%H:%M:%SZ}",
    }
