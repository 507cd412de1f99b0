"""Rules of every kind, events for all of them, and the rules as Spark is asked for them."""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import ibis
from tests.analytics.lake import START, Row, event, numbered
from tests.detectors.behavior.sigma.rules import AWS, compile_all, correlation, rule, text
from tests.detectors.behavior.sigma.test_backend import AGENTS, TEXTS
from tests.detectors.behavior.sigma.test_regex import PATTERNS, texts

from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.running import every_hit

_RECORD = {
    "requestParameters": {"a": {"b": "Yes"}, "list": [{"c": 1.5}], "text": 'say "Hi"'},
    "readOnly": True,
}
_PATHS: tuple[tuple[str, Any], ...] = (
    ("requestParameters.a.b", "yes"),
    ("requestParameters.list[0].c", 1.5),
    ("requestParameters.list|contains", '"c":1'),
    ("requestParameters|contains", '"hi'),
    ("requestParameters.none", None),
    ("readOnly", True),
    ("eventTime|week", 10),
    ("eventTime|day", 2),
    ("sourceIPAddress|cidr", "203.0.113.0/24"),
    ("eventSource|startswith", "c"),
)


@cache
def rules() -> tuple[CompiledRule, ...]:
    """Give rules of every kind."""
    found = [rule({field: value}, condition="not selection") for field, value, _ in TEXTS]
    found += [rule({"session_name|re": pattern}) for pattern in PATTERNS]
    found += [rule({field: value}, logsource=AWS) for field, value in _PATHS]
    made = [text(one | {"id": f"r{at}"}) for at, one in enumerate(found)]
    for kind in ("event_count", "value_count", "temporal", "temporal_ordered"):
        field = {"field": "resource"} if kind == "value_count" else {}
        keys = {} if kind == "temporal_ordered" else {"condition": {"gte": 2} | field}
        one = correlation(kind, ["a", "b"], group_by=["region"], **keys)
        made.append(text(*(rule({"action": name}, name=name) for name in ("a", "b")), one | {"id": kind}))
    compiled = compile_all(*made)
    assert not [fault for fault in compiled.faults if "fits every event" not in fault.reason]
    return compiled.rules


def places_together() -> list[int]:
    """Give the places of the rules that are asked together."""
    return [*range(0, len(rules()), 5), *range(len(rules()) - 4, len(rules()))]


def rows() -> list[Row]:
    """Give events for all of them."""
    raw = json.dumps(_RECORD)
    agents = [event(user_agent=agent, provider="aws", raw=raw) for agent in AGENTS]
    said = [event(session_name=one) for one in texts()]
    steps = [
        event(
            time=START + timedelta(seconds=at * 3 % 40),
            action="ab"[at % 2],
            region=("r", "q", None)[at % 3],
            resource=("v", "w", None)[at % 4 % 3],
        )
        for at in range(60)
    ]
    return numbered([*agents, *said, *steps])


@cache
def queries() -> Mapping[str, str]:
    """Give each rule as SQL of Spark under its place, and some of them as one query, `together`."""
    alone = {str(at): _spark_sql(one.hits(one.table)) for at, one in enumerate(rules())}
    together = [rules()[at] for at in places_together()]
    return alone | {"together": _spark_sql(every_hit(together, together[0].table))}


def _spark_sql(hits: ibis.Table) -> str:
    return str(ibis.to_sql(hits, dialect="pyspark"))
