"""The rules about calls as people are shown them: a list that a query narrows, and the page of one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import yaml
from sqlalchemy import Connection

from akwarden.detectors.behavior.sigma.compiled import RuleFault
from akwarden.errors import UsageError
from akwarden.model.alarm import AlarmType
from akwarden.model.detection_rule import DetectionRulePage, DetectionRuleRow
from akwarden.model.severity import Severity
from akwarden.query.evaluate import Cell, matches
from akwarden.query.parse import parse
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary, nearest
from akwarden.store import rule_alarms
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.detection.ruleset import DetectionRule, DetectionRules

RULE_VOCABULARY: Final = Vocabulary(
    (
        Field("rule", FieldKind.TEXT, "its id", aliases=("id",)),
        Field("severity", FieldKind.ENUM, "how bad it is", tuple(Severity), aliases=("level",)),
        Field("story", FieldKind.TEXT, "what it is a part of"),
        Field("type", FieldKind.ENUM, "what an alarm of it is about", tuple(AlarmType)),
        Field("provider", FieldKind.ENUM, "a cloud that it is for", values=("tencent", "aws")),
        Field("quiet", FieldKind.FLAG, "whether it makes no alarm by itself"),
        Field("technique", FieldKind.TEXT, "a technique of MITRE ATT&CK"),
        Field("bundled", FieldKind.FLAG, "whether it comes with akwarden"),
        Field("title", FieldKind.TEXT, "what is abnormal"),
        Field("author", FieldKind.TEXT, "who wrote it", searched=False),
        Field("licence", FieldKind.TEXT, "under which licence", searched=False),
        Field("file", FieldKind.TEXT, "where it was read", searched=False),
        Field("fault", FieldKind.TEXT, "why it can't be used", searched=False),
    )
)
"""The fields of the list of rules."""
DAYS: Final = 30
"""So many days a page looks back."""
_SHOWN: Final = ("logsource", "detection", "correlation")
_MICROSECONDS: Final = 1_000_000


def list_rules(rules: DetectionRules, where: str, now: datetime) -> list[DetectionRuleRow]:
    """Return the rules that fit a query, ours first, those that can't be used last; raises QueryError."""
    query = parse(where, RULE_VOCABULARY)
    rows = [*map(_row, rules.rules), *map(_faulty, rules.faults)]
    return [row for row in rows if matches(query, _cells(row), RULE_VOCABULARY, now)]


def find_rule(rules: DetectionRules, name: str) -> DetectionRule:
    """Return the rule with an id; raises UsageError for none, with the nearest, or with its fault."""
    found = next((one for one in rules.rules if one.rule.id == name), None)
    if found is not None:
        return found
    fault = next((one for one in rules.faults if one.rule == name), None)
    if fault is not None:
        raise UsageError(f"the rule {name!r} can't be used", why=str(fault), mend="akwarden detect check")
    near = nearest(name, tuple(one.rule.id for one in rules.rules))
    mend = f"did you mean {near}?" if near else "akwarden detect list shows them"
    raise UsageError(f"there is no rule {name!r} about calls", mend=mend)


def rule_page(
    connection: Connection, one: DetectionRule, now: datetime, *, scope: Scope = EVERYWHERE
) -> DetectionRulePage:
    """Return all that is known of a rule; of the alarms in which it fired, those of a scope count."""
    rule, compiled = one.rule, one.compiled
    return DetectionRulePage(
        rule=_row(one),
        description=rule.description.strip(),
        reason=rule.reason,
        next=rule.next,
        weight=rule.weight,
        status=compiled.status,
        logsource=str(compiled.logsource),
        columns=tuple(sorted(one.compiled.columns)),
        look_back_seconds=compiled.look_back_us // _MICROSECONDS,
        detection="---\n".join((_yaml(one.written), *(_yaml(each, "name") for each in one.named))),
        matching_samples=0 if rule.samples is None else len(rule.samples.match),
        near_misses=0 if rule.samples is None else len(rule.samples.no_match),
        false_positives=_false_positives(one.written),
        references=rule.references,
        fired=rule_alarms.fired(connection, rule.id, now, days=DAYS, within=scope.holders),
    )


def _row(one: DetectionRule) -> DetectionRuleRow:
    rule = one.rule
    return DetectionRuleRow(
        id=rule.id,
        title=rule.title,
        severity=rule.severity,
        story=rule.story,
        type=rule.type,
        subject=rule.subject,
        providers=rule.providers,
        quiet=rule.quiet,
        techniques=rule.techniques,
        bundled=one.is_own,
        author=rule.author,
        licence=rule.licence,
        file=None if one.is_own else one.compiled.origin,
    )


def _faulty(fault: RuleFault) -> DetectionRuleRow:
    return DetectionRuleRow(id=fault.rule, file=fault.origin, fault=fault.reason)


def _cells(row: DetectionRuleRow) -> Mapping[str, Cell]:
    return {
        "rule": row.id,
        "severity": row.severity,
        "story": row.story,
        "type": row.type,
        "provider": row.providers,
        "quiet": row.quiet,
        "technique": row.techniques,
        "bundled": row.bundled,
        "title": row.title,
        "author": row.author,
        "licence": row.licence,
        "file": row.file,
        "fault": row.fault,
    }


def _yaml(written: Mapping[str, Any], *more: str) -> str:
    kept = {name: written[name] for name in (*more, *_SHOWN) if name in written}
    text: str = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)
    return text


def _false_positives(written: Mapping[str, Any]) -> tuple[str, ...]:
    said = written.get("falsepositives") or ()
    return tuple(map(_sentence, said if isinstance(said, list) else [said]))


def _sentence(said: object) -> str:
    """Return a sentence; one with a colon in it and no quotes around it is a mapping to YAML."""
    if not isinstance(said, dict):
        return str(said)
    return ", ".join(f"{key}: {value}" for key, value in said.items())
