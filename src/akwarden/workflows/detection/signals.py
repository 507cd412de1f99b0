"""Hits of rules to signals: one for each rule, subject and day, told in words by its first event."""

import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from akwarden.detectors.behavior.scoring import parts
from akwarden.detectors.behavior.words import lasting
from akwarden.model.alarm import AlarmSubject, AlarmType, Reason, Signal, SignalEvent
from akwarden.model.behavior_rule import BehaviorRule
from akwarden.model.event import TimeQuality
from akwarden.model.watch_policy import WatchPolicy

_UNKNOWN: Final = "unknown"
_NOBODY: Final = "nobody"
_ESCAPED: Final = re.compile(r"[\"\\]")
"""What has a backslash before it in a quoted text of a query."""

_SECONDS: Final = "_seconds"


class Hit(NamedTuple):
    """An event that a rule fired on."""

    rule: BehaviorRule
    event: int
    """Its hash."""


class _About(NamedTuple):
    """What a signal is told apart by."""

    rule: str
    provider: str
    account: str
    subject: str
    day: date


def policy_rule_id(name: str) -> str:
    """Return what a policy that people made is called among rules."""
    return f"watch:{name}"


def policy_rule(policy: WatchPolicy) -> BehaviorRule:
    """Return a policy that people made as a rule."""
    return BehaviorRule(
        id=policy_rule_id(policy.name),
        title=f"Policy {policy.name}",
        description=policy.query,
        severity=policy.severity,
        providers=("tencent", "aws"),
        story=policy_rule_id(policy.name),
        type=AlarmType.CUSTOM,
        subject=AlarmSubject.KEY,
        reason="{action_name} from {source_ip} fits the policy",
        next="akwarden keys show {key_id}",
        weight=1.0,
        quiet=False,
        techniques=(),
        references=(),
    )


def signals_of(hits: Iterable[Hit], rich: pa.Table) -> tuple[Signal, ...]:
    """Return the signals, in no order; `rich` has the events by `columns.ENRICHED`."""
    by_rule: dict[str, BehaviorRule] = {}
    events: defaultdict[str, set[int]] = defaultdict(set)
    for hit in hits:
        by_rule[hit.rule.id] = hit.rule
        events[hit.rule.id].add(hit.event)
    rows = _rows(rich, set().union(*events.values()))
    found: list[Signal] = []
    for name, rule in by_rule.items():
        found += _of_rule(rule, [rows[event] for event in events[name]])
    return tuple(found)


def _rows(rich: pa.Table, events: set[int]) -> Mapping[int, dict[str, Any]]:
    wanted = rich.filter(pc.is_in(rich["event_hash"], pa.array(sorted(events), pa.int64()))).drop_columns(
        "raw"
    )
    return {row["event_hash"]: row for row in wanted.to_pylist()}


def _of_rule(rule: BehaviorRule, rows: Iterable[dict[str, Any]]) -> Iterator[Signal]:
    groups: defaultdict[_About, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        day = _at(row).date()
        groups[_About(rule.id, row["provider"], row["account"], _subject(rule, row), day)].append(row)
    for about, members in groups.items():
        members.sort(key=lambda row: (_at(row), row["event_hash"]))
        yield _signal(rule, about, members)


def _signal(rule: BehaviorRule, about: _About, rows: Sequence[dict[str, Any]]) -> Signal:
    first = rows[0]
    told = Reason(text=_filled(rule.reason, first), weight=rule.weight)
    return Signal(
        rule=rule.id,
        title=rule.title,
        story=rule.story,
        type=rule.type,
        severity=rule.severity,
        provider=about.provider,
        account=about.account,
        kind=rule.subject,
        subject=about.subject,
        key_ids=_values(rows, "key_id"),
        principals=_values(rows, "principal_name"),
        source_ips=_values(rows, "source_ip"),
        events=tuple(SignalEvent(_at(row), row["event_hash"], row["event_id"]) for row in rows),
        reasons=(told, *parts(first)),
        techniques=rule.techniques,
        next_action=_command(rule.next, first),
        quiet=rule.quiet,
    )


def _subject(rule: BehaviorRule, row: Mapping[str, Any]) -> str:
    """Return whose calls the signal is about: an alarm about nobody is one of its account."""
    who = row["subject"]
    if rule.subject is AlarmSubject.IP:
        return row["source_ip"] or who or _NOBODY
    if rule.subject is AlarmSubject.PRINCIPAL:
        name = row["principal_id"] or row["principal_name"]
        return f"principal:{name}" if name else who or _NOBODY
    return who or row["source_ip"] or _NOBODY


def _at(row: Mapping[str, Any]) -> datetime:
    """Return when an event was; of one whose clock was wrong, when it came."""
    doubtful = row["time_quality"] == TimeQuality.DOUBTFUL.value
    at: datetime = row["ingested_at"] if doubtful else row["time"]
    return at.astimezone(UTC)


def _values(rows: Iterable[Mapping[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(sorted({row[name] for row in rows if row[name]}))


class _Words(dict[str, str]):
    """Columns as words; what is not known is said to be so."""

    def __missing__(self, name: str) -> str:
        return _UNKNOWN


def _filled(template: str, row: Mapping[str, Any]) -> str:
    """Return a template with the columns of an event in it."""
    return template.format_map(_words(row))


def _command(template: str, row: Mapping[str, Any]) -> str:
    """Return a command with the columns of an event in it, quoted for a shell: what logs say is hostile."""
    words = _words(row)
    in_query = _Words({name: _ESCAPED.sub(r"\\\g<0>", word) for name, word in words.items()})
    before, filled = "", []
    for part in shlex.split(template):
        filled.append(part.format_map(in_query if before == "--where" else words))
        before = part
    return shlex.join(filled)


def _words(row: Mapping[str, Any]) -> "_Words":
    known = {name: value for name, value in row.items() if value is not None and value != ""}
    return _Words({name: _word(name, value) for name, value in known.items()})


def _word(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, float):
        return f"{value:.1f}"
    if name.endswith(_SECONDS) and isinstance(value, int):
        return lasting(value)
    return str(value)
