"""What somebody may see, with naive forms that show why an account is compared letter by letter."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_leak, add_principal, key_id

from akwarden.access.roles import Reach
from akwarden.query import evaluate
from akwarden.query.parse import parse
from akwarden.query.spell import spell
from akwarden.query.tree import All, AnyOf, Holder, Not, Op, Query, Test, Text, every
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store import key_rows, leak_rows
from akwarden.store.access import groups
from akwarden.store.alarm_columns import alarm_columns
from akwarden.store.filtering import Columns, condition
from akwarden.store.key_columns import KEY_VOCABULARY
from akwarden.store.key_rows import KeyQuestion
from akwarden.store.state import State
from akwarden.store.tables import alarms
from akwarden.workflows.access.scope import EVERYWHERE, NOWHERE, Scope, scope_of, scoped

__all__ = ["postgresql", "state"]

MINE, OTHER = "100000000001", "100000000002"
PAYMENTS = Scope(everywhere=False, accounts=frozenset({("tencent", MINE)}))


def fill(state: State) -> None:
    """Add an account of ours; one of others that is called by our number; and the same number elsewhere."""
    with state.writing() as connection:
        for number, (name, values) in enumerate(
            [
                ("prod", {"number": MINE}),
                (MINE, {"number": OTHER}),
                ("aws", {"number": MINE, "provider": "aws", "site": "aws"}),
            ],
            start=1,
        ):
            account = add_account(connection, name, **values)
            principal = add_principal(connection, account, f"user {number}")
            provider = values.get("provider", "tencent")
            held = {"account_id": account, "principal_id": principal, "provider": provider}
            add_key(connection, number, key_id=key_id(number), **held)


def keys(state: State, query: Query) -> list[str]:
    with state.reading() as connection:
        return sorted(
            one.facts.key_id for one in key_rows.listed(connection, KeyQuestion(query=query, now=NOW))
        )


def test_a_list_by_the_name_of_an_account_shows_one_of_others(state: State) -> None:
    """The naive form: an account is told by its name or its number, and a name may be a number."""
    fill(state)

    naive = every((All(()), Test("account", Op.EQ, (Text(MINE),))))

    assert len(keys(state, naive)) == 3
    assert keys(state, scoped(All(()), PAYMENTS)) == [key_id(1)]


@pytest.mark.parametrize(
    "where",
    [
        "",
        "account:*",
        "account:any or account:none",
        f"account:{OTHER} or account:{MINE}",
        f"-account:{MINE}",
        "-(account:none)",
        "status:active or provider:aws",
        "AKID",
        f"{OTHER}",
        "-status:deleted or -provider:tencent",
    ],
)
def test_no_query_shows_more_than_the_scope(state: State, where: str) -> None:
    fill(state)
    query = parse(where, KEY_VOCABULARY)

    assert set(keys(state, scoped(query, PAYMENTS))) <= {key_id(1)}
    assert keys(state, scoped(query, NOWHERE)) == []
    assert keys(state, scoped(query, EVERYWHERE)) == keys(state, query)


def test_a_leak_that_belongs_to_no_account_is_for_who_sees_everything(state: State) -> None:
    fill(state)
    with state.writing() as connection:
        add_leak(connection, key_id(1))
        add_leak(connection, key_id(2))
        add_leak(connection, key_id(99))

    def leaks(scope: Scope) -> int:
        clause = condition(scoped(All(()), scope), leak_rows.COLUMNS, NOW)
        with state.reading() as connection:
            return len(list(leak_rows.select_rows(connection, clause, closed=True)))

    assert (leaks(EVERYWHERE), leaks(PAYMENTS), leaks(NOWHERE)) == (3, 1, 0)


def test_the_accounts_of_a_reach_are_those_of_its_groups_now(state: State) -> None:
    with state.writing() as connection:
        groups.keep(connection, "payments", [Holder("tencent", MINE)], NOW)
        groups.keep(connection, "search", [Holder("aws", OTHER)], NOW)
    reach = Reach(everywhere=False, groups=frozenset({"payments", "gone"}))

    with state.writing() as connection:
        before = scope_of(connection, reach)
        groups.keep(connection, "payments", [Holder("tencent", OTHER)], NOW + timedelta(days=1))
        after = scope_of(connection, reach)
        everything = scope_of(connection, Reach(everywhere=True, groups=frozenset()))

    assert before == PAYMENTS
    assert after.accounts == {("tencent", OTHER)}
    assert everything == EVERYWHERE


def test_what_belongs_to_none_is_in_no_scope_but_the_whole() -> None:
    assert PAYMENTS.has("tencent", MINE)
    assert not PAYMENTS.has("aws", MINE)
    assert not PAYMENTS.has("tencent", None)
    assert EVERYWHERE.has("tencent", None)


def test_a_list_that_does_not_know_its_accounts_is_not_shown_at_all() -> None:
    columns = Columns(by_field={"story": alarms.c.story}, words=())

    with pytest.raises(KeyError, match="within"):
        condition(scoped(All(()), PAYMENTS), columns, NOW)


def test_no_text_says_what_somebody_may_see() -> None:
    with pytest.raises(ValueError, match="may see"):
        spell(scoped(All(()), PAYMENTS))


FIELDS = Vocabulary(
    (Field("status", FieldKind.TEXT, "a status"), Field("account", FieldKind.TEXT, "an account"))
)
TESTS = st.builds(
    Test,
    st.sampled_from(["status", "account"]),
    st.just(Op.EQ),
    st.tuples(st.builds(Text, st.sampled_from(["a", MINE, OTHER, "*"]), st.booleans())),
)
QUERIES = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(QUERIES, st.sampled_from(["a", "b"]), st.sampled_from([MINE, OTHER]))
def test_whatever_is_asked_a_row_of_others_never_fits(query: Query, status: str, number: str) -> None:
    row: dict[str, Any] = {"status": status, "account": number, "provider": "tencent"}

    found = evaluate.matches(scoped(query, PAYMENTS), row, FIELDS, NOW)

    assert found == (number == MINE and evaluate.matches(query, row, FIELDS, NOW))


def test_a_scope_of_many_accounts_is_still_one_statement(state: State) -> None:
    fill(state)
    many = frozenset({("tencent", f"2{number:011d}") for number in range(5000)} | {("tencent", MINE)})

    assert keys(state, scoped(All(()), Scope(everywhere=False, accounts=many))) == [key_id(1)]


def test_an_alarm_is_compared_by_its_own_account(state: State) -> None:
    with state.writing() as connection:
        for number, account in enumerate((MINE, OTHER)):
            connection.execute(insert(alarms).values(_alarm(number, account)))

    clause = condition(scoped(All(()), PAYMENTS), alarm_columns(NOW), NOW)
    with state.reading() as connection:
        assert list(connection.execute(select(alarms.c.account).where(clause)).scalars()) == [MINE]


def _alarm(number: int, account: str) -> dict[str, Any]:
    texts = {
        column.name: "x"
        for column in alarms.columns
        if not column.nullable and column.type.python_type is str
    }
    times = dict.fromkeys(("first_at", "last_at", "opened_at", "changed_at"), NOW)
    return (
        texts
        | times
        | {"id": str(number), "provider": "tencent", "account": account, "raised": True, "count": 1}
    )
