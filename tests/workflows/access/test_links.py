from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.workflows.access.somebody import (
    ADMIN,
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
    typed,
)

from akwarden.errors import AccessError
from akwarden.model.secret import Secret
from akwarden.store.state import State
from akwarden.workflows.access.door import caller_of_session
from akwarden.workflows.access.links import Chosen, first_link, follow, link_path, whose
from akwarden.workflows.access.logging_in import log_in
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.people import Invitation, invite, new_link, people, set_active

__all__ = ["local", "postgresql", "state"]


def chosen(password: str = PASSWORD, login: str | None = None) -> Chosen:
    return Chosen(Secret(password.encode()), login)


def text(link: Secret | None) -> str:
    assert link is not None
    return link.reveal().decode()


def test_the_first_link_makes_the_first_administrator_and_is_used_up(local: State) -> None:
    token = text(first_link(local, NOW))

    done = follow(local, token, chosen(login="Ada"), coming())

    assert isinstance(done, LoggedIn)
    assert (done.caller.login, done.caller.grants) == ("ada", (ADMIN,))
    assert caller_of_session(local, text(done.cookie), NOW) is not None
    assert actions(local) == ["link.make", "person.add", "person.password", "login"]
    assert first_link(local, NOW) is None
    with pytest.raises(AccessError, match="does not work any more"):
        follow(local, token, chosen(login="mallory"), coming())


def test_a_newer_first_link_ends_the_one_before(local: State) -> None:
    old, new = text(first_link(local, NOW)), text(first_link(local, NOW))

    with pytest.raises(AccessError, match="does not work"):
        follow(local, old, chosen(login="ada"), coming())
    assert isinstance(follow(local, new, chosen(login="ada"), coming()), LoggedIn)


def test_a_first_link_is_worth_nothing_once_somebody_is_there(local: State) -> None:
    token = text(first_link(local, NOW))
    add(local)

    with pytest.raises(AccessError, match="does not work"):
        follow(local, token, chosen(login="mallory"), coming())


def test_a_link_ends_after_a_day(local: State) -> None:
    token = text(first_link(local, NOW))

    assert whose(local, token, later(hours=23, minutes=59)) is None
    with pytest.raises(AccessError, match="does not work"):
        follow(local, token, chosen(login="ada"), coming(later(hours=24)))


def test_a_link_that_two_follow_at_once_lets_one_in(state: State) -> None:
    token = text(first_link(state, NOW))

    def try_it(number: int) -> bool:
        try:
            return isinstance(follow(state, token, chosen(login=f"person{number}"), coming()), LoggedIn)
        except AccessError:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(try_it, range(6))) == 1


def test_a_weak_password_leaves_the_link_as_it_was(local: State) -> None:
    token = text(first_link(local, NOW))

    with pytest.raises(AccessError, match="12 are the least"):
        follow(local, token, chosen("short", "ada"), coming())

    assert isinstance(follow(local, token, chosen(login="ada"), coming()), LoggedIn)


def test_an_invitation_sets_the_password_of_that_person_alone(local: State) -> None:
    invited = invite(local, Invitation(login="ben"), ROOT)

    person = whose(local, text(invited.link), NOW)
    assert person is not None
    assert person.login == "ben"
    done = follow(local, text(invited.link), chosen(login="ada"), coming())

    assert isinstance(done, LoggedIn)
    assert done.caller.login == "ben"


def test_a_new_password_by_link_ends_the_sessions_of_before(local: State) -> None:
    add(local)
    before = log_in(keyhole(local, Path("/nonexistent")), typed(), coming())
    assert isinstance(before, LoggedIn)
    link = new_link(local, "ada", ROOT).link
    assert caller_of_session(local, text(before.cookie), NOW) is not None

    follow(local, text(link), chosen("a different one, longer"), coming())

    assert caller_of_session(local, text(before.cookie), NOW) is None
    assert isinstance(log_in(keyhole(local, Path("/nonexistent")), typed(), coming()), LoggedIn) is False


def end_by_deactivation(state: State) -> None:
    set_active(state, "ada", ROOT, active=False)
    set_active(state, "ada", ROOT, active=True)


def end_by_a_new_link(state: State) -> None:
    new_link(state, "ada", ROOT)


@pytest.mark.parametrize("end", [end_by_deactivation, end_by_a_new_link])
def test_a_link_ends_with_what_it_stood_for(local: State, end: Callable[[State], None]) -> None:
    add(local)
    link = new_link(local, "ada", ROOT).link

    end(local)

    with pytest.raises(AccessError, match="does not work"):
        whose(local, text(link), NOW)


def test_nobody_who_is_not_active_gets_a_link(local: State) -> None:
    add(local)
    set_active(local, "ada", ROOT, active=False)

    with pytest.raises(AccessError, match="not active"):
        new_link(local, "ada", ROOT)


def test_what_a_link_holds_stands_behind_the_sign_that_browsers_keep_and_in_no_record(local: State) -> None:
    token = first_link(local, NOW)
    assert token is not None

    assert link_path(token) == f"/welcome#{text(token)}"
    assert text(token) not in str(records(local))
    assert text(token) not in repr(token)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\ud800"])
def test_a_guessed_link_is_none(local: State, token: str) -> None:
    first_link(local, NOW)

    with pytest.raises(AccessError, match="does not work"):
        follow(local, token, chosen(login="mallory"), coming())
    assert people(local) == []
