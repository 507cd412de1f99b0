from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.store.lake.lakes import FIRST, event, table

from akwarden.store.lake.engine import duckdb_table
from akwarden.store.lake.schema import LAKE_SCHEMA

# Ibis calls DuckDB by a name that this version of it gives up.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def _written(path: Path, numbers: range) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table([event(number) for number in numbers]), path)
    return path


def test_files_are_one_table_by_the_schema_of_the_lake(tmp_path: Path) -> None:
    files = [_written(tmp_path / f"{number}.parquet", range(number, number + 5)) for number in (0, 5)]

    found = duckdb_table(files)

    assert found.columns == tuple(LAKE_SCHEMA.names)
    assert found.event_id.nunique().to_pyarrow().as_py() == 10
    assert found.time.min().to_pyarrow().as_py() == FIRST
    assert found.time.hour().max().to_pyarrow().as_py() == 23


def test_no_files_are_a_table_of_the_same_form(tmp_path: Path) -> None:
    empty, full = duckdb_table([]), duckdb_table([_written(tmp_path / "one.parquet", range(3))])

    assert empty.schema() == full.schema()
    assert empty.count().to_pyarrow().as_py() == 0
    assert empty.to_pyarrow().schema.types == LAKE_SCHEMA.types


@pytest.mark.parametrize("folder", ["a[b]c", "a*", "what?", "{x,y}", "it's"])
def test_a_folder_may_have_any_name(tmp_path: Path, folder: str) -> None:
    path = _written(tmp_path / folder / "one.parquet", range(3))
    _written(tmp_path / "abc" / "one.parquet", range(9))
    _written(tmp_path / "aa" / "one.parquet", range(9))

    assert duckdb_table([path]).count().to_pyarrow().as_py() == 3


def test_tables_do_not_share_a_connection(tmp_path: Path) -> None:
    first = duckdb_table([_written(tmp_path / "one.parquet", range(3))])
    second = duckdb_table([_written(tmp_path / "two.parquet", range(4))])

    assert [first.count().to_pyarrow().as_py(), second.count().to_pyarrow().as_py()] == [3, 4]


def test_what_is_read_has_the_types_of_the_lake(tmp_path: Path) -> None:
    found = duckdb_table([_written(tmp_path / "one.parquet", range(3))]).to_pyarrow()

    assert found.schema.types == LAKE_SCHEMA.types
    assert found.cast(LAKE_SCHEMA).equals(table([event(number) for number in range(3)]))


def test_no_extension_is_loaded_from_anywhere(tmp_path: Path) -> None:
    found = duckdb_table([_written(tmp_path / "one.parquet", range(3))])

    settings = found.get_backend().raw_sql(
        "SELECT value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
    )

    assert {row[0] for row in settings.fetchall()} == {"false"}
