from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from tests.store.databases import postgresql, state

from akwarden.store.access import devices, persons
from akwarden.store.state import State
from akwarden.store.tables import login_devices

__all__ = ["postgresql", "state"]

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def person(state: State, login: str = "ada") -> int:
    with state.writing() as connection:
        return persons.add(connection, {"login": login, "name": login}, NOW)


def count(state: State) -> int:
    with state.reading() as connection:
        return connection.execute(select(func.count()).select_from(login_devices)).scalar_one()


def test_a_browser_is_known_for_its_person_alone_and_no_longer_than_it_counts(state: State) -> None:
    ada, _ = person(state), person(state, "ben")
    with state.writing() as connection:
        devices.add(connection, ada, b"one", "192.0.2.7", NOW)

    with state.reading() as connection:
        assert devices.is_known(connection, "ada", b"one", NOW)
        assert devices.is_from(connection, "ada", "192.0.2.7", NOW)
        for login, digest, since in (("ben", b"one", NOW), ("ada", b"two", NOW), ("ada", b"one", NOW + DAY)):
            assert not devices.is_known(connection, login, digest, since)
        assert not devices.is_from(connection, "ada", "192.0.2.8", NOW)
        assert not devices.is_from(connection, "ben", "192.0.2.7", NOW)


def test_a_browser_that_comes_from_elsewhere_is_known_from_there(state: State) -> None:
    ada, ben = person(state), person(state, "ben")
    with state.writing() as connection:
        devices.add(connection, ada, b"one", "192.0.2.7", NOW)

        assert devices.see(connection, ada, b"one", "198.51.100.1", NOW + DAY)
        assert not devices.see(connection, ben, b"one", "203.0.113.9", NOW + DAY)

    with state.reading() as connection:
        assert devices.is_from(connection, "ada", "198.51.100.1", NOW + DAY)
        assert not devices.is_from(connection, "ada", "192.0.2.7", NOW)


def test_those_that_were_not_seen_for_the_longest_are_forgotten_first(state: State) -> None:
    ada, ben = person(state), person(state, "ben")
    with state.writing() as connection:
        for number in range(6):
            devices.add(connection, ada, bytes([number]), "192.0.2.7", NOW + number * DAY)
        devices.add(connection, ben, b"ben", "192.0.2.7", NOW)
        devices.trim(connection, ada, 4)
    trimmed = count(state)
    with state.writing() as connection:
        devices.sweep(connection, NOW + 3 * DAY)

    with state.reading() as connection:
        known = [number for number in range(6) if devices.is_known(connection, "ada", bytes([number]), NOW)]
    assert (trimmed, known) == (5, [3, 4, 5])


def test_all_browsers_of_one_person_are_forgotten_and_of_no_other(state: State) -> None:
    ada, ben = person(state), person(state, "ben")
    with state.writing() as connection:
        devices.add(connection, ada, b"one", "192.0.2.7", NOW)
        devices.add(connection, ben, b"two", "192.0.2.7", NOW)
        devices.forget_all(connection, ada)

    assert count(state) == 1
