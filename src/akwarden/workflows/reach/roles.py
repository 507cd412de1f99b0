"""Which roles of its account an identity may take, and which it may take from there."""

from collections.abc import Iterator
from typing import Final

import msgspec

from akwarden.detectors.posture.actors import Actors
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.walking import Walker
from akwarden.model.facts import PrincipalFact
from akwarden.model.principal import PrincipalId

MOST_ROLES: Final = 50
"""Roles that are looked at."""
_PATH: Final = "assume-role"
"""The path in `rules/posture_data` by which a role is taken."""


class Taken(msgspec.Struct, frozen=True):
    """One role that may be taken."""

    by: PrincipalId
    """Who may take it: the identity itself, or a role that it may take."""
    role: PrincipalFact
    is_conditional: bool
    """Whether each way there depends on the request."""


def taken(judging: Judging, whose: PrincipalFact) -> Iterator[Taken]:
    """Yield the roles that an identity may take, by its own rights and their trust, nearest first, each once.

    One more than `MOST_ROLES` tells that there are more.
    """
    actors = Actors(judging.facts, rights_of(judging))
    by_id = {actor.fact.id: actor for actor in actors.all}
    walker, seen, line = Walker(actors), {whose.id}, [whose.id]
    for at in line:
        way = walker.way(by_id[at], _PATH) if at in by_id else None
        for found in map(PrincipalId, sorted(way.targets - seen) if way else ()):
            if len(seen) > MOST_ROLES + 1:
                return
            seen.add(found)
            line.append(found)
            yield Taken(at, by_id[found].fact, way.is_conditional if way else False)
