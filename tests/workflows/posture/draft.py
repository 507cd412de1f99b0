"""One account while it is made up: who is in it, and what was planted."""

import json
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from tests.workflows.posture.wanted import Level, Subject, Wanted

from akwarden.model.access_key import AccessKeyId, KeyStatus
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

_T = TypeVar("_T")
NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)
"""When the made-up organisation is looked at."""
GONE = "zhang.san"
"""Somebody who left, as the list of people says."""
_RECORDED = {"tencent": ("cam", "cvm", "vpc"), "aws": ("ec2", "iam", "rds")}
"""Services of which audit records show every call."""
_SITES = {"tencent": AccountSite.MAINLAND, "aws": AccountSite.AWS}


def ago(days: float) -> datetime:
    """Give the time so many days before the look."""
    return NOW - timedelta(days=days)


@dataclass
class Draft:
    """An account of one cloud; `tencent` says of which."""

    provider: str
    number: AccountNumber
    random: Random
    ours: frozenset[AccountNumber]
    principals: list[PrincipalFact] = field(default_factory=list)
    functions: list[FunctionFact] = field(default_factory=list)
    groups: dict[GroupId, str] = field(default_factory=dict)
    unlisted: list[KeyFact] = field(default_factory=list)
    trail: TrailState = TrailState.ON
    called: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The services that somebody called of late, by name, as audit records tell."""
    wanted: list[Wanted] = field(default_factory=list)
    near: list[Subject] = field(default_factory=list)
    """What nearly is a trouble: it must not be found, however mild."""

    @property
    def tencent(self) -> bool:
        """Say whether it is one of Tencent Cloud."""
        return self.provider == "tencent"

    def either(self, tencent: _T, aws: _T) -> _T:
        """Give what is right in this cloud."""
        return tencent if self.tencent else aws

    def facts(self) -> AccountFacts:
        """Give the account as judges get it."""
        return AccountFacts(
            provider=self.provider,
            number=self.number,
            name=f"account-{self.number}",
            site=_SITES[self.provider],
            principals=tuple(self.random.sample(self.principals, len(self.principals))),
            functions=tuple(self.functions),
            groups=self.groups,
            unlisted=tuple(self.unlisted),
            trail=self.trail,
            own_accounts=self.ours,
            own_networks=("198.51.100.0/24",),
            gone_people=frozenset({GONE}),
            calls=self._calls(),
        )

    def _calls(self) -> CallFacts:
        """Give what audit records of 200 days tell."""
        calls = ServiceCalls(calls=7, last_at=ago(1))
        return CallFacts(
            days=90,
            since=ago(200),
            until=ago(0),
            recorded_since=dict.fromkeys(_RECORDED[self.provider], ago(200)),
            by_caller={name: dict.fromkeys(services, calls) for name, services in self.called.items()},
        )

    def days(self, least: int, most: int) -> float:
        """Give a number of days between two."""
        return round(self.random.uniform(least, most), 2)

    def key(self, age: float, used: float | None = None, **other: Any) -> KeyFact:
        """Give a key that works, was made and used so many days ago, and is written up."""
        letters = string.ascii_letters + string.digits if self.tencent else string.ascii_uppercase
        length = 32 if self.tencent else 16
        made_up = "".join(self.random.choices(letters, k=length))
        fields: dict[str, Any] = {
            "id": AccessKeyId(("AKID" if self.tencent else "AKIA") + made_up),
            "status": KeyStatus.ACTIVE,
            "created_at": ago(age),
            "last_used_at": None if used is None else ago(used),
            "last_use_known": True,
            "remark": "checkout in production",
            "owner": "li.wei",
        }
        return KeyFact(**(fields | other))

    def add(
        self, stem: str, *keys: KeyFact, policies: tuple[HeldPolicy, ...] | None = (), **other: Any
    ) -> str:
        """Add a user, a program where nothing else is said, and give its name."""
        name = f"{stem}-{len(self.principals):03}"
        groups = tuple(dict.fromkeys(one.group for one in policies or () if one.group is not None))
        own_id = other.get("id") or self._principal_id()
        fields: dict[str, Any] = {
            "id": own_id,
            "type": PrincipalType.USER,
            "name": name,
            "arn": self.arn("user", self.either(own_id, name)),
            "note": "",
            "created_at": ago(1500),
            "console_login": False,
            "mfa": None if self.tencent else False,
            "last_login_at": None,
            "trust": None,
            "session_seconds": None,
            "keys": keys,
            "policies": policies,
            "groups": groups,
            "owner": "li.wei",
        }
        self.principals.append(PrincipalFact(**(fields | other)))
        return str(self.principals[-1].name)

    def add_person(self, stem: str, *keys: KeyFact, **other: Any) -> str:
        """Add somebody who signs in with a second factor."""
        signs_in: dict[str, Any] = {
            "console_login": True,
            "mfa": True,
            "last_login_at": ago(self.days(0, 20)),
        }
        return self.add(stem, *keys, **(signs_in | other))

    def add_root(self, *keys: KeyFact, mfa: bool = True) -> str:
        """Add the main account as a principal: Tencent Cloud does not say how it signs in."""
        return self.add(
            "root",
            *keys,
            id=PrincipalId(self.number),
            type=PrincipalType.ROOT,
            name=self.either("root", self.number),
            arn=self.either(f"qcs::cam::uin/{self.number}:root", f"arn:aws:iam::{self.number}:root"),
            console_login=None if self.tencent else True,
            mfa=None if self.tencent else mfa,
            owner=None,
        )

    def add_role(self, stem: str, trusted: Mapping[str, object], **other: Any) -> str:
        """Add a role that a trust policy's `principal` may take."""
        action = self.either("name/sts:AssumeRole", "sts:AssumeRole")
        service = "service" in trusted or "Service" in trusted
        statement = (
            {"effect": "allow", "action": action, "principal": trusted}
            if self.tencent
            else {"Effect": "Allow", "Action": action, "Principal": trusted}
        )
        name = f"{stem}-{len(self.principals):03}"
        fields: dict[str, Any] = {
            "type": PrincipalType.ROLE,
            "name": name,
            "arn": self.arn("role", name),
            "trust": self._text([statement]),
            "session_seconds": 3600,
            "groups": (),
            "note": "for jobs" if service else "for our other account",
            "mfa": None,
        }
        return self.add(stem, **(fields | other))

    def account(self, number: str) -> Mapping[str, object]:
        """Give an account as a trust policy names it."""
        if self.tencent:
            return {"qcs": [f"qcs::cam::uin/{number}:root"]}
        return {"AWS": f"arn:aws:iam::{number}:root"}

    def of_functions(self) -> Mapping[str, object]:
        """Give the service that runs functions, as a trust policy names it."""
        return {"service": ["scf.qcloud.com"]} if self.tencent else {"Service": "lambda.amazonaws.com"}

    def anybody(self) -> Mapping[str, object]:
        """Give everybody, as a trust policy names them."""
        return {"qcs": ["qcs::cam::anyone:anyone"]} if self.tencent else {"AWS": "*"}

    def sister(self) -> AccountNumber:
        """Give another account of ours."""
        return min(self.ours - {self.number})

    def policy(
        self,
        name: str,
        actions: tuple[str, ...],
        *,
        resource: str = "*",
        group: str = "",
        kind: PolicyKind = PolicyKind.CUSTOM,
        deny: tuple[str, ...] = (),
    ) -> HeldPolicy:
        """Give a policy, through a group where one is named."""
        statements = [self._statement("allow", actions, resource)]
        if deny:
            statements.append(self._statement("deny", deny, "*"))
        group_id = GroupId(f"{self.number}-{group}") if group else None
        if group_id is not None:
            self.groups[group_id] = group
        preset = kind is PolicyKind.PRESET
        arn = f"arn:aws:iam::{'aws' if preset else self.number}:policy/{name}"
        number = sum(map(ord, name)) + (0 if preset else 100_000_000)
        return HeldPolicy(
            id=PolicyId(self.either(str(number), arn)),
            name=name,
            kind=kind,
            document=self._text(statements),
            group=group_id,
        )

    def arn(self, kind: str, name: str) -> str:
        """Give how policies name a user or a role: Tencent Cloud a user by the number."""
        if not self.tencent:
            return f"arn:aws:iam::{self.number}:{kind}/{name}"
        kind = "roleName" if kind == "role" else "uin"
        return f"qcs::cam::uin/{self.number}:{kind}/{name}"

    def expect(
        self, rule: str, principal: str, why: str, *, key: KeyFact | None = None, level: Level = "medium"
    ) -> None:
        """Write down what must be found, or may be."""
        subject = Subject(
            rule=rule, account=str(self.number), principal=principal, key="" if key is None else str(key.id)
        )
        self.wanted.append(Wanted(subject=subject, level=level, why=why))

    def allow(self, principal: str, why: str, *rules: str) -> None:
        """Write down what may be said of somebody as well."""
        for rule in rules:
            self.expect(rule, principal, why, level="allowed")

    def spare(self, principal: str, *rules: str) -> None:
        """Write down the rules that somebody nearly meets."""
        account = str(self.number)
        self.near += [Subject(rule=rule, account=account, principal=principal) for rule in rules]

    def _principal_id(self) -> PrincipalId:
        made_up = f"{self.random.randrange(10**9):09}{len(self.principals):03}"
        return PrincipalId(self.either(f"2{made_up}", f"AIDA{made_up}"))

    def _statement(self, effect: str, actions: tuple[str, ...], resource: str) -> dict[str, Any]:
        if self.tencent:
            return {"effect": effect, "action": list(actions), "resource": [resource]}
        return {"Effect": effect.title(), "Action": list(actions), "Resource": resource}

    def _text(self, statements: list[dict[str, Any]]) -> str:
        if self.tencent:
            return json.dumps({"version": "2.0", "statement": statements})
        return json.dumps({"Version": "2012-10-17", "Statement": statements})
