"""An emulated organisation to read, and what was read of it in a form that can be compared."""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Account as CloudAccount
from akwarden.emulator.tencent.state import Key
from akwarden.errors import VaultError
from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.model.credential import Credential
from akwarden.providers.provider import Surroundings
from akwarden.providers.registry import load
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.store.state import State
from akwarden.store.tables import METADATA, accounts, principals, user_groups
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.sync.account import Outcome, sync_account
from akwarden.workflows.sync.look import Look

_PASSING = frozenset(
    {
        "id",
        "account_id",
        "principal_id",
        "group_id",
        "leak_id",
        "first_seen_at",
        "last_seen_at",
        "changed_at",
        "since",
    }
)
_LEFT_OUT = frozenset({"sync_runs", "audit_records", "accounts", "edits", "edit_lines"})


@pytest.fixture
def acme() -> Iterator[Emulator]:
    """Give a running organisation of five accounts that a test may change, without rate limits."""
    with Emulator(load_scenario("acme", seed=7), rate_scale=0) as running:
        yield running


def cloud_account(emulator: Emulator, name: str) -> CloudAccount:
    """Give an account of the cloud by its name."""
    return next(one for one in emulator.cloud.accounts.values() if one.name == name)


def root_key(emulator: Emulator, name: str) -> Key:
    """Give an active key of an account's root; makes one where there is none."""
    account = cloud_account(emulator, name)
    active = [key for key in account.keys_of(account.uin) if key.status == "Active"]
    return active[0] if active else emulator.cloud.add_key(account, account.uin)


def leases_of(key: Key) -> Leases:
    """Give what reads an account with one key, which stands in the environment."""
    env = {"TENCENTCLOUD_SECRET_ID": key.secret_id, "TENCENTCLOUD_SECRET_KEY": key.secret_key}
    return Leases(Surroundings(env, Path("/nonexistent")), _no_vault, now, rate=0)


def _no_vault(name: str) -> Credential:
    message = f"there is no vault for {name}"
    raise VaultError(message)


def now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def account_for(emulator: Emulator, name: str) -> Account:
    """Give an account of the cloud as akwarden knows it."""
    return Account(
        provider="tencent",
        number=AccountNumber(str(cloud_account(emulator, name).uin)),
        name=name,
        site=AccountSite.MAINLAND,
        source=FromEnvironment(),
        endpoints={"*": emulator.endpoint},
    )


def added(state: State, emulator: Emulator, name: str) -> StoredAccount:
    """Add an account to the state."""
    with state.writing() as connection:
        return account_rows.add(connection, account_for(emulator, name), now())


@cache
def look(home: str) -> Look:
    """Give what looks through functions, made once a home: compiling the rules takes a second."""
    return Look(Path(home))


def read(
    state: State, stored: StoredAccount, leases: Leases, home: Path | None = None, **other: Any
) -> Outcome:
    """Read an account once; fingerprints are made with the key of `home`, or of the test run's."""
    provider = load(stored.account.provider)
    return sync_account(
        state,
        stored,
        provider,
        leases.access(provider, stored.account),
        now=now,
        stop=other.get("stop", threading.Event()),
        tell=other.get("tell", lambda _: None),
        look=look(str(home or os.environ["AKWARDEN_HOME"])),
        calls_of=other.get("calls_of"),
    )


def contents(state: State) -> Mapping[str, Sequence[Any]]:
    """Give all rows of the inventory without what differs between runs: numbers of rows, times of seeing."""
    with state.reading() as connection:
        names = _names(connection)
        return {
            table.name: sorted(_rows(connection, table, names), key=repr)
            for table in METADATA.sorted_tables
            if table.name not in _LEFT_OUT
        }


def _names(connection: Connection) -> Mapping[str, Mapping[int, str]]:
    """Give what rows point at by a name that stays."""
    return {
        "account_id": {row.id: row.number for row in connection.execute(select(accounts))},
        "principal_id": {row.id: row.cloud_id for row in connection.execute(select(principals))},
        "group_id": {row.id: row.cloud_id for row in connection.execute(select(user_groups))},
    }


def _rows(connection: Connection, table: Table, names: Mapping[str, Mapping[int, str]]) -> Iterator[Any]:
    for row in connection.execute(select(table)).mappings():
        shown = {name: value for name, value in row.items() if name not in _PASSING}
        if "deleted_at" in shown:
            shown["deleted_at"] = shown["deleted_at"] is not None
        for name, known in names.items():
            if name in row:
                shown[name] = known.get(row[name], row[name])
        yield shown
