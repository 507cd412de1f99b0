"""Who looks at the overview, and when."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from akwarden.query.tree import All, Holder, Within
from akwarden.workflows.access.scope import Scope, scoped


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at."""

    now: datetime
    """In whole milliseconds, as the state has times."""
    scope: Scope
    """What whoever looks may see."""

    @property
    def within(self) -> Within | None:
        """What cuts lists to the scope; None for everything."""
        found = scoped(All(()), self.scope)
        return found if isinstance(found, Within) else None

    @property
    def held(self) -> Sequence[Holder] | None:
        """The accounts of the scope; None for everything."""
        within = self.within
        return None if within is None else within.accounts
