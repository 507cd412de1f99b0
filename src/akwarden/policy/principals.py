"""How a statement that names principals names the one who asks.

CAM: `qcs::cam::uin/ACCOUNT:uin/USER`, `…:root` for the account with all who belong to it, and `anyone:anyone`
or `anonymous:anonymous` for everybody (Tencent Cloud, "Element Reference Overview" and COS, "Access Policy
Language Overview"). IAM: an account, written as its number or as its root, stands for all principals in it; a
role stands for its sessions; a star is everybody and never a part of a name (AWS, "AWS JSON policy elements:
Principal").
"""

import re
from enum import IntEnum
from functools import lru_cache

from akwarden.policy import globs
from akwarden.policy.document import EVERYONE, Language, Principals

_PARTS = 6
_ANYBODY = frozenset({"anyone:anyone", "anonymous:anonymous"})
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_SESSION = re.compile(r"assumed-role/([^/]+)/.+")


class Reach(IntEnum):
    """How directly a statement names the one who asks; more of it grants more."""

    NOBODY = 0
    """Not at all."""
    ACCOUNT = 1
    """Through its account, which in IAM hands the decision to the policies of the principal itself."""
    ROLE = 2
    """Through the role whose session asks, which in IAM stays within its boundary and its session policy."""
    DIRECT = 3
    """By its own name, or as one of everybody."""


def reach(principals: Principals, principal: str | None, language: Language) -> Reach:
    """Return how `principals` name `principal`; who is nobody in particular is one of everybody alone."""
    judge = _in_cam if language is Language.CAM else _in_iam
    reaches = (judge(kind, value, principal) for kind, values in principals.entries for value in values)
    return max(reaches, default=Reach.NOBODY)


def is_spared(not_principals: Principals, principal: str | None) -> bool:
    """Say whether a denial of all but `not_principals` leaves out `principal`.

    It must stand there by its own name: its account and its role, which AWS asks to list as well ("AWS JSON
    policy elements: NotPrincipal"), do not spare those behind them.
    """
    return any(value in (principal, EVERYONE) for _, values in not_principals.entries for value in values)


def _in_cam(kind: str, value: str, principal: str | None) -> Reach:
    """Return how one value of a CAM policy names the principal."""
    place, _, who = value.removeprefix("qcs::cam::").partition(":")
    if value == EVERYONE or (kind == "qcs" and f"{place}:{who}" in _ANYBODY):
        return Reach.DIRECT
    if principal is None:
        return Reach.NOBODY
    if value == principal or (kind == "qcs" and _same_name(value, principal)):
        return Reach.DIRECT
    within = kind == "qcs" and who == "root" and principal.startswith(f"qcs::cam::{place}:")
    return Reach.ACCOUNT if within else Reach.NOBODY


def _same_name(value: str, principal: str) -> bool:
    """Say whether two names are of the same principal: an account's root is written in two ways."""
    return globs.compiled(_root_as_user(value), single=False)(_root_as_user(principal))


@lru_cache(maxsize=4096)
def _root_as_user(name: str) -> str:
    """Return the name with a root written as the user that has the number of its account."""
    parts = name.split(":", _PARTS - 1)
    if len(parts) == _PARTS and parts[-1] == "root":
        return ":".join([*parts[:-1], parts[-2]])
    return name


def _in_iam(kind: str, value: str, principal: str | None) -> Reach:
    """Return how one value of an IAM policy names the principal."""
    if value == EVERYONE and kind in ("AWS", EVERYONE):
        return Reach.DIRECT
    if principal is None:
        return Reach.NOBODY
    own = principal.split(":", _PARTS - 1)
    if value == principal:
        return Reach.ROLE if own[-1].startswith("role/") else Reach.DIRECT
    if kind != "AWS":
        return Reach.NOBODY
    if len(own) != _PARTS:
        return Reach.ACCOUNT if _account_of(value) == principal else Reach.NOBODY
    if own[4] == _account_of(value):
        return Reach.DIRECT if own[5] == "root" else Reach.ACCOUNT
    return Reach.ROLE if _is_role_of(value, own) else Reach.NOBODY


def _account_of(value: str) -> str | None:
    """Return the number of the account that a value stands for, or None when it is a narrower name."""
    if _ACCOUNT.fullmatch(value):
        return value
    parts = value.split(":", _PARTS - 1)
    return parts[4] if len(parts) == _PARTS and parts[-1] == "root" else None


def _is_role_of(value: str, session: list[str]) -> bool:
    """Say whether a value names the role whose session asks; a session's name lacks the path of its role."""
    found = _SESSION.fullmatch(session[5])
    parts = value.split(":", _PARTS - 1)
    if found is None or len(parts) != _PARTS or parts[4] != session[4]:
        return False
    return parts[5].startswith("role/") and parts[5].rsplit("/", 1)[-1] == found[1]
