"""`/api/v1/me/one-time-codes`: the second factor of whoever is logged in."""

from typing import Annotated

import msgspec
from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta

from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import ANY_PERSON, BEFORE_SECOND_FACTOR
from akwarden.frontends.api.login.cookies import AppRequest, coming, keyhole
from akwarden.frontends.api.login.me import Password, confirm, may_set_up, of_session, stored_of
from akwarden.model.hidden import Hidden
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.second_factor import begin_codes, finish_codes, give_up_codes


class Confirmed(Hidden, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That it is really oneself."""

    password: Password | None = None
    """One's own password; left out by who has none."""


class CodesStarted(Hidden, frozen=True, kw_only=True):
    """What a phone needs; it is shown this once."""

    step: str
    """What `finish` names."""
    secret: str
    """What the codes are made from, to be typed where no camera is."""
    svg: str
    """The same as a QR code, as an SVG image."""


class CodesFinish(Hidden, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first code of the phone."""

    step: Annotated[str, Meta(max_length=200)]
    """What `begin` gave."""
    code: Annotated[str, Meta(max_length=64)]
    """The code that the phone shows."""


class RecoveryCodes(Hidden, frozen=True):
    """Codes for whoever loses the phone; they are shown this once."""

    codes: tuple[str, ...]
    """Each lets in once."""


class CodesStopped(msgspec.Struct, frozen=True):
    """What came of it."""

    stopped: bool
    """Whether there were one-time codes."""


@post("/me/one-time-codes/begin", opt=BEFORE_SECOND_FACTOR, sync_to_thread=True, status_code=200)
def begin(
    server: GivenServer, caller: GivenCaller, request: AppRequest, now: Now, data: JSONBody[Confirmed]
) -> CodesStarted:
    """Begin to set up one-time codes; nothing changes before `finish`."""
    of_session(caller)
    stored = stored_of(server, caller)
    may_set_up(server, caller, stored)
    confirm(server, stored, data.password, coming(server, request))
    begun = begin_codes(keyhole(server), stored, Acting(actor=caller.login, now=now))
    return CodesStarted(
        step=begun.step.reveal().decode(),
        secret=begun.secret.reveal().decode(),
        svg=begun.svg.reveal().decode(),
    )


@post("/me/one-time-codes/finish", opt=BEFORE_SECOND_FACTOR, sync_to_thread=True, status_code=200)
def finish(server: GivenServer, caller: GivenCaller, now: Now, data: JSONBody[CodesFinish]) -> RecoveryCodes:
    """Let logins ask for a one-time code from now on."""
    of_session(caller)
    stored = stored_of(server, caller)
    may_set_up(server, caller, stored)
    acting = Acting(actor=caller.login, now=now)
    codes = finish_codes(keyhole(server), stored, data.step, data.code, acting, session=caller.pass_id)
    return RecoveryCodes(tuple(one.reveal().decode() for one in codes))


@post("/me/one-time-codes/stop", opt=ANY_PERSON, sync_to_thread=True, status_code=200)
def stop(
    server: GivenServer, caller: GivenCaller, request: AppRequest, now: Now, data: JSONBody[Confirmed]
) -> CodesStopped:
    """Let logins ask for no one-time code any more."""
    of_session(caller)
    stored = stored_of(server, caller)
    confirm(server, stored, data.password, coming(server, request))
    acting, demand = Acting(actor=caller.login, now=now), server.settings.login.second_factor
    return CodesStopped(stopped=give_up_codes(server.state, stored, acting, demand=demand))


ROUTES = Router("/", route_handlers=[begin, finish, stop], tags=["login"])
