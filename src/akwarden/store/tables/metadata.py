"""What all tables share: one collection, and names for constraints that are the same on every database."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def numbered() -> Column[int]:
    """Return the column of a row's own number."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def belongs_to(table: str, name: str, *, optional: bool = False, key: bool = False) -> Column[int]:
    """Return a column that points at a row of `table` and goes with it."""
    return Column(
        name,
        Integer,
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=optional,
        primary_key=key,
        autoincrement=False,
        index=not key,
    )
