"""The known ways to more rights: data of each cloud in `rules/posture_data`, with where it was published."""

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

import msgspec

from akwarden.model.severity import Severity


class Gain(StrEnum):
    """What whoever goes a path comes to."""

    OWN = "own rights"
    """More rights, as many as wanted."""
    USER = "any user"
    """The rights of another user."""
    ROLE = "any role"
    """The rights of a role."""
    SERVICE = "role of a service"
    """The rights of a role that a service of the cloud works with."""
    LIMITS = "limits lifted"
    """All that its policies allow, or less protection of others."""


class On(StrEnum):
    """What an action must be allowed on."""

    ANYTHING = "anything"
    """At least one thing."""
    ALL = "all"
    """All resources."""
    NEW_USER = "new-user"
    """A user that is yet to be made, under a name of its choice."""
    NEW_ROLE = "new-role"
    SELF_USER = "self-user"
    """The principal itself, where it is a user."""
    SELF_ROLE = "self-role"
    SELF_BOUNDED_USER = "self-bounded-user"
    """The principal itself, where it is a user that has a boundary."""
    SELF_BOUNDED_ROLE = "self-bounded-role"
    OTHER_USER = "other-user"
    OTHER_ROLE = "other-role"
    TRUSTING_ROLE = "trusting-role"
    """A role whose trust policy lets the principal in."""
    ROLE_OF_SERVICE = "role-of-service"
    """A role that trusts one of the services of the need."""
    FUNCTION = "function"
    """A function that runs as a role."""
    OWN_GROUP = "own-group"
    OTHER_GROUP = "other-group"
    """A group that the principal, a user, is not in."""
    ANY_GROUP = "any-group"
    OWN_POLICY = "own-policy"
    """A policy of the account's own that the principal holds."""
    OWN_BOUNDARY = "own-boundary"
    """A policy of the account's own that is its boundary."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a path is published."""

    title: str
    """The title of the document."""
    url: str | None = None


class Need(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be held: one of some actions, on something."""

    any: tuple[str, ...]
    on: On = msgspec.field(name="target", default=On.ANYTHING)
    services: tuple[str, ...] = ()
    """The services one of which the role must trust."""
    given: dict[str, tuple[str, ...]] = {}
    """Condition keys as the attacker would have them."""


class Path(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to more rights."""

    id: str
    title: str
    """What whoever goes it does, behind a name: `Makes a key for another user`."""
    source: Source
    needs: tuple[Need, ...]
    """All of them must be held; those of one `target` must meet on one and the same."""
    gains: Gain
    severity: Severity
    explanation: str
    fix: str
    exists: tuple[str, ...] = ()
    """Services one of which some role must trust; `federated` stands for an identity provider."""
    only_in_chain: bool = False
    """Whether it is what people are meant to do, and wrong only where it leads to an administrator."""


class _File(msgspec.Struct, frozen=True):
    paths: tuple[Path, ...]


@lru_cache(maxsize=4)
def load_escalations(provider: str) -> tuple[Path, ...]:
    """Return the known paths of a cloud, read from the data that comes with akwarden."""
    # Slow to import, and wanted by these judges alone.
    import yaml  # noqa: PLC0415

    content = (files("akwarden.rules") / "posture_data" / f"escalations_{provider}.yml").read_bytes()
    return msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), _File).paths
