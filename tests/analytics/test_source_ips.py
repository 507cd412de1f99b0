import pytest
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
    network_facts,
    numbered,
    same,
    table,
)

from akwarden.analytics.source_ips import MOST_KEYS, Per, source_ips, source_ips_schema

GROUPS = {
    Per.ADDRESS: ("source_ip",),
    Per.ACCOUNT: ("source_ip", "provider", "account"),
    Per.KEY: ("source_ip", "provider", "account", "key_id"),
}


def most_used(group: list[Row]) -> list[str]:
    """Give the keys with the most calls."""
    keys = {key: len(of_key) for (key,), of_key in groups(group, "key_id").items() if key is not None}
    return sorted(keys, key=lambda key: (-keys[key], key))[:MOST_KEYS]


def address(group: list[Row], per: Per) -> Row:
    """Give the row of events that belong together."""
    return {
        **{name: group[0][name] for name in GROUPS[per]},
        "keys": distinct(group, "key_id"),
        "services": distinct(group, "service"),
        "actions": distinct(group, "service", "action"),
        "regions": distinct(group, "region"),
        "key_ids": most_used(group),
        **counts(group),
        **network_facts(group),
    }


def in_groups(rows: list[Row], per: Per) -> list[Row]:
    """Give the row of each address."""
    found = groups(rows, *GROUPS[per]).values()
    return [address(group, per) for group in found if group[0]["source_ip"] is not None]


@pytest.mark.parametrize("per", Per)
@PROPERTY
@given(rows=events())
def test_an_address_has_what_its_events_have(per: Per, rows: list[Row]) -> None:
    found = answer(source_ips(table(rows), per=per), source_ips_schema(per))

    assert same(found, in_groups(rows, per))


def test_of_many_keys_those_with_the_most_calls_are_named() -> None:
    keys = [f"key-{number}" for number in range(9) for _ in range(number + 1)]
    rows = numbered(event(key_id=key) for key in keys)

    (found,) = answer(source_ips(table(rows)), source_ips_schema(Per.ADDRESS))

    assert found["keys"] == 9
    assert found["key_ids"] == ["key-8", "key-7", "key-6", "key-5", "key-4"]


def test_an_address_without_keys_names_none() -> None:
    rows = numbered([event(key_id=None)])

    (found,) = answer(source_ips(table(rows)), source_ips_schema(Per.ADDRESS))

    assert (found["keys"], found["key_ids"]) == (0, [])
