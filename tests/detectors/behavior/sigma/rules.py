"""Rules for tests, as texts; what they fire on, in DuckDB whose clock is not on UTC."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import yaml
from tests.analytics.lake import Row, arrow, event, executed, registered

from akwarden.detectors.behavior.sigma.compiled import Compiled, CompiledRule
from akwarden.detectors.behavior.sigma.load import compile_rules
from akwarden.store.lake.schema import LAKE_SCHEMA

OWN = {"product": "akwarden", "service": "calls"}
AWS = {"product": "aws", "service": "cloudtrail"}
COLUMNS = ibis.Schema.from_pyarrow(LAKE_SCHEMA)


def text(*documents: Mapping[str, Any]) -> str:
    """Give documents as YAML."""
    return yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True)


def rule(
    selection: Any, *, condition: str = "selection", logsource: Mapping[str, str] = OWN, **keys: Any
) -> dict[str, Any]:
    """Give a rule with one selection."""
    detection = {"selection": selection, "condition": condition}
    return {"title": "a rule", "logsource": dict(logsource), "detection": detection} | keys


def correlation(kind: str, rules: Sequence[str], **keys: Any) -> dict[str, Any]:
    """Give a correlation over ten seconds; keys have a line below where they have a dash."""
    told = {name.replace("_", "-"): value for name, value in keys.items()}
    return {
        "title": "a correlation",
        "correlation": {"type": kind, "rules": list(rules), "timespan": "10s"} | told,
    }


def compiled(*documents: Mapping[str, Any]) -> CompiledRule:
    """Give the one rule that documents come to."""
    found = compile_all(text(*documents))
    assert not found.faults, found.faults
    (only,) = found.rules
    return only


def compile_all(*texts: str) -> Compiled:
    """Compile texts that are called `0`, `1` and so on."""
    return compile_rules([(str(at), one) for at, one in enumerate(texts)], COLUMNS)


def fault(*documents: Mapping[str, Any]) -> str:
    """Give why documents are refused."""
    found = compile_all(text(*documents))
    assert not found.rules
    assert len(found.faults) == 1, found.faults
    return found.faults[0].reason


def fired(one: CompiledRule, rows: Iterable[Row], closing_from: int | None = None) -> list[int]:
    """Give the hashes of the events that a rule fires on, in order."""
    events = registered(arrow(list(rows)))
    return sorted(executed(one.hits(events, closing_from)).column("event_hash").to_pylist())


def rows_of(column: str, values: Sequence[Any], **cells: Any) -> list[Row]:
    """Give events that differ in one column, with their places as hashes."""
    return [event(event_hash=at, **(cells | {column: value})) for at, value in enumerate(values)]
