"""Statements that say which index serves them, on SQLite.

It takes a unique index, which leads to one row, before another that holds all that is asked for, however
large the row is. `Select.with_hint` says otherwise; this writes it down.
"""

from typing import Any

from sqlalchemy.dialects.sqlite.base import SQLiteCompiler


class HintCompiler(SQLiteCompiler):
    """Writes what a statement says of a table behind the name of the table."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:  # noqa: ARG002  SQLAlchemy calls it
        """Return what stands behind the name of a table."""
        return text
