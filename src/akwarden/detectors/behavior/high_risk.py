"""The list of high-risk APIs, from the data file in `rules/behavior_data`."""

from functools import cache
from importlib.resources import files

import msgspec

from akwarden.model.rule import Reference


class HighRiskService(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The high-risk APIs of one service."""

    why: str
    """What makes them grave, in words that go on "calls of this kind are watched since ..."."""
    actions: tuple[str, ...]
    """Their names, as audit records have them."""


class HighRiskApis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All high-risk APIs of one cloud."""

    references: tuple[Reference, ...]
    services: dict[str, HighRiskService]
    """By the name of the service in audit records."""


@cache
def high_risk_apis() -> dict[str, HighRiskApis]:
    """Return the high-risk APIs, by cloud."""
    # Slow to import, and needed only where calls are judged.
    import yaml  # noqa: PLC0415

    content = (files("akwarden.rules") / "behavior_data" / "high_risk_apis.yml").read_bytes()
    return msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), dict[str, HighRiskApis])


@cache
def high_risk_operations() -> frozenset[str]:
    """Return them as `service:action` in lower case, as the columns of the lake have both; of all clouds."""
    return frozenset(
        f"{service}:{action}".lower()
        for apis in high_risk_apis().values()
        for service, known in apis.services.items()
        for action in known.actions
    )
