"""People and programs of whom nothing is to be said at medium or above, near misses among them."""

from tests.workflows.posture.draft import Draft

from akwarden.model.access_key import KeyStatus
from akwarden.model.facts import HeldPolicy
from akwarden.model.policy import PolicyKind
from akwarden.model.principal import PrincipalId, PrincipalType


def reading(draft: Draft) -> HeldPolicy:
    """Give what people hold: they look at machines and disks."""
    actions = draft.either(
        ("cvm:Describe*", "cbs:Describe*", "vpc:Describe*"),
        ("ec2:Describe*", "elasticloadbalancing:Describe*"),
    )
    return draft.policy("look-at-machines", actions, group="developers")


def working(draft: Draft) -> HeldPolicy:
    """Give what programs hold: they read and write the objects of one bucket."""
    actions = draft.either(("cos:GetObject", "cos:PutObject"), ("s3:GetObject", "s3:PutObject"))
    resource = draft.either(f"qcs::cos:ap-guangzhou:uid/{draft.number}:orders/*", "arn:aws:s3:::orders/*")
    return draft.policy("orders-bucket", actions, resource=resource, group="services")


def add_innocents(draft: Draft, people: int, programs: int) -> None:
    """Fill an account with those of whom nothing is to be said."""
    if not any(one.type is PrincipalType.ROOT for one in draft.principals):
        draft.add_root()
    for _ in range(people):
        draft.add_person("dev", policies=(reading(draft),))
    for _ in range(programs):
        draft.add("svc", draft.key(draft.days(5, 85), draft.days(0, 4)), policies=(working(draft),))
    draft.add_role("runs", draft.of_functions())
    _add_near_misses_of_keys(draft)
    _add_near_misses_of_rights(draft)


def _add_near_misses_of_keys(draft: Draft) -> None:
    """Add keys that are nearly wrong: new, rotated, rested, or of whom too little is known."""
    held = (working(draft),)
    draft.spare(draft.add("new", draft.key(2), policies=held), "key-never-used")
    draft.spare(
        draft.add("unclear", draft.key(80, last_use_known=False), policies=held), "key-never-used", "key-idle"
    )
    draft.spare(draft.add("rested", draft.key(80, 30), policies=held), "key-idle", "key-about-to-be-disabled")
    old = draft.key(85, 20, status=KeyStatus.INACTIVE)
    draft.spare(
        draft.add("rotated", draft.key(19, 1), old, policies=held), "two-active-keys", "key-idle-disabled"
    )
    draft.add("unseen", policies=held, keys=None)
    # Words that look like those of somebody who left, or of a key in several hands.
    draft.spare(
        draft.add("menu", draft.key(30, 1, remark="左侧菜单 left side menu"), policies=held), "left-note"
    )
    draft.spare(
        draft.add("offline", draft.key(30, 1), policies=held, note="离线任务 jobs without a network"),
        "left-note",
    )
    draft.spare(
        draft.add("market-share", draft.key(30, 1, remark="market share report"), policies=held), "key-shared"
    )
    draft.spare(draft.add_person("mfa-unknown", mfa=None, policies=(reading(draft),)), "console-without-mfa")


def _add_near_misses_of_rights(draft: Draft) -> None:
    """Add rights that look like a way up, or like everything, and are not."""
    make_key = draft.either("cam:CreateAccessKey", "iam:CreateAccessKey")
    own_id = PrincipalId(f"3{draft.number}")
    own = draft.either(
        f"qcs::cam::uin/{draft.number}:uin/{own_id}", f"arn:aws:iam::{draft.number}:user/${{aws:username}}"
    )
    everything = draft.policy("everything", ("*",))
    denied = draft.policy(
        "makes-no-keys", (make_key,), deny=draft.either(("cam:*",), ("iam:*",)), group="no-keys"
    )
    bucket = draft.either(f"qcs::cos:ap-guangzhou:uid/{draft.number}:orders/*", "arn:aws:s3:::orders/*")
    star = draft.either("cos:*", "s3:*")
    own_keys = draft.policy("own-keys", (make_key,), resource=own, group="self")
    draft.spare(
        draft.add("own-key", policies=(own_keys,), id=own_id),
        "escalation-path",
        "escalation-chain",
        "no-boundary",
    )
    draft.spare(draft.add("denied", policies=(denied,)), "escalation-path", "escalation-chain", "no-boundary")
    draft.spare(
        draft.add("bounded", policies=(working(draft),), boundary=everything),
        "policy-star-action",
        "admin-user",
    )
    bounded_key = draft.policy("makes-keys-bounded", (make_key,), group="bounded")
    draft.spare(
        draft.add("bounded-key", policies=(bounded_key,), boundary=working(draft)),
        "escalation-path",
        "escalation-chain",
    )
    draft.spare(
        draft.add(
            "one-bucket", policies=(draft.policy("all-of-orders", (star,), resource=bucket, group="orders"),)
        ),
        "policy-star-service",
        "policy-star-action",
    )
    draft.add("unseen-rights", policies=None, groups=None)
    draft.spare(
        draft.add_role("visited", draft.account(draft.sister()), policies=(working(draft),)),
        "role-trust-foreign",
        "role-trust-open",
    )
    read_only = draft.either("QcloudCBSReadOnlyAccess", "AmazonEC2ReadOnlyAccess")
    looks = draft.either(("cbs:Describe*",), ("ec2:Describe*",))
    draft.spare(
        draft.add_person(
            "looks", policies=(draft.policy(read_only, looks, kind=PolicyKind.PRESET, group="lookers"),)
        ),
        "high-privilege-preset",
    )
    _add_near_misses_of_services(draft)
    _add_near_misses_of_ways_up(draft)


def _add_near_misses_of_services(draft: Draft) -> None:
    """Add who calls all that it may change, reads in the rest, or may change what no record would show."""
    stops = draft.either("cvm:StopInstances", "ec2:StopInstances")
    others = (
        draft.either(("vpc:CreateVpc",), ("rds:StopDBInstance",)),
        draft.either(("vpc:Describe*",), ("rds:Describe*",)),
        draft.either(("cos:PutObject",), ("s3:PutObject",)),
    )
    for number, other in enumerate(others):
        held = draft.policy(f"stops-{number}", (stops, *other), group=f"stops-{number}")
        name = draft.add("stops", draft.key(40, 1), policies=(held,))
        draft.called[name] = draft.either(("cvm", "vpc"), ("ec2", "rds")) if number == 0 else (stops[:3],)
        draft.spare(name, "rights-unused-service")


def _add_near_misses_of_ways_up(draft: Draft) -> None:
    """Add who has a part of a way up and not all of it."""
    passes = draft.either(("cam:PassRole", "scf:InvokeFunction"), ("iam:PassRole", "lambda:InvokeFunction"))
    makes = draft.either(("scf:CreateFunction",), ("lambda:CreateFunction", "ec2:RunInstances"))
    draft.spare(
        draft.add("passes", policies=(draft.policy("passes-roles", passes, group="passing"),)),
        "escalation-path",
        "escalation-chain",
    )
    draft.spare(
        draft.add("makes", policies=(draft.policy("makes-functions", makes, group="making"),)),
        "escalation-path",
        "escalation-chain",
    )
    everything = draft.policy("AdministratorAccess", ("*",), kind=PolicyKind.PRESET)
    # Only a service may take it, and no function runs as it: whoever may try to take it is refused.
    role = draft.add_role("of-functions", draft.of_functions(), policies=(everything,))
    tries = draft.policy("tries", ("sts:AssumeRole",), resource=draft.arn("role", role), group="trying")
    draft.spare(draft.add("tries", policies=(tries,)), "escalation-chain")
    # It may be taken, and may do nothing worth a way.
    plain = draft.add_role("plain", draft.account(draft.number), policies=(working(draft),))
    takes = draft.policy("takes-plain", ("sts:AssumeRole",), resource=draft.arn("role", plain), group="plain")
    draft.spare(draft.add("takes", policies=(takes,)), "escalation-chain")
