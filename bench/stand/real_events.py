"""Real and published records of attacks, judged source by source, with and without user agents.

- `tests/samples/audit/aws` has those that may be handed on, with their sources and licences in `SOURCES.md`
  there.
- A folder of more may be given: each file or folder in it is a source, of CloudTrail files or lines of
  records.

Records of one source are judged in a home of their own. Ids of records are made unique, as several projects
use one for all; nothing else is changed. No source has weeks of normal life, so nothing here is new for
anybody: what is found is found by rules about what was called.
"""

import gzip
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from akwarden.workflows.detection.ruleset import DetectionRule
from stand.detected import import_records, lake_ids, raised

SAMPLES = Path(__file__).resolve().parent.parent.parent / "tests" / "samples" / "audit" / "aws"
_NAMES = {"otrf": "OTRF", "panther": "Panther", "stratus": "Stratus", "traildiscover": "TrailDiscover"}
_LINES = (".ndjson", ".jsonl")


class Published(NamedTuple):
    """One record of somebody else."""

    part: str
    """The technique, test or file that it belongs to."""
    record: dict[str, Any]


@dataclass(frozen=True)
class Source:
    """The records of one project."""

    name: str
    parts: str
    """What its parts are."""
    records: Sequence[Published]


@dataclass(frozen=True)
class Caught:
    """What became of one source."""

    name: str
    parts_are: str
    records: int
    """Those that are in the lake."""
    parts: int
    caught: int
    """Parts of which a record is in an alarm."""
    alarms: int


def sources(more: Path | None) -> Iterator[Source]:
    """Yield the sources that are at hand; what is no JSON is said and left out. Raises OSError."""
    for file in sorted(SAMPLES.glob("*.ndjson.gz")):
        yield from _of_samples(_NAMES.get(file.name.partition("_")[0], file.name), file)
    for place in sorted(more.iterdir()) if more else ():
        found = list(_published(place))
        if found:
            yield Source(place.name.partition(".")[0], "techniques or files", found)


def caught(source: Source, rules: Sequence[DetectionRule], *, blank: bool) -> Caught:
    """Judge the records of a source; `blank` takes out what they say of the program that called."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whose = _write(source, folder / "records", blank=blank)
        import_records(folder / "records", folder / "home")
        kept = set(lake_ids(folder / "home").values())
        alarms = raised(folder / "home", rules)
    parts = {part for id_, part in whose.items() if id_ in kept}
    seen = {whose[event.id] for alarm in alarms for event in alarm.events if event.id in whose}
    return Caught(source.name, source.parts, len(kept), len(parts), len(seen), len(alarms))


def _write(source: Source, folder: Path, *, blank: bool) -> dict[str, str]:
    """Write the records as lines, and return to which part each id belongs."""
    folder.mkdir()
    whose: dict[str, str] = {}
    with (folder / "records.jsonl").open("wb") as sink:
        for number, one in enumerate(source.records):
            id_ = f"{number:08x}-0000-4000-8000-{number:012x}"
            whose[id_] = one.part
            changed = one.record | {"eventID": id_} | ({"userAgent": ""} if blank else {})
            sink.write(msgspec.json.encode(changed) + b"\n")
    return whose


def _of_samples(name: str, file: Path) -> Iterator[Source]:
    """Yield what a file of the samples has: one source, or one for each verdict where it gives some."""
    lines = [msgspec.json.decode(line) for line in _opened(file).splitlines()]
    if "expected" in lines[0]:
        for expected, words in ((True, "tests of attacks"), (False, "tests of what is none")):
            fitting = [
                Published(f"{one['rule']}: {one['test']}", one["event"])
                for one in lines
                if one["expected"] is expected
            ]
            yield Source(name, words, fitting)
        return
    words = "techniques" if "technique" in lines[0] else "calls" if "file" in lines[0] else "attacks"
    yield Source(
        name,
        words,
        [Published(one.get("technique") or one.get("file") or name, one.get("event", one)) for one in lines],
    )


def _published(place: Path) -> Iterator[Published]:
    """Yield the records of a file, or of all files of a folder."""
    for file in sorted(one for one in place.rglob("*") if one.is_file()) if place.is_dir() else [place]:
        plain = file.name.removesuffix(".gz")
        try:
            found = _read(file, plain)
        except msgspec.DecodeError as error:
            print(f"left out: {file.name}: {error}", file=sys.stderr)
            continue
        for one in found:
            record = one.get("event", one)
            if isinstance(record, dict) and "eventName" in record:
                yield Published(one.get("technique") or one.get("rule") or Path(plain).stem, record)


def _read(file: Path, name: str) -> list[dict[str, Any]]:
    """Return what a file has: a file of CloudTrail, one record, or one in each line."""
    if name.endswith(_LINES):
        found = [msgspec.json.decode(line) for line in _opened(file).splitlines() if line.strip()]
    elif name.endswith(".json"):
        content = msgspec.json.decode(_opened(file))
        found = content.get("Records", [content]) if isinstance(content, dict) else content
    else:
        found = []
    return [one for one in found if isinstance(one, dict)]


def _opened(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content
