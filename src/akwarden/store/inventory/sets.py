"""Rows of an account that are all read at once: what is not in the cloud's list any more is deleted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from akwarden.store.inventory.change import Change, difference


def merge_set(
    connection: Connection,
    table: Table,
    account: int,
    rows: Iterable[Mapping[str, Any]],
    *,
    by: Sequence[str],
    whole: bool = True,
) -> Change:
    """Make the rows of an account those of `rows`, each told from the others by the columns `by`.

    Where the list is not `whole`, what is not in it stays.
    """
    kept = {
        tuple(row[name] for name in by): row
        for row in connection.execute(select(table).where(table.c.account_id == account)).mappings()
    }
    added: list[dict[str, Any]] = []
    changed = 0
    seen: set[tuple[Any, ...]] = set()
    for wanted in rows:
        key = tuple(wanted[name] for name in by)
        if key in seen:
            continue
        seen.add(key)
        found = kept.get(key)
        if found is None:
            added.append({"account_id": account, **wanted})
        elif values := difference(found, wanted):
            connection.execute(update(table).where(table.c.id == found["id"]).values(values))
            changed += 1
    if added:
        connection.execute(insert(table), added)
    gone = [row["id"] for key, row in kept.items() if whole and key not in seen]
    delete_rows(connection, table, gone)
    return Change(len(added), changed, len(gone))


def delete_rows(connection: Connection, table: Table, numbers: Sequence[int]) -> None:
    """Delete rows by their numbers, in shares that a statement can hold."""
    for start in range(0, len(numbers), 500):
        connection.execute(delete(table).where(table.c.id.in_(numbers[start : start + 500])))
