"""Judges of whether an account records what is done in it."""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.model.facts import TrailState
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence
from akwarden.model.severity import Severity


class TrailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bad it is in which cloud."""

    severities: dict[str, Severity] = {}
    """By cloud, where it is not as bad as the rule says."""


def trail_off(judging: Judging, settings: TrailSettings) -> Iterator[Seen]:
    """Yield the account where nothing is recorded and delivered."""
    if judging.facts.trail is TrailState.OFF:
        yield Seen(
            principal=None,
            detail="after 90 days nobody can tell what a key did",
            evidence=(Evidence(note="no trail or track that records and delivers"),),
            severity=settings.severities.get(judging.facts.provider),
        )


def trail_partly(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield the account where only a part is recorded."""
    if judging.facts.trail is TrailState.PARTLY:
        yield Seen(
            principal=None,
            detail="not in all regions, or not both what reads and what changes",
            evidence=(Evidence(note="no trail or track records all regions and both kinds of calls"),),
        )
