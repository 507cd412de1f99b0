"""What is asked, what stands for it, and what is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from akwarden.policy.document import Policy, Statement

_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """One call of an API, as far as policies look at it."""

    service: str
    """As policies write it: `cam`, `iam`."""
    action: str
    """`CreateAccessKey`; with a service in front, also after `name/`, that one counts."""
    resources: tuple[str, ...] = ("*",)
    """Full names, each of which must be allowed; `*` for a call that is about no resource."""
    context: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    """Condition keys with their values; IAM ignores the case of a key, CAM does not."""
    account: str = ""
    """The number of the account that owns what is asked for."""
    appid: str = ""
    """Its other number in Tencent Cloud."""
    principal: str | None = None
    """Who asks, for policies that name principals: `qcs::cam::uin/1:uin/2`, an ARN, the name of a service."""
    resource_level: bool = True
    """Whether the action can be granted for a resource; otherwise only a statement about `*` grants it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A policy where it takes effect."""

    policy: Policy
    name: str
    via: str
    """For a person: `user alice`, `group dev`, `role x`, `boundary`, `session`."""


@dataclass(frozen=True, slots=True)
class Grants:
    """All policies that decide about a request."""

    identity: tuple[Attached, ...]
    """Of the user with those of its groups, or of the role."""
    boundary: tuple[Attached, ...] | None = None
    """None: no boundary."""
    session: tuple[Attached, ...] | None = None
    """None: no session policy."""
    resource: tuple[Attached, ...] = ()
    """Of the resource itself, in the same account."""
    is_root: bool = False
    """Whether the account itself asks: it may, unless a policy of the resource denies."""


class Outcome(StrEnum):
    """What is decided."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicit_deny"
    """A statement denies it."""
    IMPLICIT_DENY = "implicit_deny"
    """No statement allows it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, and why."""

    outcome: Outcome
    by: Attached | None = None
    """The policy that decided: that allows (the first resource, of several) or denies."""
    statement: Statement | None = None
    """Its statement."""
    limited_by: str | None = None
    """`boundary` or `session`, when all else allows and that does not."""
    resource: str | None = None
    """The first resource that is not allowed."""

    @property
    def allowed(self) -> bool:
        """Say whether the request may go on."""
        return self.outcome is Outcome.ALLOWED
