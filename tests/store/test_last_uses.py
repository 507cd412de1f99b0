"""The last use of a key: the later one of what the cloud tells and what was counted."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_counted_calls, add_key, ago, key_id

from akwarden.store.last_uses import take_seen_uses
from akwarden.store.state import State
from akwarden.store.tables import access_keys

__all__ = ["postgresql", "state"]


def _taken(state: State, counted: datetime, **key: Any) -> datetime | None:
    with state.writing() as connection:
        add_key(connection, **key)
        add_counted_calls(connection, key_id(), counted)
        take_seen_uses(connection, [key_id()], NOW)
        at: datetime | None = connection.execute(select(access_keys.c.last_used_at)).scalar_one()
    return at


@pytest.mark.parametrize("told", [None, ago(9)])
def test_a_call_that_was_seen_is_a_use(state: State, told: datetime | None) -> None:
    assert _taken(state, ago(0.5), last_used_at=told) == ago(0.5)


def test_a_later_use_that_the_cloud_told_stays(state: State) -> None:
    assert _taken(state, ago(9), last_used_at=ago(1)) == ago(1)


def test_a_key_that_no_account_lists_is_known_to_be_used(state: State) -> None:
    unlisted = {"status": "unlisted", "last_use_known": False, "last_used_at": None}

    assert _taken(state, ago(2), **unlisted) == ago(2)


@pytest.mark.parametrize("status", ["inactive", "deleted"])
def test_what_is_tried_with_a_key_that_works_no_more_is_no_use(state: State, status: str) -> None:
    assert _taken(state, ago(0.5), last_used_at=ago(9), status=status) == ago(9)


def test_a_time_that_is_still_to_come_is_passed_over(state: State) -> None:
    assert _taken(state, ago(-1), last_used_at=None) is None


def test_a_key_of_another_cloud_with_this_id_is_another_key(state: State) -> None:
    with state.writing() as connection:
        add_key(connection, last_used_at=None)
        add_counted_calls(connection, key_id(), ago(1), "aws")

        take_seen_uses(connection, [key_id()], NOW)

        assert connection.execute(select(access_keys.c.last_used_at)).scalar_one() is None
