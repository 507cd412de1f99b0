"""Which id belongs to which secret: the parts of one credential stand near each other and in the same order.

The rules that this module enforces:

- A secret belongs to one id only. Where names tell whose it is (`prod_id`, `prod_key`), they decide.
- Otherwise two pairs are never crossed: of the ids and secrets of an artifact, the k-th partner of one side
  never stands before an earlier partner of the other side.
- A secret that is assigned to one of its own names may stand up to ten lines away.
- One that is assigned to a name that any part of a key could have, such as `key`, may stand up to six.
- One that is assigned to nothing telling must follow, or be followed by, the id with nothing but
  punctuation and neutral words between them, as in a call or a table.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from akwarden.detectors.secrets.assignment import NEUTRAL
from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.detectors.secrets.region import MARGIN, PAIR_REACH, Placed
from akwarden.detectors.secrets.shape import Shape
from akwarden.detectors.secrets.values import Reading
from akwarden.model.rule import PartName, Rule

_MOST_LINES = 10
_MOST_LINES_NEUTRAL = 6
_MOST_LINES_UNNAMED = 2
_GAP_NEUTRAL = 1024
_GAP_UNNAMED = 96
_NAMED_SCORE = 2000
_UNNAMED_SCORE = 800
_NEUTRAL_SCORE = 300
_LINE_COST = 40
_AFFINITY = 15
_WINDOW = 128
_SEVERAL = 2
_ROLE_WORDS = frozenset(
    [
        "access",
        "secret",
        "key",
        "keys",
        "id",
        "ids",
        "ak",
        "sk",
        "password",
        "passwd",
        "pwd",
        "app",
        "api",
        "tmp",
        "temp",
    ]
)
"""Words of a name that say which part of a key a value is."""
_BY_GENERIC_NAME, _BY_ID, _BY_ITSELF, _BY_CONTEXT = 1, 2, 3, 4
_GENERIC = re.compile(
    rb"(?i)[^0-9a-z]*(?:secret[_-]?access[_-]?key|access[_-]?key[_-]?(?:id|secret)|secret[_-]?id)"
)
_PUNCTUATED = r"(?:[^A-Za-z0-9]*(?:[A-Za-z_][\w.-]{0,23})?){0,4}[^A-Za-z0-9]*"


@dataclass(frozen=True, slots=True)
class Pair:
    """A credential: an id with what was found to belong to it, or a lone part."""

    rule: Rule
    key_id: Placed | None
    secret: Placed | None
    token: Placed | None
    named: bool
    """Whether the secret is assigned to one of its own names."""

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Return the parts that there are, in the order id, secret, token."""
        return tuple(p for p in (self.key_id, self.secret, self.token) if p is not None)


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
    yield from _lone(values, {provider for provider, known in ids.items() if known}, used)


def _with_ids(
    ids: Sequence[Placed], values: Sequence[Placed], provider: str, used: set[int]
) -> Iterator[Pair]:
    """Yield every credential of one provider that has an id."""
    ids = [i for i in ids if i.offset not in used]
    secrets = [v for v in values if v.offset not in used and _is_secret(v, provider)]
    matched = {key_id.offset: secret for key_id, secret in _matches(ids, secrets)}
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


def _matches(ids: Sequence[Placed], secrets: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Yield each id that has a partner, with the partner."""
    for group in _groups(ids, secrets):
        told = _told_by_names(group)
        yield from told
        waiting = [(v, is_id) for v, is_id in group if not any(v in pair for pair in told)] if told else group
        while waiting:
            window, behind = waiting[:_WINDOW], waiting[_WINDOW:]
            matched = _align([v for v, is_id in window if is_id], [v for v, is_id in window if not is_id])
            if behind:
                matched, kept = _settled(window, matched)
                behind = [*kept, *behind]
            yield from matched
            waiting = behind


def _groups(ids: Sequence[Placed], secrets: Sequence[Placed]) -> Iterator[list[tuple[Placed, bool]]]:
    """Yield the values in order, each with whether it is an id, split where none can be partners across.

    Secrets that are near no id are left out, so that what is found does not depend on them.
    """
    group: list[tuple[Placed, bool]] = []
    near = [(s, False) for s in secrets if _is_near(s, ids)]
    for value, is_id in sorted([*((i, True) for i in ids), *near], key=lambda v: v[0].offset):
        last = group[-1][0] if group else value
        if value.line - last.line > _MOST_LINES or value.offset - last.end > PAIR_REACH:
            yield group
            group = []
        group.append((value, is_id))
    yield group


def _told_by_names(group: Sequence[tuple[Placed, bool]]) -> list[tuple[Placed, Placed]]:
    """Return the partners whose names share what no other name in the group has, where there are several."""
    by_owner: dict[str, tuple[list[Placed], list[Placed]]] = {}
    for value, is_id in group:
        if is_id or any(r.named for r in value.value.readings):
            by_owner.setdefault(_owner(value.value.name), ([], []))[not is_id].append(value)
    by_owner.pop("", None)
    if len(by_owner) < _SEVERAL:
        return []
    single = [(ids[0], secrets[0]) for ids, secrets in by_owner.values() if len(ids) == len(secrets) == 1]
    return [(key_id, secret) for key_id, secret in single if _score(key_id, secret)]


def _owner(name: str) -> str:
    """Return what a name says about whose key it is: `prod` of `prod_secret_key`."""
    return "_".join(word for word in name.split("_") if word.rstrip("0123456789") not in _ROLE_WORDS)


def _is_near(secret: Placed, ids: Sequence[Placed]) -> bool:
    at = bisect_left(ids, secret.offset, key=lambda i: i.offset)
    after = at < len(ids) and ids[at].offset - secret.end <= PAIR_REACH
    return after or (at > 0 and secret.offset - ids[at - 1].end <= PAIR_REACH)


def _settled(
    window: Sequence[tuple[Placed, bool]], matched: Sequence[tuple[Placed, Placed]]
) -> tuple[list[tuple[Placed, Placed]], list[tuple[Placed, bool]]]:
    """Return the partners that nothing behind the window can part, and the values that are still open.

    Those are the partners in its first half; where there is none, all of them, so that each window ends.
    """
    half = window[len(window) // 2][0].offset
    settled = [p for p in matched if max(v.offset for v in p) < half]
    open_from = min([half, *(v.offset for p in matched[len(settled) :] for v in p)])
    if open_from == window[0][0].offset:
        return list(matched), []
    used = {v.offset for p in settled for v in p}
    return settled, [(v, is_id) for v, is_id in window if v.offset >= open_from and v.offset not in used]


def _align(ids: Sequence[Placed], secrets: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """Return the partners in the order-preserving matching with the highest total score."""
    best = [[0] * (len(secrets) + 1) for _ in range(len(ids) + 1)]
    scores = [[_score(i, s) for s in secrets] for i in ids]
    for i in range(len(ids) - 1, -1, -1):
        for s in range(len(secrets) - 1, -1, -1):
            together = scores[i][s] + best[i + 1][s + 1] if scores[i][s] else 0
            best[i][s] = max(together, best[i + 1][s], best[i][s + 1])
    matched: list[tuple[Placed, Placed]] = []
    i = s = 0
    while i < len(ids) and s < len(secrets):
        if scores[i][s] and best[i][s] == scores[i][s] + best[i + 1][s + 1]:
            matched.append((ids[i], secrets[s]))
            i, s = i + 1, s + 1
        elif best[i][s] == best[i + 1][s]:
            i += 1
        else:
            s += 1
    return matched


def _score(key_id: Placed, secret: Placed) -> int:
    """Return how well the two go together; 0 means that they do not."""
    first, second = sorted((key_id, secret), key=lambda p: p.offset)
    gap = second.offset - first.end
    lines = second.line - first.line
    readings = [r for r in secret.value.readings if r.part is PartName.SECRET and _reads_as(key_id, r.rule)]
    # A real id is not completed by a placeholder, nor the other way round.
    alike = key_id.value.shape is secret.value.shape
    if not readings or not alike or not 0 < gap <= PAIR_REACH or lines > _MOST_LINES:
        return 0
    closeness = max(0, _LINE_COST * (_MOST_LINES - lines) - gap // 16)
    if any(r.named for r in readings):
        return _NAMED_SCORE + closeness + _AFFINITY * _common_words(key_id.value.name, secret.value.name)
    if not NEUTRAL.search(secret.value.name):
        return 0
    if lines <= _MOST_LINES_UNNAMED and gap <= _GAP_UNNAMED and _is_punctuated(first, second):
        return _UNNAMED_SCORE + closeness
    is_near = secret.value.name and lines <= _MOST_LINES_NEUTRAL and gap <= _GAP_NEUTRAL
    return _NEUTRAL_SCORE + closeness if is_near else 0


def _reads_as(key_id: Placed, rule: Rule) -> bool:
    return any(r.part is PartName.KEY_ID and r.rule.id == rule.id for r in key_id.value.readings)


def _is_punctuated(first: Placed, second: Placed) -> bool:
    """Say whether only punctuation and a few words lie between two values that stand close."""
    if first.line == second.line:
        between = second.before[-(second.offset - first.end) :]
    else:
        between = first.after + b"\n" + second.before
    return bool(compile_pattern(_PUNCTUATED).fullmatch(between))


def _common_words(one: str, other: str) -> int:
    """Return how many leading and trailing words two names share, at most four: `prod_id`, `prod_key`."""
    words, others = one.split("_"), other.split("_")
    leading = next(
        (n for n, (a, b) in enumerate(zip(words, others, strict=False)) if a != b),
        min(len(words), len(others)),
    )
    trailing = 1 if words[-1] == others[-1] and words[-1] else 0
    return min(leading + trailing, 4)


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
        and min(abs(t.line - p.line) for p in pair.placed) <= _MOST_LINES
        and distance(t) <= PAIR_REACH + len(t.value.text)
    ]
    return min(near, key=distance, default=None)


def _lone(values: Sequence[Placed], known: Collection[str], used: set[int]) -> Iterator[Pair]:
    """Yield secrets and tokens that have no id, where their rule says what it takes to believe them.

    Where several rules believe one, that counts which stands in its own surroundings, then one of whose
    provider an id is `known`, then one that is believed for a name that many clouds use.
    """
    for value in values:
        if value.offset in used or not value.anchored or value.value.shape is Shape.ORDINARY:
            continue
        ranked = [(_belief(value, r, known), r) for r in value.value.readings]
        believed = [(belief, reading) for belief, reading in ranked if belief]
        if believed:
            _, reading = max(believed, key=lambda one: one[0])
            used.add(value.offset)
            secret = value if reading.part is PartName.SECRET else None
            yield Pair(reading.rule, None, secret, None if secret else value, reading.named)


def _belief(value: Placed, reading: Reading, known: Collection[str]) -> int:
    """Return how much speaks for a lone value being what the reading says: 0 for too little."""
    described = reading.rule.part(reading.part)
    alone = described.alone if described else None
    if reading.part is PartName.KEY_ID or alone is None or (alone.named and not reading.named):
        return 0
    if alone.context is None:
        return _BY_ITSELF
    surroundings = value.value.name.encode() + b"\n" + value.context
    context = compile_pattern(alone.context).search(surroundings)
    if context and not _GENERIC.fullmatch(context.group()):
        return _BY_CONTEXT
    if reading.rule.provider in known:
        return _BY_ID
    return _BY_GENERIC_NAME if context else 0
