"""What an import stores, counts and says: each event once, and what is bad beside it."""

import gzip
import io
import os
import random
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import zstandard
from tests.detectors.records.canaries import dumps
from tests.providers.aws.audit.trail import SAMPLES
from tests.unpackers.archives import gzip_of, tar_of, zip_of
from tests.workflows.events.imports import Shop, audit, lines, log_line, tools, trail

from akwarden.errors import TargetError
from akwarden.model.audit_import import Imported
from akwarden.model.event import TimeQuality
from akwarden.sources.audit.held import CHUNK
from akwarden.store import leak_rows
from akwarden.store.lake.batch import Committed, Cursor
from akwarden.store.migration import open_state
from akwarden.workflows.events.importing import SOURCE, ImportProgress, import_files
from akwarden.workflows.events.ingest import Ingest
from akwarden.workflows.events.letters import dead_letters
from akwarden.workflows.rule_check import expand

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

BOTH = lines([trail(0), audit(1), log_line(2), trail(3)])
"""Four records of both clouds."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Give a state with an empty lake."""
    with (
        closing(open_state(tmp_path / "home", None)) as state,
        closing(Shop(state, tmp_path / "lake")) as opened,
    ):
        yield opened


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Give an empty folder for files."""
    folder = tmp_path / "box"
    folder.mkdir()
    return folder


def summary(done: Imported) -> tuple[int, int, int, int]:
    """Return read, imported, duplicates, dead letters."""
    return done.read, done.imported, done.duplicates, done.dead_letters


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "gzip": gzip_of,
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
    "tar": lambda data: tar_of({"a.json": data}),
    "tar.gz": lambda data: gzip_of(tar_of({"a.json": data})),
    "zip": lambda data: zip_of({"x/a.json": data}),
    "gzip in a zip": lambda data: zip_of({"a.json.gz": gzip_of(data)}),
}


@pytest.mark.parametrize("kind", PACKED)
def test_a_file_of_both_clouds_is_read_however_it_is_packed(kind: str, shop: Shop, box: Path) -> None:
    (box / "any-name").write_bytes(PACKED[kind](BOTH))

    done = shop.take(box / "any-name")

    assert summary(done) == (4, 4, 0, 0)
    assert {row["provider"] for row in shop.rows("provider")} == {"aws", "tencent"}
    assert {row["format"] for row in shop.rows("format")} == {"cloudtrail", "cloudaudit", "cos_log"}


@pytest.mark.parametrize("kind", ["plain", "gzip", "tar"])
def test_standard_input_is_read_and_the_next_one_is_another(kind: str, shop: Shop) -> None:
    pack = PACKED[kind]

    first = shop.take("-", stdin=pack(lines([trail(0), trail(1)])))
    second = shop.take("-", stdin=pack(lines([trail(2), audit(3)])))
    again = shop.take("-", stdin=pack(lines([trail(2), audit(3)])))

    assert (first.imported, second.imported, again.imported, again.duplicates) == (2, 2, 0, 2)
    assert len(shop.ids()) == 4


def test_streams_that_begin_alike_are_told_apart(shop: Shop, box: Path) -> None:
    beginning = lines(trail(number) for number in range(100))
    for name, last in (("one", 200), ("two", 300)):
        os.mkfifo(box / name)
        data = beginning + lines([trail(last)])
        writer = threading.Thread(target=(box / name).write_bytes, args=(data,))
        writer.start()
        shop.take(box / name)
        writer.join()

    assert len(shop.ids()) == 102


def test_a_file_that_is_called_stdin_is_a_file(
    shop: Shop, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (box / "stdin").write_bytes(BOTH)
    monkeypatch.chdir(box)
    shop.take("stdin")

    assert shop.take("stdin").known_files == 1


def test_a_folder_is_read_and_a_second_time_all_is_known(shop: Shop, box: Path) -> None:
    (box / "aws").mkdir()
    (box / "aws" / "1.json.gz").write_bytes(gzip_of(dumps({"Records": [trail(0), trail(1)]}).encode()))
    (box / "tencent.json").write_bytes(dumps({"Response": {"Events": [audit(2)]}}).encode())
    (box / ".hidden").write_bytes(BOTH)

    first, second = shop.take(box), shop.take(box)

    assert summary(first) == (3, 3, 0, 0)
    assert summary(second) == (3, 0, 3, 0)
    assert (first.files, first.known_files, first.ignored) == (2, 0, 1)
    assert (second.files, second.known_files, second.ignored) == (2, 2, 1)


def test_a_file_is_known_wherever_it_lies_and_whatever_it_is_called(shop: Shop, box: Path) -> None:
    packed = gzip_of(BOTH)
    (box / "a.json.gz").write_bytes(packed)
    (box / "other.bin").write_bytes(packed)
    shop.take(box / "a.json.gz")

    done = shop.take(box / "other.bin")

    assert (done.known_files, summary(done)) == (1, (4, 0, 4, 0))


def test_a_file_that_grew_is_read_again_and_its_old_events_are_known(shop: Shop, box: Path) -> None:
    (box / "a.jsonl").write_bytes(lines([trail(0)]))
    shop.take(box / "a.jsonl")
    (box / "a.jsonl").write_bytes(lines([trail(0), trail(1)]))

    done = shop.take(box / "a.jsonl")

    assert (done.known_files, summary(done)) == (0, (2, 1, 1, 0))


def test_the_same_events_reordered_and_doubled_are_stored_once(shop: Shop, box: Path) -> None:
    records = [trail(number) for number in range(300)] + [audit(number) for number in range(300)]
    (box / "1").write_bytes(lines(records))
    shuffled = records * 2
    random.Random(1).shuffle(shuffled)
    (box / "2").write_bytes(lines(shuffled))

    first, second = shop.take(box / "1"), shop.take(box / "2")

    assert summary(first) == (600, 600, 0, 0)
    assert summary(second) == (1200, 0, 1200, 0)
    assert len(shop.ids()) == len(set(shop.ids())) == 600


def test_the_order_of_files_and_batches_changes_nothing(shop: Shop, box: Path) -> None:
    for name, start in (("a", 0), ("b", 50), ("c", 100)):
        (box / name).write_bytes(lines(trail(number) for number in range(start, start + 100)))

    done = shop.take(box / "c", box / "a", box / "b", batch_events=1)

    assert summary(done) == (300, 200, 100, 0)
    assert len(shop.ids()) == 200


def test_a_member_that_a_tar_holds_twice_is_read_twice(shop: Shop, box: Path) -> None:
    with tarfile.open(box / "a.tar", "w") as archive:
        for number in (1, 2):
            content = lines([trail(number)])
            member = tarfile.TarInfo("a.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))

    done = shop.take(box / "a.tar", batch_events=1)

    assert (done.imported, done.known_files) == (2, 0)


def test_collections_of_real_records_are_read_as_they_lie(shop: Shop) -> None:
    """All but the 11 without any time, which people wrote by hand for the tests of rules."""
    done = shop.take(*sorted(SAMPLES.glob("*.ndjson.gz")))

    assert (done.read, done.imported + done.duplicates, done.dead_letters) == (815, 804, 11)
    assert {letter.reason for letter in dead_letters(shop.state, shop.lake)} == {"it has no time"}


# What is bad


def test_a_record_that_cant_be_read_is_a_dead_letter_with_its_place(shop: Shop, box: Path) -> None:
    good, secret = trail(0), expand("{40*S}", 3)
    bad: list[dict[str, Any] | str] = [
        {"no": "event", "password": secret},
        "neither JSON nor a log",
        '{"eventID": broken}',
    ]
    (box / "a.jsonl").write_bytes(lines([good, *bad, trail(1)]))

    first, second = shop.take(box), shop.take(box)

    assert summary(first) == (5, 2, 0, 3)
    assert summary(second) == (5, 0, 2, 3)
    letters = list(dead_letters(shop.state, shop.lake))
    assert [(letter.vpath, letter.line) for letter in letters] == [(f"{box}/a.jsonl", n) for n in (3, 4, 2)]
    assert all(letter.reason and letter.size for letter in letters)
    assert secret not in "".join(letter.text for letter in letters)


def unescaped(number: int, request: str = '{"Action":"A","Data":"{"a":[1]}"}') -> str:
    """Return a record as in the sample of 2019: the quotes inside its request are not escaped."""
    return dumps(audit(number, "REQUEST", requestParameters="REQUEST")).replace("REQUEST", request)


UNESCAPED = {
    "one by itself": ([unescaped(0)], "\n".join),
    "lines among others": (
        [dumps(audit(0)), unescaped(1), dumps(trail(2)), unescaped(3), unescaped(4)],
        "\n".join,
    ),
    "a list": (
        [unescaped(0), unescaped(1), dumps(audit(2)), unescaped(3)],
        lambda texts: f"[{','.join(texts)}]",
    ),
    "a file of records": (
        [dumps(audit(0)), unescaped(1), unescaped(2)],
        lambda texts: f'{{"Records": [{", ".join(texts)} ]}}\n',
    ),
    "brackets that fit": ([unescaped(0, '{"a":"b"}'), unescaped(1, '{"a":"b"}')], "\n".join),
    "an envelope": (
        ['{"specversion":"1.0","type":"scf:CloudEvent:ApiCall","data":' + unescaped(0) + "}"],
        "\n".join,
    ),
    "over the end of what is read at a time": (
        [dumps(audit(0, {"note": "x" * (CHUNK - 1100)})), unescaped(1), dumps(audit(2))],
        "\n".join,
    ),
}


@pytest.mark.parametrize("kind", UNESCAPED)
def test_a_record_whose_request_is_not_escaped_is_read_in_any_file(kind: str, shop: Shop, box: Path) -> None:
    texts, joined = UNESCAPED[kind]
    (box / "a").write_bytes(joined(texts).encode())

    first, second = shop.take(box), shop.take(box)

    assert summary(first) == (len(texts), len(texts), 0, 0)
    assert not first.skipped
    assert (second.known_files, summary(second)) == (1, (len(texts), 0, len(texts), 0))


def test_a_secret_in_a_record_that_is_not_escaped_is_a_leak_and_not_stored(shop: Shop, box: Path) -> None:
    secret, token = expand("{40*S}", 17), expand("{220*W}", 18)
    request = f'{{"SecretKey":"{secret}","Data":"{{"Token":"{token}"}}"}}'
    (box / "a").write_bytes(f"{unescaped(0, request)}\n{dumps(audit(1))}\n".encode())

    done = shop.take(box)

    assert (done.imported, done.dead_letters, done.secrets_scrubbed) == (2, 0, 2)
    stored = "".join(row["raw"] for row in shop.rows("raw", "event_id", "time"))
    assert stored.count("[scrubbed:") == 2
    assert secret not in stored
    assert token not in stored


def test_what_ends_as_a_record_does_and_is_none_stays_a_dead_letter(shop: Shop, box: Path) -> None:
    (box / "a").write_bytes(lines([trail(0), dumps(trail(1)).replace('"', "", 1), trail(2)]))

    done = shop.take(box)

    assert summary(done) == (3, 2, 0, 1)
    (letter,) = dead_letters(shop.state, shop.lake)
    assert letter.line == 2


def test_a_stream_of_junk_is_kept_in_bounds(shop: Shop) -> None:
    done = shop.take("-", stdin=b"".join(b'"%d",\n{"a":1}\n' % n for n in range(3000)), batch_events=1000)

    assert done.dead_letters == done.read >= 3000
    assert shop.lake.status().batches > 2, "it was committed on the way"


def test_a_truncated_gzip_gives_what_is_there_and_is_told_each_time(shop: Shop, box: Path) -> None:
    whole = gzip.compress(lines(trail(number) for number in range(5000)))
    (box / "a.gz").write_bytes(whole[: len(whole) // 2])

    first, second = shop.take(box), shop.take(box)

    assert 0 < first.imported < 5000
    assert (second.imported, second.duplicates) == (0, first.imported)
    assert [one.vpath for one in first.skipped] == [one.vpath for one in second.skipped]
    assert len(first.skipped) == 1
    assert "truncated" in first.skipped[0].reason or "damaged" in first.skipped[0].reason


@pytest.mark.parametrize("content", [b"", b"\x8f" * 100_000, b"\x00\xff\x7fELF" * 5000, b"{}", b"[]"])
def test_what_holds_no_events_stops_nothing(content: bytes, shop: Shop, box: Path) -> None:
    (box / "1").write_bytes(content)
    (box / "2").write_bytes(BOTH)

    done = shop.take(box)

    assert done.imported == 4
    assert done.ignored or done.skipped or done.dead_letters, "it is told"


def test_a_path_that_is_not_there_ends_it_before_anything_is_stored(shop: Shop, box: Path) -> None:
    (box / "a").write_bytes(BOTH)

    with pytest.raises(TargetError, match="does not exist"):
        shop.take(box / "a", box / "none")

    assert shop.lake.status().rows == 0


def test_a_loop_of_links_ends(shop: Shop, box: Path) -> None:
    (box / "a").write_bytes(BOTH)
    (box / "loop").symlink_to(box)

    done = shop.take(box)

    assert (done.imported, [one.reason for one in done.skipped]) == (4, ["symbolic link: not followed"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_told(shop: Shop, box: Path) -> None:
    (box / "a").write_bytes(BOTH)
    (box / "b").write_bytes(BOTH)
    (box / "b").chmod(0)

    done = shop.take(box)

    assert (done.imported, len(done.skipped)) == (4, 1)


def test_times_that_cant_be_right_are_stored_and_counted(shop: Shop, box: Path) -> None:
    early, late = trail(1, eventTime="1999-01-01T00:00:00Z"), trail(2, eventTime="2038-01-19T03:14:07Z")
    (box / "a").write_bytes(lines([trail(0), early, late, audit(3, eventTime=2147483647)]))

    done = shop.take(box)

    assert (done.imported, done.doubtful_times) == (4, 3)
    doubtful = {row["event_id"] for row in shop.rows("event_id", "time_quality") if is_doubtful(row)}
    assert doubtful == {"aws-1", "aws-2", "tencent-3"}
    status = shop.lake.status()
    assert status.doubtful == 3
    assert status.first == status.last == shop.rows("time", "event_id")[1]["time"]


def is_doubtful(row: dict[str, object]) -> bool:
    """Say whether the time of a row is."""
    return row["time_quality"] == TimeQuality.DOUBTFUL


def test_addresses_of_every_kind_are_stored_in_one_form(shop: Shop, box: Path) -> None:
    written = ("203.0.113.9", "2001:DB8:0::9", "::ffff:203.0.113.9", "cloudformation.amazonaws.com", "")
    records = [trail(number, sourceIPAddress=text) for number, text in enumerate(written)]
    (box / "a").write_bytes(lines(records))

    shop.take(box)

    found = [
        (row["source_ip"], row["ip_family"], row["source_service"])
        for row in shop.rows("event_id", "source_ip", "ip_family", "source_service", "time")
    ]
    assert found == [
        ("203.0.113.9", 4, None),
        ("2001:db8::9", 6, None),
        ("203.0.113.9", 4, None),
        (None, None, "cloudformation.amazonaws.com"),
        (None, None, None),
    ]


def test_a_document_of_a_hundred_megabytes_in_one_line_is_read(shop: Shop, box: Path) -> None:
    with (box / "a.json").open("w", encoding="ascii") as file:
        file.write('{"Records":[')
        for number in range(2500):
            file.write(dumps(trail(number, {"note": "x" * 40_000})) + ",")
        file.write(dumps(trail(2500)) + "]}")

    done = shop.take(box / "a.json")

    assert (box / "a.json").stat().st_size > 100_000_000
    assert summary(done) == (2501, 2501, 0, 0)


# Secrets


def test_a_secret_is_a_leak_with_its_place_before_its_record_is_stored(shop: Shop, box: Path) -> None:
    secret, other = expand("{40*S}", 7), expand("{40*S}", 8)
    records = [trail(0, {"password": secret}), audit(1, {"SecretKey": other}), trail(2, {"password": secret})]
    (box / "a.jsonl").write_bytes(lines(records))

    done = shop.take(box / "a.jsonl")

    assert done.secrets_scrubbed == 3
    with shop.state.reading() as connection:
        leaks = [row.leak for row in leak_rows.select_rows(connection)]
    places = sorted((place.source, place.line, place.vpath) for leak in leaks for place in leak.places)
    assert len(leaks) == 2
    assert [(source, line) for source, line, _ in places] == [(SOURCE, 1), (SOURCE, 2)]
    assert places[0][2] == f"{box}/a.jsonl#requestParameters.password"
    assert not any(
        secret in row["raw"] or other in row["raw"] for row in shop.rows("raw", "event_id", "time")
    )


def test_a_secret_in_what_is_no_record_is_a_leak_too(shop: Shop, box: Path) -> None:
    secret = expand("{40*S}", 9)
    (box / "a").write_bytes(lines([trail(0), f'{{"a": b, "password": "{secret}"}}', f"password={secret}"]))

    done = shop.take(box / "a")

    with shop.state.reading() as connection:
        (leak,) = [row.leak for row in leak_rows.select_rows(connection)]
    assert (done.dead_letters, done.secrets_scrubbed) == (2, 2)
    assert {place.line for place in leak.places} == {2, 3}
    assert secret not in "".join(letter.text for letter in dead_letters(shop.state, shop.lake))


# Stopped


def test_a_stopped_import_keeps_what_was_read_and_goes_on_there(shop: Shop, box: Path) -> None:
    (box / "a").write_bytes(lines(trail(number) for number in range(7000)))
    stop, progress = threading.Event(), ImportProgress()
    ingest = Ingest(shop.state, shop.lake, tools(), SOURCE)
    stop.set()

    first = import_files(ingest, [str(box)], io.BytesIO(), progress, stop)
    second = shop.take(box)
    third = shop.take(box)

    assert (first.interrupted, first.read, first.imported) == (True, 2000, 2000)
    assert (second.interrupted, summary(second)) == (False, (7000, 5000, 2000, 0))
    assert (third.known_files, summary(third)) == (1, (7000, 0, 7000, 0))
    assert progress.records == 2000


def test_two_imports_of_one_file_at_once_store_it_once(shop: Shop, box: Path, tmp_path: Path) -> None:
    (box / "a").write_bytes(lines(trail(number) for number in range(4000)))
    other = Shop(shop.state, tmp_path / "lake")

    class Interfering(Ingest):
        """Lets another import finish between reading and committing."""

        def flush(self, *, cursor: Cursor | None = None, key: str | None = None) -> Committed | None:
            other.take(box)
            return super().flush(cursor=cursor, key=key)

    ingest = Interfering(shop.state, shop.lake, tools(), SOURCE)
    done = import_files(ingest, [str(box)], io.BytesIO(), ImportProgress(), threading.Event())

    assert summary(done) == (4000, 0, 4000, 0)
    assert len(shop.ids()) == 4000
