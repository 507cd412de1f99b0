"""`/api/v1/overview`: five numbers, what to do first, thirty days, and what is not seen."""

from typing import Final

from litestar import Router, get

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.model.overview import Overview
from akwarden.workflows.overview.open_counts import OpenCounts, open_counts
from akwarden.workflows.overview.overview import overview

KEPT_SECONDS: Final = 10
"""How old the overview may be where it took long to make; each part of it says when that was."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def whole(server: GivenServer, within: Within, now: Now) -> Overview:
    """Tell what is wrong and what to do first, for the accounts that you may see."""

    def made() -> Overview:
        with server.state.reading() as connection:
            return overview(connection, within, now)

    return server.kept.get(("overview", within), made, now=now, seconds=KEPT_SECONDS)


@get("/counts", opt=needs(Right.READ), sync_to_thread=True)
def counts(server: GivenServer, within: Within, now: Now) -> OpenCounts:
    """Count what is open on each list."""
    with server.state.reading() as connection:
        return open_counts(connection, within, now)


ROUTES = Router("/overview", route_handlers=[whole, counts], tags=["overview"])
"""The routes of this noun."""
