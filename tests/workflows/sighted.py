"""Groups of sightings for the tests of what allows findings: one key, seen at places that a test names."""

import msgspec

from akwarden.model.finding import KeyType
from akwarden.model.match import Line, Match, Position
from akwarden.model.rule import PartName, RuleId
from akwarden.model.secret import Secret
from akwarden.model.severity import Confidence, Severity
from akwarden.sources.protocol import Place
from akwarden.workflows.findings import Group, Sighting, group

KEY_ID = "AKIDmadeup0001"
VALUE = "value-one-value-one-value-one"
PAIR = Match(
    rule=RuleId("tencent-access-key"),
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    title="Tencent Cloud access key",
    key_id=KEY_ID,
    key_type=KeyType.PERMANENT,
    secret=Secret(VALUE.encode()),
    parts=(PartName.KEY_ID, PartName.SECRET),
    position=Position(40, 3, 5),
    frame=(),
    example=False,
    allowed=None,
    lines=(
        Line(3, Secret(f"id = {KEY_ID} # old".encode())),
        Line(4, Secret(f"key = {VALUE}".encode())),
    ),
)
LONE_ID = msgspec.structs.replace(PAIR, secret=None, parts=(PartName.KEY_ID,), lines=PAIR.lines[:1])


def seen(
    path: str = "conf/app.ini",
    match: Match = PAIR,
    *,
    commit: str | None = None,
    source: str = ".",
    **changes: object,
) -> Sighting:
    """Return one sighting."""
    place = Place(path, commit=commit, committed_at=commit and "2026-01-01T00:00:00Z")
    return Sighting(source, place, msgspec.structs.replace(match, **changes), reachable=True)


def grouped(*sightings: Sighting) -> Group:
    """Return the one group of these sightings."""
    (one,) = group(sightings or [seen()])
    return one
