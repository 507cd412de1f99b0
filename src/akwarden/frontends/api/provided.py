"""What handlers are given by name: the server, who calls, what they may see, and the time."""

from datetime import datetime

from litestar import Request
from litestar.datastructures import State
from litestar.di import Provide

from akwarden.access.roles import Right, reach
from akwarden.frontends.api.given import GivenServer
from akwarden.frontends.api.guards import RIGHT
from akwarden.frontends.api.identity import caller_of
from akwarden.frontends.api.lists import page_asked, whole_asked
from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.server import Server
from akwarden.model.person import Caller
from akwarden.workflows.access.scope import EVERYWHERE, NOWHERE, Scope, scope_of

_Request = Request[object, object, State]


def _server(request: _Request) -> Server:
    given: Server = request.app.state["server"]
    return given


def _caller(request: _Request) -> Caller:
    caller = caller_of(request)
    if caller is None:
        raise ProblemError(401, "log in first")
    return caller


def _scope(request: _Request, server: GivenServer) -> Scope:
    """Return the accounts for which the caller has the right that the route takes."""
    right: Right = request.route_handler.opt.get(RIGHT) or Right.READ
    caller = caller_of(request)
    where = None if caller is None else reach(caller, right)
    if not where:
        return NOWHERE
    if where.everywhere:
        return EVERYWHERE
    with server.state.reading() as connection:
        return scope_of(connection, where)


def _now(server: GivenServer) -> datetime:
    return server.clock()


def provided() -> dict[str, Provide]:
    """Return what handlers may name."""
    return {
        "server": Provide(_server, sync_to_thread=False),
        "caller": Provide(_caller, sync_to_thread=False),
        "within": Provide(_scope, sync_to_thread=True),
        "now": Provide(_now, sync_to_thread=False),
        "page": Provide(page_asked, sync_to_thread=False),
        "whole": Provide(whole_asked, sync_to_thread=False),
    }
