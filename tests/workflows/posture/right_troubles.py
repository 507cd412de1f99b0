"""Troubles of rights, roles and accounts, each planted at somebody of its own."""

import msgspec
from tests.workflows.posture.draft import Draft
from tests.workflows.posture.innocence import reading, working
from tests.workflows.posture.wanted import Level

from akwarden.model.facts import FunctionFact, HeldPolicy, TrailState
from akwarden.model.policy import PolicyKind
from akwarden.model.principal import PrincipalType

_UPWARDS_TENCENT = (
    ("cam:CreateAccessKey",),
    ("cam:AttachUserPolicy",),
    ("cam:AddUserToGroup",),
    ("cam:UpdatePolicy",),
    ("cam:UpdateUser",),
    ("cam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
)
_UPWARDS_AWS = (
    ("iam:CreateAccessKey",),
    ("iam:AttachUserPolicy",),
    ("iam:AddUserToGroup",),
    ("iam:CreatePolicyVersion",),
    ("iam:CreateLoginProfile",),
    ("iam:PutUserPolicy",),
    ("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
    ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
)
BROKEN = '{"version": "9.9", "statement": 7}'
"""No policy, although it is JSON."""
_KEY_MAKING = ("cam:CreateAccessKey", "iam:CreateAccessKey")


def administrators(draft: Draft, group: str = "admins") -> HeldPolicy:
    """Give the preset policy of administrators, through a group or attached."""
    return draft.policy("AdministratorAccess", ("*",), group=group, kind=PolicyKind.PRESET)


def admin_person(draft: Draft) -> None:
    """Somebody signs in as an administrator, and has no key."""
    name = draft.add_person("admin", policies=(administrators(draft),))
    draft.expect("admin-user", name, "a member of the group of administrators", level="low")


def admin_program(draft: Draft) -> None:
    """A program's key may do everything."""
    key = draft.key(40, 1)
    name = draft.add("pipeline", key, policies=(administrators(draft, "pipelines"),))
    draft.expect("admin-key", name, "the key may do everything", key=key)


def mighty_preset(draft: Draft) -> None:
    """Somebody holds a preset policy that is nearly everything."""
    if draft.tencent:
        held = draft.policy("QcloudCamFullAccess", ("cam:*",), group="cam-admins", kind=PolicyKind.PRESET)
    else:
        held = draft.policy("IAMFullAccess", ("iam:*",), group="iam-admins", kind=PolicyKind.PRESET)
    name = draft.add_person("mighty", policies=(held,))
    draft.expect("high-privilege-preset", name, "whoever manages users is any user")
    draft.expect("escalation-path", name, "whoever manages users may act as any of them")


def star(draft: Draft) -> None:
    """A policy with an innocent name allows everything."""
    held = draft.policy("default", ("*",), group="defaults")
    name = draft.add_person("starry", policies=(held,))
    draft.expect("policy-star-action", name, "every action on everything")


def star_of_a_service(draft: Draft) -> None:
    """A policy allows everything in a service."""
    held = draft.policy("lake", draft.either(("cos:*",), ("s3:*",)), group="lake")
    name = draft.add("lake", draft.key(40, 1), policies=(held,))
    draft.expect("policy-star-service", name, "every action on every bucket", level="low")


def direct(draft: Draft) -> None:
    """A policy is attached to somebody and to no group."""
    held = msgspec.structs.replace(working(draft), group=None)
    name = draft.add("direct", draft.key(40, 1), policies=(held,))
    draft.expect("policy-attached-directly", name, "orders-bucket is attached to it", level="low")


def unreadable(draft: Draft) -> None:
    """A policy can't be understood."""
    held = msgspec.structs.replace(working(draft), document=BROKEN, name="broken")
    name = draft.add("riddle", draft.key(40, 1), policies=(held,))
    draft.expect("policy-unreadable", "", f"the document of what {name} holds is no policy", level="low")


def sensitive(draft: Draft) -> None:
    """Somebody may do what can't be undone."""
    tencent = ("kms:ScheduleKeyDeletion", "cvm:TerminateInstances", "cam:DeleteUser")
    aws = ("kms:ScheduleKeyDeletion", "ec2:TerminateInstances", "iam:DeleteUser")
    held = draft.policy("cleaning", draft.either(tencent, aws), group="cleaners")
    name = draft.add("cleaner", draft.key(40, 1), policies=(held,))
    draft.expect("sensitive-actions-held", name, "deletes keys, machines and users", level="low")


def way_up(draft: Draft) -> None:
    """Somebody may become more than they are, by one of the known paths."""
    actions = draft.random.choice(draft.either(_UPWARDS_TENCENT, _UPWARDS_AWS))
    group = "helpers-" + actions[0].partition(":")[2]
    held = draft.policy(f"helps-{group}", actions, group=group)
    name = draft.add("climber", draft.key(40, 1), policies=(held,))
    draft.expect("escalation-path", name, f"holds {', '.join(actions)} on everything")
    draft.allow(name, "where the account has an administrator to become", "escalation-chain")


def key_maker(draft: Draft) -> None:
    """Somebody makes keys for others, an administrator among them, and nothing bounds it."""
    held = draft.policy("key-helper", (draft.either(*_KEY_MAKING),), group="key-helpers")
    admin_person(draft)
    name = draft.add("key-maker", draft.key(40, 1), policies=(held,))
    draft.expect("escalation-path", name, "makes a key for anybody")
    draft.expect("escalation-chain", name, "makes a key for an administrator")
    draft.expect("no-boundary", name, "no boundary on it, and so none on what it makes", level="low")


def chain(draft: Draft) -> None:
    """Somebody may take a role that is an administrator."""
    role = draft.add_role("breakglass", draft.account(draft.number), policies=(administrators(draft, ""),))
    held = draft.policy(
        f"takes-{role}", ("sts:AssumeRole",), resource=draft.arn("role", role), group=f"takers-{role}"
    )
    name = draft.add("taker", draft.key(40, 1), policies=(held,))
    draft.expect("escalation-chain", name, f"takes {role}, which is an administrator")


def chain_by_function(draft: Draft) -> None:
    """Somebody may change the code of a function, which runs as a role that is an administrator."""
    role = draft.add_role("runner", draft.of_functions(), policies=(administrators(draft, ""),))
    draft.functions.append(
        FunctionFact(
            id=f"function-{role}",
            name=f"function-{role}",
            region=draft.either("ap-guangzhou", "us-east-1"),
            role=draft.either(role, draft.arn("role", role)),
        )
    )
    actions = draft.either(("scf:UpdateFunctionCode",), ("lambda:UpdateFunctionCode",))
    held = draft.policy("deploys", actions, group="deployers")
    name = draft.add("deployer", draft.key(40, 1), policies=(held,))
    draft.expect("escalation-chain", name, f"its code runs as {role}, which is an administrator")
    draft.allow(name, "a step of the way", "escalation-path")


def open_role(draft: Draft) -> None:
    """Any account may take a role."""
    role = draft.add_role("open", draft.anybody(), policies=(working(draft),))
    draft.expect("role-trust-open", role, "anybody may take it")


def foreign_role(draft: Draft) -> None:
    """An account that is not ours may take a role."""
    other = draft.either("200000000001", "999999999999")
    role = draft.add_role("foreign", draft.account(other), policies=(working(draft),), note="for a partner")
    draft.expect("role-trust-foreign", role, f"{other} may take it")


def long_sessions(draft: Draft) -> None:
    """Temporary keys of a role live for half a day."""
    role = draft.add_role("long", draft.of_functions(), policies=(working(draft),), session_seconds=43_200)
    draft.expect("role-session-long", role, "twelve hours", level="low")


def federation(draft: Draft) -> None:
    """Somebody may hand out temporary keys that live long."""
    held = draft.policy("federates", ("sts:GetFederationToken",), group="federation")
    name = draft.add("federator", draft.key(40, 1), policies=(held,))
    draft.expect("federation-token-long", name, "hands out keys that live for 36 hours", level="low")


def outsider(draft: Draft) -> None:
    """A collaborator of an account that is not ours has a key; one of ours has none."""
    kind = PrincipalType.COLLABORATOR
    sister = draft.add_person("sister", type=kind, id=draft.sister(), policies=(reading(draft),))
    draft.spare(sister, "collaborator-foreign", "collaborator-with-key")
    key = draft.key(40, 1)
    name = draft.add("partner", key, type=kind, policies=(reading(draft),))
    draft.expect("collaborator-foreign", name, "its account is not ours")
    draft.expect("collaborator-with-key", name, "a key of ours in other hands")


def trail_off(draft: Draft) -> None:
    """Nothing keeps what is done."""
    draft.trail = TrailState.OFF
    level: Level = draft.either("low", "medium")
    draft.expect("trail-off", "", "no trail delivers; Tencent Cloud keeps 90 days without one", level=level)


def trail_partly(draft: Draft) -> None:
    """Something keeps a part of what is done."""
    draft.trail = TrailState.PARTLY
    draft.expect("trail-partly", "", "not all regions, or not all calls", level="low")


def service_unused(draft: Draft) -> None:
    """A program may change two services, and calls one of them."""
    actions = draft.either(
        ("cvm:StopInstances", "vpc:CreateVpc"), ("ec2:StopInstances", "rds:StopDBInstance")
    )
    held = draft.policy("stop-at-night", actions, group="nightly")
    name = draft.add("nightly", draft.key(40, 1), policies=(held,))
    draft.called[name] = draft.either(("cvm",), ("ec2",))
    draft.expect("rights-unused-service", name, "one of two services is never called", level="low")


COMMON = (
    admin_person,
    admin_program,
    mighty_preset,
    star,
    star_of_a_service,
    direct,
    unreadable,
    sensitive,
    way_up,
    way_up,
    way_up,
    key_maker,
    chain,
    chain_by_function,
    open_role,
    foreign_role,
    long_sessions,
    federation,
    service_unused,
)
"""Those of both clouds."""
TENCENT = (outsider,)
"""Those of Tencent Cloud alone."""
TRAILS = (trail_off, trail_partly)
"""Those of the record of an account, of which each has one."""
