"""Passkeys: added by who is logged in, and a login with one; each question to a browser is answered once."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from akwarden.access import passkeys as judged
from akwarden.access.passkeys import Site
from akwarden.errors import AccessError
from akwarden.model.second_factor import Demand, How
from akwarden.model.secret import Secret
from akwarden.store.access import passkeys, persons, sessions
from akwarden.store.access.passkeys import Passkey
from akwarden.store.access.persons import StoredPerson
from akwarden.store.access.steps import StepKind
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access import logins
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.beginning import begin
from akwarden.workflows.access.demanding import check_not_last
from akwarden.workflows.access.halves import recall, remember
from akwarden.workflows.access.outcome import LoggedIn, Refused

_CHALLENGE_BYTES: Final = 32
_MOST: Final = 20
_HANDLE_BYTES: Final = 8


class Asked(msgspec.Struct, frozen=True):
    """What a browser is asked."""

    step: Secret
    """What the answer names."""
    options: dict[str, Any]
    """What goes to `navigator.credentials`."""


class Answer(msgspec.Struct, frozen=True):
    """What a browser answers."""

    step: str
    """Which question it answers."""
    credential: Mapping[str, Any]
    """What `navigator.credentials` gave it."""


def ask_new(state: State, site: Site, stored: StoredPerson, acting: Acting) -> Asked:
    """Return what a browser is asked for a new passkey of a person."""
    person, challenge = stored.person, secrets.token_bytes(_CHALLENGE_BYTES)
    with state.writing() as connection:
        known = [one.id for one in passkeys.of_person(connection, person.id)]
        if len(known) >= _MOST:
            raise AccessError(f"there are {_MOST} passkeys already", mend="take one away first")
        step = remember(connection, StepKind.PASSKEY_ADD, challenge, acting.now, person_id=person.id)
    handle = person.id.to_bytes(_HANDLE_BYTES)
    options = judged.registration(
        site, handle, person.login, name=person.name, challenge=challenge, known=known
    )
    return Asked(step, options)


def add(
    state: State,
    site: Site,
    stored: StoredPerson,
    answer: Answer,
    acting: Acting,
    *,
    name: str,
    session: str | None = None,
) -> Passkey:
    """Keep the passkey that a browser made; the session in which that was done has shown it from then on.

    Raises AccessError where anything about it is not right.
    """
    called, now = logins.checked_name(name), rounded(acting.now)
    begun = recall(state, StepKind.PASSKEY_ADD, answer.step, acting.now)
    if begun is None or begun.person_id != stored.person.id:
        raise AccessError("that took too long, or was done before", mend="begin anew")
    made = judged.registered(site, answer.credential, begun.content)
    if made is None:
        raise AccessError("what the browser answered is no passkey for this server", mend="begin anew")
    passkey = Passkey(
        id=made.id,
        person_id=stored.person.id,
        name=called,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports="",
        created_at=now,
        used_at=None,
    )
    with state.writing() as connection:
        log.wait(connection)
        if passkeys.by_id(connection, passkey.id) is not None:
            raise AccessError("this passkey is known already", mend="log in with it")
        passkeys.add(connection, passkey)
        if session is not None:
            sessions.show_factor(connection, session, How.PASSKEY)
        log.append(connection, acting.event("passkey.add", stored.person.login, name=called))
    return passkey


def remove(state: State, stored: StoredPerson, passkey_id: str, acting: Acting, *, demand: Demand) -> bool:
    """Take a passkey of a person away; False where there is none.

    Raises AccessError where it is the last second factor of who must have one.
    """
    with state.writing() as connection:
        log.wait(connection)
        found = persons.by_id(connection, stored.person.id)
        passkey = passkeys.by_id(connection, passkey_id)
        if found is None or passkey is None or passkey.person_id != found.person.id:
            return False
        check_not_last(demand, found.person)
        passkeys.remove(connection, found.person.id, passkey_id)
        log.append(connection, acting.event("passkey.remove", stored.person.login))
    return True


def ask_login(state: State, site: Site, coming: Coming) -> Asked:
    """Return what a browser is asked for a login."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    with state.writing() as connection:
        step = remember(connection, StepKind.PASSKEY_LOGIN, challenge, coming.now)
    return Asked(step, judged.authentication(site, challenge))


def log_in(state: State, site: Site, answer: Answer, coming: Coming) -> LoggedIn | Refused:
    """Begin a session for whose passkey answered right.

    A passkey can't be guessed, so that no try is counted: whoever guesses passwords locks nobody out here.
    """
    begun = recall(state, StepKind.PASSKEY_LOGIN, answer.step, coming.now)
    claimed = judged.credential_id(answer.credential)
    if begun is None or claimed is None:
        return Refused()
    with state.reading() as connection:
        passkey = passkeys.by_id(connection, claimed)
    if passkey is None:
        return Refused()
    count = judged.authenticated(
        site,
        answer.credential,
        begun.content,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
    )
    if count is None:
        return Refused()
    with state.writing() as connection:
        log.wait(connection)
        stored = persons.by_id(connection, passkey.person_id)
        is_used = passkeys.use(connection, passkey, count, rounded(coming.now))
        if stored is None or not stored.person.active or not is_used:
            return Refused()
        return begin(connection, stored.person, How.PASSKEY, coming)
