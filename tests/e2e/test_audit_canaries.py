"""Secrets inside audit records are found nowhere after an import: not in the home, not in any output."""

import gzip
import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import hyperscan
import msgspec
import pyarrow.parquet as pq
import pytest
from tests.detectors.records.canaries import cases
from tests.frontends.cli.program import akwarden, environment
from tests.workflows.events.imports import NOW, Shop, lines, log_line, tools
from tests.workflows.leaks.canaries import spellings

from akwarden.detectors.records.scrubber import RecordScrubber
from akwarden.errors import ExitCode
from akwarden.model.audit_record import RecordBlock, ScrubbedSecret
from akwarden.providers.registry import audit_readers
from akwarden.store.migration import open_state
from akwarden.workflows.events.importing import SOURCE, ImportProgress, import_files
from akwarden.workflows.events.ingest import Ingest
from akwarden.workflows.events.reading import RecordReading
from akwarden.workflows.rule_check import expand

_MANY = 200
_LINES = 20
"""Lines of an access log that are stored, each with a token."""
_KEY_IDS = ((b"AKID", b"[A-Za-z0-9]{32}", "AKID{32*A}"), (b"A[SK]IA", b"[A-Z2-7]{16}", "ASIA{16*B}"))
_IN_LINES = 120
"""Records of the first file; the others are in the second."""
_ROOT = Path(__file__).parents[2]
_KNOWN_KEY = expand("AKID{32*A}", 70_000)
COMMANDS = (
    ("audit", "import", "logs", "--debug"),
    *(("audit", "status", "--format", form) for form in ("text", "json")),
    *(("audit", "status", "--dead-letters", "--format", form) for form in ("text", "jsonl")),
    *(("calls", "list", "--debug", "--format", form) for form in ("text", "json", "jsonl", "csv")),
    *(("ips", "list", "--format", form) for form in ("text", "json")),
    ("ips", "show", "192.0.2.1"),
    *(("leaks", "list", "--format", form) for form in ("text", "json", "csv")),
    ("keys", "list", "--format", "jsonl"),
    *(("keys", "show", _KNOWN_KEY, "--format", form) for form in ("text", "json")),
)
_COMMANDS = """
import json, sys
from akwarden.frontends.cli.main import main

codes = [main(command) for command in json.loads(sys.argv[1])]
print(json.dumps(codes), file=sys.stderr)
"""
"""The program once for each command, in one process, since most of the time goes into its start."""
_FAULT = """
import sys
from akwarden.workflows.events import ingest, reading
from akwarden.frontends.cli.main import main

def of_events(events, *others):
    raise RuntimeError(f"can't store {events[0]!r}")

def of_records(self, block):
    raise RuntimeError("it stopped in the middle")

if sys.argv.pop(1) == "after":
    ingest.table_of = of_events
else:
    reading.RecordScrubber.scrub = of_records
sys.exit(main())
"""
"""The program with a fault in the middle of an import: behind the scrubber, or inside it."""


LONE_TOKENS = {
    *(
        f"{of} {name}"
        for of in ("CloudAudit", "CloudTrail", "CloudAudit three levels")
        for name in ("sessionToken", "X-COS-Security-Token")
    ),
    *("answer of AssumeRole", "query", "COS log line", "cut off JSON", "stored log line"),
}
"""Tokens of sessions without the secret key beside them: taken out as all are, and no leaks."""


class Canary(msgspec.Struct, frozen=True):
    """A secret, the kind of place that it stands in, and the record around it."""

    kind: str
    secret: str
    record: bytes


@cache
def canaries() -> Sequence[Canary]:
    """Return records with a secret each, all of them different events."""
    found = [
        Canary(kind, secret, _own(record, number))
        for number, (kind, secret, record) in enumerate(cases(_MANY))
    ]
    for number in range(_LINES):
        secret = expand("{40*A}", 5000 + number)
        line = log_line(number, f"?x-cos-security-token={secret}&a=b").encode()
        found.append(Canary("stored log line", secret, _own(line, _MANY * 2 + number)))
    return found


def _own(record: bytes, number: int) -> bytes:
    """Return a record as an event of its own, with key ids of its own: a key is one leak wherever it is."""
    record = re.sub(rb'"eventID":"[^"]*"', b'"eventID":"canary-%d"' % number, record)
    for first, pattern, template in _KEY_IDS:
        record = re.sub(first + pattern, expand(template, 70_000 + number).encode(), record)
    return record


def write_files(folder: Path) -> None:
    """Write the records as files: lines, a packed document, and what is no record at all."""
    folder.mkdir()
    every = canaries()
    (folder / "a.jsonl").write_bytes(b"".join(one.record + b"\n" for one in every[:_IN_LINES]))
    (folder / "b.gz").write_bytes(gzip.compress(b"\n".join(one.record for one in every[_IN_LINES:])))
    (folder / "junk").write_bytes(lines(f"password={one.secret} #{n}" for n, one in enumerate(every[:40])))


@cache
def _search() -> tuple[hyperscan.Database, Sequence[str]]:
    """Return one automaton for all spellings of all secrets, and whose each one is."""
    wanted = [(one.secret, spelled) for one in canaries() for spelled in spellings(one.secret)]
    search = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    search.compile(
        expressions=[b"".join(b"\\x%02x" % byte for byte in spelled) for _, spelled in wanted],
        ids=list(range(len(wanted))),
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(wanted),
    )
    return search, [secret for secret, _ in wanted]


def found_in(text: bytes) -> set[str]:
    """Return the secrets that stand in a text in any spelling."""
    search, whose = _search()
    found: set[str] = set()

    def take(number: int, *_: object) -> None:
        found.add(whose[number])

    search.scan(text, match_event_handler=take)
    return found


def test_the_search_finds_every_spelling() -> None:
    for one in canaries()[::20]:
        for spelled in spellings(one.secret):
            assert one.secret in found_in(b"x" + spelled + b"y")
    assert found_in(b"".join(one.secret[:-1].encode() + b" " for one in canaries()[:20])) == set()


def all_bytes(home: Path) -> bytes:
    """Return all that lies below a home: each file as it is, and what its columns say."""
    parts: list[bytes] = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            parts.append(path.read_bytes())
        if path.suffix == ".parquet":
            parts += (line.encode("utf-8", "surrogatepass") for line in _columns(path))
    return b"\n".join(parts)


def _columns(path: Path) -> Iterator[str]:
    with pq.ParquetFile(path) as file:
        table = file.read(use_threads=False)
    for name in table.column_names:
        yield from map(str, table[name].to_pylist())


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Give a folder in whose home all was imported by the program, and what it said."""
    folder = tmp_path_factory.mktemp("canaries")
    write_files(folder / "logs")
    done = akwarden("--debug", "audit", "import", "logs", "--format", "json", folder=folder)
    return folder, done


def test_no_secret_is_in_any_file_of_the_home(
    imported: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = imported

    told = json.loads(done.stdout)
    assert done.returncode == ExitCode.PARTIAL, done.stderr
    assert told["imported"] > _MANY // 2
    assert told["dead_letters"] > 40
    assert told["secrets_scrubbed"] >= len(canaries()), "all were seen"
    assert list((folder / "home" / "events").rglob("*.parquet"))
    assert list((folder / "home" / "events").rglob("dead-*.jsonl"))
    assert found_in(all_bytes(folder / "home")) == set()


def test_each_secret_is_a_leak_with_its_place(
    imported: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, _ = imported

    done = akwarden("leaks", "list", "--format", "jsonl", folder=folder)

    leaks = [json.loads(line) for line in done.stdout.splitlines()]
    places = {(place["vpath"].partition("#")[0], place["line"]) for leak in leaks for place in leak["places"]}
    wanted = {place(number): one.kind for number, one in enumerate(canaries())}
    assert {kind for at, kind in wanted.items() if at not in places} == LONE_TOKENS
    assert len(leaks) >= sum(kind not in LONE_TOKENS for kind in wanted.values())


def place(number: int) -> tuple[str, int]:
    """Return the file and the line that a canary stands in."""
    return ("logs/a.jsonl", number + 1) if number < _IN_LINES else ("logs/b.gz!/b", number - _IN_LINES + 1)


def test_no_secret_is_in_what_commands_say(imported: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, first = imported

    done = run_python(folder, _COMMANDS, json.dumps(COMMANDS))

    codes = json.loads(done.stderr.splitlines()[-1])
    assert set(codes) <= {ExitCode.OK, ExitCode.PARTIAL}, list(zip(COMMANDS, codes, strict=True))
    assert done.stdout.count(b"canary-") > 0, "records that could not be read are among it"
    assert found_in(done.stdout + done.stderr) == set()
    assert found_in((first.stdout + first.stderr).encode()) == set()


def run_python(folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python code that can import the program."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment(folder, {"PYTHONPATH": str(_ROOT)}),
        capture_output=True,
        check=False,
        timeout=240,
    )


@pytest.mark.parametrize("where", ["inside", "after"])
def test_no_secret_is_in_what_a_fault_in_the_middle_leaves(where: str, tmp_path: Path) -> None:
    write_files(tmp_path / "logs")

    done = run_python(tmp_path, _FAULT, where, "--debug", "audit", "import", "logs")

    assert done.returncode == ExitCode.UNEXPECTED, done.stderr.decode()
    assert list((tmp_path / "home" / "logs").glob("crash-*.txt"))
    told = all_bytes(tmp_path / "home") + done.stdout + done.stderr
    assert found_in(told) == set()


class Careless(RecordScrubber):
    """A scrubber that takes nothing out."""

    def __init__(self) -> None:
        """Take no rules."""

    def scrub(self, block: RecordBlock) -> tuple[Sequence[bytes], Sequence[ScrubbedSecret]]:
        """Return the records as they are."""
        return block.records, ()


def test_an_import_that_does_not_scrub_is_caught(tmp_path: Path) -> None:
    write_files(tmp_path / "logs")
    reading = RecordReading(Careless(), audit_readers(NOW.timestamp, {}))
    with (
        closing(open_state(tmp_path / "home", None)) as state,
        closing(Shop(state, tmp_path / "home" / "events")) as shop,
    ):
        ingest = Ingest(state, shop.lake, replace(tools(), reading=reading), SOURCE)
        import_files(ingest, [str(tmp_path / "logs")], io.BytesIO(), ImportProgress(), threading.Event())

    assert len(found_in(all_bytes(tmp_path / "home"))) > _MANY // 2
