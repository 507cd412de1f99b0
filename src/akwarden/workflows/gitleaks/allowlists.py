"""Allowlists of a gitleaks configuration: what its authors know to be no leak.

They are asked after the scan, of findings, so what they set aside is counted and can be shown. Those of the
whole file hold for the rules of akwarden too, as they hold for every rule of gitleaks.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.errors import RuleError
from akwarden.model.finding import Allowed, AllowedBy
from akwarden.model.match import Match
from akwarden.model.rule import Rule, RuleId
from akwarden.reports.wording import counted
from akwarden.workflows.findings import Group, Sighting
from akwarden.workflows.gitleaks.config import Allowlist, GitleaksConfig
from akwarden.workflows.gitleaks.positions import path_for_gitleaks
from akwarden.workflows.gitleaks.rules import rule_id


@dataclass(frozen=True, slots=True)
class _Applied:
    """An allowlist, and the rules that it is about: all of them where that is None."""

    allowlist: Allowlist
    rules: frozenset[RuleId] | None


class Allowlists:
    """Allows what one configuration knows to be no leak."""

    def __init__(self, config: GitleaksConfig, rules: Sequence[Rule]) -> None:
        """Take a configuration, and all rules of the scan, among them those that were made of it."""
        self._name = config.name
        self._rules = {rule.id: rule for rule in rules}
        self._unusable = 0
        taken = {rule.id for rule in rules if not rule.imported}
        self._applied = [one for one in _applied(config, taken) if self._is_usable(one.allowlist)]

    def allows(self, one: Group) -> Allowed | None:
        """Return which allowlist allows a finding in every place, or None."""
        reasons = [self._reason(sighting) for sighting in one.sightings]
        return Allowed(AllowedBy.GITLEAKS, reasons[0]) if reasons[0] and all(reasons) else None

    def remarks(self, *, whole: bool = True) -> Iterator[str]:  # noqa: ARG002  true of any part
        """Yield how many allowlists can't be used."""
        if self._unusable:
            are, their = ("is", "its") if self._unusable == 1 else ("are", "their")
            count = counted(self._unusable, "allowlist")
            yield f"{self._name}: {count} {are} not used: RE2 refuses {their} patterns"

    def _is_usable(self, allowlist: Allowlist) -> bool:
        try:
            for pattern in (*allowlist.paths, *allowlist.regexes):
                compile_pattern(pattern)
        except RuleError:
            self._unusable += 1
            return False
        return True

    def _reason(self, sighting: Sighting) -> str | None:
        for one in self._applied:
            of_rule = one.rules is None or sighting.match.rule in one.rules
            if of_rule and _fits(one.allowlist, sighting, self._rules):
                return one.allowlist.description or f"an allowlist of {Path(self._name).name}"
        return None


def _applied(config: GitleaksConfig, taken: Container[str]) -> Iterator[_Applied]:
    """Yield the allowlists of a file, those of the whole file first, as gitleaks asks them.

    One that names its rules means those of the file, and of ours what the file does not have.
    """
    own = {rule.id for rule in config.rules}
    for allowlist in config.allowlists:
        names = allowlist.targetrules
        named = frozenset(rule_id(name, taken) if name in own else RuleId(name) for name in names)
        yield _Applied(allowlist, named or None)
    for rule in config.rules:
        for allowlist in rule.all_allowlists:
            yield _Applied(allowlist, frozenset({rule_id(rule.id, taken)}))


def _fits(allowlist: Allowlist, sighting: Sighting, rules: Mapping[RuleId, Rule]) -> bool:
    """Say whether an allowlist is about what was seen."""
    answers = list(_answers(allowlist, sighting, rules))
    return bool(answers) and (all(answers) if allowlist.needs_all else any(answers))


def _answers(allowlist: Allowlist, sighting: Sighting, rules: Mapping[RuleId, Rule]) -> Iterator[bool]:
    """Yield for each kind of thing that an allowlist names whether one of it fits."""
    place, match = sighting.place, sighting.match
    if allowlist.commits:
        yield (place.commit or "-") in {commit.strip().lower() for commit in allowlist.commits}
    if allowlist.paths:
        yield _is_any_in(allowlist.paths, [path_for_gitleaks(place.vpath).encode("utf-8", "surrogateescape")])
    if allowlist.regexes:
        yield _is_any_in(allowlist.regexes, _texts(allowlist.regextarget, match, rules))
    if allowlist.stopwords:
        values = [value.lower() for value in _values(match)]
        yield any(word.lower().encode() in value for word in allowlist.stopwords for value in values)


def _is_any_in(patterns: Sequence[str], texts: Sequence[bytes]) -> bool:
    return any(compile_pattern(pattern).search(text) for pattern in patterns for text in texts)


def _values(match: Match) -> list[bytes]:
    """Return the parts of a credential; any of them may be what gitleaks would have reported."""
    key_id = [match.key_id.encode()] if match.key_id else []
    return [*key_id, match.secret.reveal()] if match.secret else key_id


def _texts(target: str, match: Match, rules: Mapping[RuleId, Rule]) -> list[bytes]:
    """Return what the patterns of an allowlist are held against."""
    if target == "line":
        return [line.text.reveal() for line in match.lines]
    return _whole_matches(match, rules[match.rule]) if target == "match" else _values(match)


def _whole_matches(match: Match, rule: Rule) -> list[bytes]:
    """Return all that the expression of a rule matched on its line, the value alone for a rule of ours."""
    if not rule.imported or rule.secret is None:
        return _values(match)
    lines = [line.text.reveal() for line in match.lines]
    values = _values(match)
    found = [
        hit[0]
        for form in rule.secret.forms
        for line in lines
        for hit in compile_pattern(form.value).finditer(line)
        if hit[min(1, hit.re.groups)] in values
    ]
    return found or values


def paths_of_rules(config: GitleaksConfig, rules: Sequence[Rule]) -> Mapping[RuleId, str]:
    """Return the pattern of the paths that a rule looks at, for those that do not look at all."""
    taken = {rule.id for rule in rules if not rule.imported}
    return {rule_id(rule.id, taken): rule.path for rule in config.rules if rule.path and rule.regex}
