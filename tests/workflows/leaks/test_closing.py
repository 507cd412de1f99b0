from datetime import timedelta

import pytest
from sqlalchemy import select, update
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_leak, key_id

from akwarden.errors import UsageError
from akwarden.model.leak import Closing, LeakRow, LeakStatus
from akwarden.store.audit_log import log
from akwarden.store.state import State
from akwarden.store.tables import access_keys, audit_records, leaks
from akwarden.workflows.leaks.closing import close_leak, closings, find_leak, reopen_leak

__all__ = ["postgresql", "state"]


@pytest.fixture
def leak(state: State) -> str:
    """Give the id of a leak of an active key."""
    with state.writing() as connection:
        account = add_account(connection, "prod")
        return add_leak(connection, add_key(connection, account_id=account))


def close(
    state: State, name: str, status: LeakStatus = LeakStatus.IGNORED, reason: str = "a test key"
) -> LeakRow:
    return close_leak(state, name, status, reason, actor="bob", now=NOW)


def disable(state: State) -> None:
    with state.writing() as connection:
        connection.execute(update(access_keys).values(status="inactive"))


def kept_status(state: State) -> str:
    with state.reading() as connection:
        return str(connection.execute(select(leaks.c.status)).scalar_one())


def records(state: State) -> int:
    with state.reading() as connection:
        return len(connection.execute(select(audit_records)).all())


def test_a_leak_can_not_be_closed_as_fixed_while_its_key_is_active(state: State, leak: str) -> None:
    with pytest.raises(UsageError) as refused:
        close(state, leak, LeakStatus.FIXED)

    assert refused.value.why == f"{key_id()} is active in account prod"
    assert "akwarden sync" in (refused.value.mend or "")
    assert (kept_status(state), records(state)) == ("open", 0)


def test_a_leak_whose_key_is_disabled_can_be_closed_as_fixed(state: State, leak: str) -> None:
    disable(state)

    row = close(state, leak, LeakStatus.FIXED, "disabled on Monday")

    assert row.leak.status is LeakStatus.FIXED


def test_an_active_one_can_be_ignored_and_the_audit_log_says_why(state: State, leak: str) -> None:
    row = close(state, leak)

    assert row.leak.status is LeakStatus.IGNORED
    with state.reading() as connection:
        assert closings(connection, leak) == [Closing(NOW, "bob", LeakStatus.IGNORED, "a test key")]
        (record,) = log.records_of(connection, "leak.close", of=leak)
    assert record.details["key_id"] == key_id()


def test_closing_a_second_time_changes_nothing(state: State, leak: str) -> None:
    close(state, leak)

    close(state, leak)

    assert records(state) == 1


def test_a_closed_leak_can_be_opened_again(state: State, leak: str) -> None:
    close(state, leak)

    row = reopen_leak(state, leak, actor="bob", now=NOW + timedelta(days=1))
    again = reopen_leak(state, leak, actor="bob", now=NOW + timedelta(days=2))

    assert (row.leak.status, again.leak.status, records(state)) == (LeakStatus.OPEN, LeakStatus.OPEN, 2)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201, "two\nlines", "\x1b[31m"], ids=repr)
def test_a_reason_that_can_not_be_one_is_refused(state: State, leak: str, reason: str) -> None:
    with pytest.raises(UsageError, match="reason"):
        close(state, leak, reason=reason)

    assert kept_status(state) == "open"


def test_what_could_be_a_key_in_a_reason_is_not_kept(state: State, leak: str) -> None:
    secret = "Zq8x" * 8

    close(state, leak, reason=f"its secret {secret} was in a test")

    with state.reading() as connection:
        (closing,) = closings(connection, leak)
    assert closing.reason == "its secret **** was in a test"


@pytest.mark.usefixtures("leak")
@pytest.mark.parametrize("name", ["leak-A", "nothing like it", "l", "leak-%"])
def test_a_name_that_fits_no_leak_or_several_is_refused(state: State, name: str) -> None:
    with state.writing() as connection:
        add_leak(connection, add_key(connection, 2))

    with state.reading() as connection, pytest.raises(UsageError):
        find_leak(connection, name)


def test_a_whole_id_that_begins_another_one_is_that_leak(state: State, leak: str) -> None:
    with state.writing() as connection:
        add_leak(connection, "longer", id=f"{leak}-and-more", key_id=None)

    with state.reading() as connection:
        assert find_leak(connection, leak).leak.id == leak
