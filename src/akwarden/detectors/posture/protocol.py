"""What a judge is: a pure function that looks through the facts of one account for one kind of trouble."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol, TypeVar, cast

import msgspec

from akwarden.model.facts import AccountFacts
from akwarden.model.posture import Seen

_S_contra = TypeVar("_S_contra", bound=msgspec.Struct, contravariant=True)
_T = TypeVar("_T")


class Judging:
    """One account at one moment while it is judged, with what is derived of it once for all judges."""

    def __init__(self, facts: AccountFacts, now: datetime) -> None:
        """Take what is known of the account, and the time."""
        self.facts = facts
        self.now = now
        self._derived: dict[object, object] = {}

    def derived(self, make: Callable[["Judging"], _T]) -> _T:
        """Return what `make` makes of the account, made when it is first asked for."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast(_T, self._derived[make])


class Judge(Protocol[_S_contra]):
    """Yields what it sees; the annotation of `settings` says what a rule may set."""

    def __call__(self, judging: Judging, settings: _S_contra) -> Iterator[Seen]:
        """Yield everything that it sees in one account; what is not known is no trouble."""
        ...


class NoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For a judge that has nothing to set."""
