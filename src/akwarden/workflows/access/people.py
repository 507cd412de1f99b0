"""People: added by an invitation, given roles, deactivated; each change with its record in one transaction.

The rules that this module keeps:

- There is always somebody active who may administer everything and has a way to come in.
- What somebody may do less of counts at once: their sessions end, and tokens are narrowed with each call.
- Nobody is deleted: the audit log speaks of them.
"""

import difflib
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from akwarden.access import passwords
from akwarden.errors import AccessError
from akwarden.model.person import Grant, Person, Role
from akwarden.model.secret import Secret
from akwarden.store.access import devices, groups, passkeys, persons
from akwarden.store.access.persons import StoredPerson
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access import logins, second_factor
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.beginning import end_everything
from akwarden.workflows.access.links import make_link
from akwarden.workflows.access.logging_in import hashed_anew, login_form


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to be added."""

    login: str
    """The name to log in with."""
    name: str | None = None
    """How people call them; the login where nothing is said."""
    email: str | None = None
    """Where they are reached."""
    grants: tuple[Grant, ...] = ()
    """What they may do."""


class Invited(msgspec.Struct, frozen=True):
    """A person, and the link with which they set a password; it is shown once."""

    person: Person
    """Who it is."""
    link: Secret
    """What the link holds."""


def people(state: State) -> list[Person]:
    """Return everybody by their login."""
    with state.reading() as connection:
        return persons.listed(connection)


def invite(state: State, invitation: Invitation, acting: Acting) -> Invited:
    """Add a person, who can come in with the link alone."""
    login = logins.checked(invitation.login)
    values = {
        "login": login,
        "name": logins.checked_name(invitation.name or login),
        "email": logins.checked_email(invitation.email),
    }
    with state.writing() as connection:
        log.wait(connection)
        if persons.by_login(connection, login) is not None:
            raise AccessError(f"there is a person {login!r} already", mend="take another login")
        _check_groups(connection, invitation.grants)
        number = persons.add(connection, values, rounded(acting.now))
        persons.grant(connection, number, invitation.grants)
        person = _again(connection, number)
        link = make_link(connection, person, acting.now)
        log.append(connection, acting.event("person.add", login, grants=logins.in_words(person.grants)))
    return Invited(person, link)


def new_link(state: State, login: str, acting: Acting, *, forget_codes: bool = False) -> Invited:
    """Return a link with which somebody sets a new password; the one from before holds until then.

    With `forget_codes` logins ask for no one-time code any more and no passkey lets in, for who lost the
    phone: sessions end then.
    """
    with state.writing() as connection:
        log.wait(connection)
        stored = found(connection, login)
        if not stored.person.active:
            raise AccessError(f"{stored.person.login!r} is not active", mend="activate the person first")
        if forget_codes:
            end_everything(connection, stored.person.id)
            devices.forget_all(connection, stored.person.id)
            second_factor.stop_codes(connection, stored, acting)
            if passkeys.remove_all(connection, stored.person.id):
                log.append(connection, acting.event("passkey.remove", stored.person.login, all=True))
        link = make_link(connection, stored.person, acting.now)
        log.append(connection, acting.event("link.make", stored.person.login))
        person = _again(connection, stored.person.id)
    return Invited(person, link)


def set_grants(state: State, login: str, grants: Sequence[Grant], acting: Acting) -> Person:
    """Let a person have these grants and no others; their sessions end."""
    with state.writing() as connection:
        log.wait(connection)
        stored = found(connection, login)
        change_grants(connection, stored, grants, acting)
        return _again(connection, stored.person.id)


def change_grants(
    connection: Connection, stored: StoredPerson, grants: Sequence[Grant], acting: Acting
) -> None:
    """Let a person have these grants and no others, in a transaction that waited for the audit log."""
    person = stored.person
    _check_groups(connection, grants)
    if set(grants) == set(person.grants):
        return
    if Grant(Role.ADMIN) in person.grants and Grant(Role.ADMIN) not in grants:
        check_not_last(connection, person)
    persons.grant(connection, person.id, grants)
    ended = end_everything(connection, person.id)
    event = acting.event(
        "person.grant",
        person.login,
        before=logins.in_words(person.grants),
        after=logins.in_words(persons.grants_of(connection, person.id)),
        sessions_ended=ended,
    )
    log.append(connection, event)


def set_active(state: State, login: str, acting: Acting, *, active: bool) -> Person:
    """Let a person in again, or no more: sessions end, and tokens do not work while they are not active."""
    with state.writing() as connection:
        log.wait(connection)
        stored = found(connection, login)
        if stored.person.active == active:
            return stored.person
        if not active:
            check_not_last(connection, stored.person)
        persons.change(connection, stored.person.id, {"active": active}, rounded(acting.now))
        ended = end_everything(connection, stored.person.id)
        action = "person.activate" if active else "person.deactivate"
        log.append(connection, acting.event(action, stored.person.login, sessions_ended=ended))
        return _again(connection, stored.person.id)


def set_password(
    state: State, stored: StoredPerson, password: Secret, acting: Acting, *, session: str
) -> int:
    """Let somebody who showed their old password have a new one; return how many other sessions ended."""
    plain = passwords.checked(password.reveal().decode(), stored.person.login)
    hashed = hashed_anew(plain)
    with state.writing() as connection:
        log.wait(connection)
        persons.change(connection, stored.person.id, {"password": hashed}, rounded(acting.now))
        ended = end_everything(connection, stored.person.id, but=session)
        devices.forget_all(connection, stored.person.id)
        event = acting.event("person.password", stored.person.login, by="person", sessions_ended=ended)
        log.append(connection, event)
    return ended


def found(connection: Connection, login: str) -> StoredPerson:
    """Return a person by the login; raises AccessError with the nearest one where there is none."""
    plain = login_form(login)
    stored = persons.by_login(connection, plain)
    if stored is not None:
        return stored
    near = difflib.get_close_matches(plain, persons.logins(connection), n=1)
    hint = f"did you mean {near[0]}?" if near else "akwarden users list shows everybody"
    raise AccessError("no person has this login", mend=hint)


def check_not_last(connection: Connection, person: Person) -> None:
    """Raise AccessError where nobody else could administer."""
    if not person.active or Grant(Role.ADMIN) not in person.grants:
        return
    if persons.others_with(connection, Role.ADMIN, person.id) == 0:
        raise AccessError(
            f"{person.login!r} is the last one who may administer",
            why="nobody could add people or give roles after that",
            mend="make somebody else an administrator for all accounts, who has logged in, and try again",
        )


def _check_groups(connection: Connection, grants: Sequence[Grant]) -> None:
    known = groups.names(connection)
    for one in grants:
        if one.group is not None and one.group not in known:
            near = difflib.get_close_matches(one.group, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "make the account group first"
            raise AccessError("there is no such account group", mend=hint)


def _again(connection: Connection, person_id: int) -> Person:
    stored = persons.by_id(connection, person_id)
    if stored is None:
        message = "a person that was changed in this transaction is there"
        raise RuntimeError(message)
    return stored.person
