"""What must be found in an emulated organisation: a file says it, the emulator's state fills it in."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import msgspec
from tests.workflows.posture.wanted import Subject, Wanted

from akwarden.emulator.tencent.state import Account, Cloud, Key, Status, User

ROOT = "root"
_DAY = 86_400


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file, which refuses what it does not know."""


class ThatUser(Part, frozen=True, kw_only=True):
    """What a user is; what is left out does not matter."""

    console: bool | None = None
    mfa: bool | None = None
    active_keys: int | None = None
    has_active_key: bool | None = None


class ThatKey(Part, frozen=True, kw_only=True):
    """What a key is; what is left out does not matter."""

    number: int | None = None
    """Its place among the keys of its user, from 1."""
    status: Status | None = None
    older: float | None = None
    """Days since it was made, at least."""
    idle: float | None = None
    """Days since its last use, at least."""
    idle_at_most: float | None = None


class Expectation(Part, frozen=True, kw_only=True):
    """One rule that finds something at some."""

    rule: str
    accounts: tuple[str, ...] = msgspec.field(name="in")
    who: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    that: ThatUser = ThatUser()
    keys: ThatKey | None = None
    count: int = 1
    level: Literal["medium", "low", "any"] = "any"
    why: str
    trouble: str = ""


class Elsewhere(Part, frozen=True, kw_only=True):
    """A trouble that is none of posture."""

    trouble: str
    where: str
    why: str


class Golden(Part, frozen=True, kw_only=True):
    """The whole file."""

    planted: tuple[Expectation, ...]
    follows: tuple[Expectation, ...]
    allowed: tuple[Expectation, ...] = ()
    elsewhere: tuple[Elsewhere, ...]


def read_golden(path: Path) -> Golden:
    """Give what a file says."""
    return msgspec.yaml.decode(path.read_bytes(), type=Golden)


def wanted_of(golden: Golden, cloud: Cloud) -> list[Wanted]:
    """Give every risk that must be found in a cloud, or may be."""
    levels = [(one, one.level) for one in (*golden.planted, *golden.follows)]
    return [
        *(
            Wanted(subject=subject, level=level, why=one.why)
            for one, level in levels
            for subject in subjects_of(one, cloud)
        ),
        *(
            Wanted(subject=subject, level="allowed", why=one.why)
            for one in golden.allowed
            for subject in subjects_of(one, cloud)
        ),
    ]


def subjects_of(expectation: Expectation, cloud: Cloud) -> list[Subject]:
    """Give what an expectation is about, one a risk; the rows come from the state of the cloud."""
    found: list[Subject] = []
    for name in expectation.accounts:
        account = next(one for one in cloud.accounts.values() if one.name == name)
        if not expectation.who:
            found.append(Subject(rule=expectation.rule, account=name, principal=""))
        for principal, uin in _people(account, expectation):
            subject = Subject(rule=expectation.rule, account=name, principal=principal)
            if expectation.keys is None:
                found.append(subject)
                continue
            keys = _keys(account.keys_of(uin), expectation.keys, cloud.clock.now())
            found += [msgspec.structs.replace(subject, key=key.secret_id) for key in keys]
    return found


def _people(account: Account, expectation: Expectation) -> Iterator[tuple[str, int]]:
    """Yield the principals with their numbers; roles have no keys."""
    everybody = [(ROOT, account.uin), *((user.name, user.uin) for user in account.users.values())]
    everybody += [(role.name, 0) for role in account.roles.values()]
    for name, uin in everybody:
        wanted = any(fnmatchcase(name, one) for one in expectation.who) and name not in expectation.but
        if wanted and _is(account, account.users.get(uin), expectation.that):
            yield name, uin


def _is(account: Account, user: User | None, that: ThatUser) -> bool:
    if that == ThatUser():
        return True
    if user is None:
        return False
    active = sum(key.status is Status.ACTIVE for key in account.keys_of(user.uin))
    facts = (
        (that.console, user.console_login),
        (that.mfa, user.mfa_login),
        (that.active_keys, active),
        (that.has_active_key, active > 0),
    )
    return all(wanted is None or wanted == fact for wanted, fact in facts)


def _keys(keys: Sequence[Key], that: ThatKey, now: float) -> Iterator[Key]:
    for number, key in enumerate(keys, 1):
        age = (now - key.created) / _DAY
        idle = age if key.last_used is None else (now - key.last_used) / _DAY
        if (
            that.number in {None, number}
            and that.status in {None, key.status}
            and age >= (that.older or 0)
            and idle >= (that.idle or 0)
            and (that.idle_at_most is None or idle <= that.idle_at_most)
        ):
            yield key
