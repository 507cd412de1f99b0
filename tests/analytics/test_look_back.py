from datetime import timedelta

from hypothesis import given
from tests.analytics.lake import (
    NOW,
    PROPERTY,
    START,
    Row,
    answer,
    event,
    events,
    groups,
    numbered,
    same,
    table,
)

from akwarden.analytics.calls import CALL_VOCABULARY, Asked
from akwarden.analytics.look_back import LOOK_BACK, look_back, recent
from akwarden.query.parse import parse


def subject(row: Row) -> str | None:
    """Give whose call it is."""
    if row["key_type"] == "permanent" and row["key_id"] is not None:
        return str(row["key_id"])
    named = (row[name] for name in ("issuer", "principal_id", "principal_name", "key_id"))
    return next((one for one in named if one is not None), None)


@PROPERTY
@given(events())
def test_each_subject_has_its_calls_keys_and_days(rows: list[Row]) -> None:
    found = answer(look_back(table(rows), Asked()), LOOK_BACK)

    with_subject = [row | {"subject": subject(row)} for row in rows]
    assert same(
        found,
        [
            {
                "provider": provider,
                "account": account,
                "subject": whose,
                "calls": len(group),
                "keys": len({row["key_id"] for row in group} - {None}),
                "days": len({row["time"].date() for row in group}),
                "first": min(row["time"] for row in group),
                "last": max(row["time"] for row in group),
            }
            for (provider, account, whose), group in groups(
                with_subject, "provider", "account", "subject"
            ).items()
        ],
    )


def test_only_what_fits_the_query_counts() -> None:
    rows = numbered([event(service="cam"), event(service="cvm"), event(service="cam", action="getuser")])

    (row,) = answer(
        look_back(table(rows), Asked(query=parse("service:cam", CALL_VOCABULARY), now=NOW)), LOOK_BACK
    )

    assert row["calls"] == 2


def test_days_before_and_what_is_to_come_are_left_out() -> None:
    at = START + timedelta(days=10)
    ages = (timedelta(days=3), timedelta(days=2), timedelta(days=1), timedelta(0), -timedelta(seconds=1))
    rows = numbered(event(time=at - age) for age in ages)

    (row,) = answer(look_back(recent(table(rows), at, 2), Asked()), LOOK_BACK)

    assert (row["calls"], row["first"], row["last"]) == (2, at - timedelta(days=1), at)
