"""What every list takes: a query, an order, a page; said once for all routes."""

from datetime import datetime
from typing import Annotated, TypeAlias

from litestar.params import QueryParameter

from akwarden.query.source import MOST_CHARACTERS
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked

PAGE = 200
"""Rows of a page unless told otherwise."""
MOST_ROWS = 1000
"""Rows of a page at most."""

Query: TypeAlias = Annotated[
    str,
    QueryParameter(
        max_length=MOST_CHARACTERS, description="Only what fits: the query language of the lists."
    ),
]
Sort: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        max_length=40, description="By what to sort; `-name` for the other way round. Default: worst first."
    ),
]
Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=MOST_ROWS, description="Rows of the page.")]
After: TypeAlias = Annotated[
    str | None,
    QueryParameter(max_length=4096, description="The page behind this cursor, which a page gives as `next`."),
]
All: TypeAlias = Annotated[
    bool,
    QueryParameter(
        name="all", description="Also what is left out by default: what is gone, handled or ignored."
    ),
]


def asked(
    now: datetime,
    within: Scope,
    *,
    q: str,
    sort: str | None,
    limit: int | None,
    after: str | None,
    everything: bool,
) -> Asked:
    """Return what a request asks of a list, for what its caller may see."""
    return Asked(
        where=q,
        sort=sort or None,
        limit=limit,
        after=after or None,
        with_deleted=everything,
        now=now,
        scope=within,
    )
