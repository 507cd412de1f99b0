"""Mints canaries: a user without rights, its key, and the place it goes to, in steps that can be done again.

The rules that this module keeps:

- What is going to be done is on record before the cloud is called.
- A user is found again by its name: a run that was killed anywhere is finished by the same command, and a key
  whose secret was lost on the way is deleted.
- Only a user that carries our mark is touched; a user of that name which does not is refused.
- A key that is in its place is not made anew, nor is anything there written over.
- A key is remembered as a canary before its secret is written anywhere, so no copy of it is unknown.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import CloudError, UsageError
from akwarden.model.access_key import AccessKeyId
from akwarden.model.account import Account
from akwarden.model.canary import Canary
from akwarden.model.credential import Credential
from akwarden.providers.key_making import KeyMaker, MadeUser
from akwarden.store import canaries
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.store.turn import turn
from akwarden.workflows.detection.canaries import REMOVED, forget_canary

STARTED, MINTED, PLACED = "canary.create", "canary.mint", "canary.place"
LOST, DELETED = "canary.lose", "canary.delete"
_NAME: Final = re.compile(r"[A-Za-z0-9][\w.@+=,-]{0,63}", re.ASCII)


class Minting(msgspec.Struct, frozen=True, kw_only=True):
    """A canary that is to be made."""

    account: Account
    user: str
    """What the user is called that is made for it."""
    place: str
    """Where its key goes."""
    actor: str
    now: datetime


class Unfinished(msgspec.Struct, frozen=True):
    """A canary of which only the beginning is on record."""

    provider: str
    account: str
    user: str


_Path = tuple[str, str, str]
"""Cloud, account and user."""


class Delivery(msgspec.Struct, frozen=True):
    """The place that a key goes to."""

    put: Callable[[Credential], None]
    """Puts a key there."""
    holds: Callable[[str], bool] = lambda _: False
    """Says whether the key with an id was put there, whole."""
    check: Callable[[], None] = lambda: None
    """Raises UsageError where a key can't be put there."""


def mint_canary(state: State, maker: KeyMaker, asked: Minting, delivery: Delivery) -> Canary:
    """Make a user without rights and a key of it, remember the key, then put it where it goes.

    A key that a run before put there, without a record of it, is the canary. Raises UsageError where the user
    is somebody else's or has a canary already and where the place is taken, CloudError where the cloud
    refuses, and whatever `put` raises: the key is a canary then, and the same command makes a new one.
    """
    if not _NAME.fullmatch(asked.user):
        raise UsageError(
            "the user of a canary can't be called so",
            why="a name is up to 64 letters, digits and . _ @ + = , -",
            mend="take a name that tells a thief nothing, such as svc-report-export",
        )
    with _alone(state, asked):
        _check_account(maker, asked.account)
        user = _found(maker, asked)
        canary = None if user is None else _delivered(state, maker.key_ids(user), asked, delivery)
        if canary is None:
            delivery.check()
        _log(state, asked, STARTED, _place_of_user(asked), {"place": asked.place})
        user = user or maker.make_user(asked.user)
        maker.fence(user)
        if canary is None:
            _drop_lost(state, maker, user, asked)
            canary = _placed(state, maker, user, asked, delivery)
        _drop_keys(maker, user, kept=canary.key_id)
        _log(state, asked, PLACED, canary.key_id, {"place": asked.place})
    return canary


def _placed(state: State, maker: KeyMaker, user: MadeUser, asked: Minting, delivery: Delivery) -> Canary:
    """Make a key, remember it and put it where it goes."""
    credential = maker.make_key(user)
    canary = _remembered(state, asked, credential)
    # A try of the same call whose answer was lost may have made a second one.
    _drop_keys(maker, user, kept=credential.key_id)
    delivery.put(credential)
    return canary


def _delivered(state: State, key_ids: Iterable[str], asked: Minting, delivery: Delivery) -> Canary | None:
    """Return the canary that a run put where it goes which was killed before that was on record."""
    for key_id in key_ids:
        with state.reading() as connection:
            held = canaries.one(connection, key_id)
            is_placed = next(log.records_of(connection, PLACED, of=key_id), None) is not None
        if held is None or held.removed_at is not None or is_placed:
            continue
        if held.place == asked.place and delivery.holds(key_id):
            return held
    return None


def delete_canary(state: State, maker: KeyMaker, canary: Canary, *, actor: str, now: datetime) -> Canary:
    """Disable and delete the key of a minted canary and its user, forget it, and return it as it is then.

    Raises UsageError for one that was not minted, or whose user is not ours any more; CloudError.
    """
    with state.reading() as connection:
        name = user_of(connection, canary.key_id)
    if name is None:
        raise UsageError(
            f"{canary.key_id} was made by hand",
            why="akwarden deletes only keys that it made",
            mend="delete it in the console of the cloud, then akwarden canary remove without --delete",
        )
    with state.writing() as connection:
        details: dict[str, Detail] = {"user": name, "account": canary.account}
        event = Event(at=rounded(now), actor=actor, action=DELETED, object=canary.key_id, details=details)
        log.append(connection, event)
    user = maker.find(name)
    if user is not None:
        _refuse_foreign(user)
        maker.drop_key(user, AccessKeyId(canary.key_id))
        if not maker.key_ids(user):
            maker.drop_user(user)
    return forget_canary(state, canary.key_id, actor=actor, now=now)


def user_of(connection: Connection, key_id: str) -> str | None:
    """Return the user that a key was minted for, None for a key that was not."""
    record = next(log.records_of(connection, MINTED, of=key_id), None)
    name = None if record is None else record.details.get("user")
    return name if isinstance(name, str) else None


def unfinished(connection: Connection) -> list[Unfinished]:
    """Return the canaries that were begun and neither placed nor taken away since, in order."""
    begun: dict[_Path, int] = {}
    ended: dict[_Path, int] = {}
    of_key: dict[str, _Path] = {}
    for record in log.records_of(connection, STARTED):
        begun.setdefault(_path(record.details), record.number)
    for record in log.records_of(connection, MINTED):
        of_key[record.object] = _path(record.details)
    for action in (PLACED, REMOVED):
        for record in log.records_of(connection, action):
            path = of_key.get(record.object)
            if path is not None:
                ended[path] = max(ended.get(path, 0), record.number)
    return [Unfinished(*path) for path in sorted(begun) if begun[path] > ended.get(path, 0)]


@contextmanager
def _alone(state: State, asked: Minting) -> Iterator[None]:
    """Let nobody else make the same canary meanwhile."""
    with turn(state, f"canary {_place_of_user(asked)}") as ours:
        if not ours:
            raise UsageError(
                f"the canary {asked.user} is being made by another run", mend="wait for it to end"
            )
        yield


def _check_account(maker: KeyMaker, account: Account) -> None:
    """Raise CloudError where the key is one of another account: nothing is made there."""
    found = maker.identity().account
    if account.number and found != account.number:
        raise CloudError(
            f"the key of {account.name} opens another account",
            why=f"it is one of {found}, and {account.name} is {account.number}",
            mend="put the key of this account in its place",
        )


def _found(maker: KeyMaker, asked: Minting) -> MadeUser | None:
    user = maker.find(asked.user)
    if user is not None:
        _refuse_foreign(user)
    return user


def _refuse_foreign(user: MadeUser) -> None:
    if not user.is_ours:
        raise UsageError(
            f"there is a user {user.name} that akwarden did not make",
            why="the mark of canaries is missing, and a user of somebody else is not touched",
            mend="take another name with --user",
        )


def _drop_lost(state: State, maker: KeyMaker, user: MadeUser, asked: Minting) -> None:
    """Delete the keys of a user that were never placed; raises UsageError where one was."""
    for key_id in maker.key_ids(user):
        with state.reading() as connection:
            held = canaries.one(connection, key_id)
            is_placed = next(log.records_of(connection, PLACED, of=key_id), None) is not None
        if held is not None and held.removed_at is None and is_placed:
            raise UsageError(
                f"the user {user.name} has the canary {key_id} already",
                why=f"it was put at {held.place}",
                mend=f"take another name, or akwarden canary remove {key_id} --delete",
            )
        maker.drop_key(user, key_id)
        with state.writing() as connection:
            canaries.remove(connection, key_id, rounded(asked.now))
            _append(connection, asked, LOST, key_id, {})


def _drop_keys(maker: KeyMaker, user: MadeUser, *, kept: str) -> None:
    for key_id in maker.key_ids(user):
        if key_id != kept:
            maker.drop_key(user, key_id)


def _remembered(state: State, asked: Minting, credential: Credential) -> Canary:
    """Keep a key as a canary, and on record whose it is."""
    canary = Canary(
        key_id=credential.key_id,
        provider=asked.account.provider,
        account=asked.account.number or None,
        place=asked.place,
        minted=True,
        created_at=rounded(asked.now),
        created_by=asked.actor,
    )
    with state.writing() as connection:
        canaries.put(connection, canary)
        _append(connection, asked, MINTED, canary.key_id, {"place": asked.place})
    return canary


def _place_of_user(asked: Minting) -> str:
    return f"{asked.account.provider}/{asked.account.number}/{asked.user}"


def _path(details: Mapping[str, Detail]) -> _Path:
    return str(details.get("provider")), str(details.get("account")), str(details.get("user"))


def _log(state: State, asked: Minting, action: str, object_: str, details: dict[str, Detail]) -> None:
    with state.writing() as connection:
        _append(connection, asked, action, object_, details)


def _append(
    connection: Connection, asked: Minting, action: str, object_: str, details: dict[str, Detail]
) -> None:
    about: dict[str, Detail] = {
        "provider": asked.account.provider,
        "account": asked.account.number,
        "user": asked.user,
    }
    event = Event(
        at=rounded(asked.now), actor=asked.actor, action=action, object=object_, details={**about, **details}
    )
    log.append(connection, event)
