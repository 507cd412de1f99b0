"""`/api/v1/{list}/facets` and `/api/v1/query/why-empty`: how rows spread, and what leaves them out."""

from datetime import UTC, datetime
from typing import Annotated, Final, TypeAlias

import msgspec
from litestar import Router, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import All, Query
from akwarden.model.facet import FacetList, ListName, WhyEmpty
from akwarden.workflows.facets import Narrowed, facets_of, why_empty

By: TypeAlias = Annotated[
    str,
    QueryParameter(
        max_length=400, description="The fields to count by, with commas between them. Default: all."
    ),
]
Listed: TypeAlias = Annotated[
    ListName, QueryParameter(name="list", description="Which list the query is for.")
]


KEPT_SECONDS: Final = 10
"""How old facets may be that took long to count; they say when that was."""
_ANY_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Which answer is wanted does not depend on the time."""


def _facets(name: ListName) -> HTTPRouteHandler:
    """Return the route of one list; each has a path of its own beside the pages of its rows."""

    @get(f"/{name}/facets", opt=needs(Right.READ), sync_to_thread=True, name=f"facets_of_{name}")
    def facets(
        server: GivenServer,
        within: Within,
        now: Now,
        q: Query = "",
        by: By = "",
        everything: All = False,
    ) -> FacetList:
        """Count the rows that fit by the values of their fields, the most frequent first."""
        fields = [one.strip() for one in by.split(",") if one.strip()]
        narrowed = Narrowed(list=name, where=q, with_hidden=everything, now=now, scope=within)

        def counted() -> FacetList:
            with server.state.reading() as connection:
                return facets_of(connection, narrowed, fields)

        asked = ("facets", msgspec.structs.replace(narrowed, now=_ANY_TIME), *fields)
        return server.kept.get(asked, counted, now=now, seconds=KEPT_SECONDS)

    return facets


@get("/query/why-empty", opt=needs(Right.READ), sync_to_thread=True)
def why(
    server: GivenServer,
    within: Within,
    now: Now,
    which: Listed,
    q: Query = "",
    everything: All = False,
) -> WhyEmpty:
    """Tell for each part of a query how many rows there would be without it."""
    narrowed = Narrowed(list=which, where=q, with_hidden=everything, now=now, scope=within)
    with server.state.reading() as connection:
        return why_empty(connection, narrowed)


ROUTES = Router("/", route_handlers=[*map(_facets, ListName), why], tags=["lists"])
"""The routes of this noun."""
