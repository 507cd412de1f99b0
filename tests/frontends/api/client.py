"""A server in this process on an empty home, and browsers that are logged in with some roles."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.store.databases import home_state

from akwarden.access import random_text
from akwarden.frontends.api.app import make_app
from akwarden.frontends.api.assets import Assets
from akwarden.frontends.api.identity import cookie_name
from akwarden.frontends.api.server import Server
from akwarden.model.person import Grant, Role
from akwarden.settings import load
from akwarden.store.access import persons, sessions
from akwarden.store.access.sessions import Session
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access.door import csrf_of

URL = "http://console.test"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """A server, and browsers for it."""

    server: Server
    app: Litestar

    @contextmanager
    def anonymous(self) -> Iterator[TestClient[Litestar]]:
        """Give a browser that nobody logged in with."""
        with TestClient(self.app, base_url=URL, raise_server_exceptions=False) as client:
            yield client

    @contextmanager
    def browser(self, *grants: Grant, login: str = "somebody") -> Iterator[TestClient[Litestar]]:
        """Give a browser whose person has these grants; it repeats the secret of its session."""
        cookie = self.session(*grants, login=login)
        with TestClient(self.app, base_url=URL, raise_server_exceptions=False) as client:
            client.cookies.set(cookie_name(self.server), cookie)
            client.headers["X-CSRF-Token"] = csrf_of(cookie)
            yield client

    @contextmanager
    def admin(self) -> Iterator[TestClient[Litestar]]:
        """Give the browser of an administrator."""
        with self.browser(Grant(Role.ADMIN), login="admin") as client:
            yield client

    def session(self, *grants: Grant, login: str) -> str:
        """Return the cookie of a new session of a person, who is made where there is none."""
        now, cookie = rounded(self.server.clock()), random_text.secret_text()
        with self.server.state.writing() as connection:
            stored = persons.by_login(connection, login)
            if stored is None:
                number = persons.add(connection, {"login": login, "name": login.title()}, now)
            else:
                number = stored.person.id
            persons.grant(connection, number, grants)
            session = Session(
                id=random_text.public_id(),
                person_id=number,
                created_at=now,
                seen_at=now,
                how="password",
                address="",
                agent="",
            )
            sessions.begin(connection, session, random_text.digest(cookie))
        return cookie


def site_on(state: State, home: Path, clock: Callable[[], datetime] = lambda: NOW) -> Site:
    """Return a server on an open state."""
    settings = load(None, {"AKWARDEN_HOME": str(home)}, {}).settings
    server = Server(state, home, settings, env={}, clock=clock, url=URL)
    return Site(server, make_app(server, assets=Assets({}, "test")))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a server on an empty home."""
    state = home_state(tmp_path)
    made = site_on(state, tmp_path)
    try:
        yield made
    finally:
        made.server.close()
