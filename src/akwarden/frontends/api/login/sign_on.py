"""`/api/v1/login/oidc`: single sign-on; the browser goes to the provider and comes back with a code."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Final, TypeAlias

from litestar import Response, Router, get
from litestar.datastructures import Cookie
from litestar.params import QueryParameter

from akwarden.errors import AccessError, VaultError
from akwarden.frontends.api.given import GivenServer
from akwarden.frontends.api.guards import ANYONE
from akwarden.frontends.api.login.cookies import AppRequest, coming, cookies_of, keyhole, metrics_of
from akwarden.frontends.api.metrics import LoginFailure
from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.turns import in_providers_turn
from akwarden.model.secret import Secret
from akwarden.providers.identity_provider import IdentityProvider
from akwarden.providers.transport import Transport
from akwarden.store.moment import rounded
from akwarden.workflows.access import sign_on as flow
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.sign_on import Brought, Failed, Failure, SignOn
from akwarden.workflows.vault.secrets import Opening, SecretKind, Vault, open_secret

PATH: Final = "/api/v1/login/oidc"
_LOG: Final = logging.getLogger("akwarden.login")
_SECONDS: Final = 10.0
_COOKIE_SECONDS: Final = 600
_SEE_OTHER: Final = 303
_ITSELF: Final = "akwarden"
_Code: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=4096, description="What the provider gave.")
]
_State: TypeAlias = Annotated[
    str | None, QueryParameter(name="state", max_length=4096, description="Which login it is.")
]
_Issuer: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=4096, description="Who the provider is.")
]


def button(server: Server) -> str | None:
    """Return what the button of the login page says; None where single sign-on is not set up."""
    set_up = server.settings.login
    return set_up.button if set_up.issuer and set_up.client_id else None


def _sign_on(server: Server) -> SignOn:
    set_up = server.settings.login
    if not set_up.issuer or not set_up.client_id:
        raise AccessError(
            "single sign-on is not set up here",
            mend="set login.issuer and login.client_id, or use a password",
        )
    return SignOn(
        issuer=set_up.issuer,
        client_id=set_up.client_id,
        client_secret=lambda: _secret(server, set_up.client_secret),
        redirect=f"{server.url}{PATH}/callback",
        scopes=set_up.scopes,
        groups_claim=set_up.groups_claim,
        roles=set_up.roles,
    )


def _secret(server: Server, name: str | None) -> Secret | None:
    """Return the secret of this client from the vault, where it has one; that it is used is on record."""
    if name is None:
        return None
    vault = Vault(server.state, keyhole(server).open(), _ITSELF)
    opened = open_secret(vault, name, why=Opening.USE, now=rounded(server.clock()), kind=SecretKind.TEXT)
    if not isinstance(opened.content, Secret):
        raise AccessError(
            "the secret that login.client_secret names is no text", mend="put it there as a text"
        )
    return opened.content


@contextmanager
def _provider(server: Server) -> Iterator[IdentityProvider]:
    transport = Transport(_SECONDS)
    try:
        yield IdentityProvider(transport, private=server.settings.login.private_addresses)
    finally:
        transport.close()


@get("/login/oidc/start", opt=ANYONE)
async def start(server: GivenServer, request: AppRequest) -> Response[None]:
    """Send the browser to the identity provider."""
    return await _in_turn(request, lambda: _started(server, request))


def _started(server: Server, request: AppRequest) -> Response[None]:
    try:
        with _provider(server) as provider:
            started = flow.start(server.state, _sign_on(server), provider, coming(server, request))
    except (AccessError, VaultError) as error:
        started = Failed(Failure.UNAVAILABLE, error.what)
    if isinstance(started, Failed):
        return _back(request, started)
    cookie = _cookie(server, started.browser.reveal().decode(), _COOKIE_SECONDS)
    return Response(None, status_code=_SEE_OTHER, headers={"Location": started.address}, cookies=[cookie])


@get("/login/oidc/callback", opt=ANYONE)
async def callback(
    server: GivenServer,
    request: AppRequest,
    code: _Code = None,
    login_state: _State = None,
    iss: _Issuer = None,
) -> Response[None]:
    """Let in for whom the identity provider vouches."""
    browser = request.cookies.get(_name(server))
    brought = Brought(code=code, state=login_state, issuer=iss, browser=browser)
    return await _in_turn(request, lambda: _finished(server, request, brought))


def _finished(server: Server, request: AppRequest, brought: Brought) -> Response[None]:
    try:
        with _provider(server) as provider:
            done = flow.finish(server.state, _sign_on(server), provider, brought, coming(server, request))
    except (AccessError, VaultError) as error:
        done = Failed(Failure.UNAVAILABLE, error.what)
    if not isinstance(done, LoggedIn):
        return _back(
            request, done
        )  # with its cookie: a page of others that leads here ends no login under way
    cookies = [*cookies_of(server, done), _cookie(server, "", 0)]
    return Response(None, status_code=_SEE_OTHER, headers={"Location": "/"}, cookies=cookies)


async def _in_turn(request: AppRequest, judge: Callable[[], Response[None]]) -> Response[None]:
    """Answer once it is its turn; where too many wait, by the login page: a browser shows what comes here."""
    try:
        return await in_providers_turn(request, judge)
    except ProblemError as error:
        return _back(request, Failed(Failure.UNAVAILABLE, error.detail))


def _back(request: AppRequest, failed: Failed) -> Response[None]:
    """Send the browser to the login page, which says what went wrong; the log says more."""
    metrics_of(request).login_failed(LoginFailure.SIGN_ON)
    _LOG.warning("single sign-on: %s: %s", failed.failure.value, failed.reason or "-")
    where = f"/login?problem={failed.failure.value}"
    return Response(None, status_code=_SEE_OTHER, headers={"Location": where})


def _name(server: Server) -> str:
    return "akwarden-sign-on" if server.is_local else "__Host-akwarden-sign-on"


def _cookie(server: Server, value: str, seconds: int) -> Cookie:
    """Return the cookie of a login under way; it comes along when the provider sends the browser back."""
    return Cookie(
        key=_name(server),
        value=value,
        path="/",
        max_age=seconds,
        httponly=True,
        secure=not server.is_local,
        samesite="lax",
    )


ROUTES = Router("/", route_handlers=[start, callback], tags=["login"])
