"""The samples that every posture rule carries, tried on the rule."""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.judging import judge
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.short_facts import NOW, ShortAccount, expand
from akwarden.model.facts import AccountFacts
from akwarden.model.posture import PostureRule, PostureSample, Seen


def problems(rule: PostureRule) -> Iterator[str]:
    """Yield every sample that the rule judges otherwise than it says."""
    for number, sample in enumerate(rule.samples, 1):
        try:
            facts = facts_of(sample)
        except msgspec.ValidationError as error:
            yield f"sample {number} ({sample.title}): {error}"
            continue
        yield from (f"sample {number} ({sample.title}): {one}" for one in _differences(rule, sample, facts))


def facts_of(sample: PostureSample) -> AccountFacts:
    """Return the facts that a sample stands for; raises msgspec.ValidationError for what it can't mean."""
    return expand(msgspec.convert(sample.account, ShortAccount))


def named(facts: AccountFacts, seen: Seen) -> str:
    """Return what a sample calls that which was seen: a key's id, a principal's name, the account's name."""
    if seen.key is not None:
        return seen.key
    names = (one.name for one in facts.principals if one.id == seen.principal)
    return next(names, facts.name)


def _differences(rule: PostureRule, sample: PostureSample, facts: AccountFacts) -> Iterator[str]:
    found = list(judge(rule, Judging(facts, NOW)))
    names = sorted({named(facts, one) for one in found})
    if names != sorted(sample.seen):
        yield f"names {', '.join(names) or 'nothing'}, not {', '.join(sorted(sample.seen)) or 'nothing'}"
    wanted = sample.severity or rule.severity
    yield from (
        f"{named(facts, one)} is {one.severity or rule.severity}, not {wanted}"
        for one in found
        if (one.severity or rule.severity) is not wanted
    )
