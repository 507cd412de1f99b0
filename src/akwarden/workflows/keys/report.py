"""Makes the report of all keys from the state."""

import shlex
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from akwarden import __version__
from akwarden.reports.key_report import KeyReport, KeyReportRow, SeenAccount
from akwarden.store import account_rows, key_page_rows, sync_runs
from akwarden.store.sync_runs import RunState
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.keys.listing import Asked, ListedKey, list_keys

_SAME = frozenset(KeyReportRow.__struct_fields__) - {"advice", "reasons", "leaks"}


def key_report(
    connection: Connection,
    where: str,
    form: str,
    now: datetime,
    *,
    with_deleted: bool,
    scope: Scope = EVERYWHERE,
) -> KeyReport:
    """Return the report of the keys that fit `where`, of the accounts of a scope; raises QueryError."""
    listing = list_keys(connection, Asked(where=where, with_deleted=with_deleted, now=now, scope=scope))
    return KeyReport(
        made_at=now,
        version=__version__,
        where=where,
        reproduce=_command(where, form, with_deleted=with_deleted),
        hidden=listing.hidden,
        keys=tuple(map(_row, listing)),
        accounts=tuple(_accounts(connection, scope)),
    )


def _command(where: str, form: str, *, with_deleted: bool) -> str:
    """Return the command that makes the report again."""
    chosen = ["--where", where] if where else []
    deleted = ["--all-statuses"] if with_deleted else []
    return shlex.join(["akwarden", "report", "keys", *chosen, *deleted, "--format", form])


def _row(key: ListedKey) -> KeyReportRow:
    same = {name: getattr(key.facts, name) for name in _SAME}
    return KeyReportRow(**same, leaks=key.row.leaks, advice=key.row.advice, reasons=key.row.reasons)


def _accounts(connection: Connection, scope: Scope) -> Iterator[SeenAccount]:
    for stored in account_rows.listed(connection):
        if not scope.has(stored.account.provider, stored.account.number):
            continue
        last = sync_runs.latest(connection, stored.id, RunState.DONE)
        yield SeenAccount(
            name=stored.account.name,
            number=stored.account.number,
            read_at=None if last is None else last.touched_at,
            blind_spots=key_page_rows.spots(connection, stored.id, stored.account.provider),
        )
