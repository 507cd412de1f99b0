"""Risks as they were judged, held against those that are kept: only the difference is written.

The rules that this module keeps:

- New ones are opened; those that are seen no more converge and stay; those that come back are opened again.
- A second look that sees the same writes nothing.
- What people decided stands in a table of its own and is never touched by a look.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from akwarden.model.risk import LEAKED_RULES, Decision, Risk, RiskStatus
from akwarden.store.inventory.change import Change
from akwarden.store.new_rows import add_new, shares
from akwarden.store.tables import access_keys, principals, risk_decisions, risks

_MOST_WRITTEN = 1500
"""Rows that one transaction writes, in far less than 200 ms."""
_MOST_EVIDENCE = 50
"""Places of one risk that are kept; `akwarden leaks show` has all of a leak."""

_JUDGED = tuple(column for column in risks.c if column.name not in {"first_seen_at", "changed_at"})
"""What a look says of a risk; the id stands first."""
_NAMES = tuple(column.name for column in _JUDGED)
_STATUS = _NAMES.index("status")


class Plan(msgspec.Struct, frozen=True):
    """What is to be written."""

    added: tuple[Mapping[str, Any], ...] = ()
    changed: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """The id of a risk with the columns that are other than before."""
    converged: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """How many rows it writes."""
        return Change(len(self.added), len(self.changed), len(self.converged))

    def parts(self, size: int = _MOST_WRITTEN) -> Iterator["Plan"]:
        """Yield it in parts, each for one short transaction."""
        yield from (Plan(added=tuple(share)) for share in shares(self.added, size))
        yield from (Plan(changed=tuple(share)) for share in shares(self.changed, size))
        yield from (Plan(converged=tuple(share)) for share in shares(self.converged, size))


def plan_account(connection: Connection, account: int, judged: Sequence[Risk]) -> Plan:
    """Return what makes the risks of an account those that were judged; leaked keys are left out."""
    query = select(principals.c.cloud_id, principals.c.id).where(principals.c.account_id == account)
    rows = {row.cloud_id: row.id for row in connection.execute(query)}
    values = [
        {**_values(one), "account_id": account, "principal_id": rows.get(one.principal_id or "")}
        for one in judged
    ]
    return _plan(connection, and_(risks.c.account_id == account, risks.c.rule.not_in(LEAKED_RULES)), values)


def plan_leaked(connection: Connection, judged: Sequence[Risk], keys: Sequence[str]) -> Plan:
    """Return what makes the risks of the leaked keys `keys` those that were judged."""
    values = [*_leaked_values(connection, judged)]
    plans = [
        _plan(
            connection,
            and_(risks.c.rule.in_(LEAKED_RULES), risks.c.key_id.in_(share)),
            [one for one in values if one["key_id"] in share],
        )
        for share in map(frozenset, shares(sorted(set(keys))))
    ]
    return Plan(
        tuple(row for one in plans for row in one.added),
        tuple(row for one in plans for row in one.changed),
        tuple(row for one in plans for row in one.converged),
    )


def _leaked_values(connection: Connection, judged: Sequence[Risk]) -> Iterator[dict[str, Any]]:
    """Yield the columns of risks of leaked keys, with the accounts and principals of the keys."""
    places = select(access_keys.c.key_id, access_keys.c.account_id, access_keys.c.principal_id)
    for share in shares(judged):
        ids = [one.key_id for one in share]
        rows = {row.key_id: row for row in connection.execute(places.where(access_keys.c.key_id.in_(ids)))}
        for one in share:
            row = rows[one.key_id]
            yield {**_values(one), "account_id": row.account_id, "principal_id": row.principal_id}


def _plan(connection: Connection, which: ColumnElement[bool], judged: Sequence[Mapping[str, Any]]) -> Plan:
    kept = {row[0]: tuple(row) for row in connection.execute(select(*_JUDGED).where(which))}
    wanted = {values["id"]: tuple(values[name] for name in _NAMES) for values in judged}
    gone = RiskStatus.CONVERGED.value
    new = (dict(zip(_NAMES, row, strict=True)) for id_, row in wanted.items() if id_ not in kept)
    return Plan(
        added=tuple(values for values in new if values["status"] != gone),
        changed=tuple(
            (id_, _difference(kept[id_], row))
            for id_, row in wanted.items()
            if id_ in kept and kept[id_] != row
        ),
        converged=tuple(id_ for id_, row in kept.items() if id_ not in wanted and row[_STATUS] != gone),
    )


def _difference(kept: Sequence[Any], wanted: Sequence[Any]) -> dict[str, Any]:
    """Return the columns that `kept` has otherwise."""
    return {name: new for name, old, new in zip(_NAMES, kept, wanted, strict=True) if old != new}


def write(connection: Connection, plan: Plan, now: datetime) -> Change:
    """Write a plan, or a part of one, in the transaction of `connection`."""
    if plan.added:
        rows = [{**values, "first_seen_at": now, "changed_at": now} for values in plan.added]
        # Two accounts that are read side by side may both judge a key that no account lists.
        add_new(connection, risks, rows)
    for id_, values in plan.changed:
        connection.execute(update(risks).where(risks.c.id == id_).values({**values, "changed_at": now}))
    for share in shares(plan.converged):
        values = {"status": RiskStatus.CONVERGED.value, "changed_at": now}
        connection.execute(update(risks).where(risks.c.id.in_(share)).values(values))
    return plan.change


def _values(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.id,
        "provider": risk.provider,
        "key_id": risk.key_id,
        "rule": risk.rule,
        "subject": risk.subject,
        "severity": risk.severity.value,
        "advice": risk.advice.value,
        "title": risk.title,
        "detail": risk.detail,
        "fix": risk.remediation,
        "target": msgspec.json.encode(risk.target).decode(),
        "evidence": msgspec.json.encode(risk.evidence[:_MOST_EVIDENCE]).decode(),
        "status": risk.status.value,
    }


def decide(connection: Connection, risk: str, decision: Decision) -> None:
    """Keep what somebody decided of a risk, in the place of what was decided before."""
    forget_decision(connection, risk)
    connection.execute(insert(risk_decisions).values(risk_id=risk, **msgspec.structs.asdict(decision)))


def decisions_of(connection: Connection, ids: Sequence[str]) -> dict[str, Decision]:
    """Return what somebody decided of risks, by their ids; in a transaction that writes it stays so.

    What ended is told too. On PostgreSQL the risks are locked, as there may be no decision to lock.
    """
    found: dict[str, Decision] = {}
    columns = risk_decisions.c
    for share in shares(sorted(set(ids))):
        wait = select(risks.c.id).where(risks.c.id.in_(share)).order_by(risks.c.id).with_for_update()
        connection.execute(wait).all()
        for row in connection.execute(select(risk_decisions).where(columns.risk_id.in_(share))):
            found[row.risk_id] = Decision(
                reason=row.reason, until=row.until, decided_at=row.decided_at, decided_by=row.decided_by
            )
    return found


def decide_all(connection: Connection, wanted: Mapping[str, Decision | None]) -> None:
    """Keep what somebody decided of risks, by their ids; None lets one count again."""
    for share in shares(list(wanted)):
        connection.execute(delete(risk_decisions).where(risk_decisions.c.risk_id.in_(share)))
        rows = [
            {"risk_id": id_, **msgspec.structs.asdict(decision)}
            for id_ in share
            if (decision := wanted[id_]) is not None
        ]
        if rows:
            connection.execute(insert(risk_decisions), rows)


def forget_decision(connection: Connection, risk: str) -> None:
    """Let a risk count again."""
    connection.execute(delete(risk_decisions).where(risk_decisions.c.risk_id == risk))
