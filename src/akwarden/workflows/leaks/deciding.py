"""Decides about many leaks at once: closed with a reason, opened again, given to somebody, or taken back.

The rules that this module keeps:

- A leak whose key works can't be closed as fixed, nor set back to that.
- Each decision goes into the audit log in the transaction that keeps it, one record a leak; the risk of the
  key is judged again in the same one.
- What is decided by a query is about leaks that were there when it was asked, never about newer ones.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.decision import Decided, DecisionKind, DecisionRow, Refused
from akwarden.model.leak import CLOSED, LeakRow, LeakStatus, Validity
from akwarden.store import leak_listing, leak_rows, leaks
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.decisions import Change, Group
from akwarden.store.leaks import LeakStand
from akwarden.store.moment import rounded
from akwarden.store.new_rows import shares
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.leaks.closing import CLOSED as CLOSED_ACTION
from akwarden.workflows.leaks.closing import REOPENED, checked_reason, works_still
from akwarden.workflows.leaks.listing import holders_of, question_of
from akwarden.workflows.notes import checks
from akwarden.workflows.posture.leaked import judge_leaked

SHARE: Final = 200
ASSIGNED, UNDONE = "leak.assign", "leak.undo"


class Close(msgspec.Struct, frozen=True):
    """That leaks are dealt with, or do not matter."""

    status: LeakStatus
    reason: str


class Reopen(msgspec.Struct, frozen=True):
    """That leaks count again."""


class Give(msgspec.Struct, frozen=True):
    """Whose leaks are."""

    owner: str | None
    """None: whoever has the key."""


LeakDecision = Close | Reopen | Give


def close(status: LeakStatus, reason: str) -> Close:
    """Return that leaks are closed; raises UsageError for a reason that can't be one, and for no closing."""
    if status not in CLOSED:
        raise UsageError(f"a leak is not closed as {status}", mend="as fixed, or as ignored")
    return Close(status, checked_reason(reason))


def give(owner: str | None) -> Give:
    """Return whose leaks are, of nobody of their own for no name; raises EditError for what is no name."""
    return Give(None if owner is None else checks.owner(owner))


def told(decision: LeakDecision) -> str:
    """Return what is decided, in a few words."""
    match decision:
        case Close(status=status):
            return f"closed as {status}"
        case Reopen():
            return "opened again"
        case Give(owner=owner):
            return "given back to the owner of its key" if owner is None else f"given to {owner}"


def decide_ids(
    state: State, ids: Sequence[str], decision: LeakDecision, *, scope: Scope, actor: str, now: datetime
) -> Decided | None:
    """Decide about leaks by their whole ids: all or none; None where one is not there, or not in the scope.

    Raises UsageError for a leak that does not take the decision.
    """
    group = _group(decision, actor=actor, now=now)
    with state.writing() as connection:
        if leak_listing.seen(connection, ids, holders_of(scope)) != set(ids):
            return None
        _decide(connection, group, ids, decision, all_of_them=True)
    return group.decided


def decide_in_shares(
    state: State,
    asked: Asked,
    decision: LeakDecision,
    *,
    actor: str,
    progress: Callable[[int], bool] = lambda _: True,
) -> Decided:
    """Decide about all leaks that fit, some hundred at a time; raises UsageError, QueryError."""
    question = question_of(_named(asked))
    group = _group(decision, actor=actor, now=asked.now)
    with state.reading() as connection:
        found = leak_listing.ids(connection, question)
    looked = 0
    for share in shares(found, SHARE):
        with state.writing() as connection:
            _decide(connection, group, leak_listing.still(connection, question, share), decision)
        looked += len(share)
        if not progress(looked):
            break
    return group.decided


def count(connection: Connection, asked: Asked) -> int:
    """Return how many leaks `decide_in_shares` would look at; raises UsageError, QueryError."""
    return leak_listing.counts(connection, question_of(_named(asked))).shown


def within(connection: Connection, ids: Sequence[str], scope: Scope) -> bool:
    """Say whether all of these leaks that there still are, are in a scope."""
    there = leak_listing.seen(connection, ids, None)
    return leak_listing.seen(connection, ids, holders_of(scope)) == there


def set_back(connection: Connection, group: Group, rows: Sequence[DecisionRow], *, of: int) -> None:
    """Set back what a decision, number `of`, changed of leaks, in the transaction of `connection`."""
    ids = [row.object for row in rows]
    now, known = leaks.stands(connection, ids), _rows(connection, ids)
    changes: dict[str, Change[LeakStand]] = {}
    for row in rows:
        before = msgspec.json.decode(row.before, type=LeakStand)
        if row.object not in now:
            group.refuse([Refused(row.object, "it is gone")])
        elif now[row.object] != msgspec.json.decode(row.after, type=LeakStand):
            group.refuse([Refused(row.object, "it was changed since")])
        elif why := _refusal(known[row.object], before):
            group.refuse([Refused(row.object, why)])
        else:
            changes[row.object] = Change(now[row.object], before)
    _keep(connection, group, known, changes, lambda change: (UNDONE, {"decision": of, **_said(change)}))


def _group(decision: LeakDecision, *, actor: str, now: datetime) -> Group:
    return Group(DecisionKind.LEAKS, told(decision), actor=actor, at=rounded(now))


def _named(asked: Asked) -> Asked:
    if not asked.where.strip():
        raise UsageError(
            "a query without words fits every leak", mend="write which are meant: case:code path:*demo*"
        )
    return asked


def _decide(
    connection: Connection,
    group: Group,
    ids: Sequence[str],
    decision: LeakDecision,
    *,
    all_of_them: bool = False,
) -> None:
    """Decide about leaks; with `all_of_them` raise UsageError for the first that does not take it."""
    now, known = leaks.stands(connection, ids), _rows(connection, ids)
    changes: dict[str, Change[LeakStand]] = {}
    for id_, stand in now.items():
        after = _stand_by(stand, decision)
        why = _refusal(known[id_], after) if isinstance(decision, Close) else None
        if why is not None and all_of_them:
            raise works_still(known[id_])
        if why is not None:
            group.refuse([Refused(id_, why)])
        elif after != stand:
            changes[id_] = Change(stand, after)
    _keep(connection, group, known, changes, lambda change: _action(decision, change))


def _stand_by(stand: LeakStand, decision: LeakDecision) -> LeakStand:
    match decision:
        case Close(status=status):
            return msgspec.structs.replace(stand, status=status)
        case Reopen():
            return msgspec.structs.replace(stand, status=LeakStatus.OPEN)
        case Give(owner=owner):
            return msgspec.structs.replace(stand, owner=owner)


def _refusal(row: LeakRow, after: LeakStand) -> str | None:
    """Return why a leak can't stand so, None where it can."""
    if after.status is LeakStatus.FIXED and row.leak.validity is Validity.ACTIVE:
        return works_still(row).why
    return None


def _action(decision: LeakDecision, change: Change[LeakStand]) -> tuple[str, dict[str, Detail]]:
    match decision:
        case Close(status=status, reason=reason):
            return CLOSED_ACTION, {"status": status.value, "reason": reason}
        case Reopen():
            return REOPENED, {"status": change.before.status.value}
        case Give(owner=owner):
            return ASSIGNED, {"was": change.before.owner, "owner": owner}


def _said(change: Change[LeakStand]) -> dict[str, Detail]:
    after = change.after
    return {"was": change.before.status.value, "status": after.status.value, "owner": after.owner}


def _keep(
    connection: Connection,
    group: Group,
    known: Mapping[str, LeakRow],
    changes: Mapping[str, Change[LeakStand]],
    action: Callable[[Change[LeakStand]], tuple[str, dict[str, Detail]]],
) -> None:
    """Write changes, their records in the audit log, and what they mean for the risks of the keys."""
    leaks.decide(connection, {id_: one.after for id_, one in changes.items()})
    group.add(connection, changes)
    keys = [known[id_].leak.key_id for id_ in changes]
    judge_leaked(connection, [one for one in keys if one], group.at)
    for id_, change in changes.items():
        name, details = action(change)
        about = {**details, "key_id": known[id_].leak.key_id}
        log.append(connection, Event(at=group.at, actor=group.actor, action=name, object=id_, details=about))


def _rows(connection: Connection, ids: Sequence[str]) -> dict[str, LeakRow]:
    return {row.leak.id: row for row in leak_rows.rows_of(connection, ids)}
