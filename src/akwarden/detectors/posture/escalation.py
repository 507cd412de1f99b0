"""Principals that can give themselves more rights, by one of the known ways.

- Administrators and the root need no way, and roles of services are the cloud's own: none of them is judged.
- All ways of a principal to one kind of gain are one risk, since one fix closes them mostly.
- A way counts less where it leads to nobody of power, and where it depends on the request, such as on the
  address.
"""

from collections.abc import Iterator, Sequence

import msgspec

from akwarden.detectors.posture.escalations import Gain
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.standing import Standing, standing_of
from akwarden.detectors.posture.walking import Way
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence

_CAN = {
    Gain.OWN: "can give itself any rights",
    Gain.USER: "can act as another user",
    Gain.ROLE: "can act as a role",
    Gain.SERVICE: "can act as a role of a service",
    Gain.LIMITS: "can lift limits",
}
_MOST_WAYS = 3
_MOST_NAMES = 3
_MOST_EVIDENCE = 12


class EscalationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which ways are reported."""

    gains: tuple[Gain, ...] = tuple(Gain)
    """What they lead to."""
    without: tuple[str, ...] = ()
    """Ids of paths that are not."""


def escalation_path(judging: Judging, settings: EscalationSettings) -> Iterator[Seen]:
    """Yield each principal with what it can come to, and by which ways."""
    standing = standing_of(judging)
    for ways in standing.ways.values():
        for gain in settings.gains:
            found = [way for way in ways if way.path.gains is gain and _is_reported(way, settings)]
            if found:
                yield _seen(standing, gain, found)


def _is_reported(way: Way, settings: EscalationSettings) -> bool:
    return not way.path.only_in_chain and way.path.id not in settings.without


def _seen(standing: Standing, gain: Gain, ways: Sequence[Way]) -> Seen:
    """Return all ways of one principal to one kind of gain."""
    rated = sorted(ways, key=lambda way: -standing.severity_of(way).rank)
    titles = [f"{way.path.title[0].lower()}{way.path.title[1:]}" for way in rated]
    return Seen(
        principal=rated[0].actor.fact.id,
        detail=f"{_CAN[gain]}: {listed(titles, _MOST_WAYS, 'ways')}{_whom(standing, rated)}",
        evidence=_evidence(rated),
        subject=gain.replace(" ", "-"),
        severity=standing.severity_of(rated[0]),
    )


def _whom(standing: Standing, ways: Sequence[Way]) -> str:
    """Return who of power is among those that the ways lead to."""
    targets = sorted(frozenset[str]().union(*(way.leads_to & standing.almighty for way in ways)))
    if not targets:
        return ""
    return f"; administrators it leads to: {listed(map(standing.actors.name_of, targets), _MOST_NAMES)}"


def _evidence(ways: Sequence[Way]) -> tuple[Evidence, ...]:
    """Return what allows the ways, and how each is closed."""
    found = dict.fromkeys(one for way in ways for one in way.evidence)
    mends = dict.fromkeys(way.path.fix for way in ways)
    notes = (Evidence(note=f"{way.path.title}: {way.path.explanation}") for way in ways[:_MOST_WAYS])
    return (*list(found)[:_MOST_EVIDENCE], *notes, *(Evidence(note=f"to close it: {one}") for one in mends))


def listed(names: Iterator[str] | Sequence[str], most: int, more: str = "more") -> str:
    """Return names in a row, the first `most` of them with the number of the others."""
    shown = list(names)
    rest = len(shown) - most
    text = ", ".join(shown[:most])
    word = "more" if more == "more" else f"more {more}"
    return f"{text} and {rest} {word}" if rest > 0 else text
