from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from tests.store.databases import postgresql, state
from tests.store.raised import event, of_key, put, signal
from tests.store.rows import NOW, key_id
from tests.workflows.events.imports import FIRST, Shop, audit, lines
from tests.workflows.events.imports import NOW as IMPORTED
from tests.workflows.keys.inventory import add_inventory

from akwarden.errors import UsageError
from akwarden.model.alarm import SignalEvent
from akwarden.model.alarm_page import AlarmCall, AlarmPage
from akwarden.risk.alarms import alarm_id
from akwarden.store.migration import open_state
from akwarden.store.moment import to_millis
from akwarden.store.state import State
from akwarden.store.tables import baselines
from akwarden.workflows.detection.alarm_calls import calls_of
from akwarden.workflows.detection.page import alarm_page
from akwarden.workflows.events.opening import events_of

__all__ = ["postgresql", "state"]

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

ONE = signal("a", 1, 2)
ID = alarm_id(ONE)


@pytest.fixture
def raised(state: State) -> State:
    """Give a state with a small inventory, and an alarm about a key that leaked."""
    with state.writing() as connection:
        add_inventory(connection)
        put(connection, ONE)
    return state


def page(state: State, name: str = ID, **values: Any) -> AlarmPage:
    """Give the page of an alarm."""
    with state.reading() as connection:
        return alarm_page(connection, name, NOW, **values)


def test_a_page_tells_what_the_key_may_do_and_where_it_leaked(raised: State) -> None:
    found = page(raised, ID[:8])

    assert found.key is not None
    assert (found.alarm.id, found.alarm.account_name, found.level) == (ID, "prod", 3)
    assert found.key.key_id == key_id(1)
    assert "AdministratorAccess" in [one.policy for one in found.permissions]
    assert [place.vpath for leak in found.leaks for place in leak.places] == ["config/app.ini"]
    assert [part.rule for part in found.parts] == ["a"]


def test_without_a_lake_events_are_told_by_their_ids(raised: State) -> None:
    found = page(raised)

    assert [(one.id, one.at, one.call) for one in found.events] == [
        ("event-1", event(1).at, None),
        ("event-2", event(2).at, None),
    ]
    assert (found.rights_used, found.usual) == (None, None)


def test_calls_are_put_to_the_events_that_the_lake_has(raised: State) -> None:
    call = AlarmCall(
        service="cam",
        action="CreateUser",
        region=None,
        source_ip="203.0.113.9",
        ip_country=None,
        ip_org=None,
        client="cli",
        key_id=key_id(1),
        principal_name="alice",
        error_class="none",
        error_code=None,
        resource=None,
    )

    found = page(raised, calls_of=lambda events: {events[1].hash: call})

    assert [one.call for one in found.events] == [None, call]


def test_a_key_that_is_not_in_the_inventory_has_no_rights_to_tell(raised: State) -> None:
    other = of_key(77)
    with raised.writing() as connection:
        put(connection, other)

    found = page(raised, alarm_id(other))

    assert (found.key, found.permissions, found.leaks, found.key_ids) == (None, (), (), (key_id(77),))


def test_leaks_of_all_its_keys_are_told(raised: State) -> None:
    both = signal("spray", 3, key_ids=(key_id(1), key_id(5)), subject="203.0.113.9")
    with raised.writing() as connection:
        put(connection, both)

    found = page(raised, alarm_id(both))

    assert [leak.key_id for leak in found.leaks] == [key_id(1), key_id(5)]
    assert [one.id for one in found.related] == [ID]
    assert found.key is None


def usual(connection: Connection, dimension: str, value: str, first: int, count: int = 1) -> None:
    """Add what the subject of the alarm does often, first seen so many minutes after the moment."""
    row = {
        "provider": "tencent",
        "account": "100000000001",
        "subject": ONE.subject,
        "dimension": dimension,
        "value": value,
        "first": to_millis(event(first).at) * 1000,
        "last": to_millis(event(first + 5).at) * 1000,
        "days": 3,
        "count": count,
        "weight": 1000,
    }
    connection.execute(insert(baselines).values(row))


def test_what_was_usual_before_stands_beside_it_the_most_frequent_first(raised: State) -> None:
    with raised.writing() as connection:
        usual(connection, "any", "", -500, 40)
        usual(connection, "ip", "203.0.113.9", 1, 99)
        for number in range(8):
            usual(connection, "ip", f"192.0.2.{number}", -400, number)
        usual(connection, "service", "cvm", -400, 30)
        usual(connection, "service", "", -400, 50)
        usual(connection, "hour", "17", -400, 60)

    found = page(raised).usual

    assert found is not None
    assert (found.since, found.calls, found.days) == (event(-500).at, 40, 3)
    assert [(one.dimension, one.value, one.count) for one in found.values] == [
        ("ip", "192.0.2.7", 7),
        ("ip", "192.0.2.6", 6),
        ("ip", "192.0.2.5", 5),
        ("ip", "192.0.2.4", 4),
        ("ip", "192.0.2.3", 3),
        ("service", "cvm", 30),
    ]


def test_a_name_that_fits_none_is_refused(raised: State) -> None:
    with pytest.raises(UsageError, match="there is no alarm"):
        page(raised, "abcdef00")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Give a lake with three calls of a key."""
    with (
        closing(open_state(tmp_path / "home", None)) as opened,
        closing(Shop(opened, tmp_path / "lake")) as shop,
    ):
        first = int((IMPORTED - FIRST) / timedelta(minutes=1)) - 60
        (tmp_path / "a").write_bytes(lines([audit(first + number) for number in range(3)]))
        shop.take(tmp_path / "a")
        yield shop


def test_calls_come_from_the_lake_by_their_hashes(shop: Shop) -> None:
    rows = shop.rows("time", "event_hash", "event_id", "source_ip")
    wanted = [SignalEvent(row["time"], row["event_hash"], row["event_id"]) for row in rows[:2]]

    found = partial(calls_of, events_of(shop.lake))([*wanted, SignalEvent(rows[2]["time"], 1, "gone")])

    assert set(found) == {one.hash for one in wanted}
    assert found[wanted[0].hash].source_ip == rows[0]["source_ip"]
    assert found[wanted[0].hash].error_class == "none"
    assert calls_of(events_of(shop.lake), []) == {}
