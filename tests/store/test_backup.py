import gzip
import stat
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert
from tests.store.backups import NOW, ROWS, dump, fill, forge, lines, put_back, save
from tests.store.databases import postgresql, state
from tests.store.postgresql import Server

from akwarden.errors import BackupError
from akwarden.store import backup_restoring, backup_writing
from akwarden.store.backup_form import LONGEST_LINE
from akwarden.store.backup_reading import Backup, Verified, opened
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import METADATA, edits, policies
from akwarden.store.tables import accounts as accounts_table

__all__ = ["postgresql", "state"]

Making = Callable[[str], State]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Making]:
    """Give what makes a new state on the database that is asked for."""
    with ExitStack() as held:

        def make(kind: str) -> State:
            url = None
            if kind == "postgresql":
                server: Server = request.getfixturevalue("postgresql")
                url = held.enter_context(server.migrated())
            made = open_state(tmp_path / f"home-{len(list(tmp_path.iterdir()))}", url)
            held.callback(made.close)
            return made

        yield make


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[State]:
    """Give an empty state on SQLite."""
    made = open_state(tmp_path / "sqlite", None)
    yield made
    made.close()


@pytest.fixture
def whole(sqlite: State, tmp_path: Path) -> Path:
    """Give a backup with rows in every table."""
    fill(sqlite)
    return save(sqlite, tmp_path / "whole.backup")


# From one database to another


@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_every_row_of_every_table_comes_back_on_each_database(
    empty: Making, tmp_path: Path, source: str, target: str
) -> None:
    before, after = empty(source), empty(target)
    fill(before)

    put_back(after, save(before, tmp_path / "state.backup"))

    assert dump(after) == dump(before)
    assert all(len(rows) == ROWS for rows in dump(after).values())


def test_the_same_rows_give_the_same_lines_on_both_databases(empty: Making, tmp_path: Path) -> None:
    both = [empty("sqlite"), empty("postgresql")]
    for one in both:
        fill(one)

    first, second = (lines(save(one, tmp_path / f"{number}.backup")) for number, one in enumerate(both))

    assert first == second


def test_new_rows_are_numbered_behind_those_that_were_restored(state: State, whole: Path) -> None:
    put_back(state, whole)

    with state.writing() as connection:
        row = {"at": NOW, "actor": "alice", "title": "a new one"}
        done = connection.execute(insert(edits).values(row))

    assert done.inserted_primary_key is not None
    assert done.inserted_primary_key[0] == ROWS + 1


def test_a_table_that_was_empty_is_numbered_from_one(state: State, sqlite: State, tmp_path: Path) -> None:
    put_back(state, save(sqlite, tmp_path / "empty.backup"))

    with state.writing() as connection:
        row = {"at": NOW, "actor": "alice", "title": "the first one"}
        done = connection.execute(insert(edits).values(row))

    assert done.inserted_primary_key is not None
    assert done.inserted_primary_key[0] == 1


def test_a_state_is_cleared_whatever_points_at_what(state: State) -> None:
    fill(state)

    with state.writing() as connection:
        backup_restoring.lock(connection)
        full = backup_restoring.is_empty(connection)
        backup_restoring.clear(connection)
        cleared = backup_restoring.is_empty(connection)

    assert (full, cleared) == (False, True)
    assert all(rows == [] for rows in dump(state).values())


def test_a_backup_is_of_one_moment(state: State, tmp_path: Path) -> None:
    fill(state)

    with state.reading() as connection:
        backup_restoring.is_empty(connection)  # the moment begins with the first question
        with state.writing() as other:
            row = {"id": 99, "at": NOW, "actor": "bob", "title": "meanwhile"}
            other.execute(insert(edits).values(row))
        header = backup_writing.write(connection, tmp_path / "moment.backup", NOW)

    assert header.counts["edits"] == ROWS
    assert not any(b"meanwhile" in line for line in lines(tmp_path / "moment.backup"))


# The file


def test_a_backup_belongs_to_its_user_alone_and_leaves_nothing_beside_it(whole: Path) -> None:
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600
    assert [path.name for path in whole.parent.iterdir() if "backup" in path.name] == ["whole.backup"]


def test_what_is_there_is_not_overwritten(sqlite: State, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")

    for name in ("taken", "dangling"):
        with pytest.raises(BackupError, match="is there already"):
            save(sqlite, tmp_path / name)

    assert (tmp_path / "taken").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_where_nothing_can_be_written_nothing_is(sqlite: State, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="can't be written"):
        save(sqlite, tmp_path / "no-folder" / "state.backup")


def test_a_row_that_fits_into_no_line_leaves_no_file(sqlite: State, tmp_path: Path) -> None:
    fill(sqlite)
    with sqlite.writing() as connection:
        connection.execute(policies.update().values(document="x" * (LONGEST_LINE + 1)))

    with pytest.raises(BackupError, match="fits into no backup"):
        save(sqlite, tmp_path / "state.backup")

    assert [path for path in tmp_path.iterdir() if "backup" in path.name] == []


# What is not whole


def refused(path: Path) -> str:
    """Give the reason for which a backup is not taken."""
    with opened(path) as backup, pytest.raises(BackupError) as error:
        backup.verify()
    return f"{error.value.what}: {error.value.why}"


def test_a_backup_that_was_cut_short_anywhere_is_refused(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    cut = tmp_path / "cut"

    for size in [*range(0, len(content), max(1, len(content) // 60)), len(content) - 8, len(content) - 1]:
        cut.write_bytes(content[:size])
        assert "is not a whole backup" in refused(cut), size


def test_a_backup_with_one_changed_byte_is_refused(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    changed = tmp_path / "changed"

    # Behind the header of gzip, whose system nobody checks, and before the bits that only fill a byte.
    for at in range(10, len(content) - 9, max(1, len(content) // 60)):
        changed.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert "backup" in refused(changed), at


def test_a_line_that_was_edited_does_not_fit_the_digest(whole: Path, tmp_path: Path) -> None:
    text = gzip.decompress(whole.read_bytes())
    edited = tmp_path / "edited"
    edited.write_bytes(gzip.compress(text.replace(b"remark 1", b"remark 9")))

    assert "its digest is another" in refused(edited)


def without_a_row(content: list[bytes]) -> list[bytes]:
    """Leave out the first row."""
    return content[:2] + content[3:]


def with_a_row_more(content: list[bytes]) -> list[bytes]:
    """Give the first row twice."""
    return [*content[:3], *content[2:]]


def without_a_table(content: list[bytes]) -> list[bytes]:
    """Leave out the first table."""
    return [content[0], *content[2 + ROWS :]]


def with_a_wrong_type(content: list[bytes]) -> list[bytes]:
    """Put a text into the column of a number, or a number into that of a text."""
    row = msgspec.json.decode(content[2])
    other = 1 if isinstance(row[0], str) else "one"
    return [*content[:2], msgspec.json.encode([other, *row[1:]]) + b"\n", *content[3:]]


def with_a_cell_less(content: list[bytes]) -> list[bytes]:
    """Leave out a cell."""
    row = msgspec.json.decode(content[2])
    return [*content[:2], msgspec.json.encode(row[1:]) + b"\n", *content[3:]]


def with_a_null(content: list[bytes]) -> list[bytes]:
    """Put NULL where none can be."""
    row = msgspec.json.decode(content[2])
    return [*content[:2], msgspec.json.encode([None, *row[1:]]) + b"\n", *content[3:]]


def with_a_number_too_large(content: list[bytes]) -> list[bytes]:
    """Put a number where no database holds it."""
    row = msgspec.json.decode(content[2])
    return [*content[:2], msgspec.json.encode([1 << 62, *row[1:]]) + b"\n", *content[3:]]


def with_a_negative_count(content: list[bytes]) -> list[bytes]:
    """Say that a table has less than no rows."""
    header = msgspec.json.decode(content[0])
    header["counts"]["edits"] = -1
    return [msgspec.json.encode(header) + b"\n", *content[1:]]


def with_an_unknown_table(content: list[bytes]) -> list[bytes]:
    """Say that there is a table more."""
    header = msgspec.json.decode(content[0])
    header["counts"]["more"] = 0
    return [msgspec.json.encode(header) + b"\n", *content[1:]]


@pytest.mark.parametrize(
    "edit",
    [
        without_a_row,
        with_a_row_more,
        without_a_table,
        with_a_wrong_type,
        with_a_cell_less,
        with_a_null,
        with_a_number_too_large,
        with_a_negative_count,
        with_an_unknown_table,
        lambda _: [],
        lambda content: content[:1],
        lambda content: [b'{"schema": "another/1"}\n', *content[1:]],
        lambda content: [*content, b"\n"],
        lambda content: [b"[" * 100_000 + b"\n", *content],
    ],
)
def test_what_was_forged_with_its_digest_is_refused_as_well(
    whole: Path, tmp_path: Path, edit: Callable[[list[bytes]], list[bytes]]
) -> None:
    forged = forge(tmp_path / "forged", edit(lines(whole)))

    assert "the backup" in refused(forged) or "is not a whole backup" in refused(forged)


def test_what_stands_behind_the_end_is_refused(whole: Path, tmp_path: Path) -> None:
    for more in (gzip.compress(b"more"), b"more"):
        longer = tmp_path / "longer"
        longer.write_bytes(whole.read_bytes() + more)
        assert "is not a whole backup" in refused(longer)


@pytest.mark.parametrize(
    "content",
    [b"", b"text", b"SQLite format 3\x00", gzip.compress(b""), gzip.compress(b"{}\n")],
    ids=["empty", "text", "sqlite", "empty gzip", "foreign json"],
)
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "foreign").write_bytes(content)

    assert "is not a whole backup of akwarden" in refused(tmp_path / "foreign")


def test_a_folder_and_a_missing_file_are_no_backups(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BackupError, match="can't be read"), opened(path):
            pass


def test_a_backup_of_newer_tables_is_refused_with_the_version_that_wrote_it(
    whole: Path, tmp_path: Path
) -> None:
    content = lines(whole)
    header = msgspec.json.decode(content[0]) | {"step": "9999", "akwarden": "7.0"}
    newer = forge(tmp_path / "newer", [msgspec.json.encode(header) + b"\n", *content[1:]])

    assert "comes from another akwarden, 7.0" in refused(newer)


def test_rows_that_contradict_each_other_leave_nothing(state: State, whole: Path, tmp_path: Path) -> None:
    content = lines(whole)
    forged = forge(tmp_path / "forged", [*content[:2], content[2], content[2], *content[4:]])

    with pytest.raises(BackupError, match="do not fit together"):
        put_back(state, forged)

    assert all(rows == [] for rows in dump(state).values())


def test_a_file_that_changes_while_it_is_read_leaves_nothing(
    sqlite: State, whole: Path, empty: Making
) -> None:
    target = empty("sqlite")
    with sqlite.writing() as connection:
        connection.execute(accounts_table.update().values(department="changed"))
    other = save(sqlite, whole.with_name("other.backup"))

    with opened(whole) as first:
        verified = first.verify()
    with opened(other) as second, pytest.raises(BackupError, match="was changed while it was read"):
        _insert(target, second, verified)

    assert all(rows == [] for rows in dump(target).values())


def _insert(target: State, backup: Backup, verified: Verified) -> None:
    with target.writing() as connection:
        backup_restoring.insert_rows(connection, backup.rows(verified))


def test_a_line_without_an_end_takes_bounded_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb"
    with gzip.open(bomb, "wb", compresslevel=1) as out:
        for _ in range(200):
            out.write(bytes(1 << 20))

    tracemalloc.start()
    reason = refused(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "a line is too long" in reason
    assert peak < 4 * LONGEST_LINE


def test_large_rows_are_never_all_in_memory(empty: Making, tmp_path: Path) -> None:
    source, target = empty("sqlite"), empty("sqlite")
    fill(source)
    for number in range(10, 70):
        row = {"document": "x" * (1 << 20), "cloud_id": f"{number}", "id": number, "account_id": 1}
        with source.writing() as connection:
            connection.execute(insert(policies).values(name="n", kind="k", version="v", **row))
    path = save(source, tmp_path / "large.backup")

    tracemalloc.start()
    put_back(target, path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 30 << 20
    assert len(dump(target)["policies"]) == 60 + ROWS


def test_every_table_of_the_state_is_in_a_backup(whole: Path) -> None:
    named = [msgspec.json.decode(line)["table"] for line in lines(whole)[1:] if line.startswith(b'{"table"')]

    assert sorted(named) == sorted(METADATA.tables)
