from datetime import timedelta

import pytest
from hypothesis import given
from tests.analytics.lake import (
    PROPERTY,
    START,
    Row,
    answer,
    certain,
    event,
    events,
    groups,
    number,
    numbered,
    same,
    table,
    times,
)

from akwarden.analytics.service_use import SERVICE_USE, service_use

REFUSED = {"denied", "signature"}
SINCE = START + timedelta(days=5)
DATA = frozenset({"s3:put", "cvm:stop"})
GROUP = ("provider", "account", "principal", "service", "is_data")


def told(row: Row) -> Row:
    """Give an event with who called, if that is somebody of the account, and with what kind of call."""
    who = row["principal_name"] if row["principal_id"] is None else row["principal_id"]
    is_own = row["principal_account"] in {None, row["account"]}
    return row | {
        "principal": who if is_own else None,
        "is_data": f"{row['service']}:{row['action']}" in DATA,
    }


def used(group: list[Row]) -> Row:
    """Give the row of events that belong together."""
    known = certain(group)
    allowed = [row["time"] for row in known if row["error_class"] not in REFUSED]
    return {
        **{name: group[0][name] for name in GROUP},
        "used": sum(1 for at in allowed if at >= SINCE),
        "last_used": max(allowed, default=None),
        **times(group),
    }


@PROPERTY
@given(rows=events())
def test_a_principal_has_a_row_for_each_service_and_kind_of_call(rows: list[Row]) -> None:
    found = answer(service_use(table(rows), SINCE, DATA), SERVICE_USE)

    assert same(found, [used(group) for group in groups(map(told, rows), *GROUP).values()])
    assert sum(row["used"] for row in found) <= number(rows, lambda row: row["time"] >= SINCE)


@pytest.mark.parametrize("refusal", sorted(REFUSED))
def test_a_call_that_was_refused_uses_no_right_and_shows_that_there_are_records(refusal: str) -> None:
    rows = numbered([event(error_class=refusal)])

    (found,) = answer(service_use(table(rows), START, ()), SERVICE_USE)

    assert (found["used"], found["last_used"], found["first"]) == (0, None, START)


def test_a_caller_of_another_account_is_nobody_of_this_one() -> None:
    rows = numbered([event(principal_id="1001", principal_account="100000000009")])

    (found,) = answer(service_use(table(rows), START, ()), SERVICE_USE)

    assert (found["principal"], found["used"]) == (None, 1)
