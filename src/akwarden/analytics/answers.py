"""Answers of engines, as the views declare them: engines give some types of their own."""

import ibis
import pyarrow as pa


def declared(answer: pa.Table, schema: ibis.Schema) -> pa.Table:
    """Return an answer with the columns and types of the schema of its view.

    A time without a zone is in UTC. Raises ValueError for a value that does not fit and for a null where the
    schema has none, KeyError for a column that is missing.
    """
    target = schema.to_pyarrow()
    missing = [name for name in target.names if name not in answer.column_names]
    if missing:
        raise KeyError(f"the answer has no {', '.join(missing)}")
    columns = [_fitting(answer.column(field.name), field) for field in target]
    return pa.Table.from_arrays(columns, schema=target)


def _fitting(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    if not field.nullable and column.null_count:
        raise ValueError(f"the column {field.name} has nulls")
    return column.cast(field.type)
