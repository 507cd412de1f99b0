"""What workers hand back: matches with the name of the artifact they were seen in."""

from dataclasses import dataclass

from akwarden.model.match import Match
from akwarden.workflows.allow_comment import AllowComment
from akwarden.workflows.ownership import NO_GROUNDS, Grounds


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
    grounds: Grounds = NO_GROUNDS
    """What stands near it and tells whose it is."""
    appids: frozenset[str] = frozenset()
    """Of the buckets of Tencent Cloud that stand near it."""
    comments: tuple[AllowComment, ...] = ()
    """Beside it, where none of them allows it."""
