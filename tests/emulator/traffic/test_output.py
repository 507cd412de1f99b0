import gzip
import hashlib
import json
import re
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from akwarden.emulator.traffic.layout import Layout
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.output import ARCHIVE, LABELS, MANIFEST, RECORDS, write_traffic
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.traffic import Traffic
from akwarden.model.audit_record import RecordBlock
from akwarden.model.event import EventFormat
from akwarden.sources.audit.cutting import blocks
from akwarden.sources.audit.inputs import Input, open_inputs

COMPANY = Organisation.from_seed(9, people=12)
KEY = re.compile(
    r"AWSLogs/(\d{12})/CloudTrail/[a-z0-9-]+/\d{4}/\d\d/\d\d/\1_CloudTrail_[a-z0-9-]+_\d{8}T\d{4}Z_\w{16}\.json\.gz"
)
EVERY_LAYOUT = pytest.mark.parametrize("layout", Layout)


def short() -> Traffic:
    """Give a week, with two attacks."""
    return Traffic(COMPANY, 7, 800, wanted=["mining", "insider-download"])


def files(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def imported(folder: Path) -> list[bytes]:
    """Give the records that an import finds in a folder; those that stay in an envelope in it."""
    found: list[bytes] = []
    for opened in open_inputs([str(folder / RECORDS)], BytesIO()):
        assert isinstance(opened, Input), opened
        for cut in blocks(opened.file, opened.vpath):
            assert isinstance(cut, RecordBlock), cut
            found += cut.records
    return found


def bare(record: bytes) -> bytes:
    """Give a record without the envelope of an API."""
    if b'"CloudAuditEvent"' not in record and b'"CloudTrailEvent"' not in record:
        return record
    entry = json.loads(record)
    text: str = entry.get("CloudAuditEvent") or entry["CloudTrailEvent"]
    return text.encode()


@EVERY_LAYOUT
def test_import_finds_all_records(layout: Layout, tmp_path: Path) -> None:
    written = [*short().records()]

    write_traffic(short(), layout, tmp_path)

    assert sorted(map(bare, imported(tmp_path))) == sorted(record.content for record in written)


@EVERY_LAYOUT
def test_same_seed_writes_the_same_files(layout: Layout, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        write_traffic(short(), layout, folder)

    assert {path: hashlib.sha256(content).digest() for path, content in files(one).items()} == {
        path: hashlib.sha256(content).digest() for path, content in files(other).items()
    }


@EVERY_LAYOUT
def test_labels_and_manifest_lie_beside(layout: Layout, tmp_path: Path) -> None:
    expected = [record for record in short().records() if record.label]

    manifest = write_traffic(short(), layout, tmp_path)

    labels = [json.loads(line) for line in (tmp_path / LABELS).read_text(encoding="utf-8").splitlines()]
    assert [one["event_id"] for one in labels] == [record.event_id for record in expected]
    assert set(labels[0]) == {"event_id", "story", "stage", "key_id", "malicious"}
    assert all(one["malicious"] is True for one in labels)
    told = json.loads((tmp_path / MANIFEST).read_bytes())
    assert told["schema"] == "akwarden.traffic/1"
    assert (told["seed"], told["people"], told["days"], told["events"]) == (9, 12, 7, 800)
    assert told["malicious"] == manifest.malicious == len(expected)
    assert told["records"] == sum(told["formats"].values())
    assert {one["story"] for one in told["stories"]} == {"mining", "insider-download"}
    assert all(one["techniques"] and one["keys"] and one["addresses"] for one in told["stories"])


def test_lines_are_in_the_order_of_arrival(tmp_path: Path) -> None:
    write_traffic(short(), Layout.JSONL, tmp_path)

    lines = (tmp_path / RECORDS / "events.jsonl").read_bytes().splitlines()
    expected: list[Record] = [one for one in short().records() if one.format is not EventFormat.COS_LOG]
    assert [*map(bare, lines)] == [record.content for record in expected]


def test_objects_of_a_trail_lie_where_the_cloud_puts_them(tmp_path: Path) -> None:
    write_traffic(short(), Layout.BUCKETS, tmp_path)

    trail = {
        path: content for path, content in files(tmp_path / RECORDS).items() if path.startswith("AWSLogs")
    }
    assert trail
    assert all(KEY.fullmatch(path) for path in trail)
    for path, content in trail.items():
        account, region = path.split("/")[1], path.split("/")[3]
        events = json.loads(gzip.decompress(content))["Records"]
        assert {(one["recipientAccountId"], one["awsRegion"]) for one in events} == {(account, region)}


def test_answers_have_50_entries_at_most(tmp_path: Path) -> None:
    write_traffic(short(), Layout.ANSWERS, tmp_path)

    answers = [
        json.loads(content)["Response"]
        for path, content in files(tmp_path / RECORDS).items()
        if path.startswith("describe-events/")
    ]
    assert all(0 < len(one["Events"]) <= 50 for one in answers)
    assert sum(not one["ListOver"] for one in answers) == sum(len(one["Events"]) == 50 for one in answers)
    entries = [entry for one in answers for entry in one["Events"]]
    assert all(entry["EventName"] and entry["SecretId"] and entry["Username"] for entry in entries)


def test_archive_holds_the_same_files_as_buckets(tmp_path: Path) -> None:
    folder, archive = tmp_path / "folder", tmp_path / "archive"
    folder.mkdir()
    archive.mkdir()

    write_traffic(short(), Layout.BUCKETS, folder)
    write_traffic(short(), Layout.TAR, archive)

    with tarfile.open(archive / RECORDS / ARCHIVE) as opened:
        members = [member.name for member in opened.getmembers()]
    inside = {re.sub(r"_\w{16}(?=[._])", "", path) for path in files(folder / RECORDS)}
    assert {re.sub(r"_\w{16}(?=[._])", "", member) for member in members} == inside
