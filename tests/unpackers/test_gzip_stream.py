import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unpackers.archives import gzip_of, opened, tar_of

from akwarden.unpackers.budget import Limits

TEXT = b"".join(b"line %d of a log, %d\n" % (n, n * n) for n in range(20_000))


@given(st.lists(st.binary(max_size=5000).map(lambda data: b"." + data), min_size=1, max_size=4))
def test_streams_one_after_the_other_are_one_thing(parts: list[bytes]) -> None:
    contents = opened(b"".join(map(gzip_of, parts)), "log.txt.gz")

    assert contents.files == {"log.txt.gz!/log.txt": b"".join(parts)}
    assert contents.skipped == []


def test_padding_with_zeros_is_no_loss() -> None:
    contents = opened(gzip_of(TEXT) + bytes(100_000))

    assert (contents.files, contents.skipped) == ({"box!/box": TEXT}, [])


def test_tail_that_is_not_gzip_is_reported() -> None:
    contents = opened(gzip_of(TEXT) + b"something else")

    assert contents.files == {"box!/box": TEXT}
    assert contents.reasons == {"box": "14 bytes after its end were not read, they are not gzip"}


def test_truncated_stream_gives_what_is_there() -> None:
    whole = gzip_of(TEXT)

    contents = opened(whole[: len(whole) // 2], "log.gz")

    assert TEXT.startswith(contents.files["log.gz!/log"])
    assert contents.size > len(TEXT) // 3
    assert contents.reasons == {"log.gz": "truncated, what comes before the end was read"}


def test_damaged_checksum_does_not_hide_the_text() -> None:
    whole = bytearray(gzip_of(TEXT))
    whole[-6] ^= 0xFF
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(whole)  # all or nothing

    contents = opened(bytes(whole), "log.gz")

    assert contents.files == {"log.gz!/log": TEXT}
    assert contents.reasons == {"log.gz": "damaged, its checksum does not match what was read"}


def test_damage_in_the_middle_costs_nothing_before_it() -> None:
    noise = random.Random(1).randbytes(200_000)
    whole = bytearray(gzip_of(noise))
    middle = len(whole) // 2
    whole[middle : middle + 40] = b"\xff" * 40

    contents = opened(bytes(whole), "log.gz")

    read = contents.files["log.gz!/log"]
    assert read[: middle - 200] == noise[: middle - 200]
    assert "damaged" in contents.reasons["log.gz"]


def test_damage_stops_only_its_own_container() -> None:
    broken = gzip_of(TEXT)[:1000]

    contents = opened(tar_of({"a.gz": broken, "b.txt": b"after"}))

    assert contents.files["box!/b.txt"] == b"after"
    assert contents.reasons == {"box!/a.gz": "truncated, what comes before the end was read"}


def test_large_content_is_read_in_full_whatever_the_member_limit() -> None:
    contents = opened(gzip_of(TEXT), limits=Limits(max_member_bytes=1000))

    assert contents.files == {"box!/box": TEXT}


@pytest.mark.parametrize(
    ("vpath", "leaf"),
    [
        ("log.txt.gz", "log.txt.gz!/log.txt"),
        ("logs/LOG.GZ", "logs/LOG.GZ!/LOG"),
        ("backup.tgz", "backup.tgz!/backup.tar"),
        ("syslog.1", "syslog.1!/syslog.1"),
        (".gz", ".gz!/.gz"),
        ("a.zip!/b/c.gz", "a.zip!/b/c.gz!/c"),
    ],
)
def test_content_is_named_after_its_container(vpath: str, leaf: str) -> None:
    assert [name for name, _ in opened(gzip_of(b"text"), vpath).leaves] == [leaf]
