"""Makes events of the samples that rules about calls carry, and tries the rules on them.

A sample is an event, or for a correlation a list of them. An event says only what matters; the rest is that
of an ordinary call of a known key; what is new has an age of 0. Beside columns it may say

- `at`: its time in seconds, 0 where it is left out;
- `count` and `every`: that it comes so many times, so many seconds apart, by default one. In a text `{n}`
  stands for the number of the copy, and a list of values is taken in turn.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import ibis
import pyarrow as pa

from akwarden.detectors.behavior.columns import ENRICHED, SCORED
from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.running import every_hit
from akwarden.model.behavior_rule import BehaviorSamples

_SCHEMA: Final[pa.Schema] = ENRICHED.to_pyarrow()
_BEGIN: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
_OWN: Final = {"count": 1, "every": 1, "at": 0}
"""What an event may say beside columns, and what goes for it otherwise."""
_APART: Final = timedelta(days=1)
"""Lies between two samples, beyond what a rule looks back."""
_TABLE: Final = "events"
_RULE_BITS, _SAMPLE_BITS = 40, 20
_MOST_COPIES: Final = 10_000
_SIGN: Final = 1 << 63
_LOW: Final = (1 << 64) - 1
_ORDINARY: Final[Mapping[str, Any]] = {
    "time_quality": "exact",
    "provider": "aws",
    "format": "cloudtrail",
    "account": "100000000001",
    "key_id": "key-1",
    "key_type": "permanent",
    "principal_type": "user",
    "principal_id": "100000000002",
    "principal_name": "alice",
    "read_write": "unknown",
    "channel": "api",
    "source_ip": "203.0.113.9",
    "ip_kind": "internet",
    "client": "unknown",
    "error_class": "none",
    "raw": "{}",
    "subject": "key:key-1",
    "key_status": "active",
    "idle_seconds": 60,
    "age_seconds": 100 * 86_400,
}


class SampleError(ValueError):
    """A sample is no sample; the message says why."""


def sample_problems(rules: Sequence[tuple[CompiledRule, BehaviorSamples]]) -> Iterator[tuple[str, str]]:
    """Yield the id of a rule and what is wrong with a sample of it: it is none, or is judged otherwise.

    All rules that judge single events are tried in one pass.
    """
    trials = [_trial(at, rule, samples) for at, (rule, samples) in enumerate(rules)]
    single = [one for one in trials if not one.rule.look_back_us]
    engine = ibis.duckdb.connect(autoinstall_known_extensions=False, autoload_known_extensions=False)
    try:
        fitting = _fitting(engine, single)
        for one in trials:
            if one.rule.look_back_us:
                fitting |= _fitting(engine, [one])
    finally:
        engine.disconnect()
    for one in trials:
        yield from ((one.rule.id, problem) for problem in one.problems)
        for hash_, name, fits in one.expected:
            if fits != (hash_ in fitting):
                yield one.rule.id, f"{name}: the rule {'does not fire' if fits else 'fires'}"


class _Trial(NamedTuple):
    """The samples of one rule as events."""

    rule: CompiledRule
    rows: list[dict[str, Any]]
    expected: list[tuple[int, str, bool]]
    """The hash of each sample, what it is called, and whether the rule fires on it."""
    problems: list[str]


def _trial(number: int, rule: CompiledRule, samples: BehaviorSamples) -> _Trial:
    named = [(f"match sample {at}", one, True) for at, one in enumerate(samples.match, 1)]
    named += [(f"no_match sample {at}", one, False) for at, one in enumerate(samples.no_match, 1)]
    made = _Trial(rule, [], [], [])
    begin, apart = _BEGIN, _APART + timedelta(microseconds=2 * rule.look_back_us)
    for at, (name, sample, fits) in enumerate(named):
        hash_ = (number << _RULE_BITS) + (at << _SAMPLE_BITS)
        try:
            rows = events_of(sample, begin, hash_)
        except SampleError as error:
            made.problems.append(f"{name}: {error}")
            continue
        # Later than all that a rule looks back to from the sample after it.
        begin = max(row["time"] for row in rows) + apart
        made.rows.extend(rows)
        made.expected.append((hash_, name, fits))
    return made


def _fitting(engine: Any, trials: Sequence[_Trial]) -> set[int]:
    """Return the hashes of the samples of which an event fits the rule that they are of."""
    rows = [row for one in trials for row in one.rows]
    if not rows:
        return set()
    engine.con.register(_TABLE, pa.Table.from_pylist(rows, schema=_SCHEMA))
    hits = engine.to_pyarrow(every_hit([one.rule for one in trials], ibis.table(ENRICHED, name=_TABLE)))
    numbers = [one.expected[0][0] >> _RULE_BITS if one.expected else -1 for one in trials]
    return {
        hash_ >> _SAMPLE_BITS << _SAMPLE_BITS
        for rule, hash_ in zip(hits["rule"].to_pylist(), hits["event_hash"].to_pylist(), strict=True)
        if numbers[rule] == hash_ >> _RULE_BITS
    }


def events_of(sample: object, begin: datetime, first_hash: int = 0) -> list[dict[str, Any]]:
    """Return the rows of a sample, by `ENRICHED`; raises SampleError.

    Their times count from `begin`, their hashes from `first_hash`.
    """
    written = sample if isinstance(sample, list) else [sample]
    if not written:
        raise SampleError("it has no event")
    events = [event for one in written for event in _copies(one)]
    return [_row(event, begin, first_hash + at) for at, event in enumerate(events)]


def _copies(written: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(written, dict):
        raise SampleError(f"an event is a mapping of columns, not {written!r}")
    if "provider" not in written:
        raise SampleError("it says no `provider`")
    wrong = sorted(name for name in map(str, written) if name not in _OWN and name not in ENRICHED)
    if wrong:
        raise SampleError(f"there is no column `{wrong[0]}`")
    count, every, at = (_number(written, name, default) for name, default in _OWN.items())
    if not 1 <= count <= _MOST_COPIES:
        raise SampleError(f"`count` is from 1 to {_MOST_COPIES}")
    for copy in range(int(count)):
        event = {name: _of_copy(value, copy) for name, value in written.items() if name not in _OWN}
        yield {**event, "at": at + copy * every}


def _number(written: Mapping[str, Any], name: str, default: int) -> float:
    value = written.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SampleError(f"`{name}` is a number")
    return value


def _of_copy(value: object, copy: int) -> object:
    if isinstance(value, list) and value:
        value = value[copy % len(value)]
    return value.replace("{n}", str(copy)) if isinstance(value, str) else value


def _row(event: Mapping[str, Any], begin: datetime, hash_: int) -> dict[str, Any]:
    at = begin + timedelta(seconds=event["at"])
    row = {name: None if kind.nullable else _nothing(kind, at) for name, kind in ENRICHED.items()}
    row |= _ORDINARY
    row |= {f"{name}_age_seconds": 0 for name in SCORED if event.get(f"new_{name}") is True}
    row |= {name: value for name, value in event.items() if name != "at"}
    row |= {"event_hash": hash_, "event_id": str(hash_), "time": at}
    row |= _placed(row["source_ip"], event)
    action = event.get("action", "")
    row |= {"action": str(action).lower(), "action_name": event.get("action_name", action)}
    return {name: _typed(name, value) for name, value in row.items()}


def _nothing(kind: Any, at: datetime) -> object:
    if kind.is_timestamp():
        return at
    if kind.is_string():
        return ""
    return False if kind.is_boolean() else 0


def _placed(address: object, event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an address that the sample does not give itself."""
    if address is None:
        return {"network": event.get("network")}
    try:
        found = ipaddress.ip_address(str(address))
    except ValueError as error:
        raise SampleError(f"{address!r} is no address") from error
    number, is_short = int(found), isinstance(found, ipaddress.IPv4Address)
    made = {
        "source_ip": str(found),
        "network": str(ipaddress.ip_network(f"{found}/{24 if is_short else 48}", strict=False)),
        "ip_family": found.version,
        "ip_high": 0 if is_short else (number >> 64) - _SIGN,
        "ip_low": number if is_short else (number & _LOW) - _SIGN,
    }
    return made | {name: event[name] for name in made if name in event and name != "source_ip"}


def _typed(name: str, value: Any) -> Any:
    """Return a value as its column takes it; raises SampleError."""
    kind = ENRICHED[name]
    if value is None:
        if not kind.nullable:
            raise SampleError(f"`{name}` is never null")
        return None
    if kind.is_timestamp() and isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:
            raise SampleError(f"`{name}` is a time: {value!r}") from error
    fits = {
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "time": isinstance(value, datetime),
    }
    wanted = _word(kind)
    if not fits[wanted]:
        raise SampleError(f"`{name}` is a {wanted}, not {value!r}")
    return value


def _word(kind: Any) -> str:
    if kind.is_timestamp():
        return "time"
    if kind.is_string():
        return "string"
    return "boolean" if kind.is_boolean() else "number"
