import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.store.audit_log.logs import event
from tests.store.audit_log.logs import log as honest

from akwarden.errors import StateError
from akwarden.store.audit_log import log
from akwarden.store.copied import open_copy
from akwarden.store.migration import open_state


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home whose state has an audit log of three records."""
    home = tmp_path / "home # 100%"
    state = open_state(home, None)
    with state.writing() as connection:
        for number in (1, 2, 3):
            log.append(connection, event(number))
    state.close()
    return home


def test_a_copy_is_read_without_a_trace(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes((home / "state.db").read_bytes())
    copy.chmod(stat.S_IRUSR)

    with open_copy(copy) as state, state.reading() as connection:
        found = list(log.entries(connection))

    assert found == honest(3)
    assert copy.read_bytes() == (home / "state.db").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "home # 100%"]


def test_what_is_not_in_the_main_file_yet_is_read_too(home: Path) -> None:
    state = open_state(home, None)
    with state.writing() as connection:
        log.append(connection, event(4))

    with open_copy(home / "state.db") as copy, copy.reading() as connection:
        found = list(log.entries(connection))

    state.close()
    assert found == honest(4)


def test_nothing_can_be_written_to_a_copy(home: Path) -> None:
    with open_copy(home / "state.db") as copy, pytest.raises(StateError), copy.writing() as connection:
        connection.execute(text("DELETE FROM audit_records"))


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database at all" * 100)

    with pytest.raises(StateError, match="is damaged or cut short"):
        _read(tmp_path / "text")
    with pytest.raises(StateError, match="can't be opened"):
        _read(tmp_path / "nowhere")
    with pytest.raises(StateError, match="can't be opened"):
        _read(tmp_path)


def _read(path: Path) -> None:
    with open_copy(path) as state, state.reading() as connection:
        list(log.entries(connection))
