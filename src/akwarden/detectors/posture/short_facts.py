"""Facts of an account in a short form, as samples write them.

Ages are whole days in the place of times, a policy may be the name of a preset one, and what is left out is
as in an account without trouble.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from akwarden.model.access_key import AccessKeyId, KeyStatus, UnlistedGuess
from akwarden.model.account import AccountNumber, AccountSite
from akwarden.model.facts import (
    AccountFacts,
    CallFacts,
    FunctionFact,
    HeldPolicy,
    KeyFact,
    PrincipalFact,
    ServiceCalls,
    TrailState,
)
from akwarden.model.policy import GroupId, PolicyId, PolicyKind
from akwarden.model.principal import PrincipalId, PrincipalType

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""When samples are judged."""
_CALL_DAYS = 90
"""How far back calls are counted."""
_NUMBERS = {"tencent": "100000000001", "aws": "111122223333"}
_OF_A_SERVICE = re.compile(r"(?:Q[Cc]loud|Amazon|AWS)?(?P<service>\w*?)(?P<kind>Full|ReadOnly)Access")
_READS = ("Describe*", "Get*", "List*")


class ShortPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy that is held."""

    name: str
    """Its name, and its id."""
    kind: PolicyKind = PolicyKind.CUSTOM
    """Who wrote it."""
    document: dict[str, Any] | str | None = None
    """What it says; None for one that can't be used."""
    group: GroupId | None = None
    """The group that it comes through."""


class ShortKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key."""

    id: AccessKeyId
    """Its id, such as `K1`."""
    status: KeyStatus = KeyStatus.ACTIVE
    """Whether it works."""
    age: int | None = None
    """How many days ago it was made."""
    used: int | None = None
    """How many days ago it was used; never where left out."""
    use_known: bool = True
    """Whether the last use is known."""
    service: str | None = None
    """What it was used for."""
    region: str | None = None
    """Where it was used."""
    note: str = ""
    """What stands beside it at the cloud."""
    remark: str = ""
    """What people wrote here."""
    owner: str | None = None
    """Whose it is."""
    tags: tuple[str, ...] = ()
    """The tags that people gave it."""
    guess: UnlistedGuess | None = None
    """What it may be, where no account lists it."""
    leaks: int = 0
    """Its open leaks."""
    functions: tuple[str, ...] = ()
    """The functions in whose environment it stands."""


class ShortPrincipal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A principal, which holds nothing where nothing is said."""

    name: str
    """Its name."""
    id: PrincipalId | None = None
    """Its id; the name where left out."""
    type: PrincipalType = PrincipalType.USER
    """What it is."""
    note: str = ""
    """What stands beside it at the cloud."""
    age: int | None = None
    """How many days ago it was made."""
    console: bool | None = False
    """Whether it may sign in."""
    mfa: bool | None = None
    """Whether a second factor is asked for."""
    login: int | None = None
    """How many days ago it signed in."""
    trust: dict[str, Any] | str | None = None
    """Who may take a role."""
    session: int | None = None
    """How many seconds a temporary key of it may live."""
    keys: tuple[ShortKey, ...] | None = ()
    """Its keys."""
    policies: tuple[ShortPolicy | str, ...] | None = ()
    """What it holds; a name stands for a preset policy."""
    boundary: ShortPolicy | None = None
    """What it may be allowed at most."""
    groups: tuple[GroupId, ...] | None = ()
    """The groups that it belongs to."""
    owner: str | None = None
    """Whose it is."""


class ShortCalls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What audit records tell of calls."""

    since: int = 200
    """How many days records go back."""
    until: int = 0
    """How many days ago they end."""
    recorded: dict[str, int] = {}
    """The services of which records would show calls, and since how many days."""
    by: dict[str, dict[str, int]] = {}
    """By the name of a principal, the services that it called, and how many days ago it did last."""


class ShortAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account."""

    provider: str = "tencent"
    """Its cloud, which also gives its number."""
    name: str = "shop"
    """What people call it."""
    principals: tuple[ShortPrincipal, ...] = ()
    """Who is there."""
    functions: tuple[FunctionFact, ...] = ()
    """Its functions."""
    groups: dict[GroupId, str] = {}
    """The names of groups."""
    unlisted: tuple[ShortKey, ...] = ()
    """Keys that no account lists."""
    trail: TrailState | None = None
    """Whether it records what is done."""
    own_accounts: frozenset[AccountNumber] = frozenset()
    """Other accounts of ours."""
    own_networks: tuple[str, ...] = ()
    """Our own addresses."""
    gone_people: frozenset[str] = frozenset()
    """Who left."""
    blind_rights: frozenset[str] = frozenset()
    """The rights that are missing."""
    calls: ShortCalls | None = None
    """What was called, where there are audit records."""


def expand(short: ShortAccount) -> AccountFacts:
    """Return the facts that a short form stands for."""
    number = AccountNumber(_NUMBERS.get(short.provider, "1"))
    return AccountFacts(
        provider=short.provider,
        number=number,
        name=short.name,
        site=AccountSite.AWS if short.provider == "aws" else AccountSite.MAINLAND,
        principals=tuple(map(partial(_principal, short.provider), short.principals)),
        functions=short.functions,
        groups=short.groups,
        unlisted=tuple(map(_key, short.unlisted)),
        trail=short.trail,
        own_accounts=frozenset({number, *short.own_accounts}),
        own_networks=short.own_networks,
        gone_people=short.gone_people,
        blind_rights=short.blind_rights,
        calls=_calls(short.calls) if short.calls else None,
    )


def _calls(short: ShortCalls) -> CallFacts:
    return CallFacts(
        days=_CALL_DAYS,
        since=NOW - timedelta(days=short.since),
        until=NOW - timedelta(days=short.until),
        recorded_since={name: NOW - timedelta(days=age) for name, age in short.recorded.items()},
        by_caller={
            caller: {
                name: ServiceCalls(calls=int(age <= _CALL_DAYS), last_at=NOW - timedelta(days=age))
                for name, age in called.items()
            }
            for caller, called in short.by.items()
        },
    )


def _principal(provider: str, short: ShortPrincipal) -> PrincipalFact:
    return PrincipalFact(
        id=short.id or PrincipalId(short.name),
        type=short.type,
        name=short.name,
        arn=_arn(provider, short),
        note=short.note,
        created_at=_before(short.age),
        console_login=short.console,
        mfa=short.mfa,
        last_login_at=_before(short.login),
        trust=_text(short.trust),
        session_seconds=short.session,
        keys=_each(_key, short.keys),
        policies=_each(partial(_policy, provider), short.policies),
        boundary=_policy(provider, short.boundary) if short.boundary else None,
        groups=short.groups,
        owner=short.owner,
    )


def _arn(provider: str, short: ShortPrincipal) -> str:
    """Return how a principal is named by its cloud."""
    number = _NUMBERS.get(provider, "1")
    is_role = short.type in (PrincipalType.ROLE, PrincipalType.SERVICE)
    if provider == "tencent":
        own = f"roleName/{short.name}" if is_role else f"uin/{short.id or short.name}"
        return f"qcs::cam::uin/{number}:{own}"
    return f"arn:aws:iam::{number}:{'role' if is_role else 'user'}/{short.name}"


def _each(make: Callable[[Any], Any], short: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    return None if short is None else tuple(map(make, short))


def _key(short: ShortKey) -> KeyFact:
    return KeyFact(
        id=short.id,
        status=short.status,
        created_at=_before(short.age),
        last_used_at=_before(short.used),
        last_use_known=short.use_known,
        last_used_service=short.service,
        last_used_region=short.region,
        cloud_note=short.note,
        remark=short.remark,
        owner=short.owner,
        tags=short.tags,
        guess=short.guess,
        open_leaks=short.leaks,
        function_places=short.functions,
    )


def _policy(provider: str, short: ShortPolicy | str) -> HeldPolicy:
    if isinstance(short, str):
        short = ShortPolicy(name=short, kind=PolicyKind.PRESET, document=_preset(provider, short))
    return HeldPolicy(
        id=PolicyId(short.name),
        name=short.name,
        kind=short.kind,
        document=_text(short.document),
        group=short.group,
    )


def _preset(provider: str, name: str) -> dict[str, Any]:
    """Return what a preset policy says, by its name."""
    found = _OF_A_SERVICE.fullmatch(name)
    service = (found["service"] or "*").lower() if found else "*"
    verbs = _READS if found and found["kind"] == "ReadOnly" else ("*",)
    actions = [f"{service}:{verb}" for verb in verbs] if found else ["*"]
    if provider == "tencent":
        return {"version": "2.0", "statement": [{"effect": "allow", "action": actions, "resource": "*"}]}
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}


def _text(document: Mapping[str, Any] | str | None) -> str | None:
    return (
        document if document is None or isinstance(document, str) else msgspec.json.encode(document).decode()
    )


def _before(age: int | None) -> datetime | None:
    return None if age is None else NOW - timedelta(days=age)
