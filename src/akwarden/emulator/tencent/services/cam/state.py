"""What CAM keeps for an account besides its users, groups, roles and policies."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """What a password must have; the values are those that "AddUser" names for an account without rules."""

    minimum: int = 8
    must_contain: str = "Aa1!"
    """A: an upper-case letter, a: a lower-case one, 1: a digit, !: a special character."""
    valid_days: int = 0
    """0: a password does not expire."""
    reuse: int = 0
    """How many passwords of before can't be taken again."""
    retries: int = 0
    """Failed logins an hour; 0: not limited."""
    expiry_locks: int = 2
    """Whether a user with an expired password needs an administrator: 1 yes, 2 no."""


@dataclass(slots=True)
class Protection:
    """What a user is asked for, by kind such as `Phone` or `Stoken`: 1 where they are."""

    login: dict[str, int] = field(default_factory=dict)
    action: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class LoginPolicy:
    """From where users may come to the console."""

    addresses: dict[str, str] = field(default_factory=dict)
    """Allow or Deny by range."""
    approvers: list[int] = field(default_factory=list)
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """An identity provider that speaks SAML."""

    name: str
    description: str
    created: float
    modified: float


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """An identity provider that speaks OIDC, for roles."""

    name: str
    description: str
    url: str
    key: str
    """Its public keys, as a JSON web key set."""
    clients: tuple[str, ...]
    rotates_key: bool = False


@dataclass(slots=True)
class CamState:
    """All of it."""

    rules: PasswordRules = field(default_factory=PasswordRules)
    rules_changed: float | None = None
    protection: dict[int, Protection] = field(default_factory=dict)
    """By uin; also of the main account."""
    checks_place: bool = False
    """Whether a login from an unusual place is checked."""
    login_policy: LoginPolicy = field(default_factory=LoginPolicy)
    mfa_tokens: set[str] = field(default_factory=set)
    """Tokens of an own multi-factor check that were not shown yet."""
    policy_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    preset_remarks: dict[int, str] = field(default_factory=dict)
    """What the account calls preset policies."""
    saml: dict[str, SamlProvider] = field(default_factory=dict)
    oidc: dict[str, OidcConfig] = field(default_factory=dict)
