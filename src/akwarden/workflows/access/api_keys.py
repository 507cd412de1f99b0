"""API tokens and pairs for the wire API: made, shown once, listed, revoked."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection

from akwarden.access import networks, random_text
from akwarden.access.roles import narrowed
from akwarden.errors import AccessError
from akwarden.model.api_key import ApiKey, ApiKeyKind
from akwarden.model.person import Grant
from akwarden.model.secret import Secret
from akwarden.store.access import api_keys, persons
from akwarden.store.access.persons import StoredPerson
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.vault.kek import LocalKek
from akwarden.workflows.access import logins, sealing
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.people import found
from akwarden.workflows.access.sealing import Keyhole, PersonSecret

MOST = 50
"""Tokens and pairs of one person that work."""
LONGEST = timedelta(days=3660)
"""How far in the future an end may lie."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made."""

    kind: ApiKeyKind
    """A token, or a pair for the wire API."""
    name: str
    """What it is for."""
    grants: tuple[Grant, ...]
    """What it may do; no more than its person may."""
    networks: tuple[str, ...] = ()
    """From where it may be used; empty for everywhere."""
    expires_at: datetime | None = None
    """When it ends; None for never."""


class Made(msgspec.Struct, frozen=True):
    """A token or a pair, with what is shown this once."""

    key: ApiKey
    """What is known of it from now on."""
    secret: Secret
    """The token, or the SecretKey of the pair."""


def make(keyhole: Keyhole, login: str, wanted: Wanted, acting: Acting, *, by: tuple[Grant, ...]) -> Made:
    """Make a token or a pair for a person.

    It may do no more than the person, nor than whoever makes it (`by`). Raises AccessError.
    """
    is_token = wanted.kind is ApiKeyKind.TOKEN
    text = random_text.api_token().encode() if is_token else random_text.wire_secret()
    kek = None if is_token else keyhole.open_or_make(acting)
    allowed = networks.checked(wanted.networks)
    name, ends = logins.checked_name(wanted.name), _checked_end(wanted, acting)
    with keyhole.state.writing() as connection:
        log.wait(connection)
        stored = found(connection, login)
        _check(connection, stored, wanted, by, acting)
        key = ApiKey(
            id=random_text.public_id() if is_token else random_text.wire_id(),
            kind=wanted.kind,
            person_id=stored.person.id,
            login=stored.person.login,
            name=name,
            grants=wanted.grants,
            networks=allowed,
            created_at=rounded(acting.now),
            created_by=acting.actor,
            expires_at=ends,
            used_at=None,
            used_from=None,
            revoked_at=None,
        )
        _keep(connection, key, Secret(text), kek, acting)
    return Made(key, Secret(text))


def _keep(connection: Connection, key: ApiKey, secret: Secret, kek: LocalKek | None, acting: Acting) -> None:
    """Keep a token as its digest, a pair with its SecretKey sealed, and the record."""
    if kek is None:
        api_keys.add(connection, key, random_text.digest(secret.reveal().decode()))
    else:
        content = sealing.sealed(kek, PersonSecret.WIRE_KEY, key.id, secret)
        sealing.keep(connection, PersonSecret.WIRE_KEY, key.id, content, acting)
        api_keys.add(connection, key, None)
    details: dict[str, Detail] = {
        "kind": key.kind.value,
        "for": key.login,
        "name": key.name,
        "grants": logins.in_words(key.grants),
        "networks": ", ".join(key.networks) or None,
        "expires_at": None if key.expires_at is None else key.expires_at.isoformat(),
    }
    log.append(connection, acting.event("token.make", key.id, **details))


def _check(
    connection: Connection, stored: StoredPerson, wanted: Wanted, by: tuple[Grant, ...], acting: Acting
) -> None:
    """Raise AccessError for what may not be made."""
    person = stored.person
    if not person.active:
        raise AccessError(f"{person.login!r} is not active", mend="activate the person first")
    if not wanted.grants:
        raise AccessError("a token without a role can do nothing", mend="name at least one role")
    for held in (person.grants, by):
        for one in wanted.grants:
            if one not in narrowed((one,), held):
                raise AccessError(
                    f"a token can't have {logins.in_words((one,))}",
                    why=f"it may do no more than its person and its maker: {logins.in_words(held)}",
                    mend="take a role that both have",
                )
    working = [one for one in api_keys.listed(connection, person.id) if one.works_at(acting.now)]
    if len(working) >= MOST:
        raise AccessError(
            f"{person.login!r} has {MOST} tokens that work", mend="revoke some that nobody uses"
        )


def _checked_end(wanted: Wanted, acting: Acting) -> datetime | None:
    ends = wanted.expires_at
    if ends is None:
        return None
    if not acting.now < ends <= acting.now + LONGEST:
        raise AccessError("a token ends in the future, and within ten years", mend="write another end")
    return rounded(ends)


def keys(state: State, person_id: int | None = None) -> list[ApiKey]:
    """Return the tokens and pairs of a person, or of everybody, the newest first."""
    with state.reading() as connection:
        return api_keys.listed(connection, person_id)


def revoke(state: State, key_id: str, acting: Acting, *, of: int | None = None) -> ApiKey | None:
    """End a token or a pair for good; the next call with it is refused. None where there is none.

    With `of`, one of somebody else is as good as none.
    """
    with state.writing() as connection:
        log.wait(connection)
        key = next((one for kind in ApiKeyKind if (one := api_keys.by_id(connection, kind, key_id))), None)
        if key is None or of not in {None, key.person_id}:
            return None
        if api_keys.revoke(connection, key, rounded(acting.now)):
            if key.kind is ApiKeyKind.WIRE:
                sealing.forget(connection, PersonSecret.WIRE_KEY, key.id)
            log.append(
                connection, acting.event("token.revoke", key.id, **{"for": key.login, "name": key.name})
            )
        return api_keys.by_id(connection, key.kind, key.id)


class WireKey(msgspec.Struct, frozen=True):
    """A pair that a signed call names, with what checks the signature."""

    key: ApiKey
    """What is known of it."""
    stored: StoredPerson
    """Whose it is."""
    secret: Secret
    """The SecretKey."""


def wire_key(keyhole: Keyhole, kek: LocalKek, secret_id: str) -> WireKey | None:
    """Return the pair that a signed call names; None where there is none that was not revoked.

    Whether it lets in is said by `door.caller_of_key`, once the signature was found right.
    """
    with keyhole.state.reading() as connection:
        key = api_keys.by_id(connection, ApiKeyKind.WIRE, secret_id)
        stored = None if key is None else persons.by_id(connection, key.person_id)
        if key is None or stored is None or key.revoked_at is not None:
            return None
        return WireKey(key, stored, sealing.read(connection, kek, PersonSecret.WIRE_KEY, key.id))
