"""Who a request comes from: looked up once, before its route, from the cookie or the `Authorization` header.

- A request that shows a token is judged by the token alone: its cookie counts for nothing.
- What is wrong leaves the request without a caller; the guard then asks for a login.
"""

from typing import Any, Final

from anyio import to_thread
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from akwarden.frontends.api.server import Server
from akwarden.model.person import Caller
from akwarden.workflows.access.door import caller_of_session, caller_of_token

_KEY: Final = "akwarden_caller"
_UNDER: Final = "/api/"
_BEARER: Final = "bearer "

_Connection = ASGIConnection[Any, Any, Any, Any]


class Authentication(ASGIMiddleware):
    """Looks up who a request comes from, for `caller_of`."""

    scopes: tuple[ScopeType, ...] = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Look up the caller and pass the request on."""
        if scope["path"].startswith(_UNDER):
            connection: _Connection = ASGIConnection(scope)
            scope.setdefault("state", {})[_KEY] = await to_thread.run_sync(look_up, connection)
        await next_app(scope, receive, send)


def caller_of(connection: _Connection) -> Caller | None:
    """Return who a request comes from, as it was looked up before the route; None for nobody."""
    found = connection.scope.get("state", {}).get(_KEY)
    return found if isinstance(found, Caller) else None


def look_up(connection: _Connection) -> Caller | None:
    """Return who a request comes from by what holds now; what lasts, as a stream does, asks again."""
    server: Server = connection.app.state["server"]
    given = connection.headers.get("authorization")
    if given is not None:
        if not given.lower().startswith(_BEARER):
            return None
        token = given[len(_BEARER) :].strip()
        return caller_of_token(server.state, token, address_of(connection), server.clock())
    cookie = connection.cookies.get(cookie_name(server))
    return None if cookie is None else caller_of_session(server.state, cookie, server.clock())


def cookie_name(server: Server) -> str:
    """Return what the cookie of a session is called: bound to this very host where there is TLS."""
    return "akwarden" if server.is_local else "__Host-akwarden"


def address_of(connection: _Connection) -> str:
    """Return the address that a request comes from."""
    return connection.client.host if connection.client is not None else ""
