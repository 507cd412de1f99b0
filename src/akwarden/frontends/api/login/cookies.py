"""The cookie of a session: only for this server, unseen by scripts, and never sent from another site."""

from datetime import timedelta

from litestar import Request
from litestar.datastructures import Cookie
from litestar.datastructures import State as AppState

from akwarden.access.lockout import KNOWN
from akwarden.access.session_life import ABSOLUTE
from akwarden.frontends.api.identity import address_of, cookie_name
from akwarden.frontends.api.metrics import Metrics
from akwarden.frontends.api.server import Server
from akwarden.model.secret import Secret
from akwarden.workflows.access.acting import Coming
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.sealing import Keyhole

AppRequest = Request[object, object, AppState]
"""A request as handlers of logins take it."""
_LONGEST_COOKIE = 200


def session_cookie(server: Server, cookie: Secret) -> Cookie:
    """Return the cookie that a browser shows from now on."""
    return _cookie(server, cookie.reveal().decode(), ABSOLUTE)


def cookies_of(server: Server, login: LoggedIn) -> list[Cookie]:
    """Return what a browser is given for a login: its session, and by what it is known at the next one."""
    found = [session_cookie(server, login.cookie)]
    if login.device is not None:
        found.append(_cookie(server, login.device.reveal().decode(), KNOWN, name=_device_name(server)))
    return found


def no_cookie(server: Server) -> Cookie:
    """Return the cookie that makes a browser forget its session."""
    return _cookie(server, "", timedelta())


def _device_name(server: Server) -> str:
    return "akwarden-device" if server.is_local else "__Host-akwarden-device"


def _cookie(server: Server, value: str, lasts: timedelta, *, name: str | None = None) -> Cookie:
    return Cookie(
        key=name or cookie_name(server),
        value=value,
        path="/",
        max_age=int(lasts.total_seconds()),
        httponly=True,
        secure=not server.is_local,
        samesite="strict",
    )


def coming(server: Server, request: AppRequest) -> Coming:
    """Return where a login comes from."""
    return Coming(
        address=address_of(request),
        agent=request.headers.get("user-agent", ""),
        now=server.clock(),
        cookie=_shown(request, cookie_name(server)),
        device=_shown(request, _device_name(server)),
    )


def _shown(request: AppRequest, name: str) -> str | None:
    cookie = request.cookies.get(name)
    return cookie if cookie and len(cookie) <= _LONGEST_COOKIE else None


def keyhole(server: Server) -> Keyhole:
    """Return where the key of the vault of a server comes from."""
    return Keyhole(server.state, server.home, server.passphrase)


def metrics_of(request: AppRequest) -> Metrics:
    """Return where logins that fail are counted."""
    metrics: Metrics = request.app.state["metrics"]
    return metrics
