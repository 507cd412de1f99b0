import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from tests.store.databases import postgresql, state

from akwarden.errors import StateError
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import notes

__all__ = ["postgresql", "state"]

_AT = datetime(2026, 5, 1, 12, 30, 15, 250_000, UTC)


def _note(subject: str, remark: str = "") -> dict[str, object]:
    return {
        "kind": "key",
        "subject": subject,
        "remark": remark,
        "tags": "[]",
        "changed_at": _AT,
        "changed_by": "a test",
    }


def test_what_was_written_is_read_back_with_its_time(state: State) -> None:
    with state.writing() as connection:
        connection.execute(insert(notes).values(_note("one")))

    with state.reading() as connection:
        found = connection.execute(select(notes.c.changed_at)).scalar_one()

    assert found == _AT


def test_a_home_that_may_not_be_looked_into_is_told(tmp_path: Path) -> None:
    # A name that is too long fails where a folder of another user does, also for root.
    with pytest.raises(StateError, match="can't be opened") as refused:
        open_state(tmp_path / ("x" * 300), None)

    assert "AKWARDEN_HOME" in (refused.value.mend or "")


def test_a_block_that_fails_changes_nothing(state: State) -> None:
    with suppress(ZeroDivisionError), state.writing() as connection:
        connection.execute(insert(notes).values(_note("one")))
        raise ZeroDivisionError

    with state.reading() as connection:
        assert connection.execute(select(notes.c.subject)).scalars().all() == []


def test_a_reader_sees_one_moment_also_while_others_write(state: State) -> None:
    with state.reading() as reader:
        before = reader.execute(select(notes.c.subject)).scalars().all()
        with state.writing() as writer:
            writer.execute(insert(notes).values(_note("one")))
        after = reader.execute(select(notes.c.subject)).scalars().all()

    assert before == after == []


def test_threads_that_write_at_once_all_get_their_turn(state: State) -> None:
    def write(number: int) -> None:
        for count in range(20):
            with state.writing() as connection:
                connection.execute(insert(notes).values(_note(f"{number}/{count}")))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with state.reading() as connection:
        assert len(connection.execute(select(notes.c.subject)).all()) == 120


def test_an_error_of_the_database_shows_no_value(state: State) -> None:
    remark = "quiet" * 10
    with state.writing() as connection:
        connection.execute(insert(notes).values(_note("one")))

    with pytest.raises(StateError) as refused, state.writing() as connection:
        connection.execute(insert(notes).values(_note("one", remark)))

    assert remark not in f"{refused.value.what} {refused.value.why} {refused.value.mend}"


def test_a_truncated_database_is_told_from_a_whole_one(tmp_path: Path) -> None:
    opened = open_state(tmp_path, None)
    with opened.writing() as connection:
        connection.execute(insert(notes), [_note(f"{number}", "x" * 200) for number in range(500)])
    opened.close()
    path = tmp_path / "state.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(StateError, match="damaged or cut short") as refused:
        open_state(tmp_path, None)

    assert "akwarden restore" in str(refused.value.mend)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"no database at all, but long enough to be looked at" * 100)

    with pytest.raises(StateError, match="damaged or cut short"):
        open_state(tmp_path, None)


def test_what_was_written_lasts_when_the_state_is_opened_twice_and_by_others(tmp_path: Path) -> None:
    # Who leaves last takes the log of SQLite away, so another process must see that this one is here.
    leaving = "from akwarden.store.migration import open_state; open_state(Path(sys.argv[1]), None).close()"
    reading = "import sqlite3; state = sqlite3.connect(sys.argv[1] + '/state.db');"
    reading += "print(*state.execute('SELECT subject FROM notes'))"

    def another(code: str) -> str:
        command = [sys.executable, "-c", f"import sys; from pathlib import Path; {code}", str(tmp_path)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    first, second = open_state(tmp_path, None), open_state(tmp_path, None)
    another(leaving)
    with first.writing() as connection:
        connection.execute(insert(notes).values(_note("one")))
    seen = another(reading)

    for opened in (first, second):
        opened.close()
    assert "one" in seen


def test_the_database_can_be_read_by_its_user_alone(tmp_path: Path) -> None:
    open_state(tmp_path / "home", None).close()

    assert (tmp_path / "home" / "state.db").stat().st_mode & 0o777 == 0o600


def test_postgresql_compiles_no_statement(state: State) -> None:
    if state.is_sqlite:
        return
    with state.reading() as connection:
        assert connection.exec_driver_sql("SHOW jit").scalar_one() == "off"
