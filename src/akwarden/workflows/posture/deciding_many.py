"""Decides about many risks at once: ignored with a reason and an end, counted again, or taken back.

The rules that this module keeps:

- A leaked key is ignored by closing its leak, and what is no more can't be ignored.
- Each decision goes into the audit log in the transaction that keeps it, one record a risk.
- What is decided by a query is about risks that were there when it was asked, never about newer ones.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.decision import Decided, DecisionKind, DecisionRow, Refused
from akwarden.model.risk import Decision, Risk
from akwarden.store import risk_listing, risks
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.decisions import Change, Group
from akwarden.store.moment import rounded
from akwarden.store.new_rows import shares
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.posture.deciding import COUNTED, IGNORED, checked_end, checked_reason, refusal
from akwarden.workflows.posture.listing import question_of

SHARE: Final = 200
UNDONE = "risk.undo"


class Ignore(msgspec.Struct, frozen=True):
    """That risks do not matter, why, and until when."""

    reason: str
    until: datetime | None
    """None for good."""


class Count(msgspec.Struct, frozen=True):
    """That risks count again."""


RiskDecision = Ignore | Count


class RiskStand(msgspec.Struct, frozen=True):
    """What people decided about a risk."""

    decision: Decision | None


def ignore(reason: str, until: datetime | None, now: datetime) -> Ignore:
    """Return that risks do not matter; raises UsageError for a reason or an end that can't be one."""
    return Ignore(checked_reason(reason), checked_end(until, rounded(now)))


def told(decision: RiskDecision) -> str:
    """Return what is decided, in a few words."""
    match decision:
        case Ignore(until=None):
            return "ignored for good"
        case Ignore(until=datetime() as until):
            return f"ignored until {until:%Y-%m-%d}"
        case _:
            return "counted again"


def decide_ids(
    state: State, ids: Sequence[str], decision: RiskDecision, *, scope: Scope, actor: str, now: datetime
) -> Decided | None:
    """Decide about risks by their whole ids: all or none; None where one is not there, or not in the scope.

    Raises UsageError for a risk that does not take the decision.
    """
    group = _group(decision, actor=actor, now=now)
    with state.writing() as connection:
        there = _rows(connection, ids, group.at)
        if {id_ for id_, one in there.items() if scope.has(one.provider, one.account)} != set(ids):
            return None
        _decide(connection, group, there, decision, all_of_them=True)
    return group.decided


def decide_in_shares(
    state: State,
    asked: Asked,
    decision: RiskDecision,
    *,
    actor: str,
    progress: Callable[[int], bool] = lambda _: True,
) -> Decided:
    """Decide about all risks that fit, some hundred at a time; raises UsageError, QueryError."""
    question = question_of(_meant(asked, decision))
    group = _group(decision, actor=actor, now=asked.now)
    with state.reading() as connection:
        found = risk_listing.ids(connection, question)
    looked = 0
    for share in shares(found, SHARE):
        with state.writing() as connection:
            there = _rows(connection, risk_listing.still(connection, question, share), group.at)
            _decide(connection, group, there, decision)
        looked += len(share)
        if not progress(looked):
            break
    return group.decided


def count(connection: Connection, asked: Asked, decision: RiskDecision) -> int:
    """Return how many risks `decide_in_shares` would look at; raises UsageError, QueryError."""
    return risk_listing.counts(connection, question_of(_meant(asked, decision))).shown


def within(connection: Connection, ids: Sequence[str], scope: Scope, now: datetime) -> bool:
    """Say whether all of these risks that there still are, are in a scope."""
    return all(scope.has(one.provider, one.account) for one in _rows(connection, ids, now).values())


def set_back(connection: Connection, group: Group, rows: Sequence[DecisionRow], *, of: int) -> None:
    """Set back what a decision, number `of`, changed of risks, in the transaction of `connection`."""
    ids = [row.object for row in rows]
    there, now = _rows(connection, ids, group.at), _stands(connection, ids)
    changes: dict[str, Change[RiskStand]] = {}
    for row in rows:
        before = msgspec.json.decode(row.before, type=RiskStand)
        if row.object not in there:
            group.refuse([Refused(row.object, "it is gone")])
        elif now[row.object] != msgspec.json.decode(row.after, type=RiskStand):
            group.refuse([Refused(row.object, "it was changed since")])
        else:
            changes[row.object] = Change(now[row.object], before)
    _keep(connection, group, there, changes, lambda change: (UNDONE, {"decision": of, **_said(change.after)}))


def _group(decision: RiskDecision, *, actor: str, now: datetime) -> Group:
    return Group(DecisionKind.RISKS, told(decision), actor=actor, at=rounded(now))


def _meant(asked: Asked, decision: RiskDecision) -> Asked:
    if not asked.where.strip():
        raise UsageError("a query without words fits every risk", mend="write which are meant: rule:RULE")
    if isinstance(decision, Count):
        return msgspec.structs.replace(asked, with_deleted=True)
    return asked


def _decide(
    connection: Connection,
    group: Group,
    there: Mapping[str, Risk],
    decision: RiskDecision,
    *,
    all_of_them: bool = False,
) -> None:
    """Decide about risks; with `all_of_them` raise UsageError for the first that does not take it."""
    now = _stands(connection, list(there))
    changes: dict[str, Change[RiskStand]] = {}
    for id_, stand in now.items():
        if isinstance(decision, Ignore) and (refused := refusal(there[id_])) is not None:
            if all_of_them:
                raise refused
            group.refuse([Refused(id_, refused.what)])
            continue
        after = _stand_by(stand, decision, group)
        if after != stand:
            changes[id_] = Change(stand, after)
    action = IGNORED if isinstance(decision, Ignore) else COUNTED
    _keep(connection, group, there, changes, lambda change: (action, _said(change.after)))


def _stand_by(stand: RiskStand, decision: RiskDecision, group: Group) -> RiskStand:
    """Return how a risk stands by a decision: `stand` itself where it does already."""
    if isinstance(decision, Count):
        return RiskStand(None)
    was = stand.decision
    if was is not None and (was.reason, was.until) == (decision.reason, decision.until):
        return stand
    return RiskStand(
        Decision(reason=decision.reason, until=decision.until, decided_at=group.at, decided_by=group.actor)
    )


def _said(stand: RiskStand) -> dict[str, Detail]:
    if stand.decision is None:
        return {}
    until = stand.decision.until
    end = None if until is None else f"{until:%Y-%m-%dT%H:%M:%SZ}"
    return {"reason": stand.decision.reason, "until": end}


def _keep(
    connection: Connection,
    group: Group,
    there: Mapping[str, Risk],
    changes: Mapping[str, Change[RiskStand]],
    action: Callable[[Change[RiskStand]], tuple[str, dict[str, Detail]]],
) -> None:
    """Write changes and their records in the audit log."""
    risks.decide_all(connection, {id_: one.after.decision for id_, one in changes.items()})
    group.add(connection, changes)
    for id_, change in changes.items():
        name, details = action(change)
        one = there[id_]
        about = {"rule": one.rule, "account": one.account, "principal": one.principal, "key_id": one.key_id}
        event = Event(at=group.at, actor=group.actor, action=name, object=id_, details={**about, **details})
        log.append(connection, event)


def _rows(connection: Connection, ids: Sequence[str], now: datetime) -> dict[str, Risk]:
    return {one.risk.id: one.risk for one in risk_listing.rows_of(connection, ids, now)}


def _stands(connection: Connection, ids: Sequence[str]) -> dict[str, RiskStand]:
    held = risks.decisions_of(connection, ids)
    return {id_: RiskStand(held.get(id_)) for id_ in sorted(set(ids))}
