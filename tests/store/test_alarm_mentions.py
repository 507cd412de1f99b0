from sqlalchemy import delete, select
from tests.store.databases import postgresql, state
from tests.store.raised import put, signal

from akwarden.store.state import State
from akwarden.store.tables import alarm_mentions, alarms

__all__ = ["postgresql", "state"]


def mentions(state: State) -> set[tuple[str, str]]:
    """Give what all alarms mention."""
    with state.reading() as connection:
        rows = connection.execute(select(alarm_mentions.c.kind, alarm_mentions.c.value))
        return {(row.kind, row.value) for row in rows}


def test_what_an_alarm_mentions_follows_what_is_kept_of_it(state: State) -> None:
    many = tuple(f"198.51.100.{number}" for number in range(100, 120))
    with state.writing() as connection:
        put(connection, signal("a", 1, source_ips=many, techniques=("T1078",)))
    before = mentions(state)
    with state.writing() as connection:
        put(connection, signal("b", 2, source_ips=("198.51.100.1",), principals=("bob",)))

    after = mentions(state)

    assert after - before == {("rule", "b"), ("principal", "bob"), ("address", f"{0xFFFF_C633_6401:032x}")}
    assert before - after == {("address", f"{0xFFFF_C633_6477:032x}")}


def test_what_an_alarm_mentions_goes_with_it(state: State) -> None:
    with state.writing() as connection:
        put(connection, signal("a", 1))
        connection.execute(delete(alarms))

    assert mentions(state) == set()
