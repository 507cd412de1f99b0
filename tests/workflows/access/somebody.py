"""People for a test: added to a state as the product adds them, with a password that counts at once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from tests.store.databases import home_state

from akwarden.access import passwords
from akwarden.model.person import Grant, Person, Role
from akwarden.model.secret import Secret
from akwarden.store.access import persons
from akwarden.store.access.persons import StoredPerson
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Record, decode
from akwarden.store.state import State
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.logging_in import Typed
from akwarden.workflows.access.sealing import Keyhole
from akwarden.workflows.vault.passphrase import PassphraseSources

NOW = datetime(2026, 11, 30, 12, 0, 10, tzinfo=UTC)
PASSWORD = "seven blue horses swim"
ROOT = Acting(actor="root", now=NOW)
ADMIN = Grant(Role.ADMIN)
VIEWER = Grant(Role.VIEWER)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[State]:
    """Give an empty state on SQLite, for what the database has no part in."""
    opened = home_state(tmp_path / "home")
    yield opened
    opened.close()


def later(**time: float) -> datetime:
    """Give a time after `NOW`."""
    return NOW + timedelta(**time)


def add(
    state: State, login: str = "ada", grants: Sequence[Grant] = (VIEWER,), *, password: str | None = PASSWORD
) -> Person:
    """Add a person who can log in."""
    with state.writing() as connection:
        hashed = None if password is None else _kept(password)
        number = persons.add(connection, {"login": login, "name": login.title(), "password": hashed}, NOW)
        persons.grant(connection, number, grants)
    return stored(state, login).person


@cache
def _kept(password: str) -> str:
    return passwords.kept(password)


def stored(state: State, login: str = "ada") -> StoredPerson:
    """Give what is kept of a person."""
    with state.reading() as connection:
        found = persons.by_login(connection, login)
    assert found is not None
    return found


def coming(
    at: datetime = NOW, *, address: str = "192.0.2.7", cookie: str | None = None, device: str | None = None
) -> Coming:
    """Give where a login comes from."""
    return Coming(address=address, agent="Browser/1", now=at, cookie=cookie, device=device)


def typed(login: str = "ada", password: str = PASSWORD, code: str | None = None) -> Typed:
    """Give what somebody types."""
    return Typed(login, Secret(password.encode()), None if code is None else Secret(code.encode()))


def keyhole(state: State, home: Path) -> Keyhole:
    """Give where the key of the vault comes from."""
    return Keyhole(state, home, PassphraseSources())


def records(state: State) -> list[Record]:
    """Give every record of the audit log."""
    with state.reading() as connection:
        return [decode(entry.canonical) for entry in log.entries(connection)]


def actions(state: State) -> list[str]:
    """Give what the audit log says was done."""
    return [record.action for record in records(state)]
