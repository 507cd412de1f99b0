import ibis

from akwarden.detectors.behavior.columns import ADDED, ENRICHED, EVENT
from akwarden.store.lake.schema import LAKE_SCHEMA


def test_an_event_has_the_columns_of_the_lake() -> None:
    assert ibis.Schema.from_pyarrow(LAKE_SCHEMA) == EVENT


def test_no_added_column_hides_one_of_the_event() -> None:
    assert not set(ADDED) & set(EVENT)
    assert tuple(ENRICHED) == (*EVENT, *ADDED)


def test_added_truths_are_never_null() -> None:
    assert [name for name, kind in ADDED.items() if kind.is_boolean() and kind.nullable] == []
