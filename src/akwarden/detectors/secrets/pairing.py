"""Which values of an artifact make one credential, and which are one by themselves."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from akwarden.detectors.secrets.lone import lone
from akwarden.detectors.secrets.matching import MOST_LINES, matches
from akwarden.detectors.secrets.pair import Pair
from akwarden.detectors.secrets.region import MARGIN, PAIR_REACH, Placed
from akwarden.detectors.secrets.shape import Shape
from akwarden.model.rule import PartName, Rule


def pairs(values: Sequence[Placed]) -> Iterator[Pair]:
    """Yield every credential among the values of one artifact, which are given in order.

    Whose ids are told by a prefix come first: where several clouds' secrets look alike, those are sure.
    """
    used: set[int] = set()
    ids: dict[str, list[Placed]] = {}
    for value in values:
        for reading in value.value.readings if value.anchored else ():
            of_provider = ids.setdefault(reading.rule.provider, [])
            if reading.part is PartName.KEY_ID and of_provider[-1:] != [value]:
                of_provider.append(value)
    for provider in sorted(ids, key=lambda p: not any(_is_prefixed(i, p) for i in ids[p])):
        yield from _with_ids(ids[provider], values, provider, used)
    yield from lone(values, {provider for provider, known in ids.items() if known}, used)


def _with_ids(
    ids: Sequence[Placed], values: Sequence[Placed], provider: str, used: set[int]
) -> Iterator[Pair]:
    """Yield every credential of one provider that has an id."""
    ids = [i for i in ids if i.offset not in used]
    secrets = [v for v in values if v.offset not in used and _is_secret(v, provider)]
    matched = {key_id.offset: secret for key_id, secret in matches(ids, secrets)}
    tokens = [v for v in values if _reads(v, provider, PartName.TOKEN)]
    for key_id in ids:
        pair = _pair(key_id, matched.get(key_id.offset), provider)
        token = _nearest_token(pair, tokens, used)
        pair = Pair(pair.rule, pair.key_id, pair.secret, token, pair.named)
        used.update(p.offset for p in pair.placed)
        yield pair


def _is_prefixed(placed: Placed, provider: str) -> bool:
    rule = _rule_of(placed, provider)
    return bool(rule.key_id and rule.key_id.prefixes)


def _reads(placed: Placed, provider: str, part: PartName) -> bool:
    return any(r.part is part and r.rule.provider == provider for r in placed.value.readings)


def _is_secret(placed: Placed, provider: str) -> bool:
    return placed.value.shape is not Shape.ORDINARY and _reads(placed, provider, PartName.SECRET)


def _pair(key_id: Placed, secret: Placed | None, provider: str) -> Pair:
    rule = _rule_of(key_id, provider)
    named = bool(secret and _accepts(rule, secret) and any(r.named for r in secret.value.readings))
    return Pair(rule, key_id, secret, None, named)


def _rule_of(key_id: Placed, provider: str) -> Rule:
    return next(
        r.rule for r in key_id.value.readings if r.part is PartName.KEY_ID and r.rule.provider == provider
    )


def _accepts(rule: Rule, secret: Placed) -> bool:
    return any(r.part is PartName.SECRET and r.rule.id == rule.id for r in secret.value.readings)


def _nearest_token(pair: Pair, tokens: Sequence[Placed], used: set[int]) -> Placed | None:
    """Return the session token that is assigned to one of its names nearest to the id or the secret."""
    key_id = pair.key_id
    if key_id is None:
        return None

    def distance(token: Placed) -> int:
        return min(abs(token.offset - p.offset) for p in pair.placed)

    places = [p.offset for p in pair.placed]
    first, last = (
        bisect_left(tokens, at, key=lambda t: t.offset) for at in (min(places) - MARGIN, max(places) + MARGIN)
    )
    near = [
        t
        for t in tokens[first:last]
        if t.offset not in used
        and any(r.named and r.part is PartName.TOKEN and r.rule.id == pair.rule.id for r in t.value.readings)
        and min(abs(t.line - p.line) for p in pair.placed) <= MOST_LINES
        and distance(t) <= PAIR_REACH + len(t.value.text)
    ]
    return min(near, key=distance, default=None)
