from datetime import UTC, datetime, timedelta

from tests.store.databases import postgresql, state

from akwarden.access.session_life import ABSOLUTE, IDLE
from akwarden.model.person import Caller, Grant, Role, Via
from akwarden.store.access import persons, sessions
from akwarden.store.access.sessions import Session
from akwarden.store.state import State
from akwarden.workflows.access.standing import standing

__all__ = ["postgresql", "state"]

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GRANTS = (Grant(Role.VIEWER),)


def came_in(state: State, name: str) -> Caller:
    with state.writing() as connection:
        number = persons.add(connection, {"login": name, "name": name}, NOW)
        persons.grant(connection, number, GRANTS)
        session = Session(
            id=name, person_id=number, how="password", address="", agent="", created_at=NOW, seen_at=NOW
        )
        sessions.begin(connection, session, name.encode())
    return Caller(
        person_id=number,
        login=name,
        name=name,
        grants=GRANTS,
        via=Via.SESSION,
        pass_id=name,
        csrf=None,
        expires_at=None,
    )


def stand(state: State, *callers: Caller, at: datetime = NOW) -> set[str]:
    with state.reading() as connection:
        return standing(connection, callers, at)


def test_who_came_in_may_stay_as_long_as_the_session_lasts(state: State) -> None:
    callers = [came_in(state, name) for name in ("ann", "bob")]

    assert stand(state, *callers) == {"ann", "bob"}
    assert stand(state, *callers, at=NOW + IDLE) == set()
    with state.writing() as connection:
        sessions.see(connection, "ann", NOW + IDLE - timedelta(minutes=1))
    assert stand(state, *callers, at=NOW + IDLE) == {"ann"}
    assert stand(state, *callers, at=NOW + ABSOLUTE) == set()
    assert stand(state) == set()


def test_who_was_logged_out_switched_off_or_given_other_roles_may_not(state: State) -> None:
    callers = [came_in(state, name) for name in ("out", "off", "other", "stays")]
    with state.writing() as connection:
        sessions.end_all(connection, callers[0].person_id)
        persons.change(connection, callers[1].person_id, {"active": False}, NOW)
        persons.grant(connection, callers[2].person_id, [Grant(Role.VIEWER, "pay")])

    assert stand(state, *callers) == {"stays"}
