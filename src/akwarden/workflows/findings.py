"""Turns matches into findings: one for each key in each path, with all places and no secret.

The passes, in order:

1. Every hit gets its places; one in an object that nothing refers to is unreachable.
2. Hits with the same rule, path and key (or value, where there is no id) are one finding.
3. The best hit of each says what is known, the oldest place is the primary one.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from akwarden.model.finding import Allowed, AllowedBy, Finding, SecretView
from akwarden.model.location import Location
from akwarden.model.match import Match
from akwarden.model.rule import Rule, RuleId, RuleSet
from akwarden.model.secret import Secret
from akwarden.model.severity import Severity
from akwarden.model.verification import OFFLINE, Active, Verification
from akwarden.providers.aws.account import account_of
from akwarden.sources.protocol import Place
from akwarden.unpackers.walk import joined
from akwarden.workflows.allow_comment import AllowComment
from akwarden.workflows.hits import Hit
from akwarden.workflows.ownership import NO_GROUNDS, Grounds

MOST_RELATED = 50


@dataclass(frozen=True, slots=True)
class Sighting:
    """One match at one place."""

    source: str
    place: Place
    match: Match
    reachable: bool
    grounds: Grounds = NO_GROUNDS
    """What stands near it and tells whose it is."""
    appids: frozenset[str] = frozenset()
    """Of the buckets of Tencent Cloud that stand near it."""
    comments: tuple[AllowComment, ...] = ()
    """Beside it, where none of them allows it."""

    @property
    def value(self) -> Secret:
        """Return what identifies it across places: the secret, or the key id where there is none."""
        return self.match.secret or Secret((self.match.key_id or "").encode())


@dataclass(frozen=True, slots=True)
class Group:
    """All sightings of one key in one path of one source."""

    rule: RuleId
    vpath: str
    identity: str
    """The key id, or `#` and the ordinal among those without one in this path."""
    sightings: Sequence[Sighting]
    allowed: Allowed | None = None
    """Why it does not count, once that was asked."""

    @property
    def best(self) -> Match:
        """Return the match that knows most."""
        return max(
            (s.match for s in self.sightings),
            key=lambda m: (m.severity.rank, len(m.parts), m.confidence.rank),
        )

    @property
    def values(self) -> set[Secret]:
        """Return every value that was seen in it."""
        return {s.value for s in self.sightings}


def sightings(
    hits: Iterable[Hit], names: Sequence[str], places: Sequence[Mapping[str, Sequence[Place]]]
) -> Iterator[Sighting]:
    """Yield each hit at each of its places; `names` and `places` are indexed by source."""
    for hit in hits:
        found = places[hit.source].get(hit.name)
        # No answer means that nothing leads there; an answer without a place, that the user excluded it.
        for place in (Place(hit.name),) if found is None else found:
            inside = msgspec.structs.replace(place, vpath=joined(place.vpath, hit.inside))
            yield Sighting(
                names[hit.source],
                inside,
                hit.match,
                found is not None,
                hit.grounds,
                hit.appids,
                hit.comments,
            )


def group(seen: Iterable[Sighting]) -> list[Group]:
    """Return one group for each source, rule, path and key, each in the order of time and place."""
    groups: dict[tuple[str, RuleId, str, str | Secret], list[Sighting]] = {}
    for sighting in seen:
        match = sighting.match
        key = (sighting.source, match.rule, sighting.place.vpath, match.key_id or sighting.value)
        groups.setdefault(key, []).append(sighting)
    for members in groups.values():
        members.sort(key=_oldest_first)
    # Ordinals are given before anything is set aside: a baseline must not rename what it leaves.
    ordinals: Counter[tuple[str, RuleId, str]] = Counter()
    ordered: list[Group] = []
    for (source, rule, vpath, key_id), members in sorted(groups.items(), key=_first_seen):
        if isinstance(key_id, Secret):
            ordinals[source, rule, vpath] += 1
        identity = key_id if isinstance(key_id, str) else f"#{ordinals[source, rule, vpath]}"
        ordered.append(Group(rule, vpath, identity, members))
    return ordered


def _first_seen(members: tuple[object, Sequence[Sighting]]) -> tuple[bool, str, str, int]:
    return _oldest_first(members[1][0])


def findings(
    groups: Sequence[Group],
    ruleset: RuleSet,
    fingerprint_key: bytes,
    verifications: Sequence[Verification] = (),
) -> list[Finding]:
    """Return the findings: keys that still work first, then the worst, then by place.

    Without `verifications` nobody has asked.
    """
    rules = {rule.id: rule for rule in ruleset.rules}
    answered = zip(groups, verifications or [OFFLINE] * len(groups), strict=True)
    return sorted(
        (_finding(one, rules[one.rule], fingerprint_key, answer) for one, answer in answered),
        key=_most_urgent_first,
    )


def _finding(one: Group, rule: Rule, fingerprint_key: bytes, verification: Verification) -> Finding:
    best, first = one.best, one.sightings[0]
    locations = list(dict.fromkeys(_location(s) for s in one.sightings))
    secret = best.secret
    framed = next((s.match.frame for s in one.sightings if s.match.parts == best.parts), first.match.frame)
    return Finding(
        id=hashlib.sha256(
            f"{one.rule}\0{one.vpath}\0{one.identity}".encode("utf-8", "surrogateescape")
        ).hexdigest(),
        rule=one.rule,
        provider=rule.provider,
        severity=best.severity,
        confidence=best.confidence,
        title=best.title,
        key_id=best.key_id,
        key_type=best.key_type,
        secret=SecretView(secret.mask, secret.fingerprint(fingerprint_key)) if secret else None,
        parts=tuple(best.parts),
        location=_primary(locations),
        occurrences=len(locations),
        related=tuple(locations[1 : MOST_RELATED + 1]),
        verification=verification,
        remediation=rule.remediation,
        frame=framed,
        example=best.example,
        account=_account(rule.provider, best.key_id, one.sightings),
        allowed=one.allowed,
    )


def _account(provider: str, key_id: str | None, seen: Sequence[Sighting]) -> str | None:
    """Return the account that a key opens, where its id tells it or all buckets around it belong to one."""
    if provider == "aws":
        return account_of(key_id) if key_id else None
    appids = frozenset[str]().union(*(one.appids for one in seen)) if provider == "tencent" else ()
    return next(iter(appids)) if len(appids) == 1 else None


def _primary(locations: Sequence[Location]) -> Location:
    """Return the oldest place, with what its newer versions say about whether the key is still there."""
    still = [place.in_head for place in locations if place.in_head is not None]
    last = max((place.last_seen_at for place in locations if place.last_seen_at is not None), default=None)
    return msgspec.structs.replace(locations[0], in_head=any(still) if still else None, last_seen_at=last)


def _location(sighting: Sighting) -> Location:
    place, position = sighting.place, sighting.match.position
    return Location(
        source=sighting.source,
        vpath=place.vpath,
        line=position.line,
        column=position.column,
        character=_character(sighting.match),
        offset=position.offset,
        commit=place.commit,
        author=place.author,
        committed_at=place.committed_at,
        in_head=place.in_head,
        last_seen_at=place.last_seen_at,
    )


def _character(match: Match) -> int | None:
    """Return which character of its line the first one of a match is, where that can be told.

    The line is kept cut to what stands near the value, and as it was decoded: it tells only where the value
    stands in it where it should.
    """
    secret = match.secret.reveal() if match.secret else b""
    value = match.key_id.encode() if match.key_id else secret
    line, start = match.lines[0].text.reveal() if match.lines else b"", match.position.column - 1
    if not value or line[start : start + len(value)] != value:
        return None
    try:
        before = line[:start].decode()
    except UnicodeDecodeError:
        return None
    return len(before.removeprefix("\ufeff")) + 1


def _oldest_first(sighting: Sighting) -> tuple[bool, str, str, int]:
    """Order by time; what is not committed comes last."""
    place = sighting.place
    return (
        place.committed_at is None,
        place.committed_at or "",
        place.commit or "",
        sighting.match.position.offset,
    )


def _most_urgent_first(finding: Finding) -> tuple[bool, int, str, str, int, int, str]:
    at, works = finding.location, isinstance(finding.verification, Active)
    return (not works, -finding.severity.rank, at.source, at.vpath, at.line, at.column, finding.id)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings the user wants to see."""

    examples: bool
    unreachable: bool
    why_allowed: Callable[[Group], Allowed | None]
    """Why a finding does not count, or None for one that does."""
    allowed: bool = False
    """Whether those that do not count are shown all the same."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The groups to report, and how many were set aside for which reason."""

    shown: Sequence[Group]
    allowed: Mapping[AllowedBy, int]
    """How many do not count, whether or not they are shown."""
    examples: int
    unreachable: int


def choose(groups: Iterable[Group], choice: Choice) -> Chosen:
    """Set aside what is allowed or known, is an example, or is reached by nothing."""
    shown: list[Group] = []
    allowed: Counter[AllowedBy] = Counter()
    examples = unreachable = 0
    for one in groups:
        why = choice.why_allowed(one)
        if one.best.example and not choice.examples:
            examples += 1
        elif why is not None:
            allowed[why.by] += 1
            shown += [replace(one, allowed=why)] if choice.allowed else []
        elif not choice.unreachable and not any(s.reachable for s in one.sightings):
            unreachable += 1
        else:
            shown.append(one)
    return Chosen(shown, allowed, examples, unreachable)


def worst(found: Iterable[Finding]) -> Severity | None:
    """Return the highest severity among the findings that count, or None when there are none."""
    return max((f.severity for f in found if f.allowed is None), key=lambda s: s.rank, default=None)
