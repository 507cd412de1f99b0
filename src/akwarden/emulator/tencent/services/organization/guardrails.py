"""Service control policies and tag policies, and what they are attached to.

After "Service Control Policy" of the documents: the feature is off at first; once it is on, every department
and member has the preset policy FullQcloudAccess, newcomers too. The console switches it on and attaches
policies; scenarios and tests do so here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PolicyType(StrEnum):
    """What a policy of an organization is about."""

    CONTROL = "SERVICE_CONTROL_POLICY"
    TAGS = "TAG_POLICY"


@dataclass(slots=True)
class ControlPolicy:
    """One policy of an organization."""

    id: int
    name: str
    type: PolicyType
    text: str
    created: float
    description: str = ""
    preset: bool = False
    targets: dict[int, float] = field(default_factory=dict)
    """Departments by their ids and members by their uins, and since when."""


def preset_policy(number: int, now: float) -> ControlPolicy:
    """Return the policy that leaves everything as it is."""
    text = '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}'
    return ControlPolicy(number, "FullQcloudAccess", PolicyType.CONTROL, text, now, preset=True)


def attach_preset(policies: Mapping[int, ControlPolicy], targets: Iterable[int], now: float) -> None:
    """Attach the preset policy to what has come, or to all when the feature is switched on."""
    for policy in policies.values():
        if policy.preset:
            policy.targets.update(dict.fromkeys(targets, now))
