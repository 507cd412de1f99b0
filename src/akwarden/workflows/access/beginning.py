"""Begins and ends sessions; each login gets a new one, whatever the browser showed before."""

from sqlalchemy import Connection

from akwarden.access import networks, random_text
from akwarden.access.lockout import KNOWN
from akwarden.access.session_life import ABSOLUTE, IDLE, ends_at
from akwarden.model.person import Caller, Person, Via
from akwarden.model.second_factor import How
from akwarden.model.secret import Secret
from akwarden.store.access import devices, links, persons, sessions, steps
from akwarden.store.access.sessions import Session
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.door import csrf_of
from akwarden.workflows.access.outcome import LoggedIn

_LONGEST_AGENT = 200
_MOST_DEVICES = 20


def begin(connection: Connection, person: Person, how: How, coming: Coming) -> LoggedIn:
    """Begin a session for a person who showed who they are; its record makes it the last of a transaction."""
    now = rounded(coming.now)
    cookie = random_text.secret_text()
    session = Session(
        id=random_text.public_id(),
        person_id=person.id,
        how=how.value,
        address=coming.address,
        agent=_plain(coming.agent),
        created_at=now,
        seen_at=now,
    )
    _sweep(connection, coming)
    if coming.cookie is not None and (
        old := sessions.by_digest(connection, random_text.digest(coming.cookie))
    ):
        sessions.end(connection, old.person_id, old.id)
    sessions.begin(connection, session, random_text.digest(cookie))
    persons.see(connection, person.id, now)
    acting = Acting(actor=person.login, now=now)
    event = acting.event("login", person.login, how=how.value, address=coming.address, session=session.id)
    log.append(connection, event)
    caller = Caller(
        person_id=person.id,
        login=person.login,
        name=person.name,
        grants=person.grants,
        via=Via.SESSION,
        pass_id=session.id,
        csrf=csrf_of(cookie),
        expires_at=ends_at(now, now),
        second_factor=how.shows_second_factor,
    )
    return LoggedIn(caller, Secret(cookie.encode()), _known_again(connection, person.id, coming))


def _known_again(connection: Connection, person_id: int, coming: Coming) -> Secret | None:
    """Let guessers hold this browser up no more; return what it is to show for that, None where it did."""
    now, network = rounded(coming.now), networks.guesser(coming.address)
    if coming.device is not None:
        digest = random_text.digest(coming.device)
        if devices.see(connection, person_id, digest, network, now):
            return None
    device = random_text.secret_text()
    devices.add(connection, person_id, random_text.digest(device), network, now)
    devices.trim(connection, person_id, _MOST_DEVICES)
    return Secret(device.encode())


def end_everything(connection: Connection, person_id: int, *, but: str | None = None) -> int:
    """End the sessions of a person and what is under way for them, but for one session; return how many."""
    steps.end_all(connection, person_id)
    links.end_all(connection, person_id)
    return sessions.end_all(connection, person_id, but=but)


def _sweep(connection: Connection, coming: Coming) -> None:
    """Take away what is too old to count."""
    now = rounded(coming.now)
    sessions.sweep(connection, made_before=now - ABSOLUTE, seen_before=now - IDLE)
    links.sweep(connection, now)
    steps.sweep(connection, now)
    devices.sweep(connection, rounded(now - KNOWN))


def _plain(agent: str) -> str:
    return "".join(character for character in agent if character.isprintable())[:_LONGEST_AGENT]
