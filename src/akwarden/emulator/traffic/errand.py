"""Things that happen once: newcomers, leavers, new keys, and what an administrator does now and then.

They look like attacks on purpose: a key is made for another user, a group is opened for a day, a snapshot
goes to a partner. A detector that tells all of them is of no use.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from akwarden.emulator.traffic.actor import Access, Actor, ActorKind
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import DAY, HOUR, MINUTE
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import Window

_NINE, _HOURS_AT_WORK = 9, 8
_LOOKALIKES = {
    Cloud.TENCENT: (
        ("vpc:CreateSecurityGroupPolicies", "vpc:DeleteSecurityGroupPolicies"),
        ("cbs:ModifySnapshotsSharePermission",),
        ("cam:AttachUserPolicy",),
        ("cam:UpdateAssumeRolePolicy",),
        ("kms:DisableKey",),
        ("scf:CreateTrigger",),
        ("tat:RunCommand",),
        ("cvm:RunInstances", "cvm:TerminateInstances"),
    ),
    Cloud.AWS: (
        ("ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"),
        ("ec2:ModifySnapshotAttribute",),
        ("iam:AttachUserPolicy",),
        ("iam:UpdateAssumeRolePolicy",),
        ("kms:ScheduleKeyDeletion",),
        ("lambda:CreateFunction20150331", "lambda:CreateFunctionUrlConfig"),
        ("ssm:SendCommand",),
        ("sts:GetFederationToken",),
        ("s3:DeleteBucket",),
    ),
}
_KEY_CALLS = {
    Cloud.TENCENT: ("cam:CreateAccessKey", "cam:UpdateAccessKey", "cam:DeleteAccessKey"),
    Cloud.AWS: ("iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey"),
}
_USER_CALLS = {
    Cloud.TENCENT: ("cam:AddUser", "cam:AddUserToGroup", "cam:CreateCollApiKey"),
    Cloud.AWS: ("iam:CreateUser", "iam:AddUserToGroup", "iam:CreateAccessKey"),
}


class Errand(NamedTuple):
    """Some calls of one actor, one after the other."""

    moment: int
    actor: Actor
    calls: tuple[str, ...]
    given: dict[str, str]


def errands(organisation: Organisation, window: Window, dice: Dice) -> Sequence[Errand]:
    """Return all errands in the order of their times."""
    admins = {cloud: _admin(organisation, cloud) for cloud in Cloud}
    found = [
        *_of_keys(organisation, admins, window, dice.apart("keys")),
        *_of_people(organisation, admins, window, dice.apart("people")),
        *_lookalikes(admins, window, dice.apart("lookalikes")),
    ]
    return sorted(found, key=lambda one: (one.moment, one.actor.label))


def at_work(window: Window, share: float, dice: Dice) -> int:
    """Return a moment in the hours of an office in UTC+8, on the day at a share of the time."""
    day = (window.at(share) + 8 * HOUR) // DAY
    moment = day * DAY + (_NINE - 8) * HOUR + dice.below(_HOURS_AT_WORK * HOUR)
    return min(max(moment, window.start), window.start + window.seconds - HOUR)


def _admin(organisation: Organisation, cloud: Cloud) -> Actor:
    return next(
        one
        for one in organisation.actors
        if one.account.cloud is cloud and one.profile == "admin" and one.kind is ActorKind.PERSON
    )


def _of_keys(
    organisation: Organisation, admins: dict[Cloud, Actor], window: Window, dice: Dice
) -> Iterator[Errand]:
    """Yield the making of successors of keys; the old ones are disabled and deleted, unless forgotten."""
    for actor in organisation.actors:
        for old, new in zip(actor.keys, actor.keys[1:], strict=False):
            make, disable, delete = _KEY_CALLS[actor.account.cloud]
            whose = {"person": actor.name, "uin": actor.principal}
            admin = _beside(admins[actor.account.cloud], actor)
            moment = min(at_work(window, new.begins, dice), window.at(new.begins))
            yield Errand(moment, admin, (make,), whose | {"new-key": new.id})
            if not old.is_forgotten:
                ended = window.at(old.ends) + HOUR
                yield Errand(ended, admin, (disable,), whose | {"key": old.id})
                yield Errand(ended + 3 * DAY, admin, (delete,), whose | {"key": old.id})


def _beside(admin: Actor, actor: Actor) -> Actor:
    """Return an administrator as somebody of the account of an actor."""
    return replace(admin, account=actor.account, label=f"{admin.label}@{actor.account.name}")


def _of_people(
    organisation: Organisation, admins: dict[Cloud, Actor], window: Window, dice: Dice
) -> Iterator[Errand]:
    for actor in organisation.actors:
        if actor.kind is not ActorKind.PERSON or actor.access is not Access.KEY:
            continue
        cloud = actor.account.cloud
        admin = _beside(admins[cloud], actor)
        whose = {"person": actor.name, "uin": actor.principal}
        if actor.joins > 0:
            moment = window.at(actor.joins) - dice.between(10 * MINUTE, HOUR)
            yield Errand(moment, admin, _USER_CALLS[cloud], whose | {"new-key": actor.keys[0].id})
        if actor.leaves < 1:
            moment = window.at(actor.leaves) + dice.between(HOUR, 6 * HOUR)
            yield Errand(moment, admin, (_KEY_CALLS[cloud][1],), whose | {"key": actor.keys[0].id})


def _lookalikes(admins: dict[Cloud, Actor], window: Window, dice: Dice) -> Iterator[Errand]:
    for cloud, admin in admins.items():
        for calls in _LOOKALIKES[cloud]:
            yield Errand(at_work(window, 0.05 + 0.9 * dice.share(), dice), admin, calls, {})
