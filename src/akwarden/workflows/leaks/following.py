"""Lets leaks follow the inventory, once an account was read anew."""

import msgspec
from sqlalchemy import Connection

from akwarden.store import leaks
from akwarden.workflows.leaks.unlisted import guess_again


class Followed(msgspec.Struct, frozen=True):
    """What a listing changed about leaks."""

    guesses: int
    """Guesses at keys that no account lists which are other ones now."""
    reopened: int
    """Leaks that were closed as fixed and whose key works again."""


def follow_inventory(connection: Connection) -> Followed:
    """Make good what the inventory says otherwise by now, in the transaction of `connection`.

    A second time nothing is written.
    """
    return Followed(guess_again(connection), leaks.reopen_active(connection))
