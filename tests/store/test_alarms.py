import random
import string
import threading
from datetime import datetime

import msgspec
from tests.store.databases import postgresql, state
from tests.store.raised import event, of_key, put, signal
from tests.store.rows import NOW

from akwarden.model.alarm import AlarmStatus, GatheredAlarm, Signal
from akwarden.risk.alarms import alarm_id, gathered
from akwarden.store import alarms
from akwarden.store.alarms import Stand, storable
from akwarden.store.state import State

__all__ = ["postgresql", "state"]


def one(signal_: Signal) -> GatheredAlarm:
    """Give what one signal comes to."""
    (found,) = gathered([signal_]).values()
    return found


def test_alarms_are_read_as_they_are_kept(state: State) -> None:
    here = signal("a", 1, 2)
    with state.writing() as connection:
        put(connection, here, of_key(2))

    with state.reading() as connection:
        found = alarms.kept(connection, [alarm_id(here), "0" * 64])

    kept = found[alarm_id(here)]
    assert list(found) == [alarm_id(here)]
    assert kept.gathered == one(here)
    assert (kept.count, kept.raised, kept.status) == (2, True, AlarmStatus.OPEN)
    assert (kept.opened_at, kept.changed_at, kept.changed_by) == (NOW, NOW, None)


def ignored(at: datetime) -> Stand:
    """Give how an alarm stands that bob ignores."""
    return Stand(
        status=AlarmStatus.IGNORED,
        reason="test",
        changed_at=at,
        changed_by="bob",
        snoozed_until=None,
        owner="team-pay",
    )


def test_a_decision_changes_what_was_decided_and_nothing_else(state: State) -> None:
    here, there = signal("a", 1), of_key(2)
    with state.writing() as connection:
        put(connection, here, there)
        before = alarms.kept(connection, [alarm_id(here), alarm_id(there)], locked=True)
        wanted = ignored(event(9).at)
        alarms.decide(connection, {alarm_id(here): wanted})

    with state.reading() as connection:
        after = alarms.kept(connection, list(before))

    decided = {
        "status": AlarmStatus.IGNORED,
        "reason": "test",
        "changed_at": event(9).at,
        "changed_by": "bob",
        "owner": "team-pay",
    }
    assert after[alarm_id(here)] == msgspec.structs.replace(before[alarm_id(here)], **decided)
    assert after[alarm_id(there)] == before[alarm_id(there)]


def test_a_decision_is_not_lost_to_a_merge_at_the_same_moment(state: State) -> None:
    here = signal("a", 1)
    with state.writing() as connection:
        put(connection, here)

    def add_more() -> None:
        with state.writing() as connection:
            put(connection, signal("a", 2))

    merging = threading.Thread(target=add_more)
    with state.writing() as connection:
        alarms.kept(connection, [alarm_id(here)], locked=True)
        wanted = ignored(NOW)
        alarms.decide(connection, {alarm_id(here): wanted})
        merging.start()
        # Long enough for it to come to the row, which it must not read before this is kept.
        merging.join(0.5)
    merging.join()

    with state.reading() as connection:
        kept = alarms.kept(connection, [alarm_id(here)])[alarm_id(here)]
    assert (kept.status, kept.changed_by, kept.count) == (AlarmStatus.IGNORED, "bob", 2)


def test_only_a_nul_is_kept_otherwise_than_it_came() -> None:
    plain = one(signal(title="a\\u0000b\x1b\u202e", principals=("钱", "\\u0000")))
    hostile = one(signal(principals=("b\0", "b\ufffd", "a")))

    assert storable(plain) == plain
    assert storable(hostile).principals == ("a", "b\ufffd")
    assert storable(storable(hostile)) == storable(hostile)


def test_names_longer_than_an_index_can_hold_are_kept_whole_beside_it(state: State) -> None:
    letters = random.Random(7)
    long = "".join(letters.choices(string.ascii_letters + "钱😀", k=20_000))
    here = signal(
        "a", 1, key_ids=(long,), principals=(long,), subject=f"issuer:{long}", account=long, story=long
    )
    with state.writing() as connection:
        put(connection, here)
        put(connection, msgspec.structs.replace(here, events=(event(2),)))

    with state.reading() as connection:
        kept = alarms.kept(connection, [alarm_id(here)])[alarm_id(here)]
    assert kept.gathered.key_ids == kept.gathered.principals == (long,)
    assert kept.gathered.subject == f"issuer:{long}"
