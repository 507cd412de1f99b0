"""What workers hand back: matches with the name of the artifact they were seen in."""

from dataclasses import dataclass

from akwarden.model.match import Match


@dataclass(frozen=True, slots=True)
class Hit:
    """One match in one artifact of one source."""

    source: int
    """Index of the source in the scan."""
    name: str
    """What the source calls the artifact."""
    inside: str
    """Where in the artifact, when it is a container: begins with `!/`, else empty."""
    match: Match
    grounds: frozenset[str] = frozenset()
    """What the user stated as their own and stands near it."""
