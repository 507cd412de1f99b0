"""Policies of people in the state: added, found, switched on and off, removed.

The column `query` is JSON: the query as it was written, and the keys and networks of files beside it, which
are too many for a query.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from akwarden.model.severity import Severity
from akwarden.model.watch_policy import Watched, WatchPolicy
from akwarden.store.new_rows import insert_into
from akwarden.store.tables import watch_policies

_WATCHED: Final = msgspec.json.Decoder(Watched)


class NewWatchPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that is to be kept, checked; it is switched on."""

    name: str
    watched: Watched
    severity: Severity
    created_at: datetime
    created_by: str


def add(connection: Connection, policy: NewWatchPolicy) -> bool:
    """Keep a policy; return False, with nothing changed, where its name is taken."""
    row = {
        "name": policy.name,
        "query": msgspec.json.encode(policy.watched).decode(),
        "severity": policy.severity.value,
        "enabled": True,
        "created_at": policy.created_at,
        "created_by": policy.created_by,
    }
    new = insert_into(connection, watch_policies).values(row).on_conflict_do_nothing()
    return connection.execute(new.returning(watch_policies.c.name)).first() is not None


def one(connection: Connection, name: str) -> WatchPolicy | None:
    """Return the policy of a name, or None."""
    row = connection.execute(select(watch_policies).where(watch_policies.c.name == name)).one_or_none()
    return None if row is None else _policy(row)


def listed(connection: Connection) -> list[WatchPolicy]:
    """Return all policies by their names, those that are switched off among them."""
    return list(map(_policy, connection.execute(select(watch_policies).order_by(watch_policies.c.name))))


def enabled(connection: Connection) -> list[WatchPolicy]:
    """Return the policies that are switched on, by their names."""
    query = select(watch_policies).where(watch_policies.c.enabled).order_by(watch_policies.c.name)
    return list(map(_policy, connection.execute(query)))


def switch(connection: Connection, name: str, *, enabled: bool) -> None:
    """Switch a policy on or off."""
    which = watch_policies.c.name == name
    connection.execute(update(watch_policies).where(which).values(enabled=enabled))


def remove(connection: Connection, name: str) -> None:
    """Forget a policy; alarms that it raised stay."""
    connection.execute(delete(watch_policies).where(watch_policies.c.name == name))


def _policy(row: Row[Any]) -> WatchPolicy:
    watched = _WATCHED.decode(row.query)
    return WatchPolicy(
        name=row.name,
        query=watched.where,
        keys=watched.keys,
        ips=watched.ips,
        except_ips=watched.except_ips,
        severity=Severity(row.severity),
        enabled=row.enabled,
        created_at=row.created_at,
        created_by=row.created_by,
    )
