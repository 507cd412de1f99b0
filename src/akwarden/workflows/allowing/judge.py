"""Says of each finding whether it is meant to be there, and why: one ground after the other is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.model.finding import Allowed, AllowedBy
from akwarden.model.rule import RuleId
from akwarden.workflows.findings import Group, Sighting
from akwarden.workflows.gitleaks.positions import path_for_gitleaks


class Ground(Protocol):
    """One thing that allows findings: comments, an ignore file, an allowlist."""

    def allows(self, one: Group) -> Allowed | None:
        """Return why a finding is meant to be there, or None where this ground does not say so."""
        ...

    def remarks(self) -> Iterator[str]:
        """Yield what a person should know about this ground after the scan."""
        ...


class Inline:
    """What comments beside a value allow, wherever the value stands."""

    def allows(self, one: Group) -> Allowed | None:
        """Return the reason in the oldest place, where each place has one."""
        reasons = [sighting.match.allowed for sighting in one.sightings]
        return Allowed(AllowedBy.INLINE, reasons[0]) if reasons[0] and all(reasons) else None

    def remarks(self) -> Iterator[str]:
        """Yield nothing."""
        return iter(())


@dataclass(frozen=True, slots=True)
class OfTarget:
    """A ground that lies in one target and says nothing about others."""

    source: str
    """The name of the target's sources."""
    ground: Ground

    def allows(self, one: Group) -> Allowed | None:
        """Return what the ground says of a finding in its own target."""
        return self.ground.allows(one) if one.sightings[0].source == self.source else None

    def remarks(self) -> Iterator[str]:
        """Yield what the ground remarks."""
        return self.ground.remarks()


@dataclass(frozen=True, slots=True)
class Allowing:
    """All grounds of one scan, the first that allows a finding first."""

    grounds: Sequence[Ground] = (Inline(),)
    paths: Mapping[RuleId, str] = field(default_factory=dict)
    """The pattern of the paths that a rule looks at, for rules that do not look everywhere."""

    def is_looked_at(self, sighting: Sighting) -> bool:
        """Say whether the rule of a sighting looks at such paths at all."""
        pattern = self.paths.get(sighting.match.rule)
        if pattern is None:
            return True
        path = path_for_gitleaks(sighting.place.vpath).encode("utf-8", "surrogateescape")
        return compile_pattern(pattern).search(path) is not None

    def why(self, one: Group) -> Allowed | None:
        """Return why a finding is meant to be there, or None for one that counts."""
        return next((why for ground in self.grounds if (why := ground.allows(one))), None)

    def remarks(self) -> Iterator[str]:
        """Yield what a person should know after the scan, once."""
        return iter(dict.fromkeys(words for ground in self.grounds for words in ground.remarks()))
