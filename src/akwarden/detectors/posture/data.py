"""What the judges know of clouds, from the data files in `rules/posture_data`."""

from functools import cache
from importlib.resources import files

import msgspec

from akwarden.model.rule import Reference
from akwarden.model.severity import Severity


class HighPreset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy of the cloud that gives much."""

    policy: str
    """Its name."""
    level: Severity
    """How bad it is to hold it."""
    gives: str
    """What its holder may do, in words that go on "it lets its holder ..."."""


class HighPrivilege(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All such policies of one cloud."""

    references: tuple[Reference, ...]
    policies: tuple[HighPreset, ...]


class SensitiveService(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sensitive actions of one service."""

    title: str
    actions: dict[str, str]
    """What each does, by its name without the service."""


class SensitiveActions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All sensitive actions of one cloud."""

    references: tuple[Reference, ...]
    services: dict[str, SensitiveService]
    """By the name that policies use."""


@cache
def high_privilege() -> dict[str, HighPrivilege]:
    """Return the policies that give much, by cloud."""
    return msgspec.convert(_read("high_privilege.yml"), dict[str, HighPrivilege])


@cache
def sensitive_actions() -> dict[str, SensitiveActions]:
    """Return the sensitive actions, by cloud."""
    return msgspec.convert(_read("sensitive_actions.yml"), dict[str, SensitiveActions])


def _read(name: str) -> object:
    # Slow to import, and needed only where these judges look.
    import yaml  # noqa: PLC0415

    content = (files("akwarden.rules") / "posture_data" / name).read_bytes()
    return yaml.load(content, Loader=yaml.CSafeLoader)
