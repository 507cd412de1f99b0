from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.workflows.access.somebody import (
    ADMIN,
    NOW,
    ROOT,
    VIEWER,
    actions,
    add,
    coming,
    keyhole,
    local,
    records,
    stored,
    typed,
)

from akwarden.errors import AccessError
from akwarden.model.person import Grant, Role
from akwarden.model.secret import Secret
from akwarden.query.tree import Holder
from akwarden.store.state import State
from akwarden.workflows.access.account_groups import remove_group, set_group
from akwarden.workflows.access.door import caller_of_session
from akwarden.workflows.access.logging_in import log_in
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.people import (
    Invitation,
    invite,
    people,
    set_active,
    set_grants,
    set_password,
)

__all__ = ["local", "postgresql", "state"]

HELD = [Holder("tencent", "100000000001")]


def session(state: State, login: str = "ada") -> str:
    done = log_in(keyhole(state, Path("/nonexistent")), typed(login), coming())
    assert isinstance(done, LoggedIn)
    return done.cookie.reveal().decode()


def test_an_invited_person_is_there_with_their_roles_and_their_record(local: State) -> None:
    set_group(local, "payments", HELD, ROOT)

    invited = invite(
        local,
        Invitation(
            login=" Ben.Li ", name="李本", email="ben@example.com", grants=(Grant(Role.ANALYST, "payments"),)
        ),
        ROOT,
    )

    assert people(local) == [invited.person]
    assert (invited.person.login, invited.person.name) == ("ben.li", "李本")
    last = records(local)[-1]
    assert (last.action, last.actor, last.object, last.details) == (
        "person.add",
        "root",
        "ben.li",
        {"grants": "analyst@payments"},
    )


@pytest.mark.parametrize(
    "login", ["", " ", "a b", "ádä", "-ada", "ada.", "a" * 65, "a\nda", "<b>", "ada\u202e", "ａｄａ"]
)
def test_a_login_that_can_be_mistaken_is_refused(local: State, login: str) -> None:
    with pytest.raises(AccessError):
        invite(local, Invitation(login=login), ROOT)

    assert people(local) == []
    assert actions(local) == []


def test_a_login_is_taken_once_however_it_is_written(local: State) -> None:
    invite(local, Invitation(login="ada"), ROOT)

    with pytest.raises(AccessError, match="already"):
        invite(local, Invitation(login="ADA"), ROOT)


def test_a_role_for_a_group_that_there_is_not_is_refused(local: State) -> None:
    add(local)
    set_group(local, "payments", HELD, ROOT)

    with pytest.raises(AccessError) as refused:
        set_grants(local, "ada", [Grant(Role.VIEWER, "payment")], ROOT)

    assert refused.value.mend == "did you mean payments?"
    assert stored(local).person.grants == (VIEWER,)


def test_other_roles_end_the_sessions_and_the_same_ones_do_not(local: State) -> None:
    add(local)
    cookie = session(local)

    set_grants(local, "ada", [VIEWER], ROOT)
    assert caller_of_session(local, cookie, NOW) is not None
    set_grants(local, "ada", [Grant(Role.ANALYST)], ROOT)

    assert caller_of_session(local, cookie, NOW) is None
    assert records(local)[-1].details == {"before": "viewer", "after": "analyst", "sessions_ended": 1}


def test_a_new_password_ends_every_other_session(local: State) -> None:
    add(local)
    mine, other = session(local), session(local)
    caller = caller_of_session(local, mine, NOW)
    assert caller is not None

    set_password(local, stored(local), Secret(b"a different one, longer"), ROOT, session=caller.pass_id)

    assert caller_of_session(local, mine, NOW) is not None
    assert caller_of_session(local, other, NOW) is None


def test_the_last_administrator_stays_one(local: State) -> None:
    add(local, grants=[ADMIN])
    add(local, "ben", [Grant(Role.ADMIN, None)], password=None)

    set_group(local, "payments", HELD, ROOT)
    for grants in ([VIEWER], [Grant(Role.ADMIN, "payments")], []):
        with pytest.raises(AccessError, match="last one"):
            set_grants(local, "ada", grants, ROOT)
    with pytest.raises(AccessError, match="last one"):
        set_active(local, "ada", ROOT, active=False)

    assert stored(local).person.grants == (ADMIN,), "ben, who has no way to come in, is nobody to rely on"
    add(local, "eve", [ADMIN])
    set_active(local, "ada", ROOT, active=False)
    with pytest.raises(AccessError, match="last one"):
        set_grants(local, "eve", [], ROOT)


def test_two_administrators_who_take_each_other_away_at_once_leave_one(state: State) -> None:
    add(state, "ada", [ADMIN])
    add(state, "ben", [ADMIN])

    def away(login: str) -> bool:
        try:
            set_active(state, login, ROOT, active=False)
        except AccessError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(away, ["ada", "ben"])) == [False, True]


def test_a_mistyped_login_is_told_the_nearest_one(local: State) -> None:
    add(local)

    with pytest.raises(AccessError) as refused:
        set_active(local, "aad", ROOT, active=False)

    assert refused.value.mend == "did you mean ada?"


def test_a_group_that_gives_somebody_a_role_is_not_taken_away(local: State) -> None:
    set_group(local, "payments", HELD, ROOT)
    add(local, grants=[Grant(Role.VIEWER, "payments")])

    with pytest.raises(AccessError, match="in use"):
        remove_group(local, "payments", ROOT)
    set_grants(local, "ada", [], ROOT)

    assert remove_group(local, "payments", ROOT)
    assert not remove_group(local, "payments", ROOT)


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("Pay ments", []),
        ("", []),
        ("payments", [Holder("tencent", "")]),
        ("payments", [Holder("tencent", "1\n")]),
        ("payments", [Holder("*", " 1")]),
    ],
)
def test_a_group_that_can_be_mistaken_is_refused(local: State, name: str, held: list[Holder]) -> None:
    with pytest.raises(AccessError):
        set_group(local, name, held, ROOT)


def test_what_fails_leaves_neither_a_change_nor_a_record(local: State) -> None:
    add(local, grants=[ADMIN])
    before = records(local)

    with pytest.raises(AccessError):
        set_grants(local, "ada", [], ROOT)

    assert records(local) == before
    assert stored(local).person.grants == (ADMIN,)
