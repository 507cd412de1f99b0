"""Decides about alarms: that something was done, that they do not matter, that they wait, or whose they are.

The rules that this module keeps:

- Each decision goes into the audit log in the transaction that keeps it, one record an alarm.
- How each alarm stood is kept with it, so that a decision can be taken back (`decisions/undoing.py`).
- What is decided by a query is about alarms that were there when it was asked, never about newer ones.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Final, assert_never

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.alarm import Alarm, GatheredAlarm
from akwarden.model.decision import Decided, DecisionKind, Refused
from akwarden.store import alarm_changes, alarm_listing, alarms
from akwarden.store.alarm_listing import AlarmQuestion
from akwarden.store.alarms import KeptAlarm, Stand
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event
from akwarden.store.decisions import Change, Group
from akwarden.store.moment import rounded
from akwarden.store.new_rows import shares
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.detection.choices import (
    REOPEN,
    WAKE,
    AlarmDecision,
    Assign,
    Choice,
    Snooze,
    refusal,
    stand_by,
    told,
)
from akwarden.workflows.detection.finding import find_alarm
from akwarden.workflows.detection.listing import question_of
from akwarden.workflows.keys.listing import Asked

SHARE: Final = 200
"""Alarms that one transaction decides about, so that others do not wait for long."""
_READ: Final = 10_000
"""Ids that are held at once."""
Progress = Callable[[int], bool]
"""Is told how many alarms were looked at so far, and says whether to go on."""


def decide(
    state: State, names: Sequence[str], decision: AlarmDecision, *, actor: str, now: datetime
) -> list[Alarm]:
    """Decide about alarms by the beginnings of their ids, and return them as they are then: all or none.

    A second time nothing changes. Raises UsageError for a name that fits no alarm, or several, and for an
    alarm that does not take the decision.
    """
    group = group_of(decision, actor=actor, now=now)
    with state.writing() as connection:
        ids = [find_alarm(connection, name).kept.gathered.id for name in names]
        _decide(connection, group, ids, decision, all_of_them=True)
        return [alarm_row(find_alarm(connection, id_)) for id_ in dict.fromkeys(ids)]


def decide_ids(
    state: State, ids: Sequence[str], decision: AlarmDecision, *, scope: Scope, actor: str, now: datetime
) -> Decided | None:
    """Decide about alarms by their whole ids: all or none; None where one is not there, or not in the scope.

    Raises UsageError for an alarm that does not take the decision.
    """
    group = group_of(decision, actor=actor, now=now)
    with state.writing() as connection:
        there = {id_ for id_, one in alarms.kept(connection, ids).items() if _is_seen(one, scope)}
        if there != set(ids):
            return None
        _decide(connection, group, ids, decision, all_of_them=True)
    return group.decided


def found_by(connection: Connection, where: str, decision: AlarmDecision, now: datetime) -> list[Alarm]:
    """Return the alarms that fit a query and that a decision would change; raises UsageError, QueryError.

    Those that are closed or snoozed are left out unless the query asks for them, or they are what is meant.
    """
    question = _question(Asked(where=where, now=now), decision)
    with closing(alarm_listing.listed(connection, question)) as rows:
        return [alarm_row(one.row) for one in rows if _would_change(one.row.kept, decision)]


def decide_all(
    state: State, found: Sequence[Alarm], decision: AlarmDecision, *, actor: str, now: datetime
) -> Decided:
    """Decide about alarms that `found_by` gave, some hundred at a time.

    What somebody else decided meanwhile is left as it is. When it is cut short, a second run does the rest.
    """
    group = group_of(decision, actor=actor, now=now)
    before = {one.id: one for one in found}
    for share in shares(list(before), SHARE):
        with state.writing() as connection:
            kept = alarms.kept(connection, share, locked=True)
            same = [id_ for id_, one in kept.items() if one.status is before[id_].status]
            _decide(connection, group, same, decision)
    return group.decided


def decide_in_shares(
    state: State,
    asked: Asked,
    decision: AlarmDecision,
    *,
    actor: str,
    progress: Progress = lambda _: True,
) -> Decided:
    """Decide about all alarms that fit what is asked, some hundred at a time; raises UsageError, QueryError.

    Each is looked at again when it is its turn. When it is cut short, a second run does the rest.
    """
    question = _question(asked, decision)
    group = group_of(decision, actor=actor, now=asked.now)
    looked = 0
    for ids in _each(state, question):
        with state.writing() as connection:
            _decide(connection, group, alarm_listing.still(connection, question, ids), decision)
        looked += len(ids)
        if not progress(looked):
            break
    return group.decided


def count(connection: Connection, asked: Asked, decision: AlarmDecision) -> int:
    """Return how many alarms `decide_in_shares` would look at; raises UsageError, QueryError."""
    question = msgspec.structs.replace(_question(asked, decision), limit=None, after=None)
    return alarm_listing.counts(connection, question).shown


def within(connection: Connection, ids: Sequence[str], scope: Scope) -> bool:
    """Say whether all of these alarms are in a scope."""
    return all(_is_seen(one, scope) for one in alarms.kept(connection, ids).values())


def group_of(decision: AlarmDecision, *, actor: str, now: datetime) -> Group:
    """Return a group for what a decision changes."""
    return Group(DecisionKind.ALARMS, told(decision), actor=actor, at=rounded(now))


def _each(state: State, question: AlarmQuestion) -> Iterator[Sequence[str]]:
    """Yield the ids of the alarms that are asked for in shares, however they change meanwhile."""
    last = ""
    while True:
        with state.reading() as connection:
            ids = alarm_listing.ids(connection, question, most=_READ, after=last)
        yield from shares(ids, SHARE)
        if len(ids) < _READ:
            return
        last = ids[-1]


def _question(asked: Asked, decision: AlarmDecision) -> AlarmQuestion:
    if not asked.where.strip():
        raise UsageError(
            "a query without words fits every alarm", mend="--where 'rule:RULE first<7d', or the like"
        )
    hidden = asked.with_deleted or decision in {REOPEN, WAKE}
    return question_of(msgspec.structs.replace(asked, with_deleted=hidden))


def _would_change(kept: KeptAlarm, decision: AlarmDecision) -> bool:
    if refusal(kept.stand, decision) is not None:
        return False
    return stand_by(kept.stand, decision, actor="", now=kept.changed_at) != kept.stand


def _is_seen(one: KeptAlarm, scope: Scope) -> bool:
    return one.raised and scope.has(one.gathered.provider, one.gathered.account)


def _decide(
    connection: Connection,
    group: Group,
    ids: Sequence[str],
    decision: AlarmDecision,
    *,
    all_of_them: bool = False,
) -> None:
    """Decide about alarms; with `all_of_them` raise UsageError for the first that does not take it."""
    kept = alarms.kept(connection, ids, locked=True)
    changes: dict[str, Change[Stand]] = {}
    refused: list[Refused] = []
    for id_, one in kept.items():
        why = refusal(one.stand, decision)
        if why is not None and all_of_them:
            raise UsageError(f"alarm {id_[:12]} can't be {told(decision)}", why=why)
        after = stand_by(one.stand, decision, actor=group.actor, now=group.at)
        if why is not None:
            refused.append(Refused(id_, why))
        elif after != one.stand:
            changes[id_] = Change(one.stand, after)
    alarms.decide(connection, {id_: one.after for id_, one in changes.items()})
    group.add(connection, changes)
    group.refuse(refused)
    for id_, change in changes.items():
        log.append(connection, _event(kept[id_].gathered, change, decision, group))


def _event(about: GatheredAlarm, change: Change[Stand], decision: AlarmDecision, group: Group) -> Event:
    """Return what the audit log is told of a decision about one alarm."""
    match decision:
        case Choice(status=status, reason=reason):
            return alarm_changes.decided(
                about, change.before.status, status, reason, actor=group.actor, at=group.at
            )
        case Snooze(until=until):
            action = alarm_changes.WOKEN if until is None else alarm_changes.SNOOZED
            details = {} if until is None else {"until": f"{until:%Y-%m-%dT%H:%M:%SZ}"}
            return alarm_changes.changed(about, action, details, actor=group.actor, at=group.at)
        case Assign(owner=owner):
            given = {"was": change.before.owner, "owner": owner}
            return alarm_changes.changed(about, alarm_changes.ASSIGNED, given, actor=group.actor, at=group.at)
        case _:
            assert_never(decision)
