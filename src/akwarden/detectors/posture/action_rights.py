"""Which actions a principal may call, by the evaluation of its policies, and which of them it called.

- An action counts that is allowed on at least one resource, whatever the request has to be like.
- Only actions that the catalogue knows are told of by name: of other services it is said that there are more.
- Records write names in small letters, and some as the API calls them and not as policies do: what fits no
  action of the catalogue is told apart, so that nobody takes its action for unused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.service_rights import EVERY, service_of
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.model.action_use import ActionsUse, ActionUse
from akwarden.model.facts import CallFacts, PrincipalFact, ServiceCalls
from akwarden.model.principal import PrincipalType
from akwarden.model.rights_use import UseState
from akwarden.model.risk import Evidence
from akwarden.policy.catalogue import Access, Catalogue, load_catalogue

MOST_ROWS: Final = 200
"""Actions of one state that are told of one by one."""
MOST_OTHERS: Final = 50
"""Calls under other names that are named."""
_WILD: Final = re.compile(r"[*?]")
_BY_WEIGHT: Final = (Access.PERMISSIONS, Access.WRITE, Access.READ, Access.LIST)
_STATES: Final = (UseState.NOT_CALLED, UseState.CALLED, UseState.NOT_RECORDED)

Called = Mapping[str, ServiceCalls]
"""Calls that were not denied, by action in small letters and the service of policies: `cvm:stopit`."""


def actions_use(judging: Judging, principal: PrincipalFact, called: Called) -> ActionsUse | None:
    """Return what a principal uses of its actions; None where these or the calls of it are not known."""
    calls, rights = judging.facts.calls, rights_of(judging)
    holding = None if principal.type is PrincipalType.ROOT else rights.held(principal)
    if calls is None or holding is None:
        return None
    catalogue = load_catalogue(rights.language)
    granted = {
        action: evidence
        for action in catalogue.expand(EVERY)
        if (evidence := holding.allows_some(action)) is not None
    }
    start = judging.now - timedelta(days=calls.days)
    rows = []
    for action, evidence in granted.items():
        own = called.get(action.lower())
        state = _state(action, own, calls, start)
        rows.append(_use(action, evidence, _access(catalogue, action), called=own, state=state))
    by_state = {state: [one for one in rows if one.state is state] for state in _STATES}
    shown = tuple(one for state in _STATES for one in _first(by_state[state]))
    return ActionsUse(
        days=calls.days,
        granted=len(rows),
        used=len(by_state[UseState.CALLED]),
        never_used=len(by_state[UseState.NOT_CALLED]),
        not_recorded=len(by_state[UseState.NOT_RECORDED]),
        rows=shown,
        left_out=len(rows) - len(shown),
        partly_known=tuple(sorted(_partly_known(judging, principal, catalogue))),
        other_calls=_others(catalogue, called),
    )


def _use(
    action: str, evidence: Evidence, access: Access, *, called: ServiceCalls | None, state: UseState
) -> ActionUse:
    return ActionUse(
        action=action,
        access=access.value,
        state=state,
        calls=0 if called is None else called.calls,
        last_at=None if called is None else called.last_at,
        policy=evidence.policy or "",
        conditional=evidence.conditional,
    )


def _state(action: str, called: ServiceCalls | None, calls: CallFacts, start: datetime) -> UseState:
    if called is not None and called.last_at >= start:
        return UseState.CALLED
    is_recorded = service_of(action) in calls.recorded_since
    return UseState.NOT_CALLED if is_recorded else UseState.NOT_RECORDED


def _access(catalogue: Catalogue, action: str) -> Access:
    known = catalogue.lookup(action)
    assert known is not None  # noqa: S101  the catalogue gave its name
    return known.access


def _first(rows: Sequence[ActionUse]) -> Sequence[ActionUse]:
    """Return the first of many: those that weigh most, by name."""
    weights = {access.value: place for place, access in enumerate(_BY_WEIGHT)}
    return sorted(rows, key=lambda one: (weights[one.access], one.action))[:MOST_ROWS]


def _partly_known(judging: Judging, principal: PrincipalFact, catalogue: Catalogue) -> Iterator[str]:
    """Yield the services that policies let in whose actions are not all known."""
    glances = glances_of(judging)
    for service in {name for one in principal.policies or () for name in glances.of(one).named}:
        known = None if _WILD.search(service) else catalogue.service(service)
        if known is None or not known.complete:
            yield service


def _others(catalogue: Catalogue, called: Called) -> tuple[str, ...]:
    """Return the calls that fit no action by its name, those of services that are known."""
    known = {action.lower() for action in catalogue.expand(EVERY)}
    services = {action.partition(":")[0] for action in known}
    others = sorted(one for one in called.keys() - known if service_of(one) in services)
    return tuple(others[:MOST_OTHERS])
