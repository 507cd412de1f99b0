"""Judges who may make keys or identities without a boundary that limits what these may do.

Whoever may make keys for itself alone comes to nothing that it has not got already.
"""

from collections.abc import Iterator
from functools import partial

import msgspec

from akwarden.detectors.posture.glances import Glances, glances_of
from akwarden.detectors.posture.holding import Holding
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.stars import HOLDERS
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence

_KEPT = "no boundary"


class BoundarySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What takes a boundary."""

    actions: dict[str, tuple[str, ...]]
    """By cloud, the actions that make keys or identities, or give them rights."""


def no_boundary(judging: Judging, settings: BoundarySettings) -> Iterator[Seen]:
    """Yield who may make keys, users or roles and has no boundary; administrators have rules of their own."""
    rights, glances = rights_of(judging), glances_of(judging)
    wanted = settings.actions.get(judging.facts.provider, ())
    for principal in judging.facts.principals:
        if principal.type not in HOLDERS or principal.boundary is not None:
            continue
        holding = rights.held(principal)
        if holding is None or holding.is_admin:
            continue
        found = holding.remembered((_KEPT, wanted), partial(_makes, glances, holding, wanted))
        if found:
            names = ", ".join((one.action or "").partition(":")[2] for one in found)
            yield Seen(
                principal=principal.id,
                detail=f"may use {names}, and has no permissions boundary",
                evidence=found,
            )


def _makes(glances: Glances, holding: Holding, wanted: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Return what lets somebody make keys or identities for others."""
    maybe = glances.maybe(holding.principal.policies or (), wanted)
    others = (action for action in maybe if not _is_for_itself(holding, action))
    return tuple(filter(None, map(holding.allows_some, others)))


def _is_for_itself(holding: Holding, action: str) -> bool:
    """Say whether an action is allowed for the principal itself and nobody else."""
    own = {holding.principal.id, holding.principal.name}
    return all(one.rpartition("/")[2] in own for one in holding.scope(action).patterns)
