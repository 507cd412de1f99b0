"""A made-up organisation as a scenario of the emulator, and its wanted risks in the emulator's names.

What the emulator can't hold is left out: policies that are no policies, keys that no list has, trails, and
collaborators who are accounts of ours.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from tests.workflows.posture.draft import NOW
from tests.workflows.posture.right_troubles import BROKEN
from tests.workflows.posture.wanted import Subject, Wanted

from akwarden.emulator.tencent.services.scf.state import add_function
from akwarden.emulator.tencent.state import Account as CloudAccount
from akwarden.emulator.tencent.state import Cloud
from akwarden.model.access_key import KeyStatus
from akwarden.model.account import AccountNumber
from akwarden.model.facts import AccountFacts, HeldPolicy, KeyFact, PrincipalFact
from akwarden.model.policy import PolicyKind
from akwarden.model.principal import PrincipalType

_DAY = 86_400
_ROLES = {PrincipalType.ROLE, PrincipalType.SERVICE}
_UNHELD = {"unlisted-key-alive", "trail-off", "trail-partly"}


def manager_of(accounts: Sequence[AccountFacts]) -> str:
    """Give the name of an account whose root key works: it manages the others, and enters them."""
    return next(one.name for one in accounts if any(map(_works, _root(one).keys or ())))


def scenario_of(accounts: Sequence[AccountFacts]) -> str:
    """Give the text of a scenario with the accounts of Tencent Cloud."""
    sheet = {
        "organization": {"management": manager_of(accounts)},
        "accounts": [_account(one) for one in accounts],
    }
    text = json.dumps(sheet, ensure_ascii=False)
    for account in accounts:
        for principal in account.principals:
            uin = f"uin/{account.number}:uin/{principal.id}"
            text = text.replace(uin, f"uin/{account.number}:uin/%{{uin:{account.name}/{principal.name}}}")
        text = text.replace(f"uid/{account.number}", f"uid/%{{appid:{account.name}}}")
        text = text.replace(f"uin/{account.number}", f"uin/%{{uin:{account.name}}}")
    return text


def complete(accounts: Iterable[AccountFacts], cloud: Cloud) -> None:
    """Give a cloud what no scenario says: how long sessions of roles are, and as whom functions run."""
    for account in accounts:
        made = _named(cloud, account.name)
        wanted = {one.name: one.session_seconds for one in account.principals if one.type in _ROLES}
        for role in made.roles.values():
            role.session_duration = wanted.get(role.name) or role.session_duration
        for function in account.functions:
            if function.role is not None:
                config = {"Role": function.role}
                add_function(cloud, made, function.name, region=function.region, config=config)


def ids_of(accounts: Iterable[AccountFacts], cloud: Cloud) -> Mapping[str, str]:
    """Give the ids that the emulator gave to keys, by those in the facts."""
    ids: dict[str, str] = {}
    for account in accounts:
        made = _named(cloud, account.name)
        for principal in _held(account):
            user = made.user_named(principal.name)
            keys = made.keys_of(made.uin if user is None else user.uin)
            ids |= {old.id: new.secret_id for old, new in zip(principal.keys or (), keys, strict=False)}
    return ids


def renamed(
    wanted: Iterable[Wanted], accounts: Sequence[AccountFacts], ids: Mapping[str, str]
) -> Iterator[Wanted]:
    """Yield the wanted risks that an emulated organisation has, in its names."""
    names = {str(one.number): one.name for one in accounts}
    held = {(str(one.number), principal.name) for one in accounts for principal in _held(one)}
    for one in wanted:
        subject = one.subject
        if subject.rule in _UNHELD or (subject.account, subject.principal) not in held:
            continue
        key = ids[subject.key] if subject.key else ""
        renamed_subject = msgspec.structs.replace(subject, account=names[subject.account], key=key)
        yield msgspec.structs.replace(one, subject=renamed_subject)
    for account in accounts:
        subject = Subject(rule="trail-off", account=account.name, principal="")
        yield Wanted(subject=subject, level="allowed", why="no scenario has tracks")


def _account(account: AccountFacts) -> dict[str, Any]:
    people = [one for one in _held(account) if one.type not in _ROLES | {PrincipalType.ROOT}]
    roles = [one for one in _held(account) if one.type in _ROLES]
    policies = [policy for one in _held(account) for policy in _all_policies(one)]
    groups: dict[str, list[str]] = {}
    for policy in policies:
        if policy.group is not None:
            groups.setdefault(account.groups[policy.group], []).append(policy.name)
    own = {one.name: one.document for one in policies if one.kind is PolicyKind.CUSTOM}
    return {
        "name": account.name,
        "root_keys": [_key(one) for one in _root(account).keys or ()],
        "policies": [{"name": name, "document": document} for name, document in own.items()],
        "groups": [{"name": name, "policies": sorted(set(held))} for name, held in groups.items()],
        "users": [_user(account, one) for one in people],
        "roles": [_role(one) for one in roles],
        "functions": [_function(account, one) for one in people if _in_function(one)],
    }


def _user(account: AccountFacts, one: PrincipalFact) -> dict[str, Any]:
    user: dict[str, Any] = {
        "name": one.name,
        "kind": "Collaborator" if one.type is PrincipalType.COLLABORATOR else "SubUser",
        "age": _days(one.created_at),
        "remark": one.note,
        "console": bool(one.console_login),
        "mfa": bool(one.console_login) and one.mfa is not False,
        "groups": [account.groups[group] for group in one.groups or ()],
        "policies": [policy.name for policy in one.policies or () if policy.group is None],
        "keys": [_key(key) for key in one.keys or ()],
    }
    if one.last_login_at is not None:
        user["login"] = _days(one.last_login_at)
    if one.boundary is not None:
        user["boundary"] = one.boundary.name
    return user


def _role(one: PrincipalFact) -> dict[str, Any]:
    held = [policy.name for policy in one.policies or ()]
    return {"name": one.name, "trust": one.trust, "description": one.note, "policies": held}


def _function(account: AccountFacts, one: PrincipalFact) -> dict[str, Any]:
    place = f"{account.name}/{one.name}"
    environment = {"SECRET_ID": f"%{{id:{place}}}", "SECRET_KEY": f"%{{secret:{place}}}"}
    return {"name": f"webhook-{one.name}", "environment": environment}


def _key(key: KeyFact) -> dict[str, Any]:
    made: dict[str, Any] = {
        "age": _days(key.created_at),
        "status": "Active" if _works(key) else "Inactive",
    }
    if key.last_used_at is not None:
        made["used"] = _days(key.last_used_at)
    elif not key.last_use_known:
        # The emulator always knows.
        made["used"] = 0
    return made


def _held(account: AccountFacts) -> Iterator[PrincipalFact]:
    """Yield whom the emulator can hold."""
    for one in account.principals:
        broken = any(policy.document == BROKEN for policy in one.policies or ())
        ours = one.type is PrincipalType.COLLABORATOR and AccountNumber(one.id) in account.own_accounts
        if not broken and not ours:
            yield one


def _all_policies(one: PrincipalFact) -> tuple[HeldPolicy, ...]:
    return (*(one.policies or ()), *(() if one.boundary is None else (one.boundary,)))


def _in_function(one: PrincipalFact) -> bool:
    return any(key.function_places for key in one.keys or ())


def _root(account: AccountFacts) -> PrincipalFact:
    return next(one for one in account.principals if one.type is PrincipalType.ROOT)


def _works(key: KeyFact) -> bool:
    return key.status is KeyStatus.ACTIVE


def _days(moment: datetime | None) -> float:
    return 0 if moment is None else (NOW - moment).total_seconds() / _DAY


def _named(cloud: Cloud, name: str) -> CloudAccount:
    return next(one for one in cloud.accounts.values() if one.name == name)
