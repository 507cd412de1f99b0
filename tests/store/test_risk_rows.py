import pytest
from sqlalchemy import insert
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_leak, add_principal, key_id

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.leak import LeakPlace, LeakStatus
from akwarden.model.risk import LeakedKey
from akwarden.store.risk_rows import leaked_key, leaked_keys
from akwarden.store.state import State
from akwarden.store.tables import notes

__all__ = ["postgresql", "state"]


def test_the_facts_of_a_leaked_key_are_those_of_the_inventory(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection, "prod", number="100001234567")
        alice = add_principal(connection, account)
        leak = add_leak(connection, add_key(connection, account_id=account, principal_id=alice))
        note = {"kind": "key", "subject": key_id(), "owner": "payments", "tags": "[]"}
        connection.execute(insert(notes).values(**note, changed_at=NOW, changed_by="bob"))

    with state.reading() as connection:
        found = leaked_key(connection, key_id())

    assert found == LeakedKey(
        key_id=key_id(),
        provider="tencent",
        status=KeyStatus.ACTIVE,
        guess=None,
        account="100001234567",
        account_name="prod",
        principal="alice",
        owner="payments",
        leaks=(leak,),
        statuses=(LeakStatus.OPEN,),
        works=False,
        places=(LeakPlace("shop", "config/app.ini", 3),),
    )


def test_two_leaks_of_one_key_are_one_risk(state: State) -> None:
    with state.writing() as connection:
        add_leak(connection, add_key(connection))
        add_leak(connection, "other", key_id=key_id(), status="ignored")

    with state.reading() as connection:
        (found,) = leaked_keys(connection)

    assert dict(zip(found.leaks, found.statuses, strict=True)) == {
        f"leak-{key_id()}": LeakStatus.OPEN,
        "leak-other": LeakStatus.IGNORED,
    }
    assert len(found.places) == 2


@pytest.mark.parametrize(
    ("status", "validity", "works"),
    [
        ("open", "active", True),
        ("fixed", "active", True),
        ("open", "unknown", False),
        ("open", "inactive", False),
        ("ignored", "active", False),
    ],
)
def test_a_key_works_where_its_cloud_took_it_and_nobody_set_the_leak_aside(
    state: State, status: str, validity: str, *, works: bool
) -> None:
    with state.writing() as connection:
        leak = add_key(connection, status="unlisted", guess="root")
        add_leak(connection, leak, status=status, validity=validity)

    with state.reading() as connection:
        (found,) = leaked_keys(connection)

    assert found.works is works


def test_keys_that_did_not_leak_and_leaks_of_no_key_have_no_risk(state: State) -> None:
    with state.writing() as connection:
        add_key(connection)
        add_leak(connection, "token", key_id=None)

    with state.reading() as connection:
        assert leaked_keys(connection) == []
        assert leaked_key(connection, key_id()) is None


def test_only_the_keys_that_are_asked_for_are_read(state: State) -> None:
    with state.writing() as connection:
        for number in (1, 2, 3):
            add_leak(connection, add_key(connection, number, status="unlisted", guess="root"))

    with state.reading() as connection:
        found = leaked_keys(connection, [key_id(3), key_id(1), key_id(1), key_id(9)])

    assert [(key.key_id, key.guess) for key in found] == [
        (key_id(1), UnlistedGuess.ROOT),
        (key_id(3), UnlistedGuess.ROOT),
    ]
