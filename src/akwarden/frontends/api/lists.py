"""What every list takes: a query, an order, a page; said once for all routes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Generic, Self, TypeAlias, TypeVar

import msgspec
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from akwarden.frontends.api.given import Now, Within
from akwarden.query.source import MOST_CHARACTERS
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked, Listing

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


_Row = TypeVar("_Row")
_Item = TypeVar("_Item")


class Page(msgspec.Struct, Generic[_Row], frozen=True, kw_only=True):
    """A page of a list; each kind names its rows once more, as the document of the API reads them there."""

    rows: tuple[_Row, ...]
    """What is on the page, in the order that was asked for."""
    next: str | None
    """What `after` takes for the next page; null at the end."""
    total: int
    """How many there are on all pages."""
    approximate: bool
    """Whether there are about so many: very many are not counted to the end."""
    hidden: int
    """How many more fit the query and are gone, handled, ignored or closed; `all` shows them."""
    as_of: datetime
    """When this was read."""

    @classmethod
    def of(cls, listing: Listing[_Item], rows: Iterable[_Row], as_of: datetime) -> Self:
        """Take the rows of a listing, and then what it tells of the others."""
        return cls(
            rows=tuple(rows),
            next=listing.next,
            total=listing.total,
            approximate=listing.approximate,
            hidden=listing.hidden,
            as_of=as_of,
        )


def asked(
    now: datetime,
    within: Scope,
    *,
    q: str,
    sort: str | None,
    limit: int | None = None,
    after: str | None = None,
    everything: bool = False,
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


def page_asked(
    within: Within,
    now: Now,
    q: Query = "",
    sort: Sort = None,
    limit: Limit = PAGE,
    after: After = None,
    everything: All = False,
) -> Asked:
    """Return which page of a list a request asks for."""
    return asked(now, within, q=q, sort=sort, limit=limit, after=after, everything=everything)


def whole_asked(within: Within, now: Now, q: Query = "", sort: Sort = None, everything: All = False) -> Asked:
    """Return which whole list a request asks for."""
    return asked(now, within, q=q, sort=sort, everything=everything)


GivenPage: TypeAlias = NamedDependency[Asked]
"""The parameter `page`: which page of a list is asked for."""
GivenWhole: TypeAlias = NamedDependency[Asked]
"""The parameter `whole`: which whole list is asked for."""
