"""Holds what one principal may do against what it did: what it may change by service, and each action."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import ibis.expr.types as ir
import msgspec
from sqlalchemy import Connection

from akwarden.analytics.services import Caller, services, services_schema
from akwarden.analytics.users import principal
from akwarden.detectors.posture.action_rights import actions_use
from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.service_rights import rights_use
from akwarden.model.action_use import IdentityRights
from akwarden.model.facts import AccountFacts, PrincipalFact, ServiceCalls
from akwarden.store.facts import principal_facts
from akwarden.workflows.events.asking import answer
from akwarden.workflows.events.audit_services import AuditServices, audit_services
from akwarden.workflows.events.rights_use import DAYS, call_facts

_NOTHING = IdentityRights(rights_used=None, actions=None)


def identity_rights(
    connection: Connection, events: ir.Table, row: tuple[int, int], now: datetime, *, days: int = DAYS
) -> IdentityRights:
    """Return what a principal uses of its rights, by the numbers of the rows of its account and of itself.

    Nothing where its rights can't be seen, or where there are no records of its account. Raises LakeError.
    """
    facts = principal_facts(connection, *row, now)
    if not facts.principals:
        return _NOTHING
    calls = call_facts(events, facts.provider, facts.number, now, days=days)
    if calls is None:
        return _NOTHING
    known = msgspec.structs.replace(facts, calls=calls)
    judging, (who,) = Judging(known, now), known.principals
    return IdentityRights(
        rights_used=rights_use(judging, glances_of(judging), who, days),
        actions=actions_use(judging, who, _called(events, known, who)),
    )


def _called(events: ir.Table, facts: AccountFacts, who: PrincipalFact) -> Mapping[str, ServiceCalls]:
    """Return which actions a principal called and was let, in the names of policies."""
    own = events.filter(
        events.provider == facts.provider,
        events.account == facts.number,
        events.principal_account.isnull() | (events.principal_account == events.account),
        principal(events).isin(sorted({who.id, who.name})),
    )
    by = Caller.PRINCIPAL
    rows = answer(services(own, by=by), services_schema(by))
    return named(rows, audit_services(facts.provider))


def named(rows: Iterable[Mapping[str, Any]], known: AuditServices) -> Mapping[str, ServiceCalls]:
    """Return the calls of the rows of one principal that were not denied, by action: `cvm:stopinstances`."""
    found: dict[str, ServiceCalls] = {}
    for row in rows:
        last, more = row["last_allowed"], row["calls"] - row["denied"]
        for prefix in known.prefixes(row["service"]) if last is not None else ():
            action = known.action(prefix, row["action"])
            before = found.get(action, ServiceCalls(calls=0, last_at=last))
            found[action] = ServiceCalls(calls=before.calls + more, last_at=max(before.last_at, last))
    return found
