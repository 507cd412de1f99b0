"""Calls that are cut to some accounts: by cloud and number, letter by letter, whatever is asked beside it."""

import pytest
from tests.analytics.lake import NOW, event, executed, numbered, table

from akwarden.analytics.calls import CALL_VOCABULARY, Asked, fitting
from akwarden.analytics.filtering import Columns, condition
from akwarden.query.parse import parse
from akwarden.query.tree import Holder, Not, Within, every

MINE, OTHER = "100000000001", "100000000002"
ROWS = numbered(
    [
        event(provider="tencent", account=MINE),
        event(provider="tencent", account=OTHER, principal_name=MINE),
        event(provider="aws", account=MINE),
        event(provider="tencent", account=None),
        event(provider="tencent", account=f"{MINE}0"),
    ]
)
HELD = Within((Holder("tencent", MINE),))


@pytest.mark.parametrize(
    "where",
    [
        "",
        "account:*",
        f"account:{OTHER} or account:{MINE}",
        f"-account:{OTHER}",
        MINE,
        "provider:aws or -account:x",
    ],
)
def test_no_query_shows_the_calls_of_others(where: str) -> None:
    query = every((parse(where, CALL_VOCABULARY), HELD))

    found = executed(fitting(table(ROWS), Asked(query=query, now=NOW)).select("event_id"))

    assert found.column("event_id").to_pylist() == ["e0"]


def test_without_accounts_nothing_is_shown_and_its_negation_is_the_rest() -> None:
    for query, expected in ((Within(()), []), (Not(HELD), ["e1", "e2", "e3", "e4"])):
        found = executed(fitting(table(ROWS), Asked(query=query, now=NOW)).select("event_id"))
        assert sorted(found.column("event_id").to_pylist()) == expected


def test_a_table_that_does_not_know_its_accounts_is_not_shown_at_all() -> None:
    with pytest.raises(KeyError, match="within"):
        condition(HELD, Columns(by_field={}, words=()), NOW)
