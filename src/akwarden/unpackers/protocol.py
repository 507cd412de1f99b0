"""What every unpacker offers: a cheap question about the first bytes, and the work of opening."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from akwarden.errors import UnpackError
from akwarden.model.artifact import Skipped
from akwarden.unpackers.budget import Budget


@dataclass(frozen=True, slots=True)
class Member:
    """One thing found in a container; valid until the next is asked for."""

    name: str
    """A label fit to print, never joined to a path; empty for what a stream holds."""
    file: BinaryIO
    """Its bytes: seekable, at the start, closed by the unpacker."""
    size: int
    """How many bytes there are to read."""


class Unpacker(Protocol):
    """Opens one kind of container. Stateless: one instance serves all."""

    name: str
    """The word for this kind, as in the registry."""
    stream: bool
    """True where the container is one thing without a name of its own, as a gzip file is."""

    def detect(self, head: bytes) -> bool:
        """Says by magic, never by name, whether this is one; `head` is up to the first 512 bytes."""
        ...

    def open(self, file: BinaryIO, budget: Budget) -> Iterator[Member | Skipped]:
        """Yields what is inside, and a record for whatever was not read.

        A record's `vpath` is the member's name alone, or empty when it is about the container itself.
        A broken member becomes a record and the next one follows. Raises `BudgetError` when a limit is
        reached, and `MemberError` where nothing more can be read; no other error leaves it.
        """
        ...


class MemberError(UnpackError):
    """One member, or the rest of one container, can't be read; what lies around it can."""


def reason(error: UnpackError) -> str:
    """Gives an error's sentences as the reason of a skipped record."""
    what = f"{error.what}, {error.why}" if error.why else error.what
    return f"{what}; {error.mend}" if error.mend else what
