from datetime import timedelta

from tests.store.databases import postgresql, state
from tests.store.raised import closed, event, of_key, put, signal
from tests.store.rows import NOW

from akwarden.model.alarm import AlarmStatus
from akwarden.model.detection_rule import RuleFired
from akwarden.store import rule_alarms
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

LATER = NOW + timedelta(days=1)


def fired(state: State, rule: str, days: int = 30) -> RuleFired | None:
    """Give how often a rule fired before the day after the moment of all tests."""
    with state.reading() as connection:
        return rule_alarms.fired(connection, rule, LATER, days=days)


def test_alarms_of_the_last_days_in_which_a_rule_fired_are_counted_by_their_status(state: State) -> None:
    handled = of_key(3, "a", 5)
    with state.writing() as connection:
        following.move(connection, FOLLOWER, 1, NOW)
        put(connection, of_key(1, "a", 1), of_key(2, "a", 9), handled, of_key(4, "b", 2))
        put(connection, of_key(5, "a", 3, quiet=True), of_key(6, "a", -40 * 24 * 60))
        closed(connection, handled, AlarmStatus.HANDLED)

    found = fired(state, "a")

    assert found == RuleFired(days=30, open=2, handled=1, ignored=0, last_at=event(9).at)
    assert found.alarms == 3
    assert fired(state, "A") == RuleFired(days=30, open=0, handled=0, ignored=0, last_at=None)


def test_before_calls_were_judged_it_is_not_known_how_often_a_rule_fired(state: State) -> None:
    assert fired(state, "a") is None


def test_rules_are_known_that_ever_fired_also_quietly(state: State) -> None:
    with state.writing() as connection:
        put(connection, signal("b", 1), signal("a", 2), of_key(2, "b", 1), of_key(3, "c", 1, quiet=True))
    with state.reading() as connection:
        known = rule_alarms.known_rules(connection)

    assert known == ("a", "b", "c")
