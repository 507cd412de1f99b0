"""Tries every rule on the samples it carries, as `akwarden rules check` does."""

import random
import re
import string
from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from akwarden.detectors.secrets.scanner import CompiledRules, Scanner
from akwarden.model.artifact import Batch
from akwarden.model.checksum import crc32_base62
from akwarden.model.match import Match
from akwarden.model.rule import Rule, Sample
from akwarden.model.severity import Severity

_ALPHABETS = {
    "A": string.ascii_letters + string.digits,
    "B": string.ascii_uppercase + "234567",
    "D": string.digits,
    "H": "0123456789ABCDEF",
    "L": string.ascii_lowercase,
    "S": string.ascii_letters + string.digits + "+/",
    "U": string.ascii_uppercase + string.digits,
    "W": string.ascii_letters + string.digits + "_-",
    "h": "0123456789abcdef",
}
_TEMPLATE = re.compile(rf"\{{(\d{{1,4}})\*([{''.join(_ALPHABETS)}])\}}")
_CHECKSUM = re.compile(r"([0-9A-Za-z_]+)\{6\*C\}")
"""What a checksum in a sample is of: all of the word before it."""
_NO_TEMPLATE = re.compile(r"\{\d+\*\w?\}")
_LEAST_MATCHES, _LEAST_NEAR_MISSES = 2, 3


class RuleProblem(msgspec.Struct, frozen=True):
    """What is wrong with one rule."""

    rule: str
    problem: str


def expand(template: str, seed: int = 0) -> str:
    """Return `template` with `{32*A}` replaced by 32 random characters of alphabet A, the same for one seed.

    Alphabets: A letters and digits, B base32, S base64, W letters, digits, `_` and `-`, L lower-case
    letters, U upper-case letters and digits, D digits, h and H hexadecimal. `{6*C}` is the checksum
    `crc32-base62` of the letters, digits and `_` before it.
    """
    source = random.Random(seed)  # noqa: S311  samples, not secrets
    text = _TEMPLATE.sub(lambda m: "".join(source.choices(_ALPHABETS[m[2]], k=int(m[1]))), template)
    return _CHECKSUM.sub(lambda m: m[1] + crc32_base62(m[1]), text)


def check_rules(
    rules: CompiledRules, *, seeds: Sequence[int] = (1, 2, 3), only: Collection[str] | None = None
) -> Iterator[RuleProblem]:
    """Yield every sample that its rule judges otherwise than it says, over several random expansions.

    `only` names the rules whose samples are tried, by all rules. Imported rules carry none, and what they
    find in those of others is no problem.
    """
    scanner = Scanner(rules)
    own = [rule for rule in rules.ruleset.rules if not rule.imported and (only is None or rule.id in only)]
    imported = {rule.id for rule in rules.ruleset.rules if rule.imported}

    def scan(text: str) -> list[Match]:
        return [match for match in _scan(scanner, text) if match.rule not in imported]

    for rule in own:
        found = [*_shape_problems(rule)]
        for seed in seeds:
            found += _sample_problems(rule, scan, seed)
        yield from dict.fromkeys(found)


def _shape_problems(rule: Rule) -> Iterator[RuleProblem]:
    if len(rule.samples.match) < _LEAST_MATCHES:
        yield RuleProblem(rule.id, f"has fewer than {_LEAST_MATCHES} matching samples")
    if len(rule.samples.no_match) < _LEAST_NEAR_MISSES:
        yield RuleProblem(rule.id, f"has fewer than {_LEAST_NEAR_MISSES} near-miss samples")
    for sample in (*rule.samples.match, *rule.samples.no_match):
        unknown = _NO_TEMPLATE.search(expand(sample if isinstance(sample, str) else sample.text))
        if unknown:
            known = ", ".join(_ALPHABETS)
            yield RuleProblem(rule.id, f"template {unknown[0]} in a sample: the alphabets are {known}")


def _sample_problems(rule: Rule, scan: Callable[[str], Sequence[Match]], seed: int) -> Iterator[RuleProblem]:
    for number, sample in enumerate(rule.samples.match, 1):
        wanted = Sample(sample) if isinstance(sample, str) else sample
        found = [m for m in scan(expand(wanted.text, seed)) if not m.example and m.rule == rule.id]
        if len(found) != wanted.count:
            yield RuleProblem(rule.id, f"match sample {number}: {len(found)} findings, not {wanted.count}")
        elif wanted.parts and any(m.parts != wanted.parts for m in found):
            parts = ", ".join(found[0].parts)
            yield RuleProblem(rule.id, f"match sample {number}: found {parts}, not {', '.join(wanted.parts)}")
    for number, text in enumerate(rule.samples.no_match, 1):
        loud = [m for m in scan(expand(text, seed)) if _is_loud(m)]
        if loud:
            yield RuleProblem(rule.id, f"no_match sample {number}: {loud[0].rule} reports it")


def _is_loud(match: Match) -> bool:
    return not match.example and match.severity.at_least(Severity.LOW)


def _scan(scanner: Scanner, text: str) -> list[Match]:
    data = bytearray(text.encode())
    batch = Batch(data, [0], [len(data)], ["sample"])
    return [match for _, found in scanner.batch(batch) for match in found.matches]
