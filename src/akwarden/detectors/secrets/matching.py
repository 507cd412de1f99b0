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

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from akwarden.detectors.secrets.assignment import NEUTRAL
from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.detectors.secrets.region import PAIR_REACH, Placed
from akwarden.model.rule import PartName, Rule

MOST_LINES = 10
"""Lines that may lie between the parts of one credential."""
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
        *("access", "secret", "key", "keys", "id", "ids", "ak", "sk", "password", "passwd", "pwd"),
        *("app", "api", "tmp", "temp"),
    ]
)
"""Words of a name that say which part of a key a value is."""
_PUNCTUATED = r"(?:[^A-Za-z0-9]*(?:[A-Za-z_][\w.-]{0,23}|[0-9])?){0,5}[^A-Za-z0-9]*"


def matches(ids: Sequence[Placed], secrets: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
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
        if value.line - last.line > MOST_LINES or value.offset - last.end > PAIR_REACH:
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
    if not readings or not alike or not 0 < gap <= PAIR_REACH or lines > MOST_LINES:
        return 0
    closeness = max(0, _LINE_COST * (MOST_LINES - lines) - gap // 16)
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
