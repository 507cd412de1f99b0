"""Lists as files to take away; what a browser is sent is what the list shows, all pages of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec import Meta

from akwarden.errors import UsageError
from akwarden.query.vocabulary import nearest
from akwarden.reports.table_export import ExportForm, exported
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked

_Row = TypeVar("_Row")
Form: TypeAlias = Annotated[ExportForm, QueryParameter(name="format", description="What the file is.")]
Chosen: TypeAlias = Annotated[
    str | None,
    QueryParameter(max_length=2000, description="Columns of a table, separated by commas; all by default."),
]


class Picked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows that were picked in a list, and the file that they are to stand in."""

    ids: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(min_length=1, max_length=1000)
    ]
    """The whole ids of the rows. What is not there, or may not be seen, is not in the file."""
    form: ExportForm = msgspec.field(default=ExportForm.CSV, name="format")
    """What the file is."""
    columns: Annotated[str, Meta(max_length=2000)] | None = None
    """Columns of a table, separated by commas; all by default."""
    sort: Annotated[str, Meta(max_length=40)] | None = None
    """By what to sort; `-name` for the other way round. Default: worst first."""

    def asked(self, within: Scope, now: datetime) -> Asked:
        """Return what this asks of the list, also of what it leaves out by default."""
        return Asked(sort=self.sort or None, with_deleted=True, now=now, scope=within, only=self.ids)


def sent(
    rows: Iterator[msgspec.Struct],
    of: type[msgspec.Struct],
    form: ExportForm,
    *,
    name: str,
    columns: str | None,
    now: datetime,
) -> Stream:
    """Return rows as a file; raises UsageError for a column that there is not."""
    chosen = _columns(of.__struct_fields__, columns)
    # A query that is wrong is told before the answer begins: behind its first byte nothing can be said.
    rows = _begun(rows)
    file = f"akwarden-{name}-{now:%Y%m%d-%H%M}.{form.value}"
    return Stream(
        exported(rows, chosen, form),
        media_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def _begun(rows: Iterator[_Row]) -> Iterator[_Row]:
    """Return the same rows, the first of which was read."""
    for first in rows:
        return chain((first,), rows)
    return iter(())


def _columns(known: Sequence[str], given: str | None) -> Sequence[str]:
    if not given:
        return known
    names = [name.strip() for name in given.split(",")]
    for name in names:
        if name not in known:
            near = nearest(name, tuple(known))
            raise UsageError(
                f"there is no column {name!r:.80}",
                why=f"the columns are {', '.join(known)}",
                mend=f"did you mean {near}?" if near else None,
            )
    return names
