import pytest
from sqlalchemy import insert, update
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_leak, add_principal, ago, key_id

from akwarden.model.leak import LeakPlace, LeakRow, LeakStatus, Validity
from akwarden.query.parse import parse
from akwarden.store.filtering import condition
from akwarden.store.leak_rows import COLUMNS, VOCABULARY, count_closed, find, select_rows
from akwarden.store.state import State
from akwarden.store.tables import leak_places, leaks, notes

__all__ = ["postgresql", "state"]


def rows(state: State, where: str = "", *, closed: bool = True) -> list[LeakRow]:
    """Return the leaks that fit a query."""
    with state.reading() as connection:
        clause = condition(parse(where, VOCABULARY), COLUMNS, NOW)
        return list(select_rows(connection, clause, closed=closed))


def keys(state: State, where: str) -> set[str | None]:
    return {row.leak.key_id for row in rows(state, where)}


@pytest.fixture
def three(state: State) -> State:
    """Give a state with leaks of an active key of alice, of an unlisted key and of a token without an id."""
    with state.writing() as connection:
        account = add_account(connection, "prod", number="100001234567")
        alice = add_principal(connection, account)
        add_leak(connection, add_key(connection, 1, account_id=account, principal_id=alice), severity="high")
        add_leak(connection, add_key(connection, 2, status="unlisted"), first_seen_at=ago(1))
        add_leak(connection, "token", key_id=None, provider="github", severity="low", case="client")
        note = {"kind": "key", "subject": key_id(1), "owner": "payments", "tags": "[]"}
        connection.execute(insert(notes).values(**note, changed_at=NOW, changed_by="bob"))
        place = {"finding_id": "f", "source": "/src/pay", "vpath": "b.env", "line": None}
        connection.execute(
            insert(leak_places).values(
                id="second", leak_id=f"leak-{key_id(1)}", **place, commit="c0ffee", first_seen_at=ago(1)
            )
        )
    return state


def test_a_leak_says_whose_key_it_is(three: State) -> None:
    (row,) = rows(three, f"key:{key_id(1)}")

    assert (row.account_name, row.account, row.principal) == ("prod", "100001234567", "alice")
    assert (row.leak.owner, row.key_status, row.leak.validity) == ("payments", "active", Validity.ACTIVE)


def test_places_come_in_the_order_in_which_they_were_seen(three: State) -> None:
    (row,) = rows(three, f"key:{key_id(1)}")

    assert row.leak.places == (
        LeakPlace("shop", "config/app.ini", 3),
        LeakPlace("/src/pay", "b.env", None, "c0ffee"),
    )


def test_keys_that_work_come_first_then_the_worst(three: State) -> None:
    assert [row.leak.key_id for row in rows(three)] == [key_id(1), key_id(2), None]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("provider:github", {None}),
        ("case:client", {None}),
        ("level:high,critical", {key_id(1), key_id(2)}),
        ("validity:active", {key_id(1)}),
        ("owner:payments", {key_id(1)}),
        ("owner:none", {key_id(2), None}),
        ("source:/src/pay", {key_id(1)}),
        ("-source:/src/pay", {key_id(2), None}),
        ("source:sh*", {key_id(1), key_id(2), None}),
        ("path:*.env", {key_id(1)}),
        ("account:100001234567", {key_id(1)}),
        ("account:prod principal:alice", {key_id(1)}),
        ("first<36h", {key_id(2)}),
        ("b.env", {key_id(1)}),
        ("status:open", {key_id(1), key_id(2), None}),
    ],
)
def test_leaks_are_found_by_what_is_known_of_them(three: State, where: str, found: set[str | None]) -> None:
    assert keys(three, where) == found


@pytest.mark.parametrize(
    ("kept", "listed", "shown"),
    [
        ("unknown", "active", Validity.ACTIVE),
        ("inactive", "active", Validity.ACTIVE),
        ("active", "deleted", Validity.INACTIVE),
        ("unknown", "inactive", Validity.INACTIVE),
        ("active", "unlisted", Validity.ACTIVE),
        ("unknown", "unlisted", Validity.UNKNOWN),
    ],
)
def test_the_inventory_is_believed_before_an_answer_of_the_cloud(
    state: State, kept: str, listed: str, shown: Validity
) -> None:
    with state.writing() as connection:
        add_leak(connection, add_key(connection, status=listed), validity=kept)

    (row,) = rows(state)

    assert row.leak.validity is shown
    assert keys(state, f"validity:{shown}") == {key_id()}


@pytest.mark.parametrize(
    ("kept", "listed", "shown"),
    [
        ("open", "active", LeakStatus.OPEN),
        ("open", "inactive", LeakStatus.REVOKED),
        ("fixed", "inactive", LeakStatus.FIXED),
        ("fixed", "active", LeakStatus.OPEN),
        ("ignored", "active", LeakStatus.IGNORED),
        ("ignored", "deleted", LeakStatus.IGNORED),
    ],
)
def test_a_leak_is_never_shown_as_fixed_while_its_key_works(
    state: State, kept: str, listed: str, shown: LeakStatus
) -> None:
    with state.writing() as connection:
        add_leak(connection, add_key(connection, status=listed), status=kept)

    (row,) = rows(state)

    assert row.leak.status is shown
    assert keys(state, f"status:{shown}") == {key_id()}


def test_what_was_closed_is_left_out_and_counted(three: State) -> None:
    with three.writing() as connection:
        connection.execute(update(leaks).where(leaks.c.provider == "github").values(status="ignored"))

    shown = rows(three, closed=False)

    with three.reading() as connection:
        assert count_closed(connection) == 1
    assert [row.leak.key_id for row in shown] == [key_id(1), key_id(2)]


def test_a_leak_is_found_by_the_beginning_of_its_id_or_by_its_key(three: State) -> None:
    with three.reading() as connection:
        assert len(find(connection, "leak-")) == 3
        assert [row.leak.key_id for row in find(connection, key_id(2))] == [key_id(2)]
        assert find(connection, "le%k-") == []
