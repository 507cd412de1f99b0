"""What is asked of every request before its handler runs, in one place.

- Every route states the right that it takes, or that it is public; with neither, the server does not start.
- Whoever comes with a cookie and changes something repeats the secret of the session (`X-CSRF-Token`).
- A browser says which site a request comes from; what is changed takes this very site.
- Who must show a second factor and did not yet gets no further than to setting one up.
- A right for some account groups is enough to come in; what is seen is cut to their accounts (`Scope`).
"""

import hmac
from typing import Any, Final

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.routes import HTTPRoute

from akwarden.access.roles import Right, reach
from akwarden.frontends.api.identity import caller_of
from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.server import Server
from akwarden.model.person import Caller, Via
from akwarden.workflows.access.demanding import is_held_up

RIGHT: Final = "right"
PUBLIC: Final = "public"
CSRF_HEADER: Final = "X-CSRF-Token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES: Final = frozenset({"same-origin", "none"})

_Connection = ASGIConnection[Any, Any, Any, Any]


def needs(right: Right) -> dict[str, object]:
    """Return the `opt` of a route that takes a right."""
    return {RIGHT: right}


ANYONE: Final[dict[str, object]] = {PUBLIC: True}
"""The `opt` of a route that takes nothing."""
ANY_PERSON: Final[dict[str, object]] = {RIGHT: None}
"""The `opt` of a route about oneself, for whoever is logged in."""
BEFORE_SECOND_FACTOR: Final[dict[str, object]] = {RIGHT: None, "before_second_factor": True}
"""The `opt` of a route about oneself that also works for who must show a second factor and did not yet."""


def guard(connection: _Connection, handler: BaseRouteHandler) -> None:
    """Let a request pass, or raise ProblemError."""
    server: Server = connection.app.state["server"]
    _check_host(connection, server)
    changes = connection.scope.get("method") not in _SAFE
    if changes:
        _check_site(connection, server)
    if handler.opt.get(PUBLIC) or connection.scope.get("method") == "OPTIONS":
        return
    caller = caller_of(connection)
    if caller is None:
        raise ProblemError(401, "log in first", mend="log in, or send a token that works")
    if changes:
        _check_csrf(connection, caller)
    if not handler.opt.get("before_second_factor"):
        _check_second_factor(server, caller)
    right = handler.opt[RIGHT]
    if right is not None and not reach(caller, right):
        roles = ", ".join(sorted({grant.role.value for grant in caller.grants})) or "none"
        raise ProblemError(
            403,
            f"this takes the right {right.value!r}",
            why=f"your roles are: {roles}",
            mend="ask an administrator for a role that has it",
        )


def _check_host(connection: _Connection, server: Server) -> None:
    """Refuse names that others may have given this server, by which their pages would reach it."""
    host = connection.headers.get("host", "")
    if host == server.url.partition("://")[2] or host in server.hosts:
        return
    raise ProblemError(
        421,
        "this server is not known by the name that was used",
        mend=f"open {server.url}, or name the address that people use with --url",
    )


def _check_site(connection: _Connection, server: Server) -> None:
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    own = site in _OWN_SITES if site is not None else True
    if not own or (origin is not None and origin not in _origins(server)):
        raise ProblemError(
            403, "the request comes from a page of another site", mend="do it in the console itself"
        )


def _origins(server: Server) -> frozenset[str]:
    scheme = server.url.partition("://")[0]
    return frozenset({server.url, *(f"{scheme}://{host}" for host in server.hosts)})


def _check_csrf(connection: _Connection, caller: Caller) -> None:
    if caller.via is not Via.SESSION:
        return
    given = connection.headers.get(CSRF_HEADER, "")
    if caller.csrf is None or not hmac.compare_digest(given.encode(), caller.csrf.encode()):
        raise ProblemError(
            403, "the request lacks the secret of this session", mend="reload the page and try again"
        )


def _check_second_factor(server: Server, caller: Caller) -> None:
    if is_held_up(server.settings.login.second_factor, caller):
        raise ProblemError(
            403,
            "this takes a second factor here",
            why="this session began without a one-time code and without a passkey",
            mend="set one up in the console, or log in with the one that you have",
            kind="second_factor_demanded",
        )


def unguarded(app: Litestar) -> list[str]:
    """Return the routes that state neither a right nor that they are public, but for OPTIONS."""
    return sorted(
        f"{route.path} {handler.handler_name}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.http_methods != {"OPTIONS"}
        if RIGHT not in handler.opt and PUBLIC not in handler.opt
    )
