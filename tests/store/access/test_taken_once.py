"""What counts once counts once, however many ask for it at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection
from tests.store.databases import postgresql, state

from akwarden.model.login_tries import LoginTries
from akwarden.store.access import links, persons, recovery, steps, tries
from akwarden.store.access.links import Link, LinkKind
from akwarden.store.access.steps import Step, StepKind
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
END = NOW + timedelta(minutes=10)


def link(connection: Connection, _: int) -> Callable[[Connection], bool]:
    links.make(connection, Link(kind=LinkKind.FIRST, person_id=None, created_at=NOW, expires_at=END), b"x")
    return lambda connection: links.take(connection, b"x")


def step(connection: Connection, _: int) -> Callable[[Connection], bool]:
    steps.keep(connection, Step(kind=StepKind.SIGN_ON, person_id=None, content=b"c", expires_at=END), b"x")
    return lambda connection: steps.take(connection, StepKind.SIGN_ON, b"x", NOW) is not None


def code(connection: Connection, person: int) -> Callable[[Connection], bool]:
    recovery.replace(connection, person, [b"x", b"y"])
    return lambda connection: recovery.use(connection, person, b"x")


def time_step(_: Connection, person: int) -> Callable[[Connection], bool]:
    return lambda connection: persons.use_step(connection, person, 7)


@pytest.mark.parametrize("kept", [link, step, code, time_step])
def test_one_of_many_who_take_it_at_once_gets_it(
    state: State, kept: Callable[[Connection, int], Callable[[Connection], bool]]
) -> None:
    with state.writing() as connection:
        person = persons.add(connection, {"login": "ada", "name": "Ada"}, NOW)
        take = kept(connection, person)

    def try_it(_: int) -> bool:
        with state.writing() as connection:
            return take(connection)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(try_it, range(6))) == [False] * 5 + [True]


def test_tries_that_are_counted_at_once_are_all_counted(state: State) -> None:
    def count(_: int) -> None:
        with state.writing() as connection:
            held = tries.held(connection, ["a", "b"], NOW)
            more = {name: LoginTries(one.count + 1, NOW, NOW) for name, one in held.items()}
            tries.keep(connection, more)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count, range(24)))

    with state.reading() as connection:
        assert [one.count for one in tries.known(connection, ["a", "b", "c"])] == [24, 24]


def test_a_step_of_another_kind_or_too_late_is_none_and_gone(state: State) -> None:
    with state.writing() as connection:
        step(connection, 0)
        assert steps.take(connection, StepKind.CODES_ADD, b"x", NOW) is None
        assert steps.take(connection, StepKind.SIGN_ON, b"x", END) is None
        assert steps.take(connection, StepKind.SIGN_ON, b"x", NOW) is None
        assert steps.count(connection) == 0


def test_what_is_too_old_is_swept_away(state: State) -> None:
    with state.writing() as connection:
        step(connection, 0)
        link(connection, 0)
        steps.sweep(connection, NOW)
        links.sweep(connection, NOW)
        assert (steps.count(connection), links.find(connection, b"x") is not None) == (1, True)
        steps.sweep(connection, END)
        links.sweep(connection, END)
        assert (steps.count(connection), links.find(connection, b"x")) == (0, None)
