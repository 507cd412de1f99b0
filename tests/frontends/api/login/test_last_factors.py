"""Two last second factors that are given up at the same moment: one of them stays where one is demanded."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Connection
from tests.frontends.api.client import Site, site_on
from tests.store.databases import postgresql, state
from tests.workflows.access.somebody import NOW, VIEWER

from akwarden.model.second_factor import Demand, How
from akwarden.store.access import passkeys, persons, sessions
from akwarden.store.access.passkeys import Passkey
from akwarden.store.state import State

__all__ = ["postgresql", "state"]


class Meeting(State):
    """A state in which two who are about to write wait for each other, once each: both have read by then."""

    def __init__(self, other: State) -> None:
        """Take the state that is open."""
        super().__init__(other.engine, other.place)
        self.met: threading.Barrier | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection to write with, as soon as the other one wants one too."""
        if self.met is not None:
            self.met.wait(timeout=200)
        with super().writing() as connection:
            yield connection


def give(state: State, *, keys: int, codes: bool) -> None:
    """Let somebody who types no password have some second factors and a session that showed one."""
    with state.writing() as connection:
        found = persons.by_login(connection, "somebody")
        assert found is not None
        number = found.person.id
        for one in range(keys):
            key = Passkey(
                id=f"key{one}",
                person_id=number,
                name="k",
                public_key=b"k",
                sign_count=0,
                transports="",
                created_at=NOW,
                used_at=None,
            )
            passkeys.add(connection, key)
        if codes:
            persons.change(connection, number, {"one_time_code": "sealed"}, NOW)
        sessions.show_factor(connection, sessions.of_person(connection, number)[0].id, How.PASSKEY)


def left(state: State) -> int:
    with state.reading() as connection:
        found = persons.by_login(connection, "somebody")
    assert found is not None
    return found.person.passkeys + found.person.one_time_codes


def demanding(state: State, home: Path, of: Demand) -> Site:
    made = site_on(state, home)
    login = msgspec.structs.replace(made.server.settings.login, second_factor=of)
    made.server.settings = msgspec.structs.replace(made.server.settings, login=login)
    return made


Browser = TestClient[Litestar]
Ask = Callable[[Browser], int]


def without_key(number: int) -> Ask:
    return lambda browser: browser.delete(f"/api/v1/me/passkeys/key{number}").status_code


def without_codes(browser: Browser) -> int:
    return browser.post("/api/v1/me/one-time-codes/stop", json={}).status_code


@pytest.mark.parametrize(
    "asks",
    [(without_key(0), without_key(1)), (without_key(0), without_codes)],
    ids=["two passkeys", "a passkey and codes"],
)
@pytest.mark.parametrize(("of", "statuses"), [(Demand.EVERYONE, [200, 400]), (Demand.NOBODY, [200, 200])])
def test_of_two_last_ones_that_are_given_up_at_once_one_stays_where_one_is_demanded(
    state: State, tmp_path: Path, asks: tuple[Ask, Ask], of: Demand, statuses: list[int]
) -> None:
    codes = without_codes in asks
    meeting = Meeting(state)
    site = demanding(meeting, tmp_path, of)
    with site.browser(VIEWER) as browser:
        give(meeting, keys=2 - codes, codes=codes)
        meeting.met = threading.Barrier(2)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda ask: ask(browser), asks))
        meeting.met = None

    assert sorted(answers) == statuses
    assert left(state) == statuses.count(400)


def test_who_has_no_codes_and_one_passkey_is_told_so_and_keeps_it(state: State, tmp_path: Path) -> None:
    site = demanding(state, tmp_path, Demand.EVERYONE)
    with site.browser(VIEWER) as browser:
        give(state, keys=1, codes=False)

        answers = [
            browser.post("/api/v1/me/one-time-codes/stop", json={}),
            browser.delete("/api/v1/me/passkeys/other"),
            browser.delete("/api/v1/me/passkeys/key0"),
        ]

    assert [one.status_code for one in answers] == [200, 404, 400]
    assert (answers[0].json(), left(state)) == ({"stopped": False}, 1)
