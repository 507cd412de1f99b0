"""`GET /api/v1/login`: which ways there are to come in, for the login page."""

import msgspec
from litestar import Router, get

from akwarden.frontends.api.given import GivenServer
from akwarden.frontends.api.guards import ANYONE
from akwarden.frontends.api.identity import caller_of
from akwarden.frontends.api.login.cookies import AppRequest
from akwarden.frontends.api.login.passkeys import site
from akwarden.frontends.api.login.sign_on import button
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.turns import in_turn
from akwarden.store.access import persons


class LoginWays(msgspec.Struct, frozen=True, kw_only=True):
    """How people can come in here."""

    first_start: bool
    """Whether there is nobody yet: the link on the terminal is the way in."""
    passkeys: bool
    """Whether passkeys can be used; browsers take none for a bare IP address."""
    sign_on: str | None
    """What the button for single sign-on says; null where there is none."""
    demo: bool
    """Whether everything here is made up."""
    logged_in: bool
    """Whether whoever asks is logged in already, such as in another tab."""


@get("/login", opt=ANYONE)
async def ways(server: GivenServer, request: AppRequest) -> LoginWays:
    """Say how people can come in."""
    first = await in_turn(request, lambda: _is_first(server))
    return LoginWays(
        first_start=first,
        passkeys=site(server) is not None,
        sign_on=button(server),
        demo=server.demo,
        logged_in=caller_of(request) is not None,
    )


def _is_first(server: Server) -> bool:
    with server.state.reading() as connection:
        return not persons.is_anyone(connection)


ROUTES = Router("/", route_handlers=[ways], tags=["login"])
