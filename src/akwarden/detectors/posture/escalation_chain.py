"""Principals that can act as somebody who is an administrator, or who can become one: a chain of one hop.

Whoever can give itself any rights needs no chain and is reported for that already. Ways that only perhaps
lead somewhere, since the inventory does not know the machines, are none.
"""

from collections.abc import Iterator
from typing import NamedTuple

from akwarden.detectors.posture.escalation import listed
from akwarden.detectors.posture.escalations import Gain
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.detectors.posture.standing import Power, Standing, standing_of
from akwarden.detectors.posture.walking import Way
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence
from akwarden.model.severity import Severity

_MOST_HOPS = 3
_MOST_EVIDENCE = 12


class _Hop(NamedTuple):
    """From somebody to one who is worth being."""

    way: Way
    target: str
    power: Power


def escalation_chain(judging: Judging, settings: NoSettings) -> Iterator[Seen]:
    """Yield each principal that can act as an administrator, or as one who can become one."""
    del settings
    standing = standing_of(judging)
    for ways in standing.ways.values():
        if not any(_is_enough(standing, way) for way in ways):
            hops = [hop for way in ways for hop in _hops(standing, way)]
            if hops:
                yield _seen(standing, hops)


def _is_enough(standing: Standing, way: Way) -> bool:
    return way.path.gains is Gain.OWN and standing.severity_of(way).at_least(Severity.HIGH)


def _hops(standing: Standing, way: Way) -> Iterator[_Hop]:
    """Yield whom of power a way leads to, administrators first."""
    if way.path.exists or not way.path.severity.at_least(Severity.MEDIUM):
        return
    strong = way.leads_to & standing.powerful
    for key in sorted(strong, key=lambda key: (key not in standing.administrators, key)):
        power = standing.power_of(key)
        if power:
            yield _Hop(way, key, power)


def _seen(standing: Standing, hops: list[_Hop]) -> Seen:
    """Return the chains of one principal: the first way to each one of power."""
    chains = list({hop.target: hop for hop in reversed(hops)}.values())[::-1]
    name = standing.actors.name_of
    first = chains[0]
    said = f"{_verb(first.way)}, which gives {name(first.target)}, who {first.power.words}"
    conditional = all(hop.way.is_conditional for hop in chains)
    evidence = dict.fromkeys(one for hop in chains[:_MOST_HOPS] for one in _evidence(hop, name(hop.target)))
    mends = dict.fromkeys(hop.way.path.fix for hop in chains)
    return Seen(
        principal=first.way.actor.fact.id,
        detail=said + _others([name(hop.target) for hop in chains[1:]]),
        evidence=(
            *list(evidence)[:_MOST_EVIDENCE],
            *(Evidence(note=f"to close it: {one}") for one in mends),
        ),
        severity=Severity.MEDIUM if conditional else None,
    )


def _others(names: list[str]) -> str:
    """Return whom else the chains lead to, in words."""
    return f"; it also reaches {listed(names, _MOST_HOPS)}" if names else ""


def _verb(way: Way) -> str:
    return f"{way.path.title[0].lower()}{way.path.title[1:]}"


def _evidence(hop: _Hop, name: str) -> Iterator[Evidence]:
    """Yield what allows the hop, and what makes its target worth it."""
    yield from hop.way.evidence
    yield Evidence(note=f"{name} {hop.power.words}")
    if hop.power.evidence:
        yield hop.power.evidence
