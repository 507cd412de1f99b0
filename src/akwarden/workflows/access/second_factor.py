"""One-time codes of people: set up, checked, given up; each code and each recovery code works once."""

from datetime import datetime
from io import BytesIO

import msgspec
import segno
from sqlalchemy import Connection

from akwarden.access import one_time_codes, random_text
from akwarden.errors import AccessError
from akwarden.model.second_factor import Demand, How
from akwarden.model.secret import Secret
from akwarden.store.access import persons, recovery, sessions
from akwarden.store.access.persons import StoredPerson
from akwarden.store.access.steps import StepKind
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.vault.kek import LocalKek
from akwarden.workflows.access import sealing
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.demanding import check_not_last
from akwarden.workflows.access.halves import put_back, remember, take
from akwarden.workflows.access.sealing import Keyhole, PersonSecret

MOST_TRIES = 5
"""How often the first code may be typed: a slip of a finger does not throw the entry on the phone away."""


class CodesBegun(msgspec.Struct, frozen=True):
    """What a phone needs, shown once."""

    step: Secret
    """What the second half names."""
    secret: Secret
    """What the codes are made from, to be typed where no camera is."""
    svg: Secret
    """The QR code of it, as an SVG image."""


class _Pending(msgspec.Struct, frozen=True):
    """What is remembered until the first code is typed."""

    name: str
    sealed: bytes
    wrong: int = 0
    """How many wrong codes were typed."""


class Code(msgspec.Struct, frozen=True):
    """A one-time code that fits, not used yet."""

    step: int
    """The step of time that it belongs to."""


class Recovery(msgspec.Struct, frozen=True):
    """What may be a recovery code, not used yet."""

    digest: bytes
    """What is kept of it."""


def begin_codes(keyhole: Keyhole, stored: StoredPerson, acting: Acting) -> CodesBegun:
    """Make a secret for one-time codes; nothing counts before a code of it is typed."""
    kek = keyhole.open_or_make(acting)
    text, name = one_time_codes.new_secret(), random_text.public_id()
    secret = Secret(text.encode())
    pending = _Pending(name, sealing.sealed(kek, PersonSecret.ONE_TIME_CODES, name, secret))
    content = msgspec.msgpack.encode(pending)
    with keyhole.state.writing() as connection:
        step = remember(connection, StepKind.CODES_ADD, content, acting.now, person_id=stored.person.id)
    return CodesBegun(step, secret, Secret(_picture(text, stored.person.login)))


def finish_codes(
    keyhole: Keyhole,
    stored: StoredPerson,
    step: str,
    code: str,
    acting: Acting,
    *,
    session: str | None = None,
) -> tuple[Secret, ...]:
    """Let one-time codes count from now on and return the recovery codes, which are shown once.

    The session in which the first code was typed has shown it from then on.
    Raises AccessError where the code is wrong, and where it took too long or too many were: it is begun anew
    then.
    """
    kek = keyhole.open()
    now = rounded(acting.now)
    codes = one_time_codes.recovery_codes()
    with keyhole.state.writing() as connection:
        begun = take(connection, StepKind.CODES_ADD, step, now)
        if begun is None or begun.person_id != stored.person.id:
            raise AccessError("that took too long, or was done before", mend="begin anew")
        pending = msgspec.msgpack.decode(begun.content, type=_Pending)
        secret = sealing.opened(kek, PersonSecret.ONE_TIME_CODES, pending.name, pending.sealed)
        used = one_time_codes.step_of(secret.reveal().decode(), code, acting.now)
        pending = msgspec.structs.replace(pending, wrong=pending.wrong + (used is None))
        if used is None and pending.wrong < MOST_TRIES:
            content = msgspec.msgpack.encode(pending)
            put_back(connection, step, msgspec.structs.replace(begun, content=content))
    if used is None:
        raise AccessError(
            "the code is wrong",
            mend="type the one that the phone shows now, and look at its clock"
            if pending.wrong < MOST_TRIES
            else "begin anew, and look at the clock of the phone",
        )
    with keyhole.state.writing() as connection:
        log.wait(connection)
        _forget(connection, stored.person.id)
        sealing.keep(connection, PersonSecret.ONE_TIME_CODES, pending.name, pending.sealed, acting)
        values = {"one_time_code": pending.name, "last_step": used}
        persons.change(connection, stored.person.id, values, now)
        recovery.replace(connection, stored.person.id, [_digest(one) for one in codes])
        if session is not None:
            sessions.show_factor(connection, session, How.BOTH)
        log.append(connection, acting.event("person.codes", stored.person.login, on=True))
    return tuple(Secret(one.encode()) for one in codes)


def give_up_codes(state: State, stored: StoredPerson, acting: Acting, *, demand: Demand) -> bool:
    """Let a person give up their own one-time codes; False where there are none.

    Raises AccessError where they are the last second factor of who must have one.
    """
    with state.writing() as connection:
        log.wait(connection)
        found = persons.by_id(connection, stored.person.id)
        if found is None or found.one_time_code is None:
            return False
        check_not_last(demand, found.person)
        stop_codes(connection, found, acting)
    return True


def stop_codes(connection: Connection, stored: StoredPerson, acting: Acting) -> None:
    """Let a login take no one-time code any more, with its record."""
    _forget(connection, stored.person.id)
    values = {"one_time_code": None, "last_step": None}
    persons.change(connection, stored.person.id, values, rounded(acting.now))
    recovery.replace(connection, stored.person.id, ())
    log.append(connection, acting.event("person.codes", stored.person.login, on=False))


def _forget(connection: Connection, person_id: int) -> None:
    """Delete what the codes of a person are made from."""
    found = persons.by_id(connection, person_id)
    if found is not None and found.one_time_code is not None:
        sealing.forget(connection, PersonSecret.ONE_TIME_CODES, found.one_time_code)


def looked_at(
    keyhole: Keyhole, kek: LocalKek, stored: StoredPerson, code: str, now: datetime
) -> Code | Recovery | None:
    """Return what was typed as far as it can be right, None where it is wrong; it is used by `use`."""
    if one_time_codes.looks_like_recovery(code):
        return Recovery(_digest(code))
    if stored.one_time_code is None:
        return None
    with keyhole.state.reading() as connection:
        secret = sealing.read(connection, kek, PersonSecret.ONE_TIME_CODES, stored.one_time_code)
    step = one_time_codes.step_of(secret.reveal().decode(), code, now)
    return None if step is None or step <= stored.last_step else Code(step)


def use(connection: Connection, person_id: int, code: Code | Recovery) -> bool:
    """Use a code up in the transaction of what it lets in to; False where it was used or is none."""
    match code:
        case Code(step=step):
            return persons.use_step(connection, person_id, step)
        case Recovery(digest=digest):
            return recovery.use(connection, person_id, digest)


def _digest(code: str) -> bytes:
    return random_text.digest(one_time_codes.recovery_form(code))


def _picture(secret: str, login: str) -> bytes:
    drawn = segno.make(one_time_codes.address(secret, login), error="m")
    image = BytesIO()  # with its namespace, else no browser draws it as an image
    drawn.save(image, kind="svg", xmldecl=False, nl=False, scale=4, border=4, dark="black", light="white")
    return image.getvalue()
