"""Lets the judge of a rule look at an account."""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.registry import load, settings_of
from akwarden.model.posture import PostureRule, Seen


def judge(rule: PostureRule, judging: Judging) -> Iterator[Seen]:
    """Yield what a rule sees in an account; nothing where the rule is for other clouds.

    Raises KeyError for a judge that does not exist and msgspec.ValidationError for settings that it does not
    take; a rule that was loaded by `workflows/posture/ruleset.py` has neither.
    """
    if judging.facts.provider not in rule.providers:
        return iter(())
    return load(rule.judge)(judging, settings_for(rule))


def settings_for(rule: PostureRule) -> msgspec.Struct:
    """Return what a rule sets, as its judge takes it."""
    return msgspec.convert(dict(rule.settings), settings_of(rule.judge))
