"""What somebody may see: everything, or what belongs to some accounts; and lists that are cut to that.

The rules that this module keeps:

- An account is known by its cloud and its number, letter by letter. What people call it counts for nothing,
  be it the number of another one.
- What belongs to no account, such as a leaked key that no account lists, is for those who see everything.
- A group without accounts, or one that is gone, shows nothing.
"""

import msgspec
from sqlalchemy import Connection

from akwarden.access.roles import Reach
from akwarden.query.tree import Holder, Query, Within, every
from akwarden.store.access import groups


class Scope(msgspec.Struct, frozen=True):
    """Where somebody may see or do something."""

    everywhere: bool
    """Whether all accounts, and what belongs to none."""
    accounts: frozenset[tuple[str, str]] = frozenset()
    """Else, the cloud and the number of each account."""

    def has(self, provider: str, number: str | None) -> bool:
        """Say whether what belongs to an account is in it; None for what belongs to none."""
        return self.everywhere or (provider, number) in self.accounts

    @property
    def holders(self) -> tuple[Holder, ...] | None:
        """The accounts in order; None for all of them."""
        if self.everywhere:
            return None
        return tuple(Holder(provider, number) for provider, number in sorted(self.accounts))


EVERYWHERE = Scope(everywhere=True)
"""All that there is."""
NOWHERE = Scope(everywhere=False)
"""Nothing."""


def scope_of(connection: Connection, reach: Reach) -> Scope:
    """Return the accounts of a reach, as the groups have them now."""
    if reach.everywhere:
        return EVERYWHERE
    held = groups.accounts_of(connection, reach.groups)
    return Scope(everywhere=False, accounts=frozenset((one.provider, one.number) for one in held))


def scoped(query: Query, scope: Scope) -> Query:
    """Return the query that also asks for the accounts of a scope."""
    held = scope.holders
    return query if held is None else every((query, Within(held)))
