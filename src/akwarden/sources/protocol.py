"""What every source gives: units of work first, and afterwards the places of what was found in them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from akwarden.errors import SourceError
from akwarden.model.artifact import Skipped, Unit


class Place(msgspec.Struct, frozen=True):
    """Where an artifact lies for a person, and since when."""

    vpath: str
    """Path inside the source."""
    commit: str | None = None
    author: str | None = None
    committed_at: str | None = None
    in_head: bool | None = None
    last_seen_at: str | None = None


class IncompletePlacesError(SourceError):
    """The places could not be read to the end; it carries those that are known."""

    def __init__(self, what: str, known: Mapping[str, Sequence[Place]], *, why: str | None = None) -> None:
        """Take the places that are known, of which there may be more."""
        super().__init__(what, why=why, mend="run `git fsck` in the repository")
        self.known = known


class Source(Protocol):
    """Something that can be scanned."""

    name: str
    """As the user gave it, without credentials."""

    @property
    def unchanged(self) -> int:
        """Return how many artifacts were not read, since an earlier scan found nothing in them."""
        ...

    def units(self) -> Iterator[Unit | Skipped]:
        """Yield shares of the source that can be read by different threads, in any order.

        What can't be read at all is yielded as a skipped record; a source that can't be opened raises
        TargetError before the first unit.
        """
        ...

    def places(self, names: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Return where each of the artifacts with a finding lies, oldest place first.

        Called once, with all names that had a match, after every unit was read. An artifact that is absent
        from the answer is one that nothing in the source refers to any more; one without any place was
        excluded by the user. Raises IncompletePlacesError when only a part of the places could be read.
        """
        ...

    def keep(self, untidy: Collection[str]) -> None:
        """Remember, where the source can, what was read, so that the next scan need not read it again.

        Called after a scan that came to its end; `untidy` names the artifacts that had a match and those that
        were not wholly read.
        """
        ...

    def close(self) -> None:
        """Let go of temporary files and child processes; may be called twice."""
        ...
