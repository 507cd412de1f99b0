from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.store.databases import home_state
from tests.store.rows import NOW, add_account, add_key, ago, key_id

from akwarden.errors import AccountError, EditError, UsageError
from akwarden.model.canary import Canary
from akwarden.store import canaries
from akwarden.store.audit_log import log
from akwarden.store.state import State
from akwarden.workflows.detection.canaries import (
    RECORDED,
    REMOVED,
    Recorded,
    Recording,
    find_canary,
    forget_canary,
    record_canary,
)

ASKED = Recording(key_id=key_id(7), account=None, place="wiki, page on deployment", actor="bob", now=NOW)
AWS_KEY = "AKIA" + "B" * 16


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """Give an empty state; the tests of the store hold both databases to the same."""
    opened = home_state(tmp_path / "home")
    yield opened
    opened.close()


def recorded(state: State, **values: Any) -> Recorded:
    """Record a key that differs in some values."""
    return record_canary(state, msgspec.structs.replace(ASKED, **values))


def actions(state: State) -> list[tuple[str, str]]:
    """Give what the audit log has of canaries."""
    with state.reading() as connection:
        return [
            (one.action, one.object)
            for action in (RECORDED, REMOVED)
            for one in log.records_of(connection, action)
        ]


def test_a_key_that_was_made_by_hand_is_remembered_and_in_the_audit_log(state: State) -> None:
    done = recorded(state)

    assert done == Recorded(
        Canary(
            key_id=key_id(7),
            provider="tencent",
            account=None,
            place="wiki, page on deployment",
            minted=False,
            created_at=NOW,
            created_by="bob",
        ),
        (),
    )
    with state.reading() as connection:
        assert canaries.listed(connection) == [done.canary]
        assert canaries.key_ids(connection) == {key_id(7)}
    assert actions(state) == [(RECORDED, key_id(7))]


def test_a_second_time_changes_nothing(state: State) -> None:
    first = recorded(state)

    assert recorded(state, place="elsewhere").canary == first.canary
    assert len(actions(state)) == 1


def test_the_cloud_of_a_key_is_told_by_its_id_and_its_account_by_name(state: State) -> None:
    with state.writing() as connection:
        add_account(connection, "shop", provider="aws", number="111122223333", site="aws")

    done = recorded(state, key_id=AWS_KEY, account="shop")

    assert (done.canary.provider, done.canary.account) == ("aws", "111122223333")


def test_the_account_of_a_key_is_that_of_the_inventory_and_its_use_is_warned_of(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection, "prod", number="100000000001")
        add_key(connection, 7, account_id=account, last_used_at=ago(3))

    done = recorded(state)

    assert done.canary.account == "100000000001"
    assert done.warnings == ("the key was used on 2026-05-29: whatever uses it will raise a critical alarm",)


@pytest.mark.parametrize(
    ("values", "error", "what"),
    [
        ({"key_id": "ASIA" + "B" * 16}, UsageError, "can't be a canary"),
        ({"key_id": "LTAI" + "B" * 16}, UsageError, "can't be a canary"),
        ({"key_id": "x"}, EditError, "is none"),
        ({"key_id": "zQ7" * 13 + "x"}, EditError, "secret of a key"),
        ({"place": " "}, UsageError, "place of a canary"),
        ({"place": "a\nb"}, UsageError, "place of a canary"),
        ({"place": "file with " + "zQ7" * 13 + "x"}, EditError, "secret of a key"),
        ({"account": "none"}, AccountError, "there is no account"),
    ],
)
def test_what_can_be_no_canary_is_refused(
    values: dict[str, Any], error: type[Exception], what: str, state: State
) -> None:
    with pytest.raises(error, match=what):
        recorded(state, **values)

    assert actions(state) == []


def test_an_account_of_another_cloud_is_refused(state: State) -> None:
    with state.writing() as connection:
        add_account(connection, "shop", provider="aws", number="111122223333", site="aws")

    with pytest.raises(UsageError, match="another cloud"):
        recorded(state, account="shop")


def test_a_canary_is_forgotten_once_and_may_be_recorded_again(state: State) -> None:
    recorded(state)

    gone = forget_canary(state, key_id(7), actor="eve", now=NOW)
    forget_canary(state, key_id(7), actor="eve", now=NOW)
    with state.reading() as connection:
        after = (canaries.key_ids(connection), canaries.listed(connection, with_removed=True))
    back = recorded(state, place="elsewhere")

    assert gone.removed_at == NOW
    assert after == (frozenset(), [gone])
    assert (back.canary.place, back.canary.removed_at) == ("elsewhere", None)
    assert actions(state) == [(RECORDED, key_id(7)), (RECORDED, key_id(7)), (REMOVED, key_id(7))]


def test_a_key_that_is_no_canary_is_answered_with_the_nearest(state: State) -> None:
    recorded(state)

    with state.reading() as connection, pytest.raises(UsageError) as told:
        find_canary(connection, key_id(8))

    assert told.value.mend == f"did you mean {key_id(7)}?"
