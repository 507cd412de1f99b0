"""`/api/v1/me/passkeys` and `/api/v1/login/passkey`: passkeys are added, taken away, and let people in."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from akwarden.access.passkeys import Site, site_of
from akwarden.errors import AccessError
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import ANY_PERSON, ANYONE, BEFORE_SECOND_FACTOR
from akwarden.frontends.api.login.codes import Confirmed
from akwarden.frontends.api.login.cookies import AppRequest, coming
from akwarden.frontends.api.login.me import Me, confirm, may_set_up, of_session, stored_of
from akwarden.frontends.api.login.password import entered
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.turns import in_turn
from akwarden.model.hidden import Hidden
from akwarden.store.access import passkeys as rows
from akwarden.workflows.access import passkeys
from akwarden.workflows.access.acting import Acting


class PasskeyAsked(Hidden, frozen=True, kw_only=True):
    """What a browser is asked."""

    step: str
    """What the answer names."""
    options: dict[str, Any]
    """What goes to `navigator.credentials`, as Web Authentication Level 3 writes it in JSON."""


class PasskeyAnswer(Hidden, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a browser answers."""

    step: Annotated[str, Meta(max_length=200)]
    """What the question gave."""
    credential: dict[str, Any]
    """What `toJSON()` of the credential gives."""


class NewPasskey(PasskeyAnswer, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new passkey, as a browser answers."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    """What to call it."""


class PasskeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One passkey."""

    id: str
    """By which it is taken away."""
    name: str
    """What the person calls it."""
    created_at: datetime
    """When it was added."""
    used_at: datetime | None
    """When it was used last; null for never."""


class PasskeyList(msgspec.Struct, frozen=True):
    """One's own passkeys, the oldest first."""

    rows: tuple[PasskeyRow, ...]
    """All of them."""


def site(server: Server) -> Site | None:
    """Return whom passkeys are for; None where browsers take none."""
    scheme = server.url.partition("://")[0]
    return site_of(server.url, [f"{scheme}://{host}" for host in sorted(server.hosts)])


def _site(server: Server) -> Site:
    found = site(server)
    if found is None:
        raise AccessError(
            "passkeys can't be used at this address",
            why=f"the server was started for {server.url}, and browsers take them for a name with TLS, or "
            "for localhost, and not for a bare IP address",
            mend="start it for a name, with server.url or akwarden up --url: on its own machine "
            "http://localhost:8470, else https and the name",
        )
    return found


@get("/me/passkeys", opt=BEFORE_SECOND_FACTOR, sync_to_thread=True)
def my_passkeys(server: GivenServer, caller: GivenCaller) -> PasskeyList:
    """List one's own passkeys."""
    with server.state.reading() as connection:
        found = rows.of_person(connection, caller.person_id)
    return PasskeyList(tuple(_row(one) for one in found))


@post("/me/passkeys/options", opt=BEFORE_SECOND_FACTOR, sync_to_thread=True, status_code=200)
def ask_new(
    server: GivenServer, caller: GivenCaller, request: AppRequest, now: Now, data: JSONBody[Confirmed]
) -> PasskeyAsked:
    """Ask for a new passkey."""
    of_session(caller)
    stored = stored_of(server, caller)
    may_set_up(server, caller, stored)
    confirm(server, stored, data.password, coming(server, request))
    return _asked(passkeys.ask_new(server.state, _site(server), stored, Acting(actor=caller.login, now=now)))


@post("/me/passkeys/finish", opt=BEFORE_SECOND_FACTOR, sync_to_thread=True, status_code=200)
def add(server: GivenServer, caller: GivenCaller, now: Now, data: JSONBody[NewPasskey]) -> PasskeyRow:
    """Keep the passkey that a browser made."""
    of_session(caller)
    stored = stored_of(server, caller)
    may_set_up(server, caller, stored)
    acting = Acting(actor=caller.login, now=now)
    made = passkeys.add(
        server.state,
        _site(server),
        stored,
        passkeys.Answer(data.step, data.credential),
        acting,
        name=data.name,
        session=caller.pass_id,
    )
    return _row(made)


@delete("/me/passkeys/{passkey_id:str}", opt=ANY_PERSON, sync_to_thread=True, status_code=200)
def remove(server: GivenServer, caller: GivenCaller, now: Now, passkey_id: FromPath[str]) -> PasskeyList:
    """Take one of one's own passkeys away."""
    of_session(caller)
    stored = stored_of(server, caller)
    acting, demand = Acting(actor=caller.login, now=now), server.settings.login.second_factor
    if not passkeys.remove(server.state, stored, passkey_id, acting, demand=demand):
        raise missing("passkey")
    with server.state.reading() as connection:
        return PasskeyList(tuple(_row(one) for one in rows.of_person(connection, caller.person_id)))


@post("/login/passkey/options", opt=ANYONE, status_code=200)
async def ask_login(server: GivenServer, request: AppRequest) -> PasskeyAsked:
    """Ask for a passkey to log in with."""
    known, where = _site(server), coming(server, request)
    return _asked(await in_turn(request, lambda: passkeys.ask_login(server.state, known, where)))


@post("/login/passkey/finish", opt=ANYONE, status_code=200)
async def log_in(server: GivenServer, request: AppRequest, data: JSONBody[PasskeyAnswer]) -> Response[Me]:
    """Log in with a passkey."""
    answer, known = passkeys.Answer(data.step, data.credential), _site(server)
    where = coming(server, request)
    return await in_turn(
        request,
        lambda: entered(server, request, passkeys.log_in(server.state, known, answer, where)),
    )


def _asked(asked: passkeys.Asked) -> PasskeyAsked:
    return PasskeyAsked(step=asked.step.reveal().decode(), options=asked.options)


def _row(one: rows.Passkey) -> PasskeyRow:
    return PasskeyRow(id=one.id, name=one.name, created_at=one.created_at, used_at=one.used_at)


ROUTES = Router("/", route_handlers=[my_passkeys, ask_new, add, remove, ask_login, log_in], tags=["login"])
