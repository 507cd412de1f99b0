from hypothesis import given
from tests.analytics.lake import (
    PROPERTY,
    Row,
    answer,
    counts,
    distinct,
    event,
    events,
    groups,
    number,
    numbered,
    same,
    table,
    the_one,
)

from akwarden.analytics.users import USERS, users

GROUP = ("provider", "account", "principal_type", "principal")


def with_principal(row: Row) -> Row:
    """Give an event with the id, else the name, of whoever called."""
    return row | {"principal": row["principal_name"] if row["principal_id"] is None else row["principal_id"]}


def user(group: list[Row]) -> Row:
    """Give the row of events that belong together."""
    return {
        **{name: group[0][name] for name in GROUP},
        "name": the_one(group, "principal_name"),
        "names": distinct(group, "principal_name"),
        "principal_account": the_one(group, "principal_account"),
        "keys": distinct(group, "key_id"),
        "addresses": distinct(group, "source_ip"),
        **counts(group),
        "api": number(group, lambda row: row["channel"] == "api"),
        "console": number(group, lambda row: row["channel"] in {"console", "mini_program"}),
        "sensitive": number(group, lambda row: row["sensitive"]),
    }


@PROPERTY
@given(events())
def test_a_user_has_what_its_events_have(rows: list[Row]) -> None:
    found = answer(users(table(rows)), USERS)

    assert same(found, [user(group) for group in groups(map(with_principal, rows), *GROUP).values()])


def test_a_user_that_was_renamed_is_one() -> None:
    rows = numbered(event(principal_id="1001", principal_name=name) for name in ("alice", "alice.b"))

    (found,) = answer(users(table(rows)), USERS)

    assert (found["principal"], found["name"], found["names"]) == ("1001", None, 2)
