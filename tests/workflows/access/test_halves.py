from datetime import timedelta

from sqlalchemy import func, insert, select
from tests.store.databases import postgresql, state
from tests.workflows.access.somebody import NOW, add, later

from akwarden.access import random_text
from akwarden.model.secret import Secret
from akwarden.store.access.steps import StepKind
from akwarden.store.state import State
from akwarden.store.tables import login_steps
from akwarden.workflows.access.halves import MOST, recall, remember

__all__ = ["postgresql", "state"]


def fill(state: State, number: int) -> None:
    """Begin many logins, each a little later than the one before."""
    rows = [
        {
            "digest": random_text.digest(f"begun {one}"),
            "kind": StepKind.PASSKEY_LOGIN.value,
            "person_id": None,
            "content": b"",
            "expires_at": later(minutes=5) + timedelta(milliseconds=one),
        }
        for one in range(number)
    ]
    with state.writing() as connection:
        connection.execute(insert(login_steps), rows)


def begun(state: State, *, person_id: int | None = None) -> Secret:
    with state.writing() as connection:
        return remember(connection, StepKind.PASSKEY_LOGIN, b"mine", NOW, person_id=person_id)


def is_finished(state: State, step: Secret) -> bool:
    return recall(state, StepKind.PASSKEY_LOGIN, step.reveal().decode(), NOW) is not None


def under_way(state: State) -> int:
    with state.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(login_steps)).scalar_one())


def test_who_begins_logins_without_end_fills_no_table_and_keeps_nobody_out(state: State) -> None:
    fill(state, MOST + 3)

    mine = begun(state)

    assert under_way(state) == MOST
    assert is_finished(state, mine)
    assert recall(state, StepKind.PASSKEY_LOGIN, f"begun {MOST + 2}", NOW) is not None
    assert recall(state, StepKind.PASSKEY_LOGIN, "begun 0", NOW) is None


def test_what_somebody_does_who_is_logged_in_does_not_go_for_logins_of_others(state: State) -> None:
    mine = begun(state, person_id=add(state).id)
    fill(state, MOST + 3)

    begun(state)

    assert is_finished(state, mine)
