from datetime import timedelta

from hypothesis import given
from tests.analytics.lake import (
    PROPERTY,
    START,
    Row,
    answer,
    certain,
    counts,
    distinct,
    event,
    events,
    groups,
    number,
    numbered,
    same,
    table,
)

from akwarden.analytics.usage import USAGE, usage

AT = START + timedelta(days=7)
DAY = timedelta(days=1)


@PROPERTY
@given(events())
def test_a_key_has_what_its_events_have(rows: list[Row]) -> None:
    found = answer(usage(table(rows), AT), USAGE)

    assert same(
        found,
        [
            {
                "provider": provider,
                "key_id": key,
                **counts(group),
                "calls_24h": number(certain(group), lambda row: AT - DAY < row["time"] <= AT),
                "addresses": distinct(group, "source_ip"),
            }
            for (provider, key), group in groups(rows, "provider", "key_id").items()
            if key is not None
        ],
    )


def test_the_24_hours_end_with_the_moment() -> None:
    near = timedelta(microseconds=1)
    rows = numbered(event(time=at) for at in (AT - DAY, AT - DAY + near, AT, AT + near))

    (found,) = answer(usage(table(rows), AT), USAGE)

    assert (found["calls"], found["calls_24h"]) == (4, 2)
