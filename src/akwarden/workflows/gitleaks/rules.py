"""Makes rules of ours out of those of a gitleaks configuration.

The rules that this module enforces:

- The value is the group that gitleaks takes: the one of `secretGroup`, else the first that is not empty.
- `entropy` holds as it is. One of the `keywords` must stand within 2 KiB of the value, where gitleaks asks
  for it anywhere in the file.
- What can't be converted is left out and said, one rule at a time: no rule is changed in silence.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from akwarden.detectors.secrets.anchors import Anchors
from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.errors import RuleError
from akwarden.model.finding import KeyType
from akwarden.model.rule import (
    Alone,
    Form,
    Part,
    Placeholders,
    Reference,
    Rule,
    RuleId,
    RuleSet,
    Samples,
)
from akwarden.model.severity import Confidence, Severity
from akwarden.workflows.gitleaks.anchor import anchors, width
from akwarden.workflows.gitleaks.config import GitleaksConfig, GitleaksRule
from akwarden.workflows.gitleaks.pattern import (
    Choice,
    Group,
    Node,
    Pattern,
    PatternError,
    Repeat,
    Series,
    read_pattern,
)

PROVIDER = "gitleaks"
"""The provider of every rule that comes from a configuration of gitleaks: whose key it is, is not said."""

_LONGEST = 8_192
_REMEDIATION = (
    "Revoke the key where it was made, create a new one, and hand it to programs through a secret store."
)


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of the rules of one configuration."""

    rules: tuple[Rule, ...]
    notes: tuple[str, ...]
    """Which rules are not used, and why."""


def convert(config: GitleaksConfig, taken: Container[str] = ()) -> Converted:
    """Return the rules of a configuration as ours; an id among `taken` gets `gitleaks-` in front."""
    rules: dict[str, Rule] = {}
    notes = list(config.notes)
    for one in config.rules:
        if one.skipreport:
            continue
        try:
            rule = _rule(one, rule_id(one.id, taken), config.name)
        except (PatternError, RuleError) as error:
            why = error.why if isinstance(error, RuleError) else str(error)
            notes.append(f"{config.name}: rule {one.id!r} is not used: {why}")
            continue
        rules[rule.id] = rule
    return Converted(tuple(rules.values()), tuple(notes))


def rule_id(named: str, taken: Container[str] = ()) -> RuleId:
    """Return the id of a converted rule: in the letters of ours, and none of ours."""
    plain = re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") or "rule"
    return RuleId(f"gitleaks-{plain}" if plain in taken else plain)


def _rule(one: GitleaksRule, own_id: RuleId, source: str) -> Rule:
    """Convert one rule; raises PatternError or RuleError."""
    title = " ".join(one.description.split()) or one.id
    rule = Rule(
        id=own_id,
        title=title,
        provider=PROVIDER,
        severity=Severity.HIGH,
        confidence=Confidence.MEDIUM,
        key_type=KeyType.UNKNOWN,
        why=f"A rule from a configuration of gitleaks: {title}",
        remediation=_REMEDIATION,
        references=(Reference(title=f"gitleaks configuration {source}"),),
        samples=Samples((), ()),
        imported=True,
    )
    _refuse_what_is_not_known(one)
    pattern = read_pattern(one.regex)
    groups = _groups(pattern, one.secretgroup)
    part = Part(
        forms=tuple(Form(value=pattern.capturing(group)) for group in groups),
        anchors=tuple(_taken_by_the_fast_pass(rule, anchors(pattern.tree, group)) for group in groups),
        alone=Alone(rule.severity, rule.confidence, title, context=_context(one.keywords)),
        random=False,
        min_entropy=one.entropy,
    )
    return msgspec.structs.replace(rule, secret=part)


def _refuse_what_is_not_known(one: GitleaksRule) -> None:
    if not one.regex:
        raise PatternError("it has no regex: files are not reported for their names")
    if len(one.regex) > _LONGEST:
        raise PatternError(f"its regex is longer than {_LONGEST:,} characters")
    if one.required:
        raise PatternError("it requires other rules nearby")
    compile_pattern(one.regex)
    if one.path:
        compile_pattern(one.path)


def _context(keywords: Sequence[str]) -> str | None:
    """Return the pattern of the words of which one must stand near."""
    return "(?i)" + "|".join(map(re.escape, keywords)) if keywords else None


def _groups(pattern: Pattern, named: int) -> Sequence[int | None]:
    """Return the groups that may hold the value; None is the whole match."""
    count = len(pattern.openings)
    if named > count:
        raise PatternError(f"its regex has no group {named}")
    if named:
        return [named]
    found: list[int | None] = []
    for number, is_certain in _places_of_groups(pattern.tree):
        if is_certain is None:
            return [None]
        found.append(number)
        if is_certain:
            break
    return found or [None]


def _places_of_groups(node: Node, *, certain: bool | None = True) -> Iterator[tuple[int, bool | None]]:
    """Yield each group by its number, and whether it holds something in every match; None in a repetition."""
    match node:
        case Group(node=inner, number=number):
            yield number, certain and width(inner)[0] > 0
            yield from _places_of_groups(inner, certain=certain)
        case Series(items=items):
            for item in items:
                yield from _places_of_groups(item, certain=certain)
        case Choice(branches=branches):
            for branch in branches:
                yield from _places_of_groups(branch, certain=certain and False)
        case Repeat(node=inner, low=low, high=high):
            yield from _places_of_groups(inner, certain=None if high != 1 else certain and low > 0)
        case _:
            return


def _taken_by_the_fast_pass(rule: Rule, candidates: Iterator[str]) -> str:
    """Return the most exact anchor that compiles; raises RuleError where none does."""
    refused = RuleError("no anchor", why="the fast pass takes none of its anchors")
    for anchor in candidates:
        alone = msgspec.structs.replace(rule, secret=Part((), (anchor,)))
        try:
            Anchors.compile(RuleSet((alone,), Placeholders((), (), ()), ""))
        except RuleError as error:
            refused = error
            continue
        return anchor
    raise refused
