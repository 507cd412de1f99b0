from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import delete, insert, update
from tests.store.databases import postgresql, state
from tests.store.rows import (
    NOW,
    add_account,
    add_key,
    add_leak,
    add_principal,
    add_risk,
    ago,
    ignore,
    key_id,
)

from akwarden.errors import UsageError
from akwarden.model.advice import AdviceLevel
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.risk.advice import advise
from akwarden.store import key_rows
from akwarden.store.key_columns import KEY_VOCABULARY
from akwarden.store.key_rows import KeyCounts, KeyQuestion
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import access_keys, leak_places, leaks, notes, principals, risk_decisions, risks

__all__ = ["postgresql", "state"]


def ask(query: str = "", **values: Any) -> KeyQuestion:
    """Give a question about keys."""
    return KeyQuestion(query=parse(query, KEY_VOCABULARY), now=NOW, **values)


def numbers(state: State, query: str = "", **values: Any) -> list[int]:
    """Give the numbers of the keys that fit a query, in the order of the list."""
    with state.reading() as connection:
        return [int(one.facts.key_id[4:]) for one in key_rows.listed(connection, ask(query, **values))]


def say(state: State, number: int, **values: str) -> None:
    """Write what people say of a key, past the edits."""
    row = {"kind": "key", "subject": key_id(number), "tags": "[]", "changed_at": NOW, "changed_by": "a test"}
    with state.writing() as connection:
        connection.execute(insert(notes).values(row | values))


@pytest.fixture
def inventory(state: State) -> State:
    """Give a state with five keys in two accounts and one that no account lists."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", department="retail", number="100000000001")
        dev = add_account(connection, "dev", number="100000000002", site="international")
        root = add_principal(connection, prod, "root", type="root")
        alice = add_principal(connection, prod, "alice", mfa=True, console_login=True)
        bob = add_principal(connection, dev, "bob", mfa=False, console_login=False)
        add_key(connection, 1, account_id=prod, principal_id=root)
        add_key(connection, 2, account_id=prod, principal_id=alice, last_used_at=ago(2))
        add_key(connection, 3, account_id=dev, principal_id=bob, last_used_at=None, created_at=ago(400))
        add_key(connection, 4, account_id=dev, principal_id=bob, status="deleted")
        unlisted = {"status": "unlisted", "guess": "root", "created_at": None}
        add_key(connection, 5, **unlisted, last_used_at=None, last_use_known=False)
        add_leak(connection, key_id(2))
    say(state, 2, owner="team-pay", remark="Pay gateway", tags='["app=pay","prod"]')
    return state


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {1, 2, 3, 5}),
        ("status:active", {1, 2, 3}),
        ("account:prod", {1, 2}),
        ("account:100000000002", {3}),
        ("account:none", {5}),
        ("-account:prod", {3, 5}),
        ("department:retail", {1, 2}),
        ("site:international", {3}),
        ("principal:a*", {2}),
        ("type:root", {1}),
        ("owner:none", {1, 3, 5}),
        ("owner:team-pay", {2}),
        ("remark:*gateway", {2}),
        ("tag:prod", {2}),
        ("tag:app=*", {2}),
        ("-tag:prod", {1, 3, 5}),
        ("tag:none", {1, 3, 5}),
        ("created>365d", {3}),
        ("age:none", {5}),
        ("last<2d", {1}),
        ("last:never", {3}),
        ("last>1d", {2, 3}),
        ("last:none", {3, 5}),
        ("leaks>0", {2}),
        ("mfa:no", {3}),
        ("console:yes", {2}),
        ("guess:root", {5}),
        ("advice:act_now", {2}),
        ("advice:harden", {1, 3}),
        ("advice:fine", {5}),
        ('"pay gate"', {2}),
        ("alice", {2}),
        ("type:root or leaks>0", {1, 2}),
    ],
)
def test_a_query_finds_the_keys_that_it_means(inventory: State, query: str, expected: set[int]) -> None:
    assert set(numbers(inventory, query)) == expected


def test_deleted_keys_are_left_out_and_counted(inventory: State) -> None:
    with inventory.reading() as connection:
        counts = key_rows.counts(connection, ask("account:dev"))

    assert counts == KeyCounts(shown=1, hidden=1)
    assert set(numbers(inventory, "account:dev", with_deleted=True)) == {3, 4}


def test_what_needs_attention_stands_first_then_what_was_used_last(inventory: State) -> None:
    assert numbers(inventory) == [2, 1, 3, 5]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("last", [1, 2, 3, 5]),
        ("-last", [3, 5, 2, 1]),
        ("created", [3, 1, 2, 5]),
        ("key", [1, 2, 3, 5]),
        ("-key", [5, 3, 2, 1]),
        ("account", [3, 2, 1, 5]),
        ("owner", [2, 1, 3, 5]),
        ("leaks", [2, 1, 3, 5]),
    ],
)
def test_keys_are_sorted_by_what_was_asked_for(inventory: State, sort: str, expected: list[int]) -> None:
    assert numbers(inventory, sort=sort) == expected


def test_a_sort_that_there_is_not_is_led_to_the_nearest(inventory: State) -> None:
    with pytest.raises(UsageError) as refused:
        numbers(inventory, sort="lats")

    assert refused.value.mend == "--sort last"


@pytest.mark.parametrize(
    "sort", ["advice", "-advice", "last", "owner", "account", "key", "status", "-remark"]
)
def test_pages_one_behind_the_other_are_the_whole_list(inventory: State, sort: str) -> None:
    whole = numbers(inventory, sort=sort)
    pages: list[int] = []
    cursor = None

    for _ in whole:
        with inventory.reading() as connection:
            (one,) = key_rows.listed(connection, ask(sort=sort, limit=1, after=cursor))
        pages.append(int(one.facts.key_id[4:]))
        cursor = one.cursor

    assert pages == whole
    assert numbers(inventory, sort=sort, after=cursor) == []


@pytest.mark.parametrize("query", ["leaks<1", "-tag:pay", "owner:none", "e or account:prod"])
def test_pages_that_are_looked_for_with_their_counts_are_the_same(inventory: State, query: str) -> None:
    for sort, with_deleted in product(("advice", "-last", "owner", "account", "key"), (False, True)):
        asked = ask(query, sort=sort, limit=2, with_deleted=with_deleted)
        found: list[int] = []
        with inventory.reading() as connection:
            while True:
                by = key_rows.way(connection, asked)
                page = list(key_rows.listed(connection, asked, by))
                assert by is not None
                assert key_rows.counts(connection, asked, by) == key_rows.counts(connection, asked)
                found += [int(one.facts.key_id[4:]) for one in page]
                if len(page) < 2:
                    break
                asked = structs.replace(asked, after=page[-1].cursor)

        assert found == numbers(inventory, query, sort=sort, with_deleted=with_deleted), (sort, with_deleted)


def test_what_the_rows_of_keys_tell_themselves_is_looked_for_by_itself(inventory: State) -> None:
    with inventory.reading() as connection:
        ways = [key_rows.way(connection, ask(query, limit=2)) for query in ("", "status:active last>1d")]
        whole = key_rows.way(connection, ask("leaks>0"))

    assert [*ways, whole] == [None, None, None]


def test_rows_that_go_do_not_shift_the_next_page(inventory: State) -> None:
    with inventory.reading() as connection:
        first, second = key_rows.listed(connection, ask(sort="key", limit=2))
    with inventory.writing() as connection:
        connection.execute(delete(access_keys).where(access_keys.c.key_id == first.facts.key_id))

    assert numbers(inventory, sort="key", after=second.cursor) == [3, 5]


@pytest.mark.parametrize("cursor", ["", "x", "bm90IGpzb24", "WyJrZXkiXQ", "é", "WyJrZXkiLDFd" * 400])
def test_a_cursor_of_another_list_is_refused(inventory: State, cursor: str) -> None:
    with pytest.raises(UsageError, match="cursor"):
        numbers(inventory, sort="last", after=cursor)


def test_a_leak_that_is_closed_does_not_count(inventory: State) -> None:
    with inventory.writing() as connection:
        connection.execute(leaks.update().values(status="ignored"))

    assert numbers(inventory, "leaks>0") == []


def test_a_leak_said_to_be_fixed_counts_while_the_key_works(inventory: State) -> None:
    with inventory.writing() as connection:
        connection.execute(leaks.update().values(status="fixed"))

    assert numbers(inventory, "advice:act_now leaks:1") == [2]


def test_a_piece_of_an_id_finds_the_ids_that_begin_or_end_so(inventory: State) -> None:
    with inventory.reading() as connection:
        assert key_rows.ids_with(connection, "00000003", 5) == [key_id(3)]
        assert len(key_rows.ids_with(connection, "akid0000", 3)) == 3
        assert key_rows.ids_with(connection, "%", 5) == []


# The database and the judge say the same


_MOST = 8
"""Keys of an example."""
_WHEN = st.sampled_from([None, 0.5, 89, 90, 91, 400])
_KEYS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["active", "inactive", "deleted", "unlisted"]),
        "created": _WHEN,
        "used": _WHEN,
        "known": st.booleans(),
        "root": st.booleans(),
        "quarantine": st.sampled_from([None, None, "AWSCompromisedKeyQuarantineV3"]),
        "leak": st.sampled_from([None, "open", "fixed", "ignored"]),
        "validity": st.sampled_from(["active", "inactive", "unknown"]),
        "risks": st.lists(
            st.fixed_dictionaries(
                {
                    "severity": st.sampled_from(list(Severity)),
                    "of": st.sampled_from(["key", "principal"]),
                    "rule": st.sampled_from(["key-idle", "admin-user", "console-without-mfa"]),
                    "status": st.sampled_from(["open", "open", "converged"]),
                    "ignored": st.sampled_from([None, None, "now", "before"]),
                }
            ),
            max_size=2,
        ),
    }
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    """Give a state with principals, whose keys every example writes anew."""
    opened = open_state(Path(tmp_path_factory.mktemp("home")), None)
    with opened.writing() as connection:
        account = add_account(connection)
        for number in range(_MOST):
            add_principal(connection, account, f"user-{number}")
            add_principal(connection, account, f"root-{number}", type="root")
    yield opened
    opened.close()


@given(keys=st.lists(_KEYS, min_size=1, max_size=_MOST))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_advice_of_the_database_is_that_of_the_judge(scratch: State, keys: list[dict[str, Any]]) -> None:
    with scratch.writing() as connection:
        for table in (leak_places, leaks, access_keys, risks, risk_decisions):
            connection.execute(delete(table))
        connection.execute(update(principals).values(quarantine=None))
        for number, key in enumerate(keys):
            _add(connection, number, key)

    with scratch.reading() as connection:
        judged = {
            one.facts.key_id: advise(one.facts, NOW).level
            for one in key_rows.listed(connection, ask(with_deleted=True))
        }
        by_level = {
            level: {
                one.facts.key_id
                for one in key_rows.listed(connection, ask(f"advice:{level}", with_deleted=True))
            }
            for level in AdviceLevel
        }
        ranks = [judged[one.facts.key_id].rank for one in key_rows.listed(connection, ask(with_deleted=True))]
        counted = {
            one.facts.key_id
            for one in key_rows.listed(connection, ask("leaks>0", with_deleted=True))
            if one.facts.leaks
        }
        risky = {
            count: {
                one.facts.key_id
                for one in key_rows.listed(connection, ask(f"risks:{count}", with_deleted=True))
                if len(one.facts.open_risks) == count
            }
            for count in range(3)
        }

    assert by_level == {
        level: {key for key, judged_as in judged.items() if judged_as is level} for level in AdviceLevel
    }
    assert ranks == sorted(ranks, reverse=True)
    assert counted == {key_id(n) for n, key in enumerate(keys) if _is_open(key)}
    assert set().union(*risky.values()) == judged.keys()
    assert sum(map(len, risky.values())) == len(judged)


def _add(connection, number: int, key: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  SQLAlchemy's
    """Add the key of an example."""

    def at(days: object) -> object:
        return None if days is None else ago(float(str(days)))

    holder = number * 2 + (2 if key["root"] else 1)
    add_key(
        connection,
        number,
        status=key["status"],
        created_at=at(key["created"]),
        last_used_at=at(key["used"]),
        last_use_known=key["known"] or key["used"] is not None,
        principal_id=holder,
        account_id=1,
    )
    connection.execute(
        update(principals).where(principals.c.id == holder).values(quarantine=key["quarantine"])
    )
    for place, risk in enumerate(key["risks"]):
        _add_risk(connection, number, place, risk, root=bool(key["root"]))
    if key["leak"]:
        add_leak(connection, key_id(number), status=key["leak"], validity=key["validity"])


def _add_risk(  # type: ignore[no-untyped-def]
    connection,  # noqa: ANN001  SQLAlchemy's
    number: int,
    at: int,
    risk: dict[str, Any],
    *,
    root: bool,
) -> None:
    """Add a risk of an example."""
    id_ = f"risk-{number}-{at}"
    principal = number * 2 + (2 if root else 1)
    about = {"principal_id": principal, "key_id": key_id(number) if risk["of"] == "key" else None}
    add_risk(connection, id_, 1, **about, severity=risk["severity"], rule=risk["rule"], status=risk["status"])
    if risk["ignored"]:
        ignore(connection, id_, ago(-1) if risk["ignored"] == "now" else ago(1))


def _is_open(key: dict[str, object]) -> bool:
    """Say by hand whether the leak of an example is open."""
    match key["status"], key["leak"], key["validity"]:
        case "active", "open" | "fixed", _:
            return True
        case "unlisted", "open", validity:
            return validity != "inactive"
        case "unlisted", "fixed", "active":
            return True
        case _:
            return False
