"""Judges a batch of events by all rules, policies and the allow-list: what they come to, and what is learned.

The passes over a batch:

1. Baselines and facts that the batch touches are read, and every event is enriched with them, once; then
   hours with far more calls than usual are looked for (`bursts.py`).
2. Rules of single events run over the batch; correlations over the batch and what lies before it, as far as
   they look back, some of it as it was judged at its time. Only events of the batch are told.
3. What the allow-list names is left out, and the rest is gathered into signals.
4. The batch is learned, without the events that alarms are raised about: what that makes of the baselines.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from akwarden.analytics.matching import matching
from akwarden.detectors.behavior.baseline import LEARNED, TOUCHED, learned, touched
from akwarden.detectors.behavior.columns import ENRICHED, EVENT
from akwarden.detectors.behavior.facts import (
    HIGH_RISK,
    KEYS,
    OWN_ADDRESSES,
    Facts,
    with_key,
    with_own,
    with_risk,
)
from akwarden.detectors.behavior.novelty import DEFAULTS, KNOWN, Settings, enriched
from akwarden.detectors.behavior.sigma.matching import NEVER
from akwarden.detectors.behavior.sigma.running import every_hit
from akwarden.detectors.behavior.sigma.texts import any_of
from akwarden.detectors.behavior.watching import network, subject
from akwarden.model.alarm import Signal
from akwarden.store import baselines, step_memory
from akwarden.workflows.detection.allowing import Allowed, allowed, silencing
from akwarden.workflows.detection.bursts import Bursts
from akwarden.workflows.detection.context import high_risk, key_facts, own_addresses
from akwarden.workflows.detection.engine import Engine, question
from akwarden.workflows.detection.policies import watched_now
from akwarden.workflows.detection.questions import questions
from akwarden.workflows.detection.remembering import memorable, nothing
from akwarden.workflows.detection.ruleset import DetectionRule
from akwarden.workflows.detection.signals import Hit, policy_rule, signals_of

Before = Callable[[datetime, datetime], Sequence[Path]]
"""Returns the files of the lake with the events from a time to before another."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FARTHEST: Final = timedelta(days=1)
"""How far back correlations look at most: the past is read again with every batch."""
_MICROSECOND: Final = timedelta(microseconds=1)
_HITS: Final = pa.schema([("rule", pa.int64()), ("event_hash", pa.int64())])
_CLOSING: Final = pa.schema([("event_hash", pa.int64()), ("time", pa.int64())])
_FITS_POLICY: Final = pa.schema([("event_hash", pa.int64()), ("id", pa.string())])
_FITS_ENTRY: Final = pa.schema([("event_hash", pa.int64()), ("id", pa.int64())])
_ENRICHED: Final = ENRICHED.to_pyarrow()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a batch comes to."""

    signals: tuple[Signal, ...]
    usual: pa.Table
    """The baselines that the batch changes, as they are from now on, by `baselines.KNOWN_SCHEMA`."""
    remembered: pa.Table
    """The events that later batches have to look back at as they were judged, by `ENRICHED`."""
    events: int
    silenced: Mapping[int, int]
    """How many hits each entry of the allow-list has silenced."""


class Judge:
    """Judges batches in the order of their times; for one thread."""

    def __init__(
        self, rules: Sequence[DetectionRule], settings: Settings = DEFAULTS, *, cache: Path | None = None
    ) -> None:
        """Take the rules that run, and make the questions that are asked of every batch.

        They are kept in `cache`, by default the user's cache folder: making them takes seconds.
        """
        self._single = [one for one in rules if not one.compiled.look_back_us]
        self._correlated = [one for one in rules if one.compiled.look_back_us]
        self._engine = Engine()
        self._bursts = Bursts(self._engine, cache)
        batch, rich, facts = ibis.table(EVENT, "batch"), ibis.table(ENRICHED, "rich"), _named_facts()
        excluded = ibis.table({"event_hash": "int64"}, "excluded")
        both = ibis.table(ENRICHED, "both")
        asked = [
            touched(batch),
            enriched(batch, facts, ibis.table(KNOWN, "known"), settings),
            learned(batch, excluded),
            _of_steps(ibis.table(EVENT, "before"), facts, self._correlated),
            memorable(rich, [one.compiled for one in self._correlated]),
            *(one.compiled.hits(both) for one in self._correlated),
        ]
        if self._single:
            asked.append(every_hit([one.compiled for one in self._single], rich))
        made = questions(asked, cache)
        self._touched, self._enriched, self._learned, self._before, self._memorable = made[:5]
        self._together = made[5 : 5 + len(self._correlated)]
        self._singly = made[-1] if self._single else ""

    def judge(self, connection: Connection, batch: pa.Table, before: Before, now: datetime) -> Judged:
        """Return what a batch comes to, by the state as it is; raises LakeError.

        `batch` is by `LAKE_SCHEMA` and has at least one event. The connection only reads.
        """
        engine = self._engine
        engine.put("batch", batch)
        _put_facts(engine, connection, batch)
        known = baselines.known(connection, engine.ask(self._touched, TOUCHED.to_pyarrow()))
        engine.put("known", known)
        rich = engine.ask(self._enriched, _ENRICHED)
        engine.put("rich", rich)
        rich = self._bursts.told(connection, rich, before)
        engine.put("rich", rich)
        hits = [
            *self._single_hits(),
            *self._closing_hits(connection, rich, before),
            *self._of_policies(connection, now),
        ]
        kept, silenced = self._without_allowed(allowed(connection, now), hits, now)
        signals = signals_of(kept, rich)
        loud = sorted({event.hash for one in signals if not one.quiet for event in one.events})
        engine.put("excluded", pa.table({"event_hash": pa.array(loud, pa.int64())}))
        return Judged(
            signals=signals,
            usual=baselines.changed(known, engine.ask(self._learned, LEARNED.to_pyarrow())),
            remembered=engine.ask(self._memorable, _ENRICHED),
            events=batch.num_rows,
            silenced=silenced,
        )

    def _single_hits(self) -> Iterator[Hit]:
        """Yield what rules of single events find."""
        if self._singly:
            for number, event in _pairs(self._engine.ask(self._singly, _HITS), "rule"):
                yield Hit(self._single[number].rule, event)

    def _closing_hits(self, connection: Connection, rich: pa.Table, before: Before) -> Iterator[Hit]:
        """Yield the events of the batch that close correlations."""
        if not self._correlated:
            return
        own = set(rich["event_hash"].to_pylist())
        ends = pc.min_max(rich["time"])
        first, last = ends["min"].as_py(), ends["max"].as_py()
        farthest = max(one.compiled.look_back_us for one in self._correlated)
        start, end = first - min(timedelta(microseconds=farthest), _FARTHEST), last + _MICROSECOND
        files = before(start, end)
        earlier = _ENRICHED.empty_table()
        if files:
            with self._engine.events("before", files, start, end):
                earlier = self._engine.ask(self._before, _ENRICHED)
        kept = _without(step_memory.recalled(connection, _micros(start), _ENRICHED), rich)
        self._engine.put("both", pa.concat_tables([_without(_without(earlier, rich), kept), kept, rich]))
        for one, asked in zip(self._correlated, self._together, strict=True):
            for event in self._engine.ask(asked, _CLOSING)["event_hash"].to_pylist():
                if event in own:
                    yield Hit(one.rule, event)

    def _of_policies(self, connection: Connection, now: datetime) -> Iterator[Hit]:
        """Yield what policies that people made find."""
        watched = watched_now(connection)
        if not watched.queries:
            return
        by_name = {one.name: policy_rule(one) for one in watched.policies}
        asked = question(matching(ibis.table(ENRICHED, "rich"), watched.queries, now))
        for name, event in _pairs(self._engine.ask(asked, _FITS_POLICY), "id"):
            yield Hit(by_name[name], event)

    def _without_allowed(
        self, entries: Allowed, hits: Sequence[Hit], now: datetime
    ) -> tuple[list[Hit], Mapping[int, int]]:
        """Return the hits that nothing silences, and how many each entry of the allow-list has silenced."""
        if not entries.queries or not hits:
            return list(hits), {}
        asked = question(matching(ibis.table(ENRICHED, "rich"), entries.queries, now))
        fits: dict[int, list[int]] = {}
        for number, event in _pairs(self._engine.ask(asked, _FITS_ENTRY), "id"):
            fits.setdefault(event, []).append(number)
        kept, silenced = [], Counter[int]()
        for hit in hits:
            by = silencing(entries, fits.get(hit.event, ()), hit.rule.id)
            silenced.update(one.id for one in by)
            if not by:
                kept.append(hit)
        return kept, silenced


def _named_facts() -> Facts:
    return Facts(
        keys=ibis.table(KEYS, "keys"),
        addresses=ibis.table(OWN_ADDRESSES, "addresses"),
        high_risk=ibis.table(HIGH_RISK, "high_risk"),
    )


def _put_facts(engine: Engine, connection: Connection, batch: pa.Table) -> None:
    """Let the engine have what the state knows of the keys and addresses of a batch."""
    ids = (one for one in pc.unique(batch["key_id"]).to_pylist() if one is not None)
    engine.put("keys", key_facts(connection, ids))
    engine.put("addresses", own_addresses(connection))
    engine.put("high_risk", high_risk())


def _without(events: pa.Table, others: pa.Table) -> pa.Table:
    """Return the events that are not among others."""
    return events.filter(pc.invert(pc.is_in(events["event_hash"], others["event_hash"].combine_chunks())))


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _of_steps(events: ir.Table, facts: Facts, rules: Sequence[DetectionRule]) -> ir.Table:
    """Return events that were judged before, by `ENRICHED`: those that a step of a correlation fits.

    Nothing about them is new any more; those for which that mattered are remembered.
    """
    rows = events.mutate(subject=subject(events), network=network(events))
    rows = with_risk(with_own(with_key(rows, facts.keys), facts.addresses), facts.high_risk)
    missing = {name: nothing(kind) for name, kind in ENRICHED.items() if name not in rows.columns}
    rows = rows.mutate(**missing)
    rows = rows.select([rows[name].cast(kind).name(name) for name, kind in ENRICHED.items()])
    masks = [mask for one in rules for mask in one.compiled.steps(rows)]
    return rows.filter(any_of([mask.fill_null(NEVER) for mask in masks])) if masks else rows.limit(0)


def _pairs(found: pa.Table, name: str) -> Iterator[tuple[Any, int]]:
    return zip(found[name].to_pylist(), found["event_hash"].to_pylist(), strict=True)
