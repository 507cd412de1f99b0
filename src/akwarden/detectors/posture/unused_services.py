"""Judges who may change something in services that it has not called for long, as audit records say.

- Nothing is said of an account whose records do not go back as far as the rule looks or have ended, nor of a
  service that records may not show.
- Who does nothing at all is reported by the rule on rights that nobody uses; who can do nothing, by none.
- A key that was used while no record has a call of its holder tells that records lack some: nothing is said.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from akwarden.detectors.posture.ages import day
from akwarden.detectors.posture.console import PEOPLE
from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.key_facts import active_keys
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.service_rights import EVERY, granted, granted_by, rights_use, service_of
from akwarden.detectors.posture.stars import HOLDERS, through
from akwarden.detectors.posture.unused_rights import quiet_since
from akwarden.model.facts import CallFacts, PrincipalFact
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.rights_use import RightsUse, ServiceUse, UseState
from akwarden.model.risk import Evidence

_SHOWN = 10
_NAMED = 20


class UnusedServiceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long is too long."""

    days: int
    """So many days without a call, of which there are records."""
    late: int
    """Records that end longer ago, in days, are not taken in any more, and tell nothing of today."""


def rights_unused_service(judging: Judging, settings: UnusedServiceSettings) -> Iterator[Seen]:
    """Yield who may change something in services that it has not called, with the policies that say so."""
    calls, start = judging.facts.calls, judging.now - timedelta(days=settings.days)
    if calls is None or calls.since > start or calls.until < judging.now - timedelta(days=settings.late):
        return
    glances = glances_of(judging)
    for principal in judging.facts.principals:
        if not _is_at_work(principal, start):
            continue
        use = rights_use(judging, glances, principal, settings.days)
        if use is None or not _is_whole(principal, calls, use, start):
            continue
        spared = _by_keys(principal, start)
        unused = [one for one in use.services if _is_unused(one, start) and one.service not in spared]
        if unused or use.every_service:
            yield _seen(judging, principal, use, unused)


def _is_at_work(principal: PrincipalFact, start: datetime) -> bool:
    """Return whether somebody is there for so long, can call, and is not idle as a whole."""
    if principal.type not in HOLDERS or (principal.created_at is not None and principal.created_at > start):
        return False
    if principal.type is PrincipalType.ROLE:
        return True
    can_call = principal.keys is None or principal.console_login is not False or active_keys(principal)
    quiet = quiet_since(principal) if principal.type in PEOPLE else None
    return bool(can_call) and (quiet is None or quiet >= start)


def _is_whole(principal: PrincipalFact, calls: CallFacts, use: RightsUse, start: datetime) -> bool:
    """Return whether records seem to have the calls of a principal: some, where its keys were used."""
    used = [key for key in principal.keys or () if key.last_used_at is not None and key.last_used_at >= start]
    if not used or any(one.last_at >= start for one in calls.of(principal).values()):
        return True
    services = {key.last_used_service and key.last_used_service.lower() for key in used}
    # What was used last and is not recorded says nothing of the others, which would be.
    return None not in services and not services & calls.recorded_since.keys() and bool(use.services)


def _by_keys(principal: PrincipalFact, start: datetime) -> frozenset[str]:
    """Return the services that the cloud itself says keys were used for of late."""
    return frozenset(
        key.last_used_service.lower()
        for key in principal.keys or ()
        if key.last_used_service and key.last_used_at is not None and key.last_used_at >= start
    )


def _is_unused(one: ServiceUse, start: datetime) -> bool:
    """Return whether records would show a call for as long as the rule looks back, and show none."""
    return one.state is UseState.NOT_CALLED and one.recorded_since is not None and one.recorded_since <= start


def _seen(judging: Judging, principal: PrincipalFact, use: RightsUse, unused: Sequence[ServiceUse]) -> Seen:
    called = [one.service for one in use.services if one.state is UseState.CALLED]
    hidden = [one.service for one in use.services if one.state is UseState.NOT_RECORDED]
    names = "every service" if use.every_service else _few([one.service for one in unused])
    calls = _few(called) if called and use.every_service else "none of them"
    return Seen(
        principal=principal.id,
        detail=f"may change something in {names}, and has called {calls} in {use.days} days",
        evidence=(
            *_granted(judging, principal, use, unused),
            *_rest(unused),
            *_kept(called, hidden, use.days),
        ),
    )


def _granted(
    judging: Judging, principal: PrincipalFact, use: RightsUse, unused: Sequence[ServiceUse]
) -> Iterator[Evidence]:
    """Yield the policies with what they grant: every service, and those that were not called."""
    held = granted(judging, glances_of(judging), principal) or {}
    if use.every_service:
        for policy, pattern in held.get(EVERY, ()):
            yield Evidence(policy=policy.name, action=pattern, note=through(judging.facts, policy))
    for one in unused[:_SHOWN]:
        last = "no call on record" if one.last_at is None else f"last called on {day(one.last_at)}"
        for policy, pattern in granted_by(held, one.service):
            if service_of(pattern) != EVERY:
                way = through(judging.facts, policy)
                note = f"{one.service}: {last}{f'; {way}' if way else ''}"
                yield Evidence(policy=policy.name, action=pattern, note=note)


def _rest(unused: Sequence[ServiceUse]) -> Iterator[Evidence]:
    """Yield the names of those that are not shown one by one."""
    if len(unused) > _SHOWN:
        yield Evidence(note=f"not called either: {_few([one.service for one in unused[_SHOWN:]])}")


def _kept(called: Sequence[str], hidden: Sequence[str], days: int) -> Iterator[Evidence]:
    """Yield what a narrower policy would have to name."""
    if called:
        yield Evidence(note=f"called in {days} days, so name these: {_few(called)}")
    if hidden:
        yield Evidence(note=f"not recorded, so ask before they go: {_few(hidden)}")


def _few(names: Sequence[str]) -> str:
    """Return names in a row, the first of many."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
