"""The exact look at records that may hold a secret: the walk, the rules, and what they found taken out."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from akwarden.detectors.records.forms import is_telling, without
from akwarden.detectors.records.names import RULE
from akwarden.detectors.records.quick import KEY_ID, PARTNER
from akwarden.detectors.records.telling import key_id_near, provider_of, told
from akwarden.detectors.records.walking import Sighting, Walk
from akwarden.detectors.secrets.scanner import CompiledRules, Scanner
from akwarden.model.artifact import Batch
from akwarden.model.audit_record import ScrubbedSecret
from akwarden.model.finding import KeyType
from akwarden.model.match import Match
from akwarden.model.secret import Secret

_MOST_KEY_IDS = 60
"""Key ids that a record may say, three times each, before it is not asked any more which secret is whose: the
rules take a thousandth of a second for each, and a record of 8 MB has room for 400,000."""
_PIECE, _OVERLAP = 200_000, 10_000
"""Bytes of what a record says that are looked at at once: fewer than hold more values than are looked at."""

Scrubbed = tuple[int, bytes, Sequence[ScrubbedSecret]]


class _Look(NamedTuple):
    """One record that was walked through, not yet looked at by the rules."""

    number: int
    record: bytes
    walk: Walk
    new: str
    said: bytes
    places: Sequence[int]
    """Where in `said` each line begins."""
    partners: dict[str, str]
    """What could belong to one of too many key ids, each with the rule that it is told as."""


class ExactLook:
    """Reads records text by text; one for each thread."""

    def __init__(self, rules: CompiledRules) -> None:
        self._scanner = Scanner(rules)
        self._providers = {rule.id: rule.provider for rule in rules.ruleset.rules}

    def scrubbed(self, records: Sequence[bytes], indices: Sequence[int]) -> Iterator[Scrubbed]:
        """Yield each of these records as it may be stored, with its place and its secrets."""
        for index in indices:
            look = _looked(index, records[index])
            yield self._finished(look, self._matches(look.said))

    def _matches(self, said: bytes) -> Sequence[tuple[int, Match]]:
        """Return what the rules find, each with its place, and with a secret that is no example."""
        found: dict[tuple[str | None, Secret | None], tuple[int, Match]] = {}
        starts = list(range(0, max(1, len(said) - _OVERLAP), _PIECE - _OVERLAP))
        for start in starts:
            piece = bytearray(said[start : start + _PIECE])
            for _, seen in self._scanner.batch(Batch(piece, [0], [len(piece)], [""])):
                for match in seen.matches:
                    if match.secret and not match.example:
                        found.setdefault((match.key_id, match.secret), (start + match.position.offset, match))
        return list(found.values())

    def _finished(self, look: _Look, matches: Sequence[tuple[int, Match]]) -> Scrubbed:
        known = look.partners | _known(look.walk.sightings, [match for _, match in matches])
        new = look.new
        if known:
            text = look.record.decode("utf-8", "surrogateescape")
            new = without(Walk(known).rewritten(text), known)
        if new == look.record.decode("utf-8", "surrogateescape"):
            return look.number, look.record, ()
        return look.number, new.encode("utf-8", "surrogateescape"), self._told(look, matches)

    def _told(self, look: _Look, matches: Sequence[tuple[int, Match]]) -> Sequence[ScrubbedSecret]:
        fields = {
            sighting.value.encode("utf-8", "surrogateescape"): sighting for sighting in look.walk.sightings
        }
        secrets: dict[bytes, ScrubbedSecret] = {}
        for at, match in matches:
            for secret in (match.secret, match.token):
                if secret and secret.reveal() not in secrets:
                    sighting = fields.get(secret.reveal())
                    field = sighting.path if sighting else look.walk.paths[bisect_right(look.places, at) - 1]
                    secrets[secret.reveal()] = self._by_rule(look, field, match, secret)
        for value, sighting in fields.items():
            if value not in secrets:
                at = look.places[sighting.at - 1]
                key_id = key_id_near(look.said, at, sighting.kind)
                secrets[value] = told(
                    look.record,
                    look.number,
                    field=sighting.path,
                    kind=sighting.kind,
                    key_id=key_id,
                    value=value,
                )
        return list(secrets.values())

    def _by_rule(self, look: _Look, field: str, match: Match, secret: Secret) -> ScrubbedSecret:
        return ScrubbedSecret(
            record=look.number,
            field=field,
            rule=match.rule,
            provider=self._providers.get(match.rule) or provider_of(look.record, match.key_id),
            title=match.title,
            key_id=match.key_id,
            key_type=KeyType.TEMPORARY if match.token else match.key_type,
            secret=secret,
        )


def _looked(index: int, record: bytes) -> _Look:
    walk = Walk()
    new = walk.rewritten(record.decode("utf-8", "surrogateescape"))
    lines = [line.encode("utf-8", "surrogateescape") for line in walk.lines]
    places: list[int] = []
    at = 0
    for line in lines:
        places.append(at)
        at += len(line)
    said, partners = b"".join(lines), dict[str, str]()
    if sum(1 for _ in KEY_ID.finditer(said)) > _MOST_KEY_IDS:
        partners = {run[0].decode(): RULE for run in PARTNER.finditer(said) if not KEY_ID.match(run[0])}
        said = KEY_ID.sub(lambda key_id: b"-" * len(key_id[0]), said)
    return _Look(index, record, walk, new, said, places, partners)


def _known(sightings: Sequence[Sighting], matches: Sequence[Match]) -> dict[str, str]:
    """Return the secrets that are to be taken out wherever they stand, each with its rule."""
    known = {sighting.value: RULE for sighting in sightings if is_telling(sighting.value)}
    sighted = {sighting.value for sighting in sightings}
    for match in matches:
        for secret in (match.secret, match.token):
            value = secret.reveal().decode("utf-8", "surrogateescape") if secret else ""
            if value and (is_telling(value) or value not in sighted):
                known[value] = match.rule
    return known
