"""What a merge wrote: how many rows are new, other than before, or of what is gone."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import RowMapping


class Change(msgspec.Struct, frozen=True):
    """Rows that were written."""

    added: int = 0
    changed: int = 0
    gone: int = 0

    def __add__(self, other: "Change") -> "Change":
        """Return both together."""
        return Change(self.added + other.added, self.changed + other.changed, self.gone + other.gone)

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.added or self.changed or self.gone)


def difference(kept: RowMapping, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of `wanted` that `kept` has otherwise."""
    return {name: value for name, value in wanted.items() if kept[name] != value}
