"""Fills the tables of a test with the few things that it is about; everything else has a plain value."""

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.model.severity import Severity
from akwarden.risk.advice import advice_of
from akwarden.store.inventory.belongings import address_values
from akwarden.store.lake.months import to_micros
from akwarden.store.tables import (
    access_keys,
    accounts,
    addresses,
    blind_spots,
    group_grants,
    leak_places,
    leaks,
    memberships,
    policies,
    principal_grants,
    principals,
    risk_decisions,
    risks,
    sync_runs,
    usage_keys,
    user_groups,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""When tests happen."""


def ago(days: float) -> datetime:
    """Give a time so many days before `NOW`."""
    return NOW - timedelta(days=days)


def key_id(number: int = 1, *, provider: str = "tencent") -> str:
    """Give the id of a made-up key."""
    return f"AKID{number:032d}" if provider == "tencent" else f"AKIA{number:016d}"


def add_account(connection: Connection, name: str = "prod", **values: Any) -> int:
    """Add an account of Tencent Cloud and give the number of its row."""
    row = {
        "provider": "tencent",
        "number": f"1000{zlib.crc32(name.encode()) % 10**8:08d}",
        "name": name,
        "site": "mainland",
        "source": '{"from":"env"}',
        "endpoints": "{}",
        "manages": False,
        "added_at": ago(1),
    }
    return _number(connection, accounts, row | values)


def add_principal(connection: Connection, account: int, name: str = "alice", **values: Any) -> int:
    """Add a user and give the number of its row."""
    row = {"account_id": account, "cloud_id": f"id-{name}", "type": "user", "name": name, "note": ""}
    return _number(connection, principals, row | values)


def add_key(connection: Connection, number: int = 1, **values: Any) -> str:
    """Add a key that was made 30 days ago and used yesterday, of nobody unless told, and give its id."""
    row = {
        "key_id": key_id(number, provider=values.get("provider", "tencent")),
        "provider": "tencent",
        "account_id": None,
        "principal_id": None,
        "key_type": "permanent",
        "status": "active",
        "created_at": ago(30),
        "note": "",
        "last_used_at": ago(1),
        "last_use_known": True,
        "first_seen_at": ago(1),
    }
    connection.execute(insert(access_keys).values(row | values))
    return str((row | values)["key_id"])


def add_counted_calls(connection: Connection, key: str, last: datetime, provider: str = "tencent") -> None:
    """Let one call of a key be counted."""
    at = to_micros(last)
    row = {"key_id": key, "provider": provider, "calls": 1, "failed": 0, "addresses": 1}
    connection.execute(insert(usage_keys).values(row | {"first": at, "last": at}))


def add_leak(connection: Connection, key: str, **values: Any) -> str:
    """Add an open leak of a key with one place, and give its id."""
    row = {
        "id": f"leak-{key}",
        "provider": "tencent",
        "rule": "tencent-access-key",
        "key_id": key,
        "case": "code",
        "severity": "critical",
        "title": "Tencent Cloud access key",
        "validity": "unknown",
        "status": "open",
        "first_seen_at": ago(2),
        "last_seen_at": ago(1),
    }
    connection.execute(insert(leaks).values(row | values))
    place = {
        "id": f"place-{key}",
        "leak_id": (row | values)["id"],
        "finding_id": "f",
        "source": "shop",
        "vpath": "config/app.ini",
        "line": 3,
        "first_seen_at": ago(2),
    }
    connection.execute(insert(leak_places).values(place))
    return str((row | values)["id"])


def add_risk(connection: Connection, id_: str, account: int | None, **values: Any) -> str:
    """Add a low and open risk of yesterday, with the advice of its severity, and give its id."""
    row = {
        "id": id_,
        "provider": "tencent",
        "account_id": account,
        "principal_id": None,
        "key_id": None,
        "rule": "key-old",
        "subject": "",
        "severity": "low",
        "title": "Old key",
        "detail": "made 400 days ago and never replaced",
        "fix": "Rotate the key",
        "target": '{"kind":"account","id":"1","name":"prod"}',
        "evidence": "[]",
        "status": "open",
        "first_seen_at": ago(1),
        "changed_at": ago(1),
    }
    advice = advice_of(Severity((row | values)["severity"]))
    connection.execute(insert(risks).values({"advice": advice.value} | row | values))
    return id_


def ignore(connection: Connection, risk: str, until: datetime | None = None) -> None:
    """Let somebody ignore a risk, for good unless told."""
    row = {"risk_id": risk, "reason": "ticket 123", "until": until, "decided_at": ago(1), "decided_by": "bob"}
    connection.execute(insert(risk_decisions).values(row))


def add_address(connection: Connection, account: int | None, network: str, **values: Any) -> None:
    """Add an address of a machine, or with no account one of a file."""
    address = OwnAddress(network=network, kind=AddressKind.INSTANCE, resource="ins-1")
    connection.execute(insert(addresses).values({"account_id": account, **address_values(address)} | values))


def add_policy(connection: Connection, account: int, cloud_id: str, **values: Any) -> str:
    """Add a policy of the account's own, and give its id."""
    row = {
        "account_id": account,
        "cloud_id": cloud_id,
        "name": cloud_id,
        "kind": "custom",
        "version": "1",
        "document": "{}",
    }
    connection.execute(insert(policies).values(row | values))
    return cloud_id


def attach(connection: Connection, principal: int, policy: str, kind: str = "attached") -> None:
    """Attach a policy to a principal."""
    row = {"principal_id": principal, "policy": policy, "kind": kind}
    connection.execute(insert(principal_grants).values(row))


def add_group(connection: Connection, account: int, principal: int, name: str, policy: str) -> None:
    """Add a group that has a policy and one member."""
    row = {"account_id": account, "cloud_id": f"group-{name}", "name": name, "note": ""}
    number = _number(connection, user_groups, row)
    connection.execute(insert(memberships).values(principal_id=principal, group_id=f"group-{name}"))
    connection.execute(insert(group_grants).values(group_id=number, policy=policy, kind="attached"))


def add_blind_spot(connection: Connection, account: int, right: str, unseen: str) -> None:
    """Add what can't be seen of an account."""
    row = {"account_id": account, "right": right, "unseen": unseen, "reason": "it is not allowed"}
    connection.execute(insert(blind_spots).values(**row, mend=f"allow {right}", since=ago(1)))


def add_run(connection: Connection, account: int, at: datetime, state: str = "done") -> None:
    """Add a reading of an account that ended then."""
    row = {"account_id": account, "started_at": at, "touched_at": at, "state": state}
    connection.execute(insert(sync_runs).values(**row, stage="", cursor="", counts="{}", blind_spots="[]"))


def _number(connection: Connection, table: Any, row: Mapping[str, Any]) -> int:
    return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one())
