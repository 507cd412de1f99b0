import random
import subprocess
import sys

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tests.unpackers.archives import opened, tar_of, zstd_of

from akwarden.unpackers.budget import Limits

TEXT = b"".join(b"line %d of a log, %d\n" % (n, n * n) for n in range(20_000))
NOISE = random.Random(1).randbytes(400_000)


@given(st.lists(st.binary(max_size=5000).map(lambda data: b"." + data), min_size=1, max_size=4))
def test_frames_one_after_the_other_are_one_thing(parts: list[bytes]) -> None:
    contents = opened(b"".join(map(zstd_of, parts)), "log.txt.zst")

    assert contents.files == {"log.txt.zst!/log.txt": b"".join(parts)}
    assert contents.skipped == []


def test_frames_to_be_passed_over_hold_nothing() -> None:
    passed_over = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"

    contents = opened(passed_over + zstd_of(b"one ") + passed_over + zstd_of(b"two") + passed_over)

    assert (contents.files, contents.skipped) == ({"box!/box": b"one two"}, [])


def test_padding_with_zeros_is_no_loss() -> None:
    contents = opened(zstd_of(TEXT) + bytes(100_000))

    assert (contents.files, contents.skipped) == ({"box!/box": TEXT}, [])


def test_tail_that_is_not_zstd_is_reported() -> None:
    contents = opened(zstd_of(TEXT) + b"something else")

    assert contents.files == {"box!/box": TEXT}
    assert contents.reasons == {"box": "14 bytes after its end were not read, they are not zstd"}


@pytest.mark.parametrize("checksum", [True, False])
def test_truncated_stream_gives_what_is_there(checksum: bool) -> None:  # noqa: FBT001
    whole = zstd_of(NOISE, checksum=checksum)

    contents = opened(whole[: len(whole) // 2], "log.zst")

    assert NOISE.startswith(contents.files["log.zst!/log"])
    assert contents.size >= 128 << 10
    assert contents.reasons == {"log.zst": "truncated, what comes before the end was read"}


def test_damage_costs_nothing_before_it() -> None:
    whole = bytearray(zstd_of(TEXT))
    middle = len(whole) // 2
    whole[middle : middle + 40] = b"\xff" * 40

    contents = opened(bytes(whole), "log.zst")

    assert "damaged" in contents.reasons["log.zst"]
    assert TEXT.startswith(contents.files["log.zst!/log"])


def test_an_archive_in_it_is_opened() -> None:
    contents = opened(zstd_of(tar_of({"a.txt": b"text"})), "all.tzst")

    assert contents.files == {"all.tzst!/a.txt": b"text"}


def test_a_bomb_is_stopped() -> None:
    contents = opened(zstd_of(bytes(64 << 20)), limits=Limits(max_ratio=10))

    assert contents.size <= 17 << 20
    assert "max_ratio" in contents.reasons["box"]


def test_a_frame_that_needs_too_much_memory_is_not_read() -> None:
    settings = zstandard.ZstdCompressionParameters(window_log=29)
    worker = zstandard.ZstdCompressor(compression_params=settings).compressobj()

    contents = opened(worker.compress(b"text") + worker.flush())

    assert contents.reasons == {"box": "not read, it needs more than 128 MiB of memory to open"}


def test_without_the_library_the_mend_is_told() -> None:
    code = (
        "import io, sys; sys.modules['zstandard'] = None\n"
        "from akwarden.unpackers.walk import walk\n"
        "from akwarden.unpackers.budget import Limits\n"
        "file = io.BytesIO(b'\\x28\\xb5\\x2f\\xfd1234')\n"
        "print([one.reason for one in walk(file, 'x', Limits(), lambda: 0.0)])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "['not read, zstd is not installed; install akwarden[server]']"
