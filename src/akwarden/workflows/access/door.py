"""Who a request comes from: by the cookie of a session, by an API token, or nobody.

The rules that this module keeps:

- Each request is looked up anew: what was ended, revoked, deactivated or taken away counts from the next one.
- Who is refused learns nothing of why; a wrong token, an old one and one from a wrong address are the same.
- That somebody was here is noted at most once a minute.
"""

from datetime import datetime

from akwarden.access import networks, random_text
from akwarden.access.roles import narrowed
from akwarden.access.session_life import NOTED, ends_at
from akwarden.model.api_key import ApiKey
from akwarden.model.person import Caller, Via
from akwarden.model.second_factor import How
from akwarden.store.access import api_keys, persons, sessions
from akwarden.store.access.persons import StoredPerson
from akwarden.store.access.sessions import Session
from akwarden.store.moment import rounded
from akwarden.store.state import State

_CSRF = "akwarden.csrf"
_LONGEST = 200
"""Characters of what a browser may send for a cookie or a token; ours are shorter."""


def caller_of_session(state: State, cookie: str, now: datetime) -> Caller | None:
    """Return who a cookie belongs to, None for nobody or no more."""
    if not cookie or len(cookie) > _LONGEST:
        return None
    digest = random_text.digest(cookie)
    with state.reading() as connection:
        session = sessions.by_digest(connection, digest)
        stored = None if session is None else persons.by_id(connection, session.person_id)
    if session is None or stored is None or not stored.person.active:
        return None
    if now >= ends_at(session.created_at, session.seen_at):
        return None
    if now - session.seen_at >= NOTED:
        with state.writing() as connection:
            sessions.see(connection, session.id, rounded(now))
            persons.see(connection, session.person_id, rounded(now))
    return _of_session(session, stored, cookie, now)


def _of_session(session: Session, stored: StoredPerson, cookie: str, now: datetime) -> Caller:
    return Caller(
        person_id=stored.person.id,
        login=stored.person.login,
        name=stored.person.name,
        grants=stored.person.grants,
        via=Via.SESSION,
        pass_id=session.id,
        csrf=csrf_of(cookie),
        expires_at=ends_at(session.created_at, now),
        second_factor=How(session.how).shows_second_factor,
    )


def csrf_of(cookie: str) -> str:
    """Return what requests of a session repeat in a header; it is made from the cookie and kept nowhere."""
    return random_text.derived(cookie, _CSRF)


def caller_of_token(state: State, bearer: str, ip: str, now: datetime) -> Caller | None:
    """Return who an API token calls for, None for nobody, no more, or not from this address."""
    if len(bearer) > _LONGEST or not random_text.is_token(bearer):
        return None
    digest = random_text.digest(bearer)
    with state.reading() as connection:
        key = api_keys.by_digest(connection, digest)
        stored = None if key is None else persons.by_id(connection, key.person_id)
    if key is None or stored is None:
        return None
    return caller_of_key(state, key, stored, ip=ip, now=now)


def caller_of_key(
    state: State, key: ApiKey, stored: StoredPerson, *, ip: str, now: datetime
) -> Caller | None:
    """Return who calls with a token or a pair that was shown, None where it does not let in."""
    if not stored.person.active or not key.works_at(now) or not networks.is_inside(ip, key.networks):
        return None
    if key.used_at is None or now - key.used_at >= NOTED or key.used_from != ip:
        with state.writing() as connection:
            api_keys.use(connection, key, ip, rounded(now))
            persons.see(connection, key.person_id, rounded(now))
    return Caller(
        person_id=stored.person.id,
        login=stored.person.login,
        name=stored.person.name,
        grants=narrowed(key.grants, stored.person.grants),
        via=Via.TOKEN,
        pass_id=key.id,
        csrf=None,
        expires_at=key.expires_at,
    )
