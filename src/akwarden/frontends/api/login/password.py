"""`/api/v1/login` and `/logout`: a password with a one-time code, and one-time links."""

from typing import Annotated

import msgspec
from litestar import Response, Router, post
from litestar.params import JSONBody
from msgspec import Meta

from akwarden.errors import AccessError
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import ANYONE, BEFORE_SECOND_FACTOR
from akwarden.frontends.api.login.cookies import (
    AppRequest,
    coming,
    cookies_of,
    keyhole,
    metrics_of,
    no_cookie,
)
from akwarden.frontends.api.login.me import Me, Password, me_of, too_many
from akwarden.frontends.api.metrics import LoginFailure
from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.turns import in_turn
from akwarden.model.hidden import Hidden
from akwarden.model.person import Via
from akwarden.model.secret import Secret
from akwarden.store.access import sessions
from akwarden.store.audit_log import log
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.links import Chosen, follow, whose
from akwarden.workflows.access.logging_in import Typed, log_in
from akwarden.workflows.access.outcome import Blocked, LoggedIn, Outcome, SecondFactorNeeded

_Token = Annotated[str, Meta(min_length=1, max_length=200)]
_Short = Annotated[str, Meta(max_length=200)]


class Login(Hidden, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody types to come in."""

    login: Annotated[str, Meta(min_length=1, max_length=200)]
    """Their login."""
    password: Password
    """Their password."""
    code: Annotated[str, Meta(max_length=64)] | None = None
    """A one-time code or a recovery code, once the server asks for one."""


class LinkLogin(Hidden, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody who follows a one-time link decides."""

    token: _Token
    """What stands behind `#` in the link."""
    password: Password
    """The password from now on: at least 12 characters."""
    login: _Short | None = None
    """At the first start: the login of the first administrator."""
    name: _Short | None = None
    """At the first start: their name."""


class LinkToken(Hidden, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A one-time link."""

    token: _Token
    """What stands behind `#` in it."""


class LinkOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose link it is."""

    login: str | None
    """The login; null for the first start, where one is chosen."""


def entered(server: Server, request: AppRequest, outcome: Outcome) -> Response[Me]:
    """Answer what came of a login."""
    match outcome:
        case LoggedIn(caller=caller):
            me = me_of(server, request.app.state, caller)
            return Response(me, status_code=200, cookies=cookies_of(server, outcome))
        case Blocked():
            metrics_of(request).login_failed(LoginFailure.BLOCKED)
            raise too_many(outcome)
        case SecondFactorNeeded():
            raise ProblemError(
                401,
                "a one-time code is needed too",
                mend="type the code that your phone shows, or a recovery code",
                kind="second_factor_needed",
            )
        case _:
            metrics_of(request).login_failed(LoginFailure.REFUSED)
            raise ProblemError(
                401,
                "that was not right",
                why="the login, the password or the code is wrong, or this person may not come in",
                kind="login_refused",
            )


@post("/login", opt=ANYONE, status_code=200)
async def login(server: GivenServer, request: AppRequest, data: JSONBody[Login]) -> Response[Me]:
    """Log in with a password, and a one-time code where the person has set them up."""
    code = Secret(data.code.encode()) if data.code else None
    typed = Typed(data.login, Secret(data.password.encode("utf-8", "surrogatepass")), code)
    where = coming(server, request)
    return await in_turn(request, lambda: entered(server, request, log_in(keyhole(server), typed, where)))


@post("/login/link/whose", opt=ANYONE, status_code=200)
async def whose_link(
    server: GivenServer, request: AppRequest, now: Now, data: JSONBody[LinkToken]
) -> LinkOwner:
    """Say whose a one-time link is; it stays as it is."""
    person = await in_turn(request, lambda: whose(server.state, data.token, now))
    return LinkOwner(login=None if person is None else person.login)


@post("/login/link", opt=ANYONE, status_code=200)
async def follow_link(server: GivenServer, request: AppRequest, data: JSONBody[LinkLogin]) -> Response[Me]:
    """Use up a one-time link: set a password, and come in."""
    chosen = Chosen(Secret(data.password.encode("utf-8", "surrogatepass")), data.login, data.name)
    where = coming(server, request)
    return await in_turn(
        request, lambda: entered(server, request, follow(server.state, data.token, chosen, where))
    )


@post("/logout", opt=BEFORE_SECOND_FACTOR, sync_to_thread=True, status_code=200)
def logout(server: GivenServer, caller: GivenCaller, now: Now) -> Response[None]:
    """End this session."""
    if caller.via is not Via.SESSION:
        raise AccessError("a token does not log out", mend="revoke it: akwarden tokens revoke ID")
    with server.state.writing() as connection:
        if sessions.end(connection, caller.person_id, caller.pass_id):
            log.append(connection, Acting(actor=caller.login, now=now).event("logout", caller.login))
    return Response(None, status_code=200, cookies=[no_cookie(server)])


ROUTES = Router("/", route_handlers=[login, whose_link, follow_link, logout], tags=["login"])
