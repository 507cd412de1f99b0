"""`.gitleaksignore`: fingerprints of gitleaks, which name a place and not a value.

The forms are `commit:file:rule:line` and `file:rule:line`. What to make of them:

- The rule is one of gitleaks' own, so it is not compared.
- A place tells which value was meant: the one that stands in that line, and with a commit, that this commit
  brought. From there on that value is allowed in that file, wherever it moves.
- An entry without a commit allows whatever value stands in that line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from akwarden.model.finding import Allowed, AllowedBy
from akwarden.reports.wording import counted
from akwarden.workflows.findings import Group, Sighting

FILE_NAME = ".gitleaksignore"

_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that one fingerprint names."""

    commit: str | None
    path: str
    line: int


class Positions:
    """Allows what the fingerprints of one file point at, and counts those that point at something."""

    def __init__(self, name: str, text: str) -> None:
        """Read the fingerprints; gitleaks passes over lines that are none, so they are only counted."""
        self._name = name
        lines = [line.strip() for line in text.split("\n")]
        read = [spot_of(line) for line in lines if line and not line.startswith("#")]
        self._spots = {spot for spot in read if spot}
        self._unread = read.count(None)
        self._used: set[Spot] = set()

    def allows(self, one: Group) -> Allowed | None:
        """Return which file allows a finding, where one of its places is in it."""
        hit = self._spots.intersection(spot for sighting in one.sightings for spot in _spots(sighting))
        self._used |= hit
        return Allowed(AllowedBy.GITLEAKS, f"its place is in {Path(self._name).name}") if hit else None

    def remarks(self, *, whole: bool = True) -> Iterator[str]:  # noqa: ARG002  to be moved in any case
        """Yield how many entries were of use."""
        if self._spots:
            yield (
                f"{self._name}: {len(self._used):,} of {len(self._spots):,} entries used; they name places "
                "and not values: move them to .akwardenignore or to a baseline"
            )
        if self._unread:
            are = "is no fingerprint and was" if self._unread == 1 else "are no fingerprints and were"
            yield f"{self._name}: {counted(self._unread, 'line')} {are} passed over"


def spot_of(fingerprint: str) -> Spot | None:
    """Return the place that a fingerprint names, or None for what is no fingerprint."""
    match fingerprint.split(":"):
        case [path, _, line] if _NUMBER.fullmatch(line):
            return Spot(None, plain_path(path), int(line))
        case [commit, path, _, line] if _NUMBER.fullmatch(line):
            return Spot(commit.lower(), plain_path(path), int(line))
        case _:
            return None


def plain_path(path: str) -> str:
    """Return a path as gitleaks writes it on every system."""
    return path.replace("\\", "/").removeprefix("./")


def path_for_gitleaks(vpath: str) -> str:
    """Return one of our paths as gitleaks writes it, without the slash behind the name of a container."""
    return vpath.replace("!/", "!")


def _spots(sighting: Sighting) -> Iterator[Spot]:
    """Yield the places of all parts of a credential, with the commit that brought it and without."""
    place, match = sighting.place, sighting.match
    path = path_for_gitleaks(place.vpath)
    for line in {match.position.line, *(line.number for line in match.lines)}:
        yield Spot(None, path, line)
        if place.commit is not None:
            yield Spot(place.commit, path, line)
