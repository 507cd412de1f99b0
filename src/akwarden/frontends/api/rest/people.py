"""`/api/v1/people`: who may use akwarden; invited, given roles, deactivated."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from akwarden.access.roles import Right
from akwarden.access.session_life import LINK
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.login.me import of_session
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.server import Server
from akwarden.model.hidden import Hidden
from akwarden.model.person import Caller, Grant, Person, Role
from akwarden.store.access import persons
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.links import link_path
from akwarden.workflows.access.logging_in import login_form
from akwarden.workflows.access.people import (
    Invitation,
    Invited,
    invite,
    new_link,
    people,
    set_active,
    set_grants,
)

MOST_GRANTS: Final = 50
"""Roles of one person or token."""
_Short = Annotated[str, Meta(max_length=200)]


class GrantGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role, for all accounts or for those of one account group."""

    role: Role
    """What it lets do."""
    group: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    """The account group; null for all accounts, and for what belongs to none."""


Grants = Annotated[tuple[GrantGiven, ...], Meta(max_length=MOST_GRANTS)]
"""Roles in a request."""


class NewPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is to be added."""

    login: Annotated[str, Meta(min_length=1, max_length=64)]
    """The name to log in with."""
    name: _Short | None = None
    """How people call them."""
    email: _Short | None = None
    """Where they are reached."""
    grants: Grants = ()
    """What they may do."""


class GrantsGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may do from now on, and nothing else."""

    grants: Grants
    """All their roles."""


class LinkAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a new link is for."""

    forget_codes: bool = False
    """Whether one-time codes and passkeys are taken away, for who lost the phone."""


class PersonLink(Hidden, frozen=True, kw_only=True):
    """A person, and the link with which they set a password."""

    person: Person
    """Who it is."""
    link: str
    """The whole address; it is shown this once, and works once."""
    expires_at: datetime
    """When it stops to work."""


class PersonList(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, by their login."""

    rows: tuple[Person, ...]
    """All people, also those who are not active."""
    total: int
    """How many there are."""


def given(grants: tuple[GrantGiven, ...]) -> tuple[Grant, ...]:
    """Return the roles of a request."""
    return tuple(dict.fromkeys(Grant(one.role, one.group) for one in grants))


@get("/", opt=needs(Right.AUDIT), sync_to_thread=True)
def list_people(server: GivenServer) -> PersonList:
    """List everybody who may use akwarden, or might once."""
    found = tuple(people(server.state))
    return PersonList(rows=found, total=len(found))


@get("/{login:str}", opt=needs(Right.AUDIT), sync_to_thread=True)
def show_person(server: GivenServer, login: FromPath[str]) -> Person:
    """Show one person."""
    return _one(server, login)


@post("/", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def add_person(server: GivenServer, caller: GivenCaller, now: Now, data: JSONBody[NewPerson]) -> PersonLink:
    """Add a person; the link goes to them, and nobody else."""
    of_session(caller)
    invitation = Invitation(login=data.login, name=data.name, email=data.email, grants=given(data.grants))
    return _link(server, invite(server.state, invitation, _acting(caller, now)), now)


@post("/{login:str}/grants", opt=needs(Right.ADMINISTER), sync_to_thread=True, status_code=200)
def grant_roles(
    server: GivenServer, caller: GivenCaller, now: Now, login: FromPath[str], data: JSONBody[GrantsGiven]
) -> Person:
    """Give a person these roles and no others; their sessions end."""
    of_session(caller)
    return set_grants(server.state, _one(server, login).login, given(data.grants), _acting(caller, now))


@post("/{login:str}/deactivate", opt=needs(Right.ADMINISTER), sync_to_thread=True, status_code=200)
def deactivate(server: GivenServer, caller: GivenCaller, now: Now, login: FromPath[str]) -> Person:
    """Let a person in no more: their sessions end, and their tokens stop to work."""
    of_session(caller)
    return set_active(server.state, _one(server, login).login, _acting(caller, now), active=False)


@post("/{login:str}/activate", opt=needs(Right.ADMINISTER), sync_to_thread=True, status_code=200)
def activate(server: GivenServer, caller: GivenCaller, now: Now, login: FromPath[str]) -> Person:
    """Let a person in again."""
    of_session(caller)
    return set_active(server.state, _one(server, login).login, _acting(caller, now), active=True)


@post("/{login:str}/link", opt=needs(Right.ADMINISTER), sync_to_thread=True, status_code=200)
def make_person_link(
    server: GivenServer, caller: GivenCaller, now: Now, login: FromPath[str], data: JSONBody[LinkAsked]
) -> PersonLink:
    """Make a link with which a person sets a new password; earlier links end."""
    of_session(caller)
    person = _one(server, login)
    made = new_link(server.state, person.login, _acting(caller, now), forget_codes=data.forget_codes)
    return _link(server, made, now)


def _one(server: Server, login: str) -> Person:
    with server.state.reading() as connection:
        stored = persons.by_login(connection, login_form(login))
    if stored is None:
        raise missing("person")
    return stored.person


def _acting(caller: Caller, now: datetime) -> Acting:
    return Acting(actor=caller.login, now=now)


def _link(server: Server, invited: Invited, now: datetime) -> PersonLink:
    return PersonLink(
        person=invited.person, link=f"{server.url}{link_path(invited.link)}", expires_at=now + LINK
    )


ROUTES = Router(
    "/people",
    route_handlers=[
        list_people,
        show_person,
        add_person,
        grant_roles,
        deactivate,
        activate,
        make_person_link,
    ],
    tags=["people"],
)
