"""Small accounts of both clouds in which ways to more rights lead somewhere, for the tests of this folder.

Eve is the one who is judged. Bob is another user; the role `worker` trusts the account and whatever services
are asked for; the function `orders` runs as it; Eve is in the group `own` and not in the group `ops`.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from akwarden.detectors.posture.escalation import EscalationSettings, escalation_path
from akwarden.detectors.posture.escalations import Need, On, Path, load_escalations
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.standing import standing_of
from akwarden.model.account import AccountNumber, AccountSite
from akwarden.model.facts import AccountFacts, FunctionFact, HeldPolicy, PrincipalFact
from akwarden.model.policy import GroupId, PolicyId, PolicyKind
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalId, PrincipalType

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNTS = {"aws": "111122223333", "tencent": "100000000001"}
Statement = dict[str, Any]
_ROLE_KINDS = (On.SELF_ROLE, On.SELF_BOUNDED_ROLE)

RESOURCES = {
    "aws": {
        On.ALL: "*",
        On.ANYTHING: "arn:aws:any:eu-west-1:111122223333:thing/one",
        On.NEW_USER: "arn:aws:iam::111122223333:user/*",
        On.NEW_ROLE: "arn:aws:iam::111122223333:role/*",
        On.SELF_USER: "arn:aws:iam::111122223333:user/eve",
        On.SELF_BOUNDED_USER: "arn:aws:iam::111122223333:user/eve",
        On.SELF_ROLE: "arn:aws:iam::111122223333:role/eve",
        On.SELF_BOUNDED_ROLE: "arn:aws:iam::111122223333:role/eve",
        On.OTHER_USER: "arn:aws:iam::111122223333:user/bob",
        On.OTHER_ROLE: "arn:aws:iam::111122223333:role/worker",
        On.TRUSTING_ROLE: "arn:aws:iam::111122223333:role/worker",
        On.ROLE_OF_SERVICE: "arn:aws:iam::111122223333:role/worker",
        On.FUNCTION: "arn:aws:lambda:eu-west-1:111122223333:function:orders",
        On.OWN_GROUP: "arn:aws:iam::111122223333:group/own",
        On.OTHER_GROUP: "arn:aws:iam::111122223333:group/ops",
        On.ANY_GROUP: "arn:aws:iam::111122223333:group/ops",
        On.OWN_POLICY: "arn:aws:iam::111122223333:policy/held",
        On.OWN_BOUNDARY: "arn:aws:iam::111122223333:policy/limit",
    },
    "tencent": {
        **dict.fromkeys(On, "*"),
        On.OTHER_ROLE: "qcs::cam::uin/100000000001:roleName/worker",
        On.TRUSTING_ROLE: "qcs::cam::uin/100000000001:roleName/worker",
        On.ROLE_OF_SERVICE: "qcs::cam::uin/100000000001:roleName/worker",
        On.FUNCTION: "qcs::scf:ap-guangzhou:uin/100000000001:namespace/default/function/orders",
    },
}
"""The narrowest thing of each kind in these accounts."""


def document(provider: str, *statements: Statement) -> str:
    """Return a policy document."""
    if provider == "aws":
        return json.dumps({"Version": "2012-10-17", "Statement": statements})
    return json.dumps({"version": "2.0", "statement": statements})


def statement(
    provider: str, actions: str | Sequence[str], resource: str | Sequence[str] = "*", **more: Any
) -> Statement:
    """Return a statement that allows; `effect` and `condition` may be given."""
    effect = more.pop("effect", "allow")
    if provider == "aws":
        return {
            "Effect": effect.title(),
            "Action": actions,
            "Resource": resource,
            **{key.title(): value for key, value in more.items()},
        }
    return {"effect": effect, "action": actions, "resource": resource, **more}


def policy(provider: str, name: str, *statements: Statement, group: str | None = None) -> HeldPolicy:
    """Return a policy of the account's own."""
    number = f"arn:aws:iam::{ACCOUNTS['aws']}:policy/{name}" if provider == "aws" else name
    return HeldPolicy(
        id=PolicyId(number),
        name=name,
        kind=PolicyKind.CUSTOM,
        document=document(provider, *statements),
        group=GroupId(group) if group else None,
    )


def principal(
    provider: str,
    name: str,
    *policies: HeldPolicy,
    kind: PrincipalType = PrincipalType.USER,
    **more: Any,
) -> PrincipalFact:
    """Return a principal."""
    account, is_role = ACCOUNTS[provider], kind in (PrincipalType.ROLE, PrincipalType.SERVICE)
    arn = f"arn:aws:iam::{account}:{'role' if is_role else 'user'}/{name}"
    if provider == "tencent":
        arn = f"qcs::cam::uin/{account}:{'roleName' if is_role else 'uin'}/{name}"
    fields: dict[str, Any] = dict.fromkeys(
        ("created_at", "console_login", "mfa", "last_login_at", "trust", "session_seconds")
    )
    return PrincipalFact(
        type=kind,
        name=name,
        **{
            "id": PrincipalId(name),
            "arn": arn,
            "note": "",
            "keys": (),
            "policies": policies,
            **fields,
            **more,
        },
    )


def trust(provider: str, *services: str, whom: str | None = None, **more: Any) -> str:
    """Return the trust policy of a role: for the account unless `whom` says otherwise, and for services."""
    account = ACCOUNTS[provider]
    aws = provider == "aws"
    own = whom or (f"arn:aws:iam::{account}:root" if aws else f"qcs::cam::uin/{account}:root")
    kinds: dict[str, Any] = {"AWS" if aws else "qcs": [own]}
    if named := [one for one in services if one != "federated"]:
        kinds["Service" if aws else "service"] = named
    if "federated" in services:
        place = f"arn:aws:iam::{account}" if aws else f"qcs::cam::uin/{account}"
        provider_name = f"{place}:saml-provider/sso"
        kinds["Federated" if aws else "federated"] = [provider_name]
    found: Statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": kinds}
    if not aws:
        found = {"effect": "allow", "action": "name/sts:AssumeRole", "principal": kinds}
    return document(provider, {**found, **more})


def account(provider: str, *principals: PrincipalFact, **more: Any) -> AccountFacts:
    """Return an account with some principals."""
    return AccountFacts(
        provider=provider,
        number=AccountNumber(ACCOUNTS[provider]),
        name="shop",
        site=AccountSite.AWS if provider == "aws" else AccountSite.MAINLAND,
        principals=principals,
        groups={GroupId("own"): "own", GroupId("ops"): "ops"},
        **more,
    )


def services_of(path: Path) -> tuple[str, ...]:
    """Return the services that a path is about."""
    return (*path.exists, *(one for need in path.needs for one in need.services))


def world(provider: str, path: Path, eve: PrincipalFact, **role: Any) -> AccountFacts:
    """Return an account in which a path leads somewhere, with Eve in it."""
    trusts = trust(provider, *services_of(path))
    worker = principal(provider, "worker", kind=PrincipalType.ROLE, **{"trust": trusts, **role})
    place = ("eu-west-1", "arn:aws:lambda:eu-west-1:111122223333:function:orders")
    if provider == "tencent":
        place = ("ap-guangzhou", "ap-guangzhou/default/orders")
    orders = FunctionFact(id=place[1], name="orders", region=place[0], role=worker.arn)
    return account(provider, eve, principal(provider, "bob"), worker, functions=(orders,))


def eve(
    provider: str, path: Path, *statements: Statement, limit: Sequence[Statement] | None = None
) -> PrincipalFact:
    """Return Eve with some statements: a role where the path is one of roles, bounded where it is so."""
    kinds = {need.on for need in path.needs}
    role = bool(kinds & set(_ROLE_KINDS))
    bounded = kinds & {On.SELF_BOUNDED_USER, On.SELF_BOUNDED_ROLE, On.OWN_BOUNDARY}
    if limit is None and bounded:
        limit = [statement(provider, "*")]
    others = "arn:aws:iam::999999999999:root" if provider == "aws" else "qcs::cam::uin/9:root"
    return principal(
        provider,
        "eve",
        policy(provider, "held", *statements),
        kind=PrincipalType.ROLE if role else PrincipalType.USER,
        groups=(GroupId("own"),),
        boundary=policy(provider, "limit", *limit) if limit else None,
        trust=trust(provider, whom=others) if role else None,
    )


def minimal(provider: str, path: Path) -> list[Statement]:
    """Return the narrowest statements that a path needs, one a need."""
    return [statement(provider, need.any[0], resource_of(provider, need)) for need in path.needs]


def resource_of(provider: str, need: Need) -> str:
    """Return the narrowest resource for which a need is met; cam grants most actions for all or not."""
    if provider == "tencent" and need.any[0].startswith("cam:") and need.any[0] != "cam:PassRole":
        return "*"
    if need.any[0] == "lambda:CreateEventSourceMapping":  # which AWS grants for all or not at all
        return "*"
    return RESOURCES[provider][need.on]


def ways_of(facts: AccountFacts, name: str = "eve") -> set[str]:
    """Return the ids of the paths that somebody can go."""
    return {way.path.id for way in standing_of(Judging(facts, NOW)).ways.get(name, ())}


def seen_at(facts: AccountFacts, **settings: Any) -> list[Seen]:
    """Return what the judge of paths sees."""
    return list(escalation_path(Judging(facts, NOW), EscalationSettings(**settings)))


def paths() -> list[tuple[str, Path]]:
    """Return all paths with their clouds."""
    return [(provider, path) for provider in ACCOUNTS for path in load_escalations(provider)]
