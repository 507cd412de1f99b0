from hypothesis import given
from tests.analytics.lake import PROPERTY, Row, answer, event, events, groups, numbered, same, table, times

from akwarden.analytics.first_seen import FIRST_SEEN, first_seen


@PROPERTY
@given(events())
def test_a_key_at_an_address_has_the_times_of_its_events(rows: list[Row]) -> None:
    found = answer(first_seen(table(rows)), FIRST_SEEN)

    assert same(
        found,
        [
            {"key_id": key, "source_ip": address, "calls": len(group), **times(group)}
            for (key, address), group in groups(rows, "key_id", "source_ip").items()
            if key is not None and address is not None
        ],
    )


def test_a_key_of_which_all_times_are_doubtful_has_calls_and_no_times() -> None:
    rows = numbered([event(time_quality="doubtful")] * 2)

    (found,) = answer(first_seen(table(rows)), FIRST_SEEN)

    assert (found["calls"], found["first"], found["last"]) == (2, None, None)
