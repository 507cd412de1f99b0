import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.detectors.secrets.scanning import AWS, TENCENT, key, rules

from akwarden.errors import SourceError
from akwarden.model.artifact import Batch, Piece, Skipped, Unit
from akwarden.model.finding import Finding
from akwarden.model.severity import Severity
from akwarden.settings import ScanSettings
from akwarden.sources.protocol import IncompletePlacesError, Place, Source
from akwarden.workflows.baseline import Baseline, Entry, new_baseline, read_baseline, write_baseline
from akwarden.workflows.fingerprint_key import fingerprint_key
from akwarden.workflows.scan import Outcome, Scan
from akwarden.workflows.targets import History, close_sources, open_sources

HOME = b"h" * 32


def text_with(number: int, cloud: tuple[str, str] = TENCENT) -> str:
    key_id, secret = key(cloud, number)
    return f"access_key_id={key_id}\nsecret_key={secret}\n"


def scan_folder(
    root: Path, *, baseline: Baseline | None = None, home: bytes = HOME, **changed: object
) -> Outcome:
    settings = msgspec.structs.replace(ScanSettings(threads=2), **changed)
    sources = open_sources([str(root)], settings, History(), datetime.now(UTC))
    try:
        return Scan(rules(), settings, fingerprint_key=home).run(sources, baseline)
    finally:
        close_sources(sources)


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def ids(findings: Sequence[Finding]) -> list[str | None]:
    return [f.key_id for f in findings]


@dataclass
class FakeSource:
    """A source that gives units of its own; the one fake of this port in these tests."""

    pieces: Sequence[Piece | Exception] = ()
    name: str = "fake"
    error: Exception | None = None
    found: Mapping[str, Sequence[Place]] | Exception | None = None
    asked: list[Sequence[str]] = field(default_factory=list)
    kept: list[set[str]] = field(default_factory=list)
    unchanged: int = 0

    def units(self) -> Iterator[Unit | Skipped]:
        for piece in self.pieces:
            if isinstance(piece, Skipped):
                yield piece
            else:
                yield Unit(1, 10, partial(self._read, piece))
        if self.error:
            raise self.error

    def _read(self, piece: Piece | Exception, _buffer: bytearray) -> Iterator[Piece]:
        if isinstance(piece, Exception):
            raise piece
        yield piece

    def places(self, names: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        self.asked.append(names)
        if isinstance(self.found, Exception):
            raise self.found
        return {name: (Place(name),) for name in names} if self.found is None else self.found

    def keep(self, untidy: Collection[str]) -> None:
        self.kept.append(set(untidy))

    def close(self) -> None:
        pass


def batch_of(text: str, name: str = "a") -> Batch:
    return Batch(bytearray(text.encode()), [0], [len(text.encode())], [name])


def run(*sources: Source, **changed: object) -> Outcome:
    settings = msgspec.structs.replace(ScanSettings(threads=2), **changed)
    return Scan(rules(), settings, fingerprint_key=HOME).run(sources)


def test_folder_without_keys_is_covered_and_clean(tmp_path: Path) -> None:
    outcome = scan_folder(write(tmp_path, {"a": "one", "b/c": "three", "d": ""}))

    assert outcome.findings == []
    assert (outcome.coverage.items, outcome.coverage.bytes, outcome.coverage.skipped) == (3, 8, ())
    assert outcome.known == []


def test_finding_lies_where_the_key_does(tmp_path: Path) -> None:
    (finding,) = scan_folder(write(tmp_path, {"src/a.py": "\n" + text_with(1)})).findings

    assert finding.location.source == str(tmp_path)
    assert finding.location.vpath == "src/a.py"
    assert (finding.location.line, finding.location.column, finding.location.offset) == (2, 15, 15)


def test_ids_of_findings_are_the_same_in_every_run_and_folder(tmp_path: Path) -> None:
    files = {"a": text_with(1) + text_with(2), "b": f"tencent.secretKey={key()[1]}\ncos. sk={key(seed=9)[1]}"}

    runs = [scan_folder(write(tmp_path / name, files)).findings for name in ("one", "two", "one")]

    assert runs[0]
    assert len({tuple(f.id for f in found) for found in runs}) == 1


def test_fingerprints_differ_between_homes_and_ids_do_not(tmp_path: Path) -> None:
    write(tmp_path / "folder", {"a": text_with(1)})
    homes = [fingerprint_key(tmp_path / home)[0] for home in ("one", "other")]

    (first,), (second,) = (scan_folder(tmp_path / "folder", home=home).findings for home in homes)

    assert first.id == second.id
    assert first.secret
    assert second.secret
    assert first.secret.mask == second.secret.mask
    assert first.secret.fingerprint != second.secret.fingerprint


def test_no_finding_holds_a_value(tmp_path: Path) -> None:
    secrets = [key(TENCENT, n)[1] for n in range(20)] + [key(AWS, n)[1] for n in range(20)]
    write(tmp_path, {"a": "".join(text_with(n) + text_with(n, AWS) for n in range(20))})

    outcome = scan_folder(tmp_path)

    assert len(outcome.findings) == 40
    written = msgspec.json.encode([outcome.findings, outcome.coverage, outcome.known]).decode()
    assert [s for s in secrets if s in written or s in repr(outcome)] == []


def test_allowed_finding_is_counted_and_not_reported(tmp_path: Path) -> None:
    allow = "# akwarden:allow tencent-access-key"
    write(tmp_path, {"a": f"{allow} of a sandbox\n{text_with(1)}"})
    write(tmp_path, {"b": text_with(2), "c": f"{allow}\n{text_with(3)}"})

    outcome = scan_folder(tmp_path)

    assert sorted(map(str, ids(outcome.findings))) == sorted([key(TENCENT, 2)[0], key(TENCENT, 3)[0]])
    assert outcome.coverage.allowed == 1


def test_example_is_counted_and_reported_only_when_asked_for(tmp_path: Path) -> None:
    documented = next(d for d in rules().ruleset.placeholders.documented if d.startswith("AKIA"))
    write(tmp_path, {"a": f"aws_access_key_id = {documented}\n"})

    quiet, shown = scan_folder(tmp_path), scan_folder(tmp_path, show_examples=True)

    assert (ids(quiet.findings), quiet.coverage.examples, list(quiet.known)) == ([], 1, [])
    assert [(f.key_id, f.severity, f.example) for f in shown.findings] == [(documented, Severity.INFO, True)]


def baseline_of(root: Path, file: Path, home: bytes = HOME) -> Baseline:
    baseline = new_baseline()
    write_baseline(file, baseline, scan_folder(root, baseline=baseline, home=home).known)
    return read_baseline(file)


def test_baseline_of_one_home_sets_aside_in_another_and_after_lines_moved(tmp_path: Path) -> None:
    root = write(tmp_path / "folder", {"a": text_with(1), "b": f"tencent.secretKey={key()[1]}"})
    baseline = baseline_of(root, tmp_path / "baseline.json", fingerprint_key(tmp_path / "one")[0])
    write(root, {"a": "# moved\n" * 50 + text_with(1)})

    outcome = scan_folder(root, baseline=baseline, home=fingerprint_key(tmp_path / "other")[0])

    assert (ids(outcome.findings), outcome.coverage.baselined) == ([], 2)


def test_baseline_does_not_hide_a_new_secret_in_the_same_file_nor_for_the_same_id(tmp_path: Path) -> None:
    root = write(tmp_path / "folder", {"a": text_with(1)})
    baseline = baseline_of(root, tmp_path / "baseline.json")

    (key_id, _), (_, renewed) = key(TENCENT, 1), key(TENCENT, 3)
    write(root, {"a": text_with(1) + text_with(2), "b": text_with(1)})
    write(root, {"c/a": f"id={key_id}\nsecret_key={renewed}\n"})
    outcome = scan_folder(root, baseline=baseline)

    assert sorted((f.location.vpath, f.key_id) for f in outcome.findings) == sorted(
        [("a", key(TENCENT, 2)[0]), ("b", key_id), ("c/a", key_id)]
    )
    write(root, {"a": f"id={key_id}\nsecret_key={renewed}\n"})
    assert "a" in {f.location.vpath for f in scan_folder(root, baseline=baseline).findings}


def test_secret_that_stays_keeps_its_id_when_a_baseline_hides_the_one_before_it(tmp_path: Path) -> None:
    first, second = key(TENCENT, 1)[1], key(TENCENT, 2)[1]
    root = write(tmp_path / "folder", {"a": f"tencent.secretKey={first}\n"})
    baseline = baseline_of(root, tmp_path / "baseline.json")
    write(root, {"a": f"tencent.secretKey={first}\ntencent.secretKey={second}\n"})

    (alone,) = scan_folder(root, baseline=baseline).findings

    assert [f for f in scan_folder(root).findings if f.location.line == 2] == [alone]


def test_baseline_of_a_path_that_is_not_unicode_is_written_and_matches(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    write(root, {b"caf\xe9.txt".decode(errors="surrogateescape"): text_with(1)})

    baseline = baseline_of(root, tmp_path / "baseline.json")

    assert scan_folder(root, baseline=baseline).coverage.baselined == 1


def test_baseline_file_tells_which_findings_by_rule_path_and_fingerprint(tmp_path: Path) -> None:
    root = write(tmp_path / "folder", {"a": text_with(1)})
    baseline = baseline_of(root, tmp_path / "baseline.json")

    assert [type(e) for e in baseline.entries] == [Entry]
    assert [(e.rule, e.path) for e in baseline.entries] == [("tencent-access-key", "a")]


@pytest.mark.parametrize("unit", ["{i}\n", "secret={s}\n"])
def test_hostile_file_is_left_where_it_is_too_much_the_others_are_scanned(tmp_path: Path, unit: str) -> None:
    keys = [key(TENCENT, n) for n in range(200)]
    block = "".join(unit.format(i=key_id, s=secret) for key_id, secret in keys)
    write(tmp_path, {"hostile": block * (5_000_000 // len(block)), "small": text_with(1)})
    begun = time.process_time()

    outcome = scan_folder(tmp_path, threads=1)

    assert time.process_time() - begun < 30
    assert ("small", key(TENCENT, 1)[0]) in {(f.location.vpath, f.key_id) for f in outcome.findings}
    assert [s.vpath for s in outcome.coverage.skipped] == ["hostile"]
    assert "more than 20,000" in outcome.coverage.skipped[0].reason


def test_places_are_asked_for_once_and_only_where_something_was_found() -> None:
    empty, full = (
        FakeSource([batch_of("nothing")]),
        FakeSource([batch_of(text_with(1)), batch_of(text_with(2))]),
    )

    run(empty, full)

    assert empty.asked == []
    assert full.asked == [["a"]]


def test_source_that_fails_is_recorded_and_what_came_before_counts() -> None:
    outcome = run(
        FakeSource([batch_of(text_with(1))], error=SourceError("gone", mend="come back")),
        FakeSource([batch_of(text_with(2))], name="other"),
    )

    assert len(outcome.findings) == 2
    assert outcome.coverage.skipped == (Skipped("fake", "gone; come back", "fake"),)


def test_skipped_records_are_told_once_and_in_order() -> None:
    records = [Skipped("b", "unreadable"), Skipped("a", "unreadable"), Skipped("b", "unreadable")]

    assert run(FakeSource(records)).coverage.skipped == (
        Skipped("a", "unreadable", "fake"),
        Skipped("b", "unreadable", "fake"),
    )


def test_defect_in_one_share_is_recorded_without_its_message_and_hides_no_other() -> None:
    defect = ValueError("a message that may hold anything")

    outcome = run(FakeSource([defect, batch_of(text_with(1))]))

    assert len(outcome.findings) == 1
    (record,) = outcome.coverage.skipped
    assert "ValueError" in record.reason
    assert "message that may" not in record.reason


def test_places_that_are_not_known_leave_the_finding_and_a_record() -> None:
    source = FakeSource([batch_of(text_with(1), "0123abcd")], found=SourceError("git is gone"))

    outcome = run(source)

    assert [f.location.vpath for f in outcome.findings] == ["0123abcd"]
    assert [s.vpath for s in outcome.coverage.skipped] == ["fake"]


def test_places_that_are_known_in_part_are_used() -> None:
    known = {"blob": (Place("src/a.py", commit="c" * 40),)}
    source = FakeSource([batch_of(text_with(1), "blob")], found=IncompletePlacesError("broken", known))

    outcome = run(source)

    assert [f.location.vpath for f in outcome.findings] == ["src/a.py"]
    assert outcome.coverage.skipped


def test_what_nothing_leads_to_is_counted_and_shown_only_when_asked_for() -> None:
    source = FakeSource([batch_of(text_with(1), "blob")], found={})

    quiet, shown = run(source), run(source, unreachable=True)

    assert (ids(quiet.findings), quiet.coverage.unreachable) == ([], 1)
    assert [f.location.vpath for f in shown.findings] == ["blob"]


def test_scan_that_was_stopped_says_so_and_reports_what_it_has() -> None:
    going, release = threading.Event(), threading.Event()

    class Waiting(FakeSource):
        def units(self) -> Iterator[Unit | Skipped]:
            yield from super().units()
            going.set()
            release.wait(100)

    settings = ScanSettings(threads=1)
    scan = Scan(rules(), settings, fingerprint_key=HOME)
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(scan.run([Waiting([batch_of(text_with(1))])])))
    thread.start()
    assert going.wait(100)
    while not scan.progress.items:
        time.sleep(0.01)
    scan.stop()
    release.set()
    thread.join(100)

    assert outcomes[0].coverage.interrupted
    assert ids(outcomes[0].findings) == [key(TENCENT, 1)[0]]


def test_progress_ends_where_all_is_known() -> None:
    settings = ScanSettings(threads=3)
    scan = Scan(rules(), settings, fingerprint_key=HOME)
    source = FakeSource([batch_of(text_with(n)) for n in range(5)])

    scan.run([source])

    assert scan.progress.all_known
    assert (scan.progress.items_known, scan.progress.bytes_known) == (5, 50)
    assert scan.progress.items == 5
    assert scan.progress.bytes == sum(len(text_with(n)) for n in range(5))


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_more_units_than_can_wait_are_all_scanned(threads: int) -> None:
    pieces = [batch_of(text_with(n % 7), str(n)) for n in range(500)]

    outcome = run(FakeSource(pieces), threads=threads)

    assert len(outcome.findings) == outcome.coverage.items == 500


def test_source_remembers_all_but_what_had_a_hit_or_was_not_wholly_read() -> None:
    clean, found = batch_of("nothing", "clean"), batch_of(text_with(1), "found")
    source = FakeSource([clean, found, Skipped("of the whole", "because")], unchanged=5)

    outcome = run(source)

    assert source.kept == [{"found"}]
    assert outcome.coverage.unchanged == 5


def test_source_remembers_nothing_when_a_share_of_it_broke() -> None:
    source = FakeSource([batch_of("nothing"), RuntimeError("a defect")])

    run(source)

    assert source.kept == []
