from typing import Any

import pytest
from sqlalchemy import select, update
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_leak, add_principal, key_id

from akwarden.model.leak import LeakStatus
from akwarden.store.inventory.change import Change
from akwarden.store.state import State
from akwarden.store.tables import access_keys, risks
from akwarden.workflows.leaks.closing import close_leak, reopen_leak
from akwarden.workflows.posture.leaked import judge_leaked_of

__all__ = ["postgresql", "state"]


@pytest.fixture
def leaked(state: State) -> State:
    """Give a state with a leaked key of alice, one that no account lists, and one of another account."""
    with state.writing() as connection:
        prod, dev = add_account(connection, "prod"), add_account(connection, "dev")
        alice = add_principal(connection, prod)
        add_leak(connection, add_key(connection, 1, account_id=prod, principal_id=alice))
        add_leak(connection, add_key(connection, 2, status="unlisted"))
        add_leak(connection, add_key(connection, 3, account_id=dev))
    return state


def found(state: State) -> list[Any]:
    """Give rule, status and key of each risk."""
    query = select(risks.c.rule, risks.c.status, risks.c.key_id).order_by(risks.c.key_id, risks.c.rule)
    with state.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_the_leaked_keys_of_an_account_and_those_of_none_are_in_the_list_of_risks(leaked: State) -> None:
    assert judge_leaked_of(leaked, 1, NOW) == Change(added=2)

    assert found(leaked) == [
        ("leaked-key-active", "open", key_id(1)),
        ("leaked-key-unlisted", "open", key_id(2)),
    ]
    assert not judge_leaked_of(leaked, 1, NOW)


def test_a_key_that_is_disabled_is_another_risk_from_then_on(leaked: State) -> None:
    judge_leaked_of(leaked, 1, NOW)
    with leaked.writing() as connection:
        connection.execute(
            update(access_keys).where(access_keys.c.key_id == key_id(1)).values(status="inactive")
        )

    judge_leaked_of(leaked, 1, NOW)

    assert ("leaked-key-active", "converged", key_id(1)) in found(leaked)


def test_closing_and_opening_a_leak_is_seen_in_the_list_at_once(leaked: State) -> None:
    judge_leaked_of(leaked, 1, NOW)

    close_leak(leaked, key_id(1), LeakStatus.IGNORED, "a test key", actor="bob", now=NOW)
    ignored = found(leaked)[0]
    reopen_leak(leaked, key_id(1), actor="bob", now=NOW)

    assert ignored == ("leaked-key-active", "ignored", key_id(1))
    assert found(leaked)[0] == ("leaked-key-active", "open", key_id(1))
