"""Joins that keep the rows they are given, each once."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir


def attached(rows: ir.Table, facts: ir.Table, on: Mapping[str, str], columns: Mapping[str, str]) -> ir.Table:
    """Return all rows with columns of the facts that fit them, null where none does.

    `on` says which column of the facts is equal to which of the rows, `columns` what each is called among the
    rows and in the facts. The facts have one row for each combination of what they are joined by.
    """
    # Named anew, as the engines and Ibis disagree about columns that both sides have.
    taken = facts.select(
        **{f"join_{at}": facts[theirs] for at, theirs in enumerate(on.values())},
        **{f"take_{at}": facts[theirs] for at, theirs in enumerate(columns.values())},
    )
    fits = [rows[ours] == taken[f"join_{at}"] for at, ours in enumerate(on)]
    joined = rows.left_join(taken, fits)
    return joined.select(
        *[joined[name] for name in rows.columns],
        **{ours: joined[f"take_{at}"] for at, ours in enumerate(columns)},
    )


def truth(column: ir.Value) -> ir.BooleanValue:
    """Return a condition that is false where it is null."""
    sure: ir.BooleanValue = column.fill_null(ibis.literal(value=False))
    return sure
