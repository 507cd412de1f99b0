"""How powerful each principal of an account is, and by which ways it may become more so; worked out once."""

from dataclasses import dataclass
from functools import cached_property

from akwarden.detectors.posture.actors import Actors
from akwarden.detectors.posture.escalations import Gain
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.walking import Walker, Way
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence
from akwarden.model.severity import Severity

_LESS = {
    Severity.CRITICAL: Severity.HIGH,
    Severity.HIGH: Severity.MEDIUM,
    Severity.MEDIUM: Severity.LOW,
    Severity.LOW: Severity.LOW,
    Severity.INFO: Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class Power:
    """What makes a principal worth being."""

    words: str
    """`is an administrator`, `attaches a policy to itself`."""
    evidence: Evidence | None


class Standing:
    """The principals of one account by what they may become."""

    def __init__(self, actors: Actors) -> None:
        """Take the account's principals."""
        self.actors = actors
        self._walker = Walker(actors)

    @cached_property
    def administrators(self) -> dict[str, Evidence]:
        """Return what makes administrators, by principal; the root is not among them."""
        found: dict[str, Evidence] = {}
        for principal in self.actors.facts.principals:
            holding = None if principal.type is PrincipalType.ROOT else self.actors.rights.held(principal)
            evidence = holding.is_admin if holding else None
            if evidence:
                found[principal.id] = evidence
        return found

    @cached_property
    def almighty(self) -> frozenset[str]:
        """Return the administrators."""
        return frozenset(self.administrators)

    @cached_property
    def ways(self) -> dict[str, tuple[Way, ...]]:
        """Return the ways that lead somewhere, by principal; administrators need none."""
        actors = (one for one in self.actors.all if one.fact.id not in self.administrators)
        found = ((actor.fact.id, tuple(self._walker.ways(actor))) for actor in actors)
        return {key: ways for key, ways in found if ways}

    @cached_property
    def _strong(self) -> dict[str, Way]:
        """Return the first way of each principal by which it becomes an administrator."""
        return {
            key: way
            for key, ways in self.ways.items()
            for way in reversed(ways)
            if way.path.severity.at_least(Severity.HIGH)
            and (way.path.gains is Gain.OWN or not way.leads_to.isdisjoint(self.almighty))
        }

    @cached_property
    def powerful(self) -> frozenset[str]:
        """Return all who are worth being."""
        return self.almighty | self._strong.keys()

    def power_of(self, key: str) -> Power | None:
        """Return what makes a principal worth being, or None where nothing is known to."""
        if key in self.administrators:
            return Power("is an administrator", self.administrators[key])
        way = self._strong.get(key)
        if way is None:
            return None
        return Power(f"{way.path.title[0].lower()}{way.path.title[1:]}", way.evidence[0])

    def severity_of(self, way: Way) -> Severity:
        """Return how bad a way is: less so where it depends on the request or leads to nobody of power."""
        weak = bool(way.targets) and way.targets.isdisjoint(self._perhaps_strong)
        severity = _LESS[way.path.severity] if weak else way.path.severity
        return _LESS[severity] if way.is_conditional else severity

    @cached_property
    def _perhaps_strong(self) -> frozenset[str]:
        """Return all who are of power, and those of whom it is not known."""
        held = self.actors.rights.held
        return frozenset(
            one.id
            for one in self.actors.facts.principals
            if one.id in self.administrators or one.id in self._strong or held(one) is None
        )


def standing_of(judging: Judging) -> Standing:
    """Return who may become what in an account; it is worked out once for all judges."""
    return judging.derived(_standing)


def _standing(judging: Judging) -> Standing:
    return Standing(Actors(judging.facts, rights_of(judging)))
