"""Times in the state: milliseconds since 1970 in UTC, the same on every database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_millis(at: datetime) -> int:
    """Return the milliseconds since 1970; raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        message = "a time in the state has a zone"
        raise ValueError(message)
    return (at - _EPOCH) // _MILLISECOND


def from_millis(millis: int) -> datetime:
    """Return the time in UTC."""
    return _EPOCH + millis * _MILLISECOND


def rounded(at: datetime) -> datetime:
    """Return the time as the state gives it back."""
    return from_millis(to_millis(at))


class Moment(TypeDecorator[datetime]):
    """A column that takes and gives times; a number that is compared with it counts milliseconds."""

    impl = BigInteger  # type: ignore[mutable-override]
    cache_ok = True  # type: ignore[mutable-override]

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:  # noqa: ARG002  SQLAlchemy's signature
        """Return what is stored."""
        return to_millis(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  as above
        """Return the time that is stored."""
        return None if value is None else from_millis(value)
