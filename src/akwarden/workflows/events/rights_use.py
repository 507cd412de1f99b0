"""Holds what principals may change against what they called: the services of their policies and of the lake.

The rules that this module keeps:

- Only a call that was not denied shows that a right is used.
- From when to when there are records is told by the events of the account whose times can be relied on.
- A service counts as recorded where the data in `rules/audit_services` says that all its calls are, or since
  the first call to what lies in its resources that the account has a record of.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import ibis.expr.types as ir
from sqlalchemy import Connection

from akwarden.analytics.service_use import SERVICE_USE, service_use
from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.service_rights import rights_use
from akwarden.model.account import AccountNumber
from akwarden.model.facts import AccountFacts, CallFacts, ServiceCalls
from akwarden.model.principal import PrincipalId
from akwarden.model.rights_use import RightsUse
from akwarden.store.facts import account_facts, principal_facts
from akwarden.workflows.events.asking import answer
from akwarden.workflows.events.audit_services import AuditServices, audit_services
from akwarden.workflows.posture.gathering import with_calls

DAYS: Final = 90
"""How far back calls count, where nobody says otherwise."""


def call_facts(
    events: ir.Table, provider: str, number: AccountNumber, now: datetime, *, days: int = DAYS
) -> CallFacts | None:
    """Return what the records of an account tell, by one question; None where there are none to rely on.

    Raises LakeError.
    """
    known = audit_services(provider)
    own = events.filter(events.provider == provider, events.account == number)
    rows = answer(service_use(own, now - timedelta(days=days), known.data_calls()), SERVICE_USE)
    return facts_of(list(rows), known, days)


def facts_of(rows: Iterable[Mapping[str, Any]], known: AuditServices, days: int) -> CallFacts | None:
    """Return what the rows of one account tell, in the names of policies."""
    firsts: dict[str, datetime] = {}
    times: list[datetime] = []
    by_caller: dict[str, dict[str, ServiceCalls]] = {}
    for row in rows:
        first, prefixes = row["first"], known.prefixes(row["service"])
        if first is not None:
            times += (first, row["last"])
            for prefix in known.data.keys() & set(prefixes) if row["is_data"] else ():
                firsts[prefix] = min(firsts.get(prefix, first), first)
        if row["principal"] is not None and row["last_used"] is not None:
            called = by_caller.setdefault(row["principal"], {})
            for prefix in prefixes:
                called[prefix] = _added(called.get(prefix), row["used"], row["last_used"])
    if not times:
        return None
    since = min(times)
    recorded = {**dict.fromkeys(known.shown, since), **firsts}
    return CallFacts(days=days, since=since, until=max(times), recorded_since=recorded, by_caller=by_caller)


def _added(calls: ServiceCalls | None, more: int, last: datetime) -> ServiceCalls:
    if calls is None:
        return ServiceCalls(calls=more, last_at=last)
    return ServiceCalls(calls=calls.calls + more, last_at=max(calls.last_at, last))


def of_account(
    connection: Connection, events: ir.Table, account: int, now: datetime, *, days: int = DAYS
) -> Mapping[PrincipalId, RightsUse]:
    """Return what all principals of an account use of their rights, by the number of its row.

    Those whose rights can't be seen are left out. Raises LakeError.
    """
    return _used(account_facts(connection, account, now), events, now, days)


def of_principal(
    connection: Connection, events: ir.Table, row: tuple[int, int], now: datetime, *, days: int = DAYS
) -> RightsUse | None:
    """Return the same of one principal, by the numbers of the rows of its account and of itself.

    None where its rights can't be seen, or where there are no records of its account. Raises LakeError.
    """
    found = _used(principal_facts(connection, *row, now), events, now, days)
    return next(iter(found.values()), None)


def _used(facts: AccountFacts, events: ir.Table, now: datetime, days: int) -> Mapping[PrincipalId, RightsUse]:
    def calls_of(provider: str, number: AccountNumber) -> CallFacts | None:
        return call_facts(events, provider, number, now, days=days)

    known = with_calls(facts, calls_of)
    judging = Judging(known, now)
    glances = glances_of(judging)
    found = {one.id: rights_use(judging, glances, one, days) for one in known.principals}
    return {principal: use for principal, use in found.items() if use is not None}
