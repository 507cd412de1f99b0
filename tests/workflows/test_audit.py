from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.store.audit_log.logs import event
from tests.store.databases import postgresql, state
from tests.workflows.vault.vaults import run

from akwarden.errors import AuditLogError, BackupError, StateError, UsageError
from akwarden.store.audit_log import head as heads
from akwarden.store.audit_log import log
from akwarden.store.audit_log.head import Head
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.workflows.audit import head, read_heads, rows, verify_file, verify_state
from akwarden.workflows.backup import save

__all__ = ["postgresql", "state"]

_NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def fill(state: State, size: int = 3) -> None:
    """Add records."""
    with state.writing() as connection:
        for number in range(1, size + 1):
            log.append(connection, event(number))


def taken(state: State) -> Head:
    """Give the head of a log that is whole."""
    found = head(state, _NOW)
    assert isinstance(found, Head)
    return found


def test_records_are_listed_from_the_first_or_only_the_last(state: State) -> None:
    fill(state)

    assert [row.number for row in rows(state)] == [1, 2, 3]
    assert [(row.number, row.actor, row.details["attempt"]) for row in rows(state, last=1)] == [
        (3, "alice", 3)
    ]


def test_a_row_that_is_no_record_any_more_is_listed_as_such(state: State) -> None:
    fill(state)
    run(state, "UPDATE audit_records SET canonical = digest WHERE number = 2")

    listed = [(row.number, row.action) for row in rows(state)]

    assert listed == [(1, "secret.reveal"), (2, "no record any more"), (3, "secret.reveal")]


def test_what_is_whole_is_told_and_how_far_heads_vouch(state: State) -> None:
    fill(state)
    saved = taken(state)

    alone, vouched = verify_state(state, []), verify_state(state, [saved])

    assert (alone.whole, alone.size, alone.vouched) == (True, 3, 0)
    assert alone.text == "the audit log is whole: 3 records; no saved head vouches for it"
    assert vouched.text == "the audit log is whole: 3 records; saved heads vouch for the first 3"
    assert vouched.root == saved.root


def test_a_fault_is_told_in_one_sentence(state: State) -> None:
    fill(state)
    saved = taken(state)
    run(state, "DELETE FROM audit_records WHERE number = 3")

    found = verify_state(state, [saved])

    assert (found.whole, found.fault, found.number, found.size) == (False, "truncated", 3, None)
    assert found.text == "the log ends before record 3, and a saved head vouches for 3"


def test_a_backup_and_a_copy_are_verified_without_the_state(tmp_path: Path) -> None:
    state = open_state(tmp_path / "home", None)
    fill(state)
    saved = taken(state)
    save(state, tmp_path / "home", tmp_path / "state.backup", _NOW)
    state.close()
    copy = tmp_path / "copy.db"
    (tmp_path / "home" / "state.db").rename(copy)

    found = [verify_file(path, [saved]).text for path in (copy, tmp_path / "state.backup")]

    assert found == ["the audit log is whole: 3 records; saved heads vouch for the first 3"] * 2
    assert not (tmp_path / "home" / "state.db").exists()


def test_a_fault_in_a_backup_is_seen(tmp_path: Path) -> None:
    state = open_state(tmp_path / "home", None)
    fill(state)
    run(state, "DELETE FROM audit_records WHERE number = 2")
    save(state, tmp_path / "home", tmp_path / "state.backup", _NOW)
    state.close()

    assert verify_file(tmp_path / "state.backup", []).text == "record 2 is missing"


def test_a_file_that_is_neither_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("nothing of ours")
    (tmp_path / "cut").write_bytes(b"\x1f\x8b\x08")

    with pytest.raises(StateError):
        verify_file(tmp_path / "text", [])
    with pytest.raises(BackupError):
        verify_file(tmp_path / "cut", [])


def test_several_heads_are_read_from_one_file_and_from_many(state: State, tmp_path: Path) -> None:
    fill(state, 1)
    first = taken(state)
    with state.writing() as connection:
        log.append(connection, event(2))
    second = taken(state)
    (tmp_path / "both").write_bytes(heads.encode(first) + b"\n\n" + heads.encode(second) + b"\n")
    (tmp_path / "one").write_bytes(heads.encode(second))

    assert read_heads([tmp_path / "both", tmp_path / "one"]) == [first, second, second]


def test_what_is_no_saved_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("no head\n")

    for name in ("empty", "text"):
        with pytest.raises(AuditLogError):
            read_heads([tmp_path / name])
    with pytest.raises(UsageError, match="can't be read"):
        read_heads([tmp_path / "nowhere"])
