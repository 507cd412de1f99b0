"""A login with a password, and the one-time code behind it.

The rules that this module keeps:

- What is refused is refused alike: a login that nobody has, a wrong password and somebody who may not come in
  any more take the same work and get the same answer.
- A try is let through and counted before any of it is looked at (`admission.py`).
- The password that was compared still holds when the session begins, and the code is used up with it.
- Only so many passwords are computed at once, since each takes 19 MiB.
"""

import threading
from typing import Final

import msgspec

from akwarden.access import passwords
from akwarden.model.second_factor import How
from akwarden.model.secret import Secret
from akwarden.query.globs import folded
from akwarden.store.access import persons
from akwarden.store.access.persons import StoredPerson
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access import admission, second_factor
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.beginning import begin
from akwarden.workflows.access.outcome import Blocked, LoggedIn, Outcome, Refused, SecondFactorNeeded
from akwarden.workflows.access.sealing import Keyhole
from akwarden.workflows.access.second_factor import Code, Recovery

_NOBODY: Final = "(unknown)"
_AT_ONCE: Final = threading.BoundedSemaphore(4)
"""A limit of this process on its memory, and nothing that is remembered."""


class Typed(msgspec.Struct, frozen=True):
    """What somebody typed into the form."""

    login: str
    """The name to log in with."""
    password: Secret
    """The password."""
    code: Secret | None = None
    """A one-time code or a recovery code."""


def login_form(text: str) -> str:
    """Return a login as it is kept, however it was typed."""
    return folded(text.strip())


def log_in(keyhole: Keyhole, typed: Typed, coming: Coming) -> Outcome:
    """Judge what was typed and begin a session where it is right."""
    login = login_form(typed.login)
    admitted = admission.admit(keyhole.state, login, coming)
    if isinstance(admitted, Blocked):
        return admitted
    outcome = _judged(keyhole, login, typed, coming)
    if not isinstance(outcome, Refused):
        whole = isinstance(outcome, LoggedIn)
        admission.was_right(keyhole.state, admitted, coming, whole=whole)
    return outcome


def is_password(stored: StoredPerson, password: Secret, keyhole: Keyhole, coming: Coming) -> bool | Blocked:
    """Say whether somebody who is logged in typed their password; counted as a try of a login is."""
    admitted = admission.admit(keyhole.state, stored.person.login, coming)
    if isinstance(admitted, Blocked):
        return admitted
    is_right = compared(password, stored.password)
    if is_right:
        admission.was_right(keyhole.state, admitted, coming, whole=True)
    return is_right


def compared(password: Secret, hashed: str | None) -> bool:
    """Say whether a password is the one that was kept; as much work without one."""
    with _AT_ONCE:
        return passwords.fits(password.reveal().decode("utf-8", "surrogatepass"), hashed)


def hashed_anew(password: str) -> str:
    """Return what is kept of a password that was checked."""
    with _AT_ONCE:
        return passwords.kept(password)


def _judged(keyhole: Keyhole, login: str, typed: Typed, coming: Coming) -> Outcome:
    with keyhole.state.reading() as connection:
        stored = persons.by_login(connection, login)
    is_let_in = stored is not None and stored.person.active
    is_right = compared(typed.password, stored.password if stored is not None and is_let_in else None)
    if stored is None or not is_right:
        return _refused(keyhole.state, stored, coming)
    code: Code | Recovery | None = None
    if stored.one_time_code is not None:
        if typed.code is None:
            return SecondFactorNeeded()
        text = typed.code.reveal().decode("utf-8", "replace")
        code = second_factor.looked_at(keyhole, keyhole.open(), stored, text, coming.now)
        if code is None:
            return _refused(keyhole.state, stored, coming)
    anew = None
    if stored.password is not None and passwords.is_old(stored.password):
        anew = hashed_anew(typed.password.reveal().decode("utf-8", "surrogatepass"))
    return _begun(keyhole.state, stored, code, anew, coming)


def _begun(
    state: State, stored: StoredPerson, code: Code | Recovery | None, anew: str | None, coming: Coming
) -> Outcome:
    """Begin the session, where all that was compared still holds."""
    with state.writing() as connection:
        log.wait(connection)
        again = persons.by_id(connection, stored.person.id)
        holds = again is not None and again.person.active and again.password == stored.password
        same_codes = again is not None and again.one_time_code == stored.one_time_code
        used = code is None or (holds and second_factor.use(connection, stored.person.id, code))
        if again is not None and holds and same_codes and used:
            if anew is not None:
                persons.change(connection, stored.person.id, {"password": anew}, rounded(coming.now))
            return begin(connection, again.person, How.PASSWORD if code is None else How.BOTH, coming)
    return _refused(state, stored, coming)


def _refused(state: State, stored: StoredPerson | None, coming: Coming) -> Refused:
    """Record a try that was wrong; a login that nobody has is not written down: it may be a password."""
    login = _NOBODY if stored is None else stored.person.login
    with state.writing() as connection:
        event = Acting(actor=login, now=coming.now).event("login.refused", login, address=coming.address)
        log.append(connection, event)
    return Refused()
