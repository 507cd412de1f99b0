"""What a credential is reported as: a match, with its severity, its place and the lines that it stands on."""

from akwarden.detectors.secrets.frame import frame
from akwarden.detectors.secrets.pair import Pair
from akwarden.detectors.secrets.region import ANY_RULE, Placed
from akwarden.detectors.secrets.shape import Shape
from akwarden.model.finding import KeyType
from akwarden.model.match import Line, Match, Position
from akwarden.model.rule import Alone, PartName
from akwarden.model.secret import Secret
from akwarden.model.severity import Confidence, Severity


def match_of(pair: Pair, base: int) -> Match | None:
    """Return the match of a credential, or None where it is not reported; its artifact begins at -`base`."""
    if pair.key_id and (pair.key_id.value.shape is Shape.ORDINARY or not _is_told(pair)):
        return None
    example = any(p.value.shape is Shape.PLACEHOLDER for p in pair.placed)
    first = pair.placed[0]
    secret = pair.secret or (pair.token if pair.key_id is None else None)
    severity, confidence, title = _judged(pair)
    return Match(
        rule=pair.rule.id,
        severity=Severity.INFO if example else severity,
        confidence=confidence,
        title=title,
        key_id=pair.key_id.value.text if pair.key_id else None,
        key_type=KeyType.TEMPORARY if pair.token else pair.rule.key_type,
        secret=Secret(_bytes(secret)) if secret else None,
        parts=_part_names(pair),
        position=Position(first.offset + base, first.line, first.column),
        frame=frame(pair.placed),
        example=example,
        allowed=next(
            (why for p in pair.placed for rule, why in p.allows if rule in {pair.rule.id, ANY_RULE}), None
        ),
        token=Secret(_bytes(pair.token)) if pair.token and pair.secret else None,
        lines=tuple(Line(p.line, Secret(p.before + _bytes(p) + p.after)) for p in pair.placed),
    )


def _bytes(placed: Placed) -> bytes:
    """Return a value as it stands in the artifact."""
    return placed.value.text.encode("latin-1")


def _part_names(pair: Pair) -> tuple[PartName, ...]:
    named = zip(PartName, (pair.key_id, pair.secret, pair.token), strict=True)
    return tuple(name for name, placed in named if placed is not None)


def _judged(pair: Pair) -> tuple[Severity, Confidence, str]:
    rule = pair.rule
    if pair.key_id and pair.secret:
        return rule.severity, rule.confidence if pair.named else Confidence.MEDIUM, rule.title
    alone = _alone(pair)
    if alone is None:
        return Severity.LOW, Confidence.MEDIUM, rule.title
    return alone.severity, alone.confidence, alone.title


def _is_told(pair: Pair) -> bool:
    """Say whether an id without a secret is reported at all."""
    return bool(pair.secret or (pair.rule.key_id and pair.rule.key_id.alone))


def _alone(pair: Pair) -> Alone | None:
    name = _part_names(pair)[0]
    part = pair.rule.part(name)
    return part.alone if part else None
