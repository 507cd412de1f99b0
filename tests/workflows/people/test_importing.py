from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW

from akwarden.errors import EditError
from akwarden.store import people
from akwarden.store.audit_log import log
from akwarden.store.state import State
from akwarden.workflows.notes.saving import Saying
from akwarden.workflows.people.importing import IMPORTED, Imported, import_people

__all__ = ["postgresql", "state"]

MARCH = datetime(2026, 3, 31, tzinfo=UTC)


def take(state: State, folder: Path, text: str, *, dry_run: bool = False) -> Imported:
    """Import a list with this text."""
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return import_people(state, path, Saying(actor="bob", now=NOW, dry_run=dry_run))


def known(state: State) -> dict[str, datetime | None]:
    """Give who is known."""
    with state.reading() as connection:
        return people.known(connection)


def test_a_list_says_who_is_there_and_who_left(state: State, tmp_path: Path) -> None:
    done = take(state, tmp_path, "name,left_at\nLi Wei,\n钱峰,2026-03-31\n")

    assert known(state) == {"Li Wei": None, "钱峰": MARCH}
    assert [(one.name, one.is_new, one.after) for one in done.changes] == [
        ("Li Wei", True, None),
        ("钱峰", True, MARCH),
    ]


def test_a_dry_run_only_tells(state: State, tmp_path: Path) -> None:
    done = take(state, tmp_path, "name\nLi Wei\n", dry_run=True)

    assert (len(done.changes), known(state)) == (1, {})


def test_a_second_time_nothing_changes_and_who_is_not_named_stays(state: State, tmp_path: Path) -> None:
    take(state, tmp_path, "name,left_at\nLi Wei,\n钱峰,2026-03-31\n")

    done = take(state, tmp_path, "name,left_at\nLi Wei,\n")

    assert done.changes == ()
    assert known(state) == {"Li Wei": None, "钱峰": MARCH}
    with state.reading() as connection:
        assert len(list(log.records_of(connection, IMPORTED, of="people"))) == 1


def test_who_comes_back_is_there_again(state: State, tmp_path: Path) -> None:
    take(state, tmp_path, "name,left_at\n钱峰,2026-03-31\n")

    (change,) = take(state, tmp_path, "name,left_at\n钱峰,\n").changes

    assert (change.before, change.after, change.is_new) == (MARCH, None, False)
    assert known(state) == {"钱峰": None}


@pytest.mark.parametrize(
    "text", ["2026-03-31", "2026/03/31", "2026-03-31T00:00:00Z", "2026-03-31T08:00:00+08:00"]
)
def test_a_day_may_be_written_as_spreadsheets_do(state: State, tmp_path: Path, text: str) -> None:
    take(state, tmp_path, f"name,left_at\nLi Wei,{text}\n")

    assert known(state) == {"Li Wei": MARCH}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("name,left_at\nLi Wei,yesterday\n", 2, "is no day"),
        ("name,left_at\n,2026-03-31\n", 2, "the name is missing"),
        ("name,left_at\nLi Wei,\nLi Wei,2026-03-31\n", 3, "stands in line 2 already"),
        ("name,left_at\nLi Wei\n", 2, "it has 1 cells"),
        ("name,left_at\n" + "x" * 101 + ",\n", 2, "characters"),
    ],
)
def test_what_is_wrong_with_a_line_is_named_and_nothing_is_changed(
    state: State, tmp_path: Path, text: str, line: int, what: str
) -> None:
    done = take(state, tmp_path, text + "Zhao Yun,\n")

    assert [fault.line for fault in done.faults] == [line]
    assert what in done.faults[0].what
    assert known(state) == {}


def test_a_file_that_is_no_such_list_is_refused(state: State, tmp_path: Path) -> None:
    with pytest.raises(EditError, match="not known"):
        take(state, tmp_path, "name,lft_at\nLi Wei,\n")
