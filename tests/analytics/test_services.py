import pytest
from hypothesis import given
from tests.analytics.lake import (
    PROPERTY,
    Row,
    answer,
    certain,
    counts,
    event,
    events,
    groups,
    number,
    numbered,
    same,
    table,
)

from akwarden.analytics.services import Caller, services, services_schema

REFUSED = {"denied", "signature"}


def called(group: list[Row], by: Caller) -> Row:
    """Give the row of events that belong together."""
    allowed = [row["time"] for row in certain(group) if row["error_class"] not in REFUSED]
    return {
        **{name: group[0][name] for name in ("provider", "account", by.value, "service", "action")},
        "denied": number(group, lambda row: row["error_class"] in REFUSED),
        "last_allowed": max(allowed, default=None),
        **counts(group),
    }


@pytest.mark.parametrize("by", Caller)
@PROPERTY
@given(rows=events())
def test_a_caller_has_a_row_for_each_action(by: Caller, rows: list[Row]) -> None:
    found = answer(services(table(rows), by=by), services_schema(by))

    for row in rows:
        row["principal"] = row["principal_name"] if row["principal_id"] is None else row["principal_id"]
    apart = groups(rows, "provider", "account", by.value, "service", "action")
    assert same(found, [called(group, by) for group in apart.values()])


def test_a_right_that_was_only_denied_was_never_used() -> None:
    rows = numbered([event(error_class="denied"), event(error_class="signature")])

    (found,) = answer(services(table(rows)), services_schema(Caller.KEY))

    assert (found["calls"], found["denied"], found["last_allowed"]) == (2, 2, None)
