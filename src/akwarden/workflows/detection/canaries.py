"""Canaries: keys without rights that nobody uses, recorded as somebody made them, or forgotten.

The rules that this module keeps:

- Only a permanent key can be a canary, by its id; its secret is never asked for.
- Each change goes into the audit log in the same transaction.
"""

import re
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.canary import Canary
from akwarden.query.vocabulary import nearest
from akwarden.store import canaries, key_rows
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.accounts.listing import named
from akwarden.workflows.notes import checks

RECORDED, REMOVED = "canary.record", "canary.remove"
LONGEST_PLACE: Final = 400
_FORMS: Final = {"tencent": re.compile(r"AKID[0-9A-Za-z]{13,128}"), "aws": re.compile(r"AKIA[A-Z2-7]{16}")}
_TEMPORARY: Final = re.compile(r"ASIA[A-Z0-9]{16}")


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """A key that somebody made for a canary."""

    key_id: str
    account: str | None
    """The name or the number of its account, where it is said."""
    place: str
    actor: str
    now: datetime


class Recorded(msgspec.Struct, frozen=True):
    """A canary that was recorded."""

    canary: Canary
    warnings: tuple[str, ...]
    """What speaks against this key as a canary."""


def record_canary(state: State, asked: Recording) -> Recorded:
    """Remember a key that was made by hand as a canary, and return it; a second time nothing changes.

    Raises UsageError for what is no id of a permanent key, and for an account of another cloud; EditError for
    what can't be the id of a key at all; AccountError for an account that is not known.
    """
    key_id, place, at = checks.key_id(asked.key_id), place_of(asked.place), rounded(asked.now)
    provider = _provider_of(key_id)
    with state.writing() as connection:
        held = canaries.one(connection, key_id)
        if held is not None and held.removed_at is None:
            return Recorded(held, ())
        account, warnings = _known(connection, key_id, at)
        if asked.account is not None:
            account = _account(connection, asked.account, provider)
        canary = Canary(
            key_id=key_id,
            provider=provider,
            account=account,
            place=place,
            minted=False,
            created_at=at,
            created_by=asked.actor,
        )
        canaries.put(connection, canary)
        details: dict[str, Detail] = {"account": account, "place": place}
        log.append(
            connection, Event(at=at, actor=asked.actor, action=RECORDED, object=key_id, details=details)
        )
    return Recorded(canary, warnings)


def forget_canary(state: State, name: str, *, actor: str, now: datetime) -> Canary:
    """Let a key be no canary any more, and return it as it is then; a second time nothing changes.

    The key itself stays as it is at the cloud. Raises UsageError for an id that no canary has.
    """
    at = rounded(now)
    with state.writing() as connection:
        canary = find_canary(connection, name)
        if canary.removed_at is None:
            canaries.remove(connection, canary.key_id, at)
            details: dict[str, Detail] = {"place": canary.place}
            event = Event(at=at, actor=actor, action=REMOVED, object=canary.key_id, details=details)
            log.append(connection, event)
        return msgspec.structs.replace(canary, removed_at=canary.removed_at or at)


def find_canary(connection: Connection, name: str) -> Canary:
    """Return the canary with this id, also one that was removed; raises UsageError, with the nearest one."""
    found = canaries.one(connection, name)
    if found is None:
        near = nearest(name, tuple(one.key_id for one in canaries.listed(connection)))
        mend = f"did you mean {near}?" if near else "akwarden canary list shows them"
        raise UsageError(f"no canary is called {checks.shown_id(name)}", mend=mend)
    return found


def place_of(text: str) -> str:
    """Return where a canary was put, as it is kept; raises UsageError, and EditError for a secret in it."""
    plain = text.strip()
    if not plain or len(plain) > LONGEST_PLACE or not plain.isprintable():
        raise UsageError(
            f"the place of a canary is one line of at most {LONGEST_PLACE} characters",
            mend="--place 'build server 3, ~/.aws/credentials'",
        )
    checks.refuse_secret(plain, "place")
    return plain


def _provider_of(key_id: str) -> str:
    """Return the cloud of a permanent key."""
    for provider, form in _FORMS.items():
        if form.fullmatch(key_id):
            return provider
    why = "ids of permanent keys begin with AKID (Tencent Cloud) or AKIA (AWS)"
    if _TEMPORARY.fullmatch(key_id):
        why = f"it is a temporary key, which ends by itself; {why}"
    raise UsageError(
        f"{checks.shown_id(key_id)} can't be a canary", why=why, mend="give the whole id of a permanent key"
    )


def _known(connection: Connection, key_id: str, now: datetime) -> tuple[str | None, tuple[str, ...]]:
    """Return the account of a key by the inventory, and what speaks against the key."""
    facts = key_rows.one(connection, key_id, now)
    if facts is None:
        return None, ()
    warnings: tuple[str, ...] = ()
    if facts.last_used_at is not None:
        when = f"{facts.last_used_at:%Y-%m-%d}"
        warnings = (f"the key was used on {when}: whatever uses it will raise a critical alarm",)
    return facts.account, warnings


def _account(connection: Connection, name: str, provider: str) -> str:
    (stored,) = named(connection, (name,))
    account = stored.account
    if account.provider != provider:
        raise UsageError(
            f"the account {account.name} is one of another cloud",
            why=f"the key is one of {provider}, and the account one of {account.provider}",
            mend="name the account of the key, or leave --account out",
        )
    return account.number
