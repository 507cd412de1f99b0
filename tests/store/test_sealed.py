from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from tests.store.databases import postgresql, state

from akwarden.errors import StateError
from akwarden.store import sealed
from akwarden.store.migration import open_state
from akwarden.store.sealed import SealedName, SealedRow
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

_AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
_OF = SealedName("text", "local", "db")


def _row(version: int, of: SealedName = _OF, kek: bytes = b"k" * 16) -> SealedRow:
    return SealedRow(of=of, version=version, kek=kek, sealed=b"sealed %d" % version, created_at=_AT)


def _put(connection: Connection, *rows: SealedRow) -> None:
    for row in rows:
        sealed.put(connection, row)


def test_a_version_comes_back_as_it_was_put(state: State) -> None:
    with state.writing() as connection:
        _put(connection, _row(1), _row(2))

    with state.reading() as connection:
        assert sealed.get(connection, _OF, 2) == _row(2)
        assert sealed.get(connection, _OF, 3) is None
        assert sealed.get(connection, SealedName("text", "other", "db"), 1) is None


def test_the_newest_version_is_that_of_the_same_kind_owner_and_name(state: State) -> None:
    with state.writing() as connection:
        _put(connection, _row(1), _row(4), _row(9, SealedName("text", "local", "db2")))

    with state.reading() as connection:
        assert sealed.newest_version(connection, _OF) == 4
        assert sealed.newest_version(connection, SealedName("access-key", "local", "db")) == 0


def test_one_version_is_never_put_twice(state: State) -> None:
    with state.writing() as connection:
        sealed.put(connection, _row(1))

    with pytest.raises(StateError), state.writing() as connection:
        sealed.put(connection, _row(1))

    with state.reading() as connection:
        assert [one.version for one in sealed.listed(connection)] == [1]


def test_versions_are_listed_by_name_without_what_is_in_them(state: State) -> None:
    other = SealedName("access-key", "local", "api")
    with state.writing() as connection:
        _put(connection, _row(2), _row(1), _row(1, other))

    with state.reading() as connection:
        found = list(sealed.listed(connection))
        names = sealed.names(connection, "local")

    assert [(one.of, one.version, one.created_at) for one in found] == [
        (other, 1, _AT),
        (_OF, 1, _AT),
        (_OF, 2, _AT),
    ]
    assert names == ["api", "db"]


def test_it_is_known_which_keys_wrap_something(state: State) -> None:
    with state.reading() as connection:
        before = (sealed.has_any(connection), sealed.keks(connection))
    with state.writing() as connection:
        _put(connection, _row(1), _row(2, kek=b"n" * 16))

    with state.reading() as connection:
        assert before == (False, frozenset())
        assert sealed.has_any(connection)
        assert sealed.keks(connection) == {b"k" * 16, b"n" * 16}


def test_the_kinds_under_a_name_are_told(state: State) -> None:
    with state.writing() as connection:
        _put(connection, _row(1), _row(1, SealedName("access-key", "local", "db")))

    with state.reading() as connection:
        assert sealed.kinds(connection, "local", "db") == ["access-key", "text"]
        assert sealed.kinds(connection, "local", "nothing") == []


def test_a_blob_that_somebody_overwrote_with_text_comes_back_as_bytes(tmp_path: Path) -> None:
    # Only SQLite keeps a text in a column of bytes.
    sqlite = open_state(tmp_path, None)
    with sqlite.writing() as connection:
        sealed.put(connection, _row(1))
        connection.execute(text("UPDATE sealed_secrets SET sealed = 'text', kek = 'more'"))

    with sqlite.reading() as connection:
        row = sealed.get(connection, _OF, 1)

    sqlite.close()
    assert row is not None
    assert (row.sealed, row.kek) == (b"text", b"more")
