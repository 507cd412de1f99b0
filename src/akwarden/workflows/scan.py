"""The scan: sources give units, workers look for credentials in them, and what they found becomes findings.

Only matches cross threads. The history of what was found is asked for once, at the end, and not at all
where nothing was found.
"""

import os
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from pathlib import Path
from time import monotonic

import msgspec

from akwarden.detectors.secrets.scanner import CompiledRules
from akwarden.errors import AkwardenError
from akwarden.model.artifact import Coverage, Skipped, Unit
from akwarden.model.finding import Allowed, AllowedBy, Finding
from akwarden.model.secret import Secret
from akwarden.model.verification import Verification
from akwarden.settings import ScanSettings, cache_folder
from akwarden.sources.git.memory import Memory
from akwarden.sources.protocol import IncompletePlacesError, Place, Source
from akwarden.unpackers.budget import Limits
from akwarden.workflows.allowing.judge import Allowing
from akwarden.workflows.baseline import Baseline, Entry, Known, new_baseline
from akwarden.workflows.findings import Choice, Group, Sighting, choose, findings, group, sightings
from akwarden.workflows.hits import Hit
from akwarden.workflows.masking import Veil, veil_of
from akwarden.workflows.verify import Verifier
from akwarden.workflows.worker import Stopped, Worker, sentence

_MOST_THREADS = 8
_WAITING_UNITS = 64
_GRACE = 0.5
"""Seconds that all threads together get to end after an interrupt."""


@dataclass
class Progress:
    """How far a scan is; written by its threads and read by whoever draws it."""

    items_known: int = 0
    bytes_known: int = 0
    all_known: bool = False
    """True once every source has said all that it has."""
    phase: str = "scanning"
    """What is going on, in a few words."""
    workers: list[Worker] = field(default_factory=list)

    @property
    def items(self) -> int:
        """Return how many artifacts were scanned."""
        return sum(w.tally.items for w in self.workers)

    @property
    def bytes(self) -> int:
        """Return how many bytes were scanned."""
        return sum(w.tally.bytes for w in self.workers)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan found and what it looked at."""

    findings: Sequence[Finding]
    coverage: Coverage
    known: Sequence[Entry]
    """Every finding, also those set aside by the baseline, as a baseline would write them down."""
    veil: Veil
    """Hides what was found in whatever else is said of this scan; in the fields above that is done."""


class Scan:
    """One scan; `run` may be stopped from another thread or by Ctrl-C and then reports what it has."""

    def __init__(
        self,
        rules: CompiledRules,
        settings: ScanSettings,
        *,
        fingerprint_key: bytes,
        verifier: Verifier | None = None,
    ) -> None:
        """Take compiled rules, which all threads share; `verifier` asks whether what was found works."""
        self.progress = Progress()
        self._verifier = verifier
        self._rules = rules
        self._settings = settings
        self._fingerprint_key = fingerprint_key
        self._stop = threading.Event()
        self._units: queue.Queue[tuple[int, Unit] | None] = queue.Queue(_WAITING_UNITS)
        self._skipped: list[Skipped] = []

    def stop(self) -> None:
        """End the scan early; `run` returns what was found so far."""
        self._stop.set()

    def run(
        self, sources: Sequence[Source], baseline: Baseline | None = None, allowing: Allowing | None = None
    ) -> Outcome:
        """Scan all sources. Raises only for defects: what can't be read becomes a skipped record.

        `allowing` says what does not count, by default what comments in the files allow.
        """
        ends = self._start()
        try:
            self._feed(sources)
            for end in ends:
                end.wait()
        except KeyboardInterrupt:
            self.stop()
            deadline = monotonic() + _GRACE
            for end in ends:
                end.wait(max(0, deadline - monotonic()))
        return self._outcome(sources, baseline, allowing or Allowing())

    def _start(self) -> list[threading.Event]:
        """Start the workers; return what tells that each has ended.

        A thread whose `join` is interrupted counts as ended ever after (bpo-45274), so nobody joins them.
        """
        count = self._settings.threads or min(os.cpu_count() or 1, _MOST_THREADS)
        limits = _limits(self._settings) if self._settings.unpack else None
        for _ in range(count):
            worker = Worker(
                self._rules,
                buffer_bytes=self._settings.buffer_bytes,
                unpack=limits,
                stopped=self._stop.is_set,
                notice=self._verifier.notice if self._verifier else None,
            )
            self.progress.workers.append(worker)
        ends: list[threading.Event] = []
        for number, worker in enumerate(self.progress.workers):
            ends.append(threading.Event())
            thread = threading.Thread(
                target=self._work, args=(worker, ends[-1]), name=f"scan-{number}", daemon=True
            )
            thread.start()
        return ends

    def _feed(self, sources: Sequence[Source]) -> None:
        for index, source in enumerate(sources):
            try:
                for unit in source.units():
                    if self._stop.is_set():
                        break
                    if isinstance(unit, Skipped):
                        self._skip(source, unit)
                        continue
                    self.progress.items_known += unit.items
                    self.progress.bytes_known += unit.size
                    self._put((index, unit))
            except AkwardenError as error:
                self._skip(source, Skipped(source.name, sentence(error)))
            except OSError as error:
                words = error.strerror or type(error).__name__
                self._skip(source, Skipped(source.name, f"can't be read any further: {words}"))
        self.progress.all_known = True
        for _ in self.progress.workers:
            self._put(None)

    def _put(self, item: tuple[int, Unit] | None) -> None:
        while not self._stop.is_set():
            try:
                self._units.put(item, timeout=0.2)
            except queue.Full:
                continue
            return

    def _work(self, worker: Worker, end: threading.Event) -> None:
        try:
            while not self._stop.is_set():
                try:
                    item = self._units.get(timeout=0.2)
                except queue.Empty:
                    continue
                if item is None:
                    return
                self._work_on(worker, *item)
        finally:
            end.set()

    def _work_on(self, worker: Worker, source: int, unit: Unit) -> None:
        try:
            worker.run(source, unit)
        except Stopped:
            return
        # One artifact that breaks us must not hide all others; the record says that it is our fault.
        except Exception as error:  # noqa: BLE001
            worker.tally.skipped.append(
                Skipped(
                    "", f"a defect in akwarden ended this share: {type(error).__name__}; please report it"
                )
            )
            worker.tally.skipped_of.append(source)

    def _outcome(self, sources: Sequence[Source], baseline: Baseline | None, allowing: Allowing) -> Outcome:
        workers = self.progress.workers
        hits = [hit for w in workers for hit in list(w.tally.hits)]
        places = [
            self._places(source, [h for h in hits if h.source == index])
            for index, source in enumerate(sources)
        ]
        interrupted = self._stop.is_set()
        if not interrupted:
            self._remember(sources, hits)
        seen = filter(allowing.is_looked_at, sightings(hits, [s.name for s in sources], places))
        groups = group(seen)
        veil = veil_of(hit.match for hit in hits)
        chosen = choose(groups, self._choice(baseline, allowing, veil, interrupted=interrupted))
        verifications = self._verify(chosen.shown)
        skipped = self._all_skipped([s.name for s in sources])
        coverage = Coverage(
            items=self.progress.items,
            bytes=self.progress.bytes,
            skipped=skipped,
            allowed=chosen.allowed[AllowedBy.INLINE],
            ignored=chosen.allowed[AllowedBy.IGNORE_FILE],
            allowed_for_gitleaks=chosen.allowed[AllowedBy.GITLEAKS],
            baselined=chosen.allowed[AllowedBy.BASELINE],
            allowed_shown=self._settings.show_allowed,
            examples=chosen.examples,
            excluded=tuple(self._settings.exclude),
            unchanged=sum(source.unchanged for source in sources),
            unreachable=chosen.unreachable,
            interrupted=self._stop.is_set(),
        )
        writer = baseline or new_baseline()
        known = [
            writer.entry(g.rule, veil.over(g.vpath), value)
            for g in groups
            if not g.best.example
            for value in g.values
        ]
        found = findings(chosen.shown, self._rules.ruleset, self._fingerprint_key, verifications)
        return Outcome(list(map(veil.over_finding, found)), veil.over_coverage(coverage), known, veil)

    def _verify(self, shown: Sequence[Group]) -> Sequence[Verification]:
        """Ask whether the keys that will be shown work; no answers where nobody is to ask."""
        if self._verifier is None:
            return ()
        return self._verifier.check(shown, self._rules.ruleset, say=self._say, stop=self._stop)

    def _say(self, phase: str) -> None:
        self.progress.phase = phase

    def _remember(self, sources: Sequence[Source], hits: Sequence[Hit]) -> None:
        """Let each source remember what was read, unless a share of it ended early."""
        for index, source in enumerate(sources):
            untidy = {hit.name for hit in hits if hit.source == index}
            for worker in self.progress.workers:
                of_source = zip(worker.tally.skipped, worker.tally.skipped_of, strict=True)
                untidy |= {record.vpath for record, owner in of_source if owner == index}
            if "" not in untidy:
                source.keep(untidy)

    def _skip(self, source: Source, record: Skipped) -> None:
        self._skipped.append(msgspec.structs.replace(record, source=source.name))

    def _all_skipped(self, names: Sequence[str]) -> tuple[Skipped, ...]:
        """Return every record once, in the order of their places; `names` are those of the sources."""
        records = dict.fromkeys(self._skipped)
        for worker in self.progress.workers:
            tally = worker.tally
            # One at work when the scan was interrupted has not said yet what its last records belong to.
            for record, index in zip_longest(list(tally.skipped), list(tally.skipped_of)):
                source = "" if index is None else names[index]
                records[msgspec.structs.replace(record, source=source)] = None
        return tuple(sorted(records, key=lambda r: (r.vpath, r.reason, r.source)))

    def _places(self, source: Source, hits: Sequence[Hit]) -> Mapping[str, Sequence[Place]]:
        """Ask a source where its artifacts lie; after an interrupt there is no time for it.

        An artifact with nothing to show but examples is its own place: a history is a lot to read for that.
        """
        own = {hit.name: (Place(hit.name),) for hit in hits}
        shown = dict.fromkeys(h.name for h in hits if self._settings.show_examples or not h.match.example)
        if not shown or self._stop.is_set():
            return own
        own = {name: place for name, place in own.items() if name not in shown}
        self.progress.phase = "looking up the history of what was found"
        try:
            return own | dict(source.places(list(shown)))
        except IncompletePlacesError as error:
            self._skip(source, Skipped(source.name, sentence(error)))
            return own | dict(error.known)
        except AkwardenError as error:
            self._skip(
                source, Skipped(source.name, f"places in the history are not known: {sentence(error)}")
            )
        except KeyboardInterrupt:
            self.stop()
        return own | {name: (Place(name),) for name in shown}

    def _choice(
        self, baseline: Baseline | None, allowing: Allowing, veil: Veil, *, interrupted: bool
    ) -> Choice:
        known = Known(baseline) if baseline else None
        name = Path(self._settings.baseline).name if self._settings.baseline else "the baseline"
        by_baseline = Allowed(AllowedBy.BASELINE, f"known from {name}")

        def why(one: Group) -> Allowed | None:
            allowed = allowing.why(one)
            if allowed is None and known and all(_is_known(known, s, veil) for s in one.sightings):
                return by_baseline
            return allowed

        return Choice(
            examples=self._settings.show_examples,
            unreachable=self._settings.unreachable or interrupted,
            why_allowed=why,
            allowed=self._settings.show_allowed,
        )


def _is_known(known: Known, sighting: Sighting, veil: Veil) -> bool:
    """Say whether a baseline knows a sighting, at its path as we write it down or as it is."""
    match = sighting.match
    values = [sighting.value, *([Secret(match.key_id.encode())] if match.key_id else [])]
    path = sighting.place.vpath
    return any(known.holds(match.rule, one, values) for one in dict.fromkeys((veil.over(path), path)))


def _limits(settings: ScanSettings) -> Limits:
    return Limits(
        max_bytes=settings.unpack_max_bytes,
        max_member_bytes=settings.unpack_max_member_bytes,
        max_members=settings.unpack_max_members,
        max_depth=settings.unpack_max_depth,
        max_ratio=settings.unpack_max_ratio,
        max_seconds=settings.unpack_max_seconds,
    )


def memory_of(rules: CompiledRules, settings: ScanSettings) -> Callable[[], Memory] | None:
    """Return what remembers the histories that such a scan reads, or None where that is not wanted."""
    if not settings.remember:
        return None
    kind = f"{rules.ruleset.digest} {_limits(settings) if settings.unpack else 'closed'}"
    return partial(Memory, cache_folder() / "seen", kind)


Watch = Callable[[Progress], None]
"""Draws progress; called from time to time."""
