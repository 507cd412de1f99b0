"""What jobs about accounts share: which accounts they mean, and how a failure reads."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from akwarden.errors import AccountError, AkwardenError
from akwarden.store.account_rows import StoredAccount
from akwarden.store.turn import turn
from akwarden.workflows.accounts.listing import named, unknown
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Running

_PATIENCE: Final = timedelta(hours=1)
_LOOK_SECONDS: Final = 2.0


def accounts_of(running: Running, room: Room, names: tuple[str, ...]) -> list[StoredAccount]:
    """Return the accounts that a job means, of those that its starter may act on; raises AccountError."""
    with room.state.reading() as connection:
        found = named(connection, names)
    within = [one for one in found if running.scope.has(one.account.provider, one.account.number)]
    if len(within) < len(found) and names:
        # As of one that there is not: neither that it is there nor what it is called is for this person.
        called = zip(dict.fromkeys(names), found, strict=True)
        raise unknown(next(name for name, one in called if one not in within))
    return within


def wait_for(running: Running, room: Room, name: str, called: str) -> None:
    """Wait until nobody else has a turn, such as a read of all accounts; after an hour it is tried anyway."""
    end = room.clock() + _PATIENCE
    while room.clock() < end:
        running.check()
        with turn(room.state, name) as ours:
            if ours:
                return
        running.tell(f"{called}: waiting, since it is being read already")
        running.stop.wait(_LOOK_SECONDS)


def words_of(error: AkwardenError | None) -> str | None:
    """Return an error as one text."""
    if error is None:
        return None
    parts = (error.what, error.why, error.mend and f"mend: {error.mend}")
    return "; ".join(part for part in parts if part)


def raise_if_none(errors: Sequence[AkwardenError | None], what: str) -> None:
    """Raise the error of the only account, or of the first where all have failed."""
    failed = [one for one in errors if one is not None]
    if not failed or len(failed) < len(errors):
        return
    first = failed[0]
    if len(failed) == 1:
        raise first
    raise _kind(first)(
        f"{what} of none of {len(failed)} accounts: {first.what}", why=first.why, mend=first.mend
    )


def _kind(error: AkwardenError) -> type[AkwardenError]:
    """Return the kind of an error that takes three sentences; AccountError for one that takes others."""
    kind = type(error)
    return kind if kind.__init__ is AkwardenError.__init__ else AccountError
