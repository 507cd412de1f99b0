"""One-time links: with the first one somebody becomes the administrator, with others people set a password.

A link holds 256 random bits behind a `#`, which browsers send to nobody. It ends after a day, or once used.
"""

from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.access import passwords, random_text
from akwarden.access.session_life import LINK
from akwarden.errors import AccessError
from akwarden.model.person import Grant, Person, Role
from akwarden.model.second_factor import How
from akwarden.model.secret import Secret
from akwarden.store.access import devices, links, persons
from akwarden.store.access.links import Link, LinkKind
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access import logins
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.beginning import begin, end_everything
from akwarden.workflows.access.logging_in import hashed_anew
from akwarden.workflows.access.outcome import LoggedIn, SecondFactorNeeded

_ITSELF = "akwarden"
"""Who makes the first link, for the audit log."""


class Chosen(msgspec.Struct, frozen=True):
    """What somebody who follows a link decides."""

    password: Secret
    """The password from now on."""
    login: str | None = None
    """At the first start, the name to log in with."""
    name: str | None = None
    """What people call them; the login where nothing is said."""


def link_path(token: Secret) -> str:
    """Return the address of a link, below that of the console."""
    return f"/welcome#{token.reveal().decode()}"


def first_link(state: State, now: datetime) -> Secret | None:
    """Return a new link for the first administrator; earlier ones end. None once there is anybody."""
    token = random_text.secret_text()
    acting = Acting(actor=_ITSELF, now=now)
    with state.writing() as connection:
        log.wait(connection)
        if persons.is_anyone(connection):
            return None
        links.make(connection, _link(LinkKind.FIRST, None, now), random_text.digest(token))
        log.append(connection, acting.event("link.make", "first administrator"))
    return Secret(token.encode())


def make_link(connection: Connection, person: Person, now: datetime) -> Secret:
    """Return a new link for a person, in the place of earlier ones; the caller records it."""
    token = random_text.secret_text()
    links.make(connection, _link(LinkKind.PERSON, person.id, now), random_text.digest(token))
    return Secret(token.encode())


def whose(state: State, token: str, now: datetime) -> Person | None:
    """Return whose link it is, None for the first one; raises AccessError for one that does not work."""
    with state.reading() as connection:
        link = _found(connection, token, now)
        stored = None if link.person_id is None else persons.by_id(connection, link.person_id)
    return None if stored is None else stored.person


def follow(state: State, token: str, chosen: Chosen, coming: Coming) -> LoggedIn | SecondFactorNeeded:
    """Set the password and begin a session; who has one-time codes logs in with one after that.

    Raises AccessError for a link that was used or is too old, and for what can't be a password or a login.
    """
    person = whose(state, token, coming.now)
    login = logins.checked(chosen.login or "") if person is None else person.login
    hashed = hashed_anew(passwords.checked(chosen.password.reveal().decode(), login))
    now = rounded(coming.now)
    with state.writing() as connection:
        log.wait(connection)
        link = _found(connection, token, now)
        links.take(connection, random_text.digest(token))
        stored = _first(connection, login, chosen, now) if link.person_id is None else link.person_id
        end_everything(connection, stored)
        devices.forget_all(connection, stored)
        persons.change(connection, stored, {"password": hashed}, now)
        again = persons.by_id(connection, stored)
        if again is None or not again.person.active:
            raise _useless()
        acting = Acting(actor=again.person.login, now=now)
        log.append(connection, acting.event("person.password", again.person.login, by="link"))
        if again.one_time_code is not None:
            return SecondFactorNeeded()
        return begin(connection, again.person, How.LINK, coming)


def _first(connection: Connection, login: str, chosen: Chosen, now: datetime) -> int:
    """Add the first administrator; raises AccessError where there is somebody by now."""
    if persons.is_anyone(connection):
        raise _useless()
    name = logins.checked_name(chosen.name or login)
    number = persons.add(connection, {"login": login, "name": name}, now)
    persons.grant(connection, number, [Grant(Role.ADMIN)])
    event = Acting(actor=login, now=now).event("person.add", login, grants="admin", by="first link")
    log.append(connection, event)
    return number


def _found(connection: Connection, token: str, now: datetime) -> Link:
    link = links.find(connection, random_text.digest(token))
    if link is None or now >= link.expires_at:
        raise _useless()
    if link.kind is LinkKind.FIRST and persons.is_anyone(connection):
        raise _useless()
    return link


def _useless() -> AccessError:
    return AccessError(
        "this link does not work any more",
        why="a link works once, for a day, and until another one is made",
        mend="ask an administrator for a new one; on the machine itself: akwarden users link LOGIN",
    )


def _link(kind: LinkKind, person_id: int | None, now: datetime) -> Link:
    made = rounded(now)
    return Link(kind=kind, person_id=person_id, created_at=made, expires_at=made + LINK)
