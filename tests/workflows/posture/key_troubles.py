"""Troubles of keys and of who holds them, each planted at somebody of its own."""

from tests.workflows.posture.draft import GONE, Draft, ago
from tests.workflows.posture.innocence import reading, working

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.facts import FunctionFact


def root_key_used(draft: Draft) -> None:
    """The main account's key was used yesterday."""
    key = draft.key(300, 1)
    name = draft.add_root(key)
    draft.expect("root-key-used", name, "used a day ago", key=key)
    draft.expect("root-key-active", name, "it works", key=key)


def root_key_left(draft: Draft) -> None:
    """The main account's key works, and nobody uses it; another one is disabled."""
    key, disabled = draft.key(300, 200), draft.key(500, 400, status=KeyStatus.INACTIVE)
    name = draft.add_root(key, disabled)
    draft.expect("root-key-active", name, "it works", key=key)
    draft.expect("root-key-disabled", name, "one click and it works again", key=disabled, level="low")


def root_without_mfa(draft: Draft) -> None:
    """The main account of AWS signs in with a password alone."""
    name = draft.add_root(mfa=False)
    draft.expect("root-no-mfa", name, "a password alone opens the whole account")


def idle(draft: Draft) -> None:
    """A program's only key works and was not used for months."""
    key = draft.key(300, draft.days(120, 250))
    name = draft.add("idle", key, policies=(working(draft),))
    draft.expect("key-idle", name, "not used for four months or more", key=key)
    # It is to be disabled: to rotate it as well, since it is old, would be other advice.
    draft.spare(name, "key-old")
    draft.expect("rights-unused", name, "it may write and does nothing", level="low")


def idle_disabled(draft: Draft) -> None:
    """A key was disabled long ago and never deleted."""
    key = draft.key(600, 400, status=KeyStatus.INACTIVE)
    name = draft.add("leftover", key, policies=(working(draft),))
    draft.expect("key-idle-disabled", name, "disabled for a year", key=key, level="low")


def old(draft: Draft) -> None:
    """A key in use is older than a year."""
    key = draft.key(draft.days(400, 1400), 1)
    name = draft.add("old", key, policies=(working(draft),))
    draft.expect("key-old", name, "made more than a year ago", key=key)


def two_keys(draft: Draft) -> None:
    """Two keys work, as after a rotation that was not finished."""
    name = draft.add("twice", draft.key(85, 2), draft.key(30, 1), policies=(working(draft),))
    draft.expect("two-active-keys", name, "both work")


def never_used(draft: Draft) -> None:
    """A key works and was never used."""
    key = draft.key(120)
    name = draft.add("unused", key, policies=(working(draft),))
    draft.expect("key-never-used", name, "nobody ever called with it", key=key)
    draft.spare(name, "key-old")


def with_console(draft: Draft) -> None:
    """Somebody who signs in has a key besides."""
    key = draft.key(40, 1)
    name = draft.add_person("both", key, policies=(reading(draft),))
    draft.expect("key-with-console", name, "a key and a password", level="low")


def without_mfa(draft: Draft) -> None:
    """Somebody signs in with a password alone."""
    name = draft.add_person("careless", mfa=False, policies=(reading(draft),))
    draft.expect("console-without-mfa", name, "a password alone")


def shared(draft: Draft) -> None:
    """Several people have one key."""
    remark = draft.random.choice(
        ("前端组共用 shared by 王芳, 刘洋, 陈静", "shared by Ann, Bob and Eve", "多人共用")
    )
    # Users of AWS have no remark of their own: there it stands in what people wrote here.
    key = draft.key(40, 1, **({} if draft.tencent else {"remark": remark}))
    name = draft.add("team", key, policies=(working(draft),), note=draft.either(remark, ""))
    draft.expect("key-shared", name, f"the remark says so: {remark}")


def unowned(draft: Draft) -> None:
    """Nobody wrote down whose a key is, nor what it is for."""
    key = draft.key(40, 1, owner=None, remark="")
    name = draft.add("orphan", key, policies=(working(draft),), owner=None)
    draft.expect("key-without-owner", name, "no owner anywhere", level="low")
    draft.expect("key-without-remark", name, "no remark anywhere", level="low")


def in_function(draft: Draft) -> None:
    """A secret stands in the environment of a function."""
    key = draft.key(40, 1, function_places=("ap-guangzhou/default/webhook",))
    name = draft.add("hook", key, policies=(working(draft),))
    where = FunctionFact(id=f"webhook-{name}", name="webhook", region="ap-guangzhou", role=None)
    draft.functions.append(where)
    draft.expect("key-in-function", name, "whoever reads functions has it", key=key)


def owner_gone(draft: Draft) -> None:
    """Whose a key is left, as the list of people says."""
    name = draft.add("widow", draft.key(40, 1, owner=GONE), policies=(working(draft),), owner=GONE)
    draft.expect("owner-gone", name, f"{GONE} is on the list of those who left")


def left(draft: Draft) -> None:
    """A remark says that somebody left."""
    remark = draft.random.choice(("钱峰 已离职", "left the company in March", "离职"))
    key = draft.key(40, 1, **({} if draft.tencent else {"remark": remark}))
    name = draft.add("former", key, policies=(working(draft),), note=draft.either(remark, ""))
    draft.expect("left-note", name, f"the remark says so: {remark}")


def on_a_machine(draft: Draft) -> None:
    """A program on one of the cloud's own machines has a key where a role would do."""
    remark = draft.either("runs on the CVM ins-1a2b3c4d", "runs on the EC2 instance i-0abc12345678def90")
    name = draft.add("machine", draft.key(40, 1, remark=remark), policies=(working(draft),), note=remark)
    draft.expect("replace-by-role", name, f"the remark says so: {remark}", level="low")


def agent(draft: Draft) -> None:
    """A program that decides by itself has a key."""
    remark = "智能分析助手 AI agent"
    name = draft.add(
        "agent-analyst", draft.key(40, 1, remark=remark), policies=(working(draft),), note=remark
    )
    draft.expect("key-for-agent", name, "an agent has it", level="low")


def dormant(draft: Draft) -> None:
    """Somebody may sign in and did not for most of a year; they do nothing else either."""
    name = draft.add_person("sleeper", last_login_at=ago(300), policies=(reading(draft),))
    draft.expect("dormant-console", name, "signed in last 300 days ago", level="low")


def nobody(draft: Draft) -> None:
    """A user has one key that is idle, and nothing else."""
    name = draft.add("ghost", draft.key(500, 480, status=KeyStatus.INACTIVE), policies=(working(draft),))
    draft.expect("idle-user", name, "no call and no sign-in for more than a year", level="low")


def soon_disabled(draft: Draft) -> None:
    """Tencent Cloud disables what is idle for 90 days, and this is for 86."""
    key = draft.key(88, 86)
    name = draft.add("fading", key, policies=(working(draft),))
    draft.expect("key-about-to-be-disabled", name, "idle for 86 days", key=key, level="low")


def unlisted(draft: Draft) -> None:
    """A key works, and no list has it: a project key of Tencent Cloud, a root key of AWS."""
    guess = draft.either(UnlistedGuess.PROJECT, UnlistedGuess.ROOT)
    key = draft.key(300, 1, guess=guess, status=KeyStatus.UNLISTED, owner=None)
    draft.unlisted.append(key)
    draft.expect("unlisted-key-alive", "", f"a {guess} key is in use", key=key)


COMMON = (
    idle,
    idle_disabled,
    old,
    two_keys,
    never_used,
    with_console,
    without_mfa,
    shared,
    unowned,
    in_function,
    owner_gone,
    left,
    on_a_machine,
    agent,
    dormant,
    nobody,
    unlisted,
)
"""Those of both clouds."""
TENCENT = (soon_disabled,)
"""Those of Tencent Cloud alone."""
ROOT = (root_key_used, root_key_left)
"""Those of main accounts, of which each has one."""
ROOT_OF_AWS = (*ROOT, root_without_mfa)
"""Those of main accounts at AWS."""
