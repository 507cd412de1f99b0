"""Accounts with what is known of them: when they were read, how much is there, what can't be seen."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from akwarden.errors import AccountError
from akwarden.model.blind_spot import BlindSpot
from akwarden.reports.account_rows import AccountRow
from akwarden.store import account_rows, sync_runs
from akwarden.store.account_rows import StoredAccount
from akwarden.store.sync_runs import RunState
from akwarden.store.tables import blind_spots
from akwarden.workflows.accounts.source import spelled


def account_list(connection: Connection) -> Iterator[AccountRow]:
    """Yield all accounts by their names."""
    yield from (account_row(connection, stored) for stored in account_rows.listed(connection))


def account_row(connection: Connection, stored: StoredAccount) -> AccountRow:
    """Return one account with what is known of it."""
    account = stored.account
    last = sync_runs.latest(connection, stored.id)
    done = sync_runs.latest(connection, stored.id, RunState.DONE)
    return AccountRow(
        provider=account.provider,
        account=account.number,
        name=account.name,
        site=account.site,
        department=account.department,
        organization=account.organization,
        source=spelled(account.source),
        added_at=stored.added_at,
        synced_at=None if done is None else done.touched_at,
        error=None if last is None else last.error,
        principals=None if done is None else done.counts.principals,
        keys=None if done is None else done.counts.keys,
        blind_spots=spots_of(connection, stored),
    )


def spots_of(connection: Connection, stored: StoredAccount) -> tuple[BlindSpot, ...]:
    """Return what can't be seen of an account, as of its last sync."""
    query = select(blind_spots).where(blind_spots.c.account_id == stored.id)
    found = (
        BlindSpot(right=row["right"], unseen=row["unseen"], reason=row["reason"], mend=row["mend"])
        for row in connection.execute(query).mappings()
    )
    return tuple(sorted(found))


def named(connection: Connection, names: tuple[str, ...]) -> list[StoredAccount]:
    """Return the accounts of these names or numbers, all for none; raises AccountError for an unknown one."""
    if not names:
        return account_rows.listed(connection)
    return [_one(connection, name) for name in dict.fromkeys(names)]


def _one(connection: Connection, name: str) -> StoredAccount:
    found = account_rows.by_name(connection, name)
    if found is None:
        raise unknown(name)
    return found


def unknown(name: str) -> AccountError:
    """Return what is said of an account that there is not, or not for whoever asks."""
    return AccountError(f"there is no account {name!r:.200}", mend="akwarden accounts list shows them all")
