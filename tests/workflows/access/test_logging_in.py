"""Logins with a password, and who tries to guess one; the naive form stands beside what holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from tests.store.databases import postgresql, state
from tests.workflows.access.somebody import (
    NOW,
    PASSWORD,
    ROOT,
    actions,
    add,
    coming,
    keyhole,
    later,
    local,
    records,
    stored,
    typed,
)

from akwarden.access import passwords
from akwarden.model.person import Via
from akwarden.model.secret import Secret
from akwarden.store.access import persons, sessions
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.admission import admit, was_right
from akwarden.workflows.access.door import caller_of_session
from akwarden.workflows.access.logging_in import log_in
from akwarden.workflows.access.outcome import Blocked, LoggedIn, Outcome, Refused
from akwarden.workflows.access.people import set_active, set_password

__all__ = ["local", "postgresql", "state"]


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count every Argon2 hash that is computed: to compare a password, or in the place of that."""
    found: list[str] = []
    real = {name: getattr(PasswordHasher, name) for name in ("verify", "hash")}

    def counting(name: str) -> Callable[..., object]:
        def counted(*arguments: object) -> object:
            found.append(name)
            return real[name](*arguments)

        return counted

    for name in real:
        monkeypatch.setattr(PasswordHasher, name, counting(name))
    return found


def enter(state: State, tmp_path: Path, at: datetime = NOW, **said: str) -> Outcome:
    address = said.pop("address", "192.0.2.7")
    return log_in(keyhole(state, tmp_path), typed(**said), coming(at, address=address))


def device_of(outcome: Outcome) -> str:
    assert isinstance(outcome, LoggedIn)
    assert outcome.device is not None
    return outcome.device.reveal().decode()


def cookie_of(outcome: Outcome) -> str:
    assert isinstance(outcome, LoggedIn)
    return outcome.cookie.reveal().decode()


def test_the_right_password_begins_a_session_that_is_known_again(state: State, tmp_path: Path) -> None:
    add(state)

    done = enter(state, tmp_path, login=" ADA ")

    caller = caller_of_session(state, cookie_of(done), later(minutes=5))
    assert caller is not None
    assert (caller.login, caller.via, len(caller.csrf or "")) == ("ada", Via.SESSION, 64)
    assert [(one.action, one.actor, one.details["how"]) for one in records(state)] == [
        ("login", "ada", "password")
    ]


def test_neither_cookie_nor_password_lies_in_the_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    opened = open_state(home, None)
    add(opened)

    cookie = cookie_of(enter(opened, tmp_path))

    opened.close()
    content = b"".join(path.read_bytes() for path in home.iterdir())
    assert b"login" in content
    for secret in (cookie, PASSWORD):
        assert secret.encode() not in content


def test_a_thousand_guesses_for_one_account_from_as_many_addresses_are_few(
    tmp_path: Path, state: State, evaluated: list[str]
) -> None:
    add(state)
    evaluated.clear()

    outcomes = [
        enter(
            state,
            tmp_path,
            password=f"guess number {number}",
            address=f"198.51.{number // 250}.{number % 250}",
        )
        for number in range(1000)
    ]

    assert len(evaluated) <= 20
    assert sum(isinstance(one, Blocked) for one in outcomes) >= 980
    assert isinstance(enter(state, tmp_path), Blocked), "nothing tells its owner from a guesser yet"
    assert isinstance(enter(state, tmp_path, at=later(minutes=2)), LoggedIn)


def guess(state: State, tmp_path: Path, times: int, at: datetime = NOW, **said: str) -> list[Outcome]:
    """Guess the password of ada, each time from another network unless told."""
    return [
        enter(
            state,
            tmp_path,
            at,
            **{"address": f"198.51.{number // 250}.{number % 250}"} | said,
            password=f"guess number {number}",
        )
        for number in range(times)
    ]


def test_whose_password_is_guessed_comes_in_with_the_browser_of_the_last_login_from_anywhere(
    tmp_path: Path, state: State
) -> None:
    """The naive form locks the login: whoever guesses on without end keeps its owner out without end."""
    add(state)
    device = device_of(enter(state, tmp_path))

    for hours in range(1, 6):
        guess(state, tmp_path, 40, later(hours=hours))
        own = coming(later(hours=hours), address=f"203.0.113.{hours}", device=device)
        assert isinstance(log_in(keyhole(state, tmp_path), typed(), own), LoggedIn)
        stranger = enter(state, tmp_path, later(hours=hours), address="203.0.113.99")
        assert isinstance(stranger, Blocked)


def test_whose_password_is_guessed_comes_in_with_another_browser_from_the_network_of_the_last_login(
    tmp_path: Path, local: State
) -> None:
    add(local)
    enter(local, tmp_path, address="2001:db8::1")

    guess(local, tmp_path, 40)

    assert isinstance(enter(local, tmp_path, address="2001:db8::ffff:2"), LoggedIn)
    assert isinstance(enter(local, tmp_path, address="2001:db8:0:1::1"), Blocked)


def test_a_network_that_is_known_for_one_login_is_not_for_another(tmp_path: Path, local: State) -> None:
    add(local)
    add(local, "mallory")
    mine = enter(local, tmp_path, login="mallory", address="203.0.113.5")

    guess(local, tmp_path, 40)

    assert isinstance(enter(local, tmp_path, address="203.0.113.5"), Blocked)
    theirs = coming(address="203.0.113.6", device=device_of(mine))
    assert isinstance(log_in(keyhole(local, tmp_path), typed(), theirs), Blocked)


def test_a_stolen_device_cookie_and_a_known_network_guess_no_more_than_others(
    tmp_path: Path, local: State, evaluated: list[str]
) -> None:
    add(local)
    device = device_of(enter(local, tmp_path))
    evaluated.clear()

    for number in range(100):
        wrong = typed(password=f"guess number {number}")
        log_in(keyhole(local, tmp_path), wrong, coming(address=f"198.51.100.{number}", device=device))
    with_cookie = len(evaluated)
    guess(local, tmp_path, 100, address="192.0.2.7")

    assert with_cookie <= 5
    assert len(evaluated) <= 10


def test_whoever_has_many_networks_of_ipv6_tries_no_more_logins_than_one_site_may(
    tmp_path: Path, local: State, evaluated: list[str]
) -> None:
    add(local)
    evaluated.clear()

    for number in range(150):
        enter(local, tmp_path, login=f"login-{number}", address=f"2001:db8:7:{number:x}::1")
    elsewhere = enter(local, tmp_path, address="2001:db8:8::1")

    assert len(evaluated) <= 101
    assert isinstance(elsewhere, LoggedIn)


def test_whose_site_is_held_up_comes_in_from_the_network_of_the_last_login(
    tmp_path: Path, local: State
) -> None:
    add(local)
    enter(local, tmp_path, address="2001:db8:7:1::1")
    for number in range(110):
        admit(local, f"login-{number}", coming(address=f"2001:db8:7:{number + 2:x}::1"))

    assert isinstance(enter(local, tmp_path, address="2001:db8:7:ffff::1"), Blocked)
    assert isinstance(enter(local, tmp_path, address="2001:db8:7:1::2"), LoggedIn)


def test_a_made_up_device_cookie_is_none(tmp_path: Path, local: State) -> None:
    add(local)
    guess(local, tmp_path, 40)

    own = coming(address="203.0.113.5", device="made up")

    assert isinstance(log_in(keyhole(local, tmp_path), typed(), own), Blocked)


def test_a_browser_keeps_what_it_is_known_by_and_another_gets_its_own(tmp_path: Path, local: State) -> None:
    add(local)
    first = device_of(enter(local, tmp_path))

    again = log_in(keyhole(local, tmp_path), typed(), coming(device=first))

    assert isinstance(again, LoggedIn)
    assert again.device is None
    assert device_of(enter(local, tmp_path)) != first
    assert first.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())


def test_a_new_password_makes_all_browsers_unknown(tmp_path: Path, local: State) -> None:
    add(local)
    device = device_of(enter(local, tmp_path))
    acting = Acting(actor="ada", now=NOW)

    set_password(local, stored(local), Secret(b"quite another one"), acting, session="none")
    guess(local, tmp_path, 40)

    own = coming(address="203.0.113.5", device=device)
    assert isinstance(log_in(keyhole(local, tmp_path), typed(password="quite another one"), own), Blocked)


def test_only_so_many_browsers_are_known_and_none_for_longer_than_it_counts(
    tmp_path: Path, local: State
) -> None:
    add(local)
    for number in range(30):
        enter(local, tmp_path, later(minutes=number))
    with local.reading() as connection:
        many = connection.exec_driver_sql("SELECT count(*) FROM login_devices").scalar_one()

    enter(local, tmp_path, later(days=91))

    with local.reading() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM login_devices").scalar_one()
    assert (many, left) == (20, 1)


def test_a_thousand_guesses_from_one_address_for_as_many_accounts_are_few(
    tmp_path: Path, state: State, evaluated: list[str]
) -> None:
    add(state)
    evaluated.clear()

    for number in range(1000):
        enter(state, tmp_path, login=f"person{number}")

    assert len(evaluated) <= 10
    with state.reading() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM login_tries").scalar_one()
    assert rows <= 22, "who is made to wait fills no table"


def test_many_guesses_at_once_are_no_more(tmp_path: Path, state: State, evaluated: list[str]) -> None:
    """The naive form counts a guess once it was wrong: all that come at once are judged then."""
    add(state)
    evaluated.clear()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda number: enter(state, tmp_path, password=f"guess number {number}"), range(60)))

    assert len(evaluated) <= 10


def test_a_login_that_nobody_has_takes_the_same_work_and_leaves_the_same_traces(
    tmp_path: Path, state: State, evaluated: list[str]
) -> None:
    add(state)
    add(state, "gone")
    add(state, "link", password=None)
    with state.writing() as connection:
        persons.change(connection, stored(state, "gone").person.id, {"active": False}, NOW)
    evaluated.clear()

    outcomes = {
        enter(state, tmp_path, login=login, password="wrong wrong wrong")
        for login in ("ada", "nobody", "gone", "link")
    }

    assert outcomes == {Refused()}
    assert evaluated == ["verify", "hash", "hash", "hash"], "each was computed, against a hash or none"
    assert actions(state) == ["login.refused"] * 4
    assert "nobody" not in str(records(state)), "what was typed for a login may be a password"


def test_what_somebody_logs_in_with_does_not_undo_the_guesses_for_others(
    tmp_path: Path, local: State
) -> None:
    """The naive form forgets an address at a right login: whoever has an account guesses on without end."""
    add(local, "mallory")
    for number in range(8):
        add(local, f"victim{number}")
    for number in range(60):
        enter(local, tmp_path, login="mallory")
        enter(local, tmp_path, login=f"victim{number % 8}", password=f"guess number {number}")

    wrong = [one for one in records(local) if one.action == "login.refused"]
    assert len(wrong) <= 10


def test_right_logins_are_never_made_to_wait(tmp_path: Path, local: State) -> None:
    add(local)

    assert all(isinstance(enter(local, tmp_path), LoggedIn) for _ in range(15))


def test_a_session_that_was_known_before_a_login_is_dead_after_it(tmp_path: Path, local: State) -> None:
    add(local)
    add(local, "mallory")
    planted = cookie_of(enter(local, tmp_path, login="mallory"))

    done = log_in(keyhole(local, tmp_path), typed(), coming(cookie=planted))

    assert cookie_of(done) != planted
    assert caller_of_session(local, planted, NOW) is None
    assert caller_of_session(local, cookie_of(done), NOW) is not None


@pytest.mark.parametrize(
    ("seen", "asked", "works"),
    [
        ([], timedelta(hours=11, minutes=59), True),
        ([], timedelta(hours=12), False),
        ([timedelta(hours=11)], timedelta(hours=22), True),
        ([timedelta(hours=11 * step) for step in range(1, 16)], timedelta(days=6, hours=23), True),
        ([timedelta(hours=11 * step) for step in range(1, 16)], timedelta(days=7), False),
    ],
)
def test_a_session_ends_when_nobody_uses_it_and_after_a_week(
    tmp_path: Path, local: State, seen: list[timedelta], asked: timedelta, *, works: bool
) -> None:
    add(local)
    cookie = cookie_of(enter(local, tmp_path))
    for moment in seen:
        caller_of_session(local, cookie, NOW + moment)

    assert (caller_of_session(local, cookie, NOW + asked) is not None) is works


@pytest.mark.parametrize("cookie", ["", "x", "x" * 10_000, "\0", "é\ud800", "' OR 1=1 --"])
def test_a_cookie_of_nobody_lets_nobody_in(local: State, cookie: str) -> None:
    add(local)

    assert caller_of_session(local, cookie, NOW) is None


def test_who_is_deactivated_is_out_at_once_and_stays_out(tmp_path: Path, state: State) -> None:
    add(state)
    cookie = cookie_of(enter(state, tmp_path))

    set_active(state, "ada", ROOT, active=False)

    assert caller_of_session(state, cookie, NOW) is None
    assert enter(state, tmp_path) == Refused()


def test_a_password_that_changes_while_it_is_compared_lets_nobody_in(
    tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = add(state)
    real = PasswordHasher.verify
    another = passwords.kept("another one, longer")

    def slow(hasher: PasswordHasher, hashed: str, password: bytes) -> bool:
        with state.writing() as connection:
            persons.change(connection, person.id, {"password": another}, NOW)
        return real(hasher, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", slow)

    assert enter(state, tmp_path) == Refused()
    with state.reading() as connection:
        assert sessions.of_person(connection, person.id) == []


def test_a_password_hashed_with_other_parameters_is_hashed_anew_at_the_next_login(
    tmp_path: Path, local: State
) -> None:
    person = add(local)
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with local.writing() as connection:
        persons.change(connection, person.id, {"password": weak}, NOW)

    assert isinstance(enter(local, tmp_path), LoggedIn)

    found = stored(local).password
    assert found is not None
    assert not passwords.is_old(found)
    assert isinstance(enter(local, tmp_path), LoggedIn)


def test_tries_under_way_count_until_they_turn_out_to_be_right(state: State) -> None:
    let_through = [one for _ in range(9) if not isinstance(one := admit(state, "ada", coming()), Blocked)]

    assert len(let_through) == 5
    was_right(state, let_through[0], coming(), whole=True)
    assert not isinstance(admit(state, "ada", coming()), Blocked)


def test_tries_of_long_ago_are_swept_away(local: State) -> None:
    admit(local, "ada", coming())
    admit(local, "ben", coming(later(days=2), address="203.0.113.1"))

    with local.reading() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM login_tries").scalar_one()
    assert left == 3, "those of ben"
