"""`/api/v1/me`: who is logged in and what they may do; their password and their sessions."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec
from litestar import Router, delete, get, post
from litestar.datastructures import State as AppState
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from akwarden import __version__
from akwarden.access.roles import Right, reach
from akwarden.errors import AccessError
from akwarden.frontends.api.assets import Assets
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import ANY_PERSON, BEFORE_SECOND_FACTOR
from akwarden.frontends.api.login.cookies import AppRequest, coming, keyhole
from akwarden.frontends.api.problems import ProblemError, missing
from akwarden.frontends.api.server import Server
from akwarden.model.hidden import Hidden
from akwarden.model.person import Caller, Person, Via
from akwarden.model.second_factor import Lacking
from akwarden.model.secret import Secret
from akwarden.store.access import persons, recovery, sessions
from akwarden.store.access.persons import StoredPerson
from akwarden.store.audit_log import log
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.demanding import lacking
from akwarden.workflows.access.logging_in import is_password
from akwarden.workflows.access.outcome import Blocked
from akwarden.workflows.access.people import set_password

Password: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1024)]
"""A password in a request; it stands nowhere else."""
Where: TypeAlias = Literal["all"] | tuple[str, ...]
"""All accounts, or those of these account groups; nowhere for none."""


class Me(Hidden, frozen=True, kw_only=True):
    """Who is logged in."""

    person: Person
    """Who it is."""
    via: Via
    """How they came in."""
    rights: dict[Right, Where]
    """What they may do, and where."""
    csrf: str | None
    """What requests that change something repeat in `X-CSRF-Token`; null for a token."""
    recovery_codes: int
    """How many recovery codes are left."""
    second_factor: Lacking | None
    """What is to be done about a second factor before anything else works; null for nothing."""
    demo: bool
    """Whether everything here is made up."""
    version: str
    """The version of this server."""
    build: str
    """The build of the console; another one needs the page to be loaded anew."""
    expires_at: datetime | None
    """When this session or token ends."""


class NewPassword(Hidden, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of one's own password."""

    current: Password
    """The password until now."""
    password: Password
    """The one from now on: at least 12 characters."""


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One browser that is logged in."""

    id: str
    """By which it is ended."""
    how: str
    """How they came in."""
    address: str
    """From where."""
    agent: str
    """The browser, as it calls itself."""
    created_at: datetime
    """When the login was."""
    seen_at: datetime
    """When it was used last, to the minute."""
    is_this: bool
    """Whether it is the one that asks."""


class SessionList(msgspec.Struct, frozen=True):
    """One's own sessions, the last used first."""

    rows: tuple[SessionRow, ...]
    """All of them."""


class Ended(msgspec.Struct, frozen=True):
    """What came of it."""

    ended: int
    """How many sessions ended."""


def me_of(server: Server, app_state: AppState, caller: Caller) -> Me:
    """Return what a browser is told about who is logged in."""
    assets: Assets = app_state["assets"]
    with server.state.reading() as connection:
        stored = persons.by_id(connection, caller.person_id)
        left = recovery.left(connection, caller.person_id)
    if stored is None:
        raise ProblemError(401, "log in first")
    return Me(
        person=stored.person,
        via=caller.via,
        rights={right: _where(caller, right) for right in Right},
        csrf=caller.csrf,
        recovery_codes=left,
        second_factor=lacking(server.settings.login.second_factor, caller, stored.person),
        demo=server.demo,
        version=__version__,
        build=assets.build,
        expires_at=caller.expires_at,
    )


def _where(caller: Caller, right: Right) -> Where:
    found = reach(caller, right)
    return "all" if found.everywhere else tuple(sorted(found.groups))


def of_session(caller: Caller) -> None:
    """Refuse a token what only a person in a browser may do for themselves."""
    if caller.via is not Via.SESSION:
        raise ProblemError(403, "a token can't do this", mend="do it in the console")


def stored_of(server: Server, caller: Caller) -> StoredPerson:
    """Return the person who is logged in."""
    with server.state.reading() as connection:
        stored = persons.by_id(connection, caller.person_id)
    if stored is None:
        raise ProblemError(401, "log in first")
    return stored


def may_set_up(server: Server, caller: Caller, stored: StoredPerson) -> None:
    """Refuse a new second factor to who has one and did not show it in this session, but must."""
    if lacking(server.settings.login.second_factor, caller, stored.person) is Lacking.SHOW:
        raise ProblemError(
            403,
            "there is a second factor already",
            why="this session began without it",
            mend="log in with it; who lost it asks an administrator for a new link",
            kind="second_factor_demanded",
        )


def confirm(server: Server, stored: StoredPerson, password: str | None, where: Coming) -> None:
    """Refuse who does not type their password again; whoever has none is past that."""
    if stored.password is None:
        return
    if password is None:
        raise AccessError("type your password again", mend="send `password`")
    found = is_password(stored, Secret(password.encode()), keyhole(server), where)
    if isinstance(found, Blocked):
        raise too_many(found)
    if not found:
        raise AccessError("the password is wrong")


def too_many(blocked: Blocked) -> ProblemError:
    """Return the answer for whoever must wait."""
    return ProblemError(
        429,
        "too many tries were wrong",
        mend=f"try again in {blocked.seconds} seconds",
        kind="too_many_tries",
        retry_after=blocked.seconds,
    )


@get("/me", opt=BEFORE_SECOND_FACTOR, sync_to_thread=True)
def me(server: GivenServer, caller: GivenCaller, request: AppRequest) -> Me:
    """Say who is logged in and what they may do."""
    return me_of(server, request.app.state, caller)


@post("/me/password", opt=ANY_PERSON, sync_to_thread=True, status_code=200)
def change_password(
    server: GivenServer, caller: GivenCaller, request: AppRequest, now: Now, data: JSONBody[NewPassword]
) -> Ended:
    """Take a new password; every other session ends."""
    of_session(caller)
    stored = stored_of(server, caller)
    if stored.password is None:
        raise AccessError(
            "there is no password to change", mend="an administrator can make a link that sets one"
        )
    confirm(server, stored, data.current, coming(server, request))
    acting = Acting(actor=caller.login, now=now)
    ended = set_password(server.state, stored, Secret(data.password.encode()), acting, session=caller.pass_id)
    return Ended(ended)


@get("/me/sessions", opt=ANY_PERSON, sync_to_thread=True)
def my_sessions(server: GivenServer, caller: GivenCaller) -> SessionList:
    """List one's own sessions."""
    with server.state.reading() as connection:
        found = sessions.of_person(connection, caller.person_id)
    rows = (
        SessionRow(
            id=one.id,
            how=one.how,
            address=one.address,
            agent=one.agent,
            created_at=one.created_at,
            seen_at=one.seen_at,
            is_this=one.id == caller.pass_id,
        )
        for one in found
    )
    return SessionList(tuple(rows))


@delete("/me/sessions/{session_id:str}", opt=ANY_PERSON, sync_to_thread=True, status_code=200)
def end_session(server: GivenServer, caller: GivenCaller, now: Now, session_id: FromPath[str]) -> Ended:
    """End one of one's own sessions; the next request of that browser is refused."""
    of_session(caller)
    with server.state.writing() as connection:
        if not sessions.end(connection, caller.person_id, session_id):
            raise missing("session")
        event = Acting(actor=caller.login, now=now).event(
            "session.end", caller.login, session=session_id[:40]
        )
        log.append(connection, event)
    return Ended(1)


@post("/me/sessions/end-others", opt=ANY_PERSON, sync_to_thread=True, status_code=200)
def end_others(server: GivenServer, caller: GivenCaller, now: Now) -> Ended:
    """End all of one's own sessions but this one."""
    of_session(caller)
    with server.state.writing() as connection:
        ended = sessions.end_all(connection, caller.person_id, but=caller.pass_id)
        event = Acting(actor=caller.login, now=now).event("session.end", caller.login, others=ended)
        log.append(connection, event)
    return Ended(ended)


ROUTES = Router(
    "/", route_handlers=[me, change_password, my_sessions, end_session, end_others], tags=["login"]
)
