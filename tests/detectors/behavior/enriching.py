"""Events enriched on DuckDB: the expression is made once for all tests of a process, as it takes seconds."""

from collections.abc import Iterable, Sequence
from functools import cache

import ibis
import pyarrow as pa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from tests.analytics.lake import Row, answer, events, numbered, registered, table

from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.detectors.behavior.facts import HIGH_RISK, KEYS, OWN_ADDRESSES, Facts
from akwarden.detectors.behavior.novelty import KNOWN, enriched

WORLDS = settings(max_examples=max(3, settings().max_examples // 30), suppress_health_check=[*HealthCheck])
"""Few examples: each takes some queries over large expressions."""
CALLS = ("cam:createaccesskey", "cvm:run")
"""The operations that do great harm in tests."""


def given(rows: Iterable[Row], schema: ibis.Schema) -> ibis.Table:
    """Give rows as a table of the engine."""
    return registered(pa.Table.from_pylist(list(rows), schema=schema.to_pyarrow()))


def enrich(
    rows: Sequence[Row],
    known: pa.Table | Iterable[Row] = (),
    *,
    keys: Iterable[Row] = (),
    addresses: Iterable[Row] = (),
) -> list[Row]:
    """Give the enriched events in the order of those that are given."""
    expression = _expression()
    table(rows)
    if isinstance(known, pa.Table):
        registered(known)
    else:
        given(known, KNOWN)
    given(keys, KEYS)
    given(addresses, OWN_ADDRESSES)
    given(({"operation": one} for one in CALLS), HIGH_RISK)
    found = {row["event_hash"]: row for row in answer(expression, ENRICHED)}
    assert len(found) == len(rows)
    return [found[row["event_hash"]] for row in rows]


@cache
def _expression() -> ibis.Table:
    facts = Facts(given((), KEYS), given((), OWN_ADDRESSES), given((), HIGH_RISK))
    return enriched(table([]), facts, given((), KNOWN))


@st.composite
def worlds(draw: st.DrawFn) -> list[Row]:
    """Give some histories, each of accounts of its own: a query takes long, however few its events are."""
    histories = draw(st.lists(events(), min_size=6, max_size=12))
    return numbered(
        row | {"account": f"{number} {row['account']}"}
        for number, history in enumerate(histories)
        for row in history
    )
