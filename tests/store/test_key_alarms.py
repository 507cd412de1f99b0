from typing import Any

import pytest
from tests.store.databases import postgresql, state
from tests.store.raised import closed, of_key, put, signal
from tests.store.rows import NOW, add_key, key_id

from akwarden.model.alarm import AlarmStatus, AlarmSubject
from akwarden.query.parse import parse
from akwarden.store import key_rows
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.key_columns import KEY_VOCABULARY
from akwarden.store.key_rows import KeyQuestion
from akwarden.store.lake import following
from akwarden.store.state import State

__all__ = ["postgresql", "state"]


@pytest.fixture
def keys(state: State) -> State:
    """Give a state with three keys, of which two have an open alarm, one of them two."""
    with state.writing() as connection:
        for number in (1, 2, 3):
            add_key(connection, number)
        handled = of_key(1, "c", 3, story="old")
        put(connection, of_key(1, "a", 0), of_key(1, "b", 1, story="recon"), of_key(2), handled)
        put(connection, of_key(3, "quiet", 4, quiet=True))
        closed(connection, handled, AlarmStatus.HANDLED)
        both = {"key_ids": (key_id(1), key_id(3)), "kind": AlarmSubject.IP, "subject": "203.0.113.9"}
        put(connection, signal("spray", 5, **both))
    return state


def judged(state: State) -> None:
    """Let calls have been judged."""
    with state.writing() as connection:
        following.move(connection, FOLLOWER, 7, NOW)


def ask(state: State, query: str = "", **values: Any) -> dict[str, int | None]:
    """Give the number of alarms of the keys that fit a query, in the order of the list."""
    question = KeyQuestion(query=parse(query, KEY_VOCABULARY), now=NOW, **values)
    with state.reading() as connection:
        return {one.facts.key_id: one.facts.alarms for one in key_rows.listed(connection, question)}


def test_open_alarms_about_one_key_are_counted(keys: State) -> None:
    judged(keys)

    assert ask(keys, sort="key") == {key_id(1): 2, key_id(2): 1, key_id(3): 0}


def test_before_calls_were_judged_nothing_is_known_of_alarms(keys: State) -> None:
    assert set(ask(keys).values()) == {None}


def test_one_key_has_the_same_number_as_in_the_list(keys: State) -> None:
    judged(keys)
    with keys.reading() as connection:
        facts = key_rows.one(connection, key_id(1), NOW)

    assert facts is not None
    assert facts.alarms == 2


def test_keys_are_found_and_sorted_by_their_alarms(keys: State) -> None:
    judged(keys)

    assert list(ask(keys, "alarms>0", sort="key")) == [key_id(1), key_id(2)]
    assert list(ask(keys, sort="alarms")) == [key_id(1), key_id(2), key_id(3)]
    assert list(ask(keys, sort="-alarms")) == [key_id(3), key_id(2), key_id(1)]
