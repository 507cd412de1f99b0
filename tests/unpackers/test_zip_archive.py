import io
import os
import random
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unpackers.archives import RawEntry, deflated, opened, raw_zip, streamed_zip_of, zip_of

from akwarden.unpackers.budget import Limits

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
TEXT = b"".join(b"row %d, %d\n" % (n, n * n) for n in range(2000))


def entry(label: str, data: bytes = TEXT, /, **changes: Any) -> RawEntry:
    """Give a true entry, but for the changes."""
    true = RawEntry(label.encode(), deflated(data), len(data), crc=zlib.crc32(data))
    return replace(true, **changes)


plain = st.binary(max_size=3000).map(lambda data: b"." + data)  # no container by chance
names = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20)


@given(st.dictionaries(names, plain, max_size=5), st.sampled_from(METHODS))
def test_members_come_out_as_they_went_in(members: dict[str, bytes], method: int) -> None:
    contents = opened(zip_of(members, method), "a.zip")

    assert contents.leaves == [(f"a.zip!/{name}", data) for name, data in members.items()]
    assert contents.skipped == []


@given(st.dictionaries(names, plain, max_size=5))
def test_archive_written_to_a_pipe_is_read(members: dict[str, bytes]) -> None:
    contents = opened(streamed_zip_of(members), "a.zip")

    assert contents.leaves == [(f"a.zip!/{name}", data) for name, data in members.items()]
    assert contents.skipped == []


@pytest.mark.parametrize("method", METHODS)
def test_large_member_is_read_in_bounded_blocks(method: int) -> None:
    noise = random.Random(1).randbytes(1 << 20) + bytes(4 << 20)

    assert opened(zip_of({"a": noise}, method)).files == {"box!/a": noise}


def test_folders_hold_nothing_but_a_folder_with_bytes_is_read() -> None:
    contents = opened(raw_zip([entry("empty/", b"", method=0, packed=b""), entry("full/"), entry("a.txt")]))

    assert contents.leaves == [("box!/full/", TEXT), ("box!/a.txt", TEXT)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"flags": 0x1}, "encrypted, it can't be read without its password"),
        ({"flags": 0x41}, "encrypted, it can't be read without its password"),
        ({"method": 99}, "encrypted, it can't be read without its password"),
        ({"method": 9}, "not read, its compression (method 9, deflate64) is not supported"),
        ({"method": 77}, "not read, its compression (method 77, unknown) is not supported"),
        ({"at": 3}, "its header is missing or damaged"),
        ({"at": 0xFFFF_FFF0}, "its header is missing or damaged"),
    ],
)
def test_member_that_can_not_be_read_does_not_stop_the_others(change: dict[str, int], reason: str) -> None:
    contents = opened(raw_zip([entry("a.txt"), entry("b.txt", **change), entry("c.txt")]))

    assert contents.leaves == [("box!/a.txt", TEXT), ("box!/c.txt", TEXT)]
    assert contents.reasons == {"box!/b.txt": reason}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"crc": 1}, "damaged, its checksum does not match what was read"),
        ({"size": len(TEXT) + 1}, "truncated, what comes before the end was read"),
        ({"crc": 1, "size": 10}, "damaged, its checksum does not match what was read"),
        ({"crc": 1, "method": 0}, "damaged, its checksum does not match what was read"),
    ],
)
def test_member_that_is_not_what_it_says_is_read_and_reported(change: dict[str, int], reason: str) -> None:
    contents = opened(raw_zip([entry("a.txt", **change), entry("b.txt")]))

    assert [name for name, _ in contents.leaves] == ["box!/a.txt", "box!/b.txt"]
    assert contents.reasons == {"box!/a.txt": reason}


def test_damaged_member_gives_what_comes_before_the_damage() -> None:
    noise = random.Random(1).randbytes(100_000)
    packed = bytearray(deflated(noise))
    packed[50_000:50_040] = b"\xff" * 40

    contents = opened(raw_zip([entry("a.bin", noise, packed=bytes(packed)), entry("b.txt")]))

    assert contents.files["box!/a.bin"][:49_000] == noise[:49_000]
    assert contents.files["box!/b.txt"] == TEXT
    assert "damaged" in contents.reasons["box!/a.bin"]


@pytest.mark.parametrize("lie", [0, 1, 1 << 16, 0xFFFF_FFFE])
def test_sizes_that_lie_change_nothing_but_the_record(lie: int) -> None:
    archive = raw_zip([entry("a.txt", size=lie), entry("b.txt")])

    assert opened(archive).leaves == [("box!/a.txt", TEXT), ("box!/b.txt", TEXT)]


def test_packed_size_that_lies_ends_where_it_says() -> None:
    contents = opened(raw_zip([entry("a.txt", claimed=100), entry("b.txt", claimed=0xFFFF_FF00)]))

    assert TEXT.startswith(contents.files["box!/a.txt"])
    assert contents.files["box!/b.txt"] == TEXT
    assert "truncated" in contents.reasons["box!/a.txt"]


@pytest.mark.parametrize(
    ("odd", "naive"),
    [
        ({"name": b"\xff\xfe.txt", "flags": 0x800}, UnicodeDecodeError),
        ({"version": 200}, NotImplementedError),
        ({"extra": struct.pack("<HH", 1, 200)}, zipfile.BadZipFile),
    ],
)
def test_one_odd_entry_does_not_cost_the_whole_archive(
    odd: dict[str, object], naive: type[Exception]
) -> None:
    archive = raw_zip([entry("a.txt"), entry("b.txt", **odd), entry("c.txt")])
    with pytest.raises(naive):
        zipfile.ZipFile(io.BytesIO(archive))

    contents = opened(archive)

    assert [data for _, data in contents.leaves] == [TEXT] * 3
    assert contents.skipped == []


def test_names_are_labels_and_may_be_hostile() -> None:
    hostile = ["../../etc/cron.d/x", "/etc/passwd", "C:\\x", "a\0b", "a\nb", "same", "same", ""]
    archive = raw_zip(entry(name, b"%d" % n) for n, name in enumerate(hostile))

    contents = opened(archive, "a.zip")

    assert contents.leaves == [
        ("a.zip!/../../etc/cron.d/x", b"0"),
        ("a.zip!//etc/passwd", b"1"),
        ("a.zip!/C:\\x", b"2"),
        ("a.zip!/a\\x00b", b"3"),
        ("a.zip!/a\\nb", b"4"),
        ("a.zip!/same", b"5"),
        ("a.zip!/same", b"6"),
        ("a.zip!/(no name)", b"7"),
    ]


def test_archive_behind_something_else_keeps_its_offsets_right() -> None:
    inner = zip_of({"a.txt": TEXT})

    # The magic is at the start, as in an archive split on disks, and every offset is off by its length.
    assert opened(b"PK00" + inner).files == {"box!/a.txt": TEXT}


def test_comment_with_a_false_end_does_not_hide_the_members() -> None:
    archive = raw_zip([entry("a.txt")], comment=b"PK\x05\x06" + bytes(18))

    assert opened(archive).files == {"box!/a.txt": TEXT}


def test_missing_directory_is_made_up_for_by_the_local_headers() -> None:
    archive = zip_of({"a.txt": TEXT, "b.txt": TEXT, "c/": b""})
    cut = archive[: archive.index(b"PK\x01\x02")]
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(cut))

    contents = opened(cut)

    assert contents.files == {"box!/a.txt": TEXT, "box!/b.txt": TEXT}
    assert list(contents.reasons) == ["box"]
    assert "no directory" in contents.reasons["box"]


def test_missing_directory_of_a_piped_archive_too() -> None:
    archive = streamed_zip_of({"a.txt": TEXT, "b.txt": TEXT})

    contents = opened(archive[: archive.index(b"PK\x01\x02")])

    assert contents.files == {"box!/a.txt": TEXT, "box!/b.txt": TEXT}


def test_stored_member_whose_size_follows_it_is_reported_when_the_directory_is_missing() -> None:
    archive = raw_zip([entry("a.txt", method=0, flags=8, packed=b"", size=0), entry("b.txt")])

    contents = opened(archive[: archive.index(b"PK\x01\x02")])

    assert contents.files == {"box!/b.txt": TEXT}
    assert contents.reasons["box!/a.txt"] == "not read, its size is not known"


@pytest.mark.parametrize("lost", [1, 10, 21])
def test_end_record_that_is_cut_off_is_made_up_for_by_the_local_headers(lost: int) -> None:
    contents = opened(raw_zip([entry("a.txt")])[:-lost])

    assert contents.files == {"box!/a.txt": TEXT}
    assert list(contents.reasons) == ["box"]


@pytest.mark.parametrize("where", [0, 1 << 20, (1 << 64) - 1])
def test_large_end_record_that_is_not_where_it_should_be_is_done_without(where: int) -> None:
    archive = raw_zip([entry("a.txt")])
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, where, 1)

    assert opened(archive[:-22] + locator + archive[-22:]).files == {"box!/a.txt": TEXT}


def test_directory_that_breaks_off_is_made_up_for_by_the_local_headers() -> None:
    archive = bytearray(raw_zip(entry(f"{n}.txt") for n in range(4)))
    third = [at for at in range(len(archive)) if archive[at : at + 4] == b"PK\x01\x02"][2]
    archive[third] = 0

    contents = opened(bytes(archive))

    assert list(contents.files) == [f"box!/{n}.txt" for n in range(4)]
    assert contents.reasons == {
        "box": "the directory at its end is damaged; further members were looked for one by one"
    }


def test_count_and_size_of_the_directory_are_not_believed() -> None:
    archive = bytearray(raw_zip(entry(f"{n}.txt") for n in range(3)))
    end = archive.rindex(b"PK\x05\x06")
    struct.pack_into("<2HI", archive, end + 8, 1, 1, 46)

    assert len(opened(bytes(archive)).leaves) == 3


def test_directory_said_to_be_empty_does_not_hide_the_members() -> None:
    archive = bytearray(raw_zip([entry("a.txt")]))
    end = archive.rindex(b"PK\x05\x06")
    struct.pack_into("<2H2I", archive, end + 8, 0, 0, 0, end)

    contents = opened(bytes(archive))

    assert contents.files == {"box!/a.txt": TEXT}
    assert list(contents.reasons) == ["box"]


def test_empty_archive_is_no_loss() -> None:
    assert opened(zip_of({})) == opened(b"text")


def test_zip64_sizes_and_offsets_are_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.txt", "w", force_zip64=True) as member:
            member.write(TEXT)
        archive.writestr("b.txt", TEXT)

    assert opened(out.getvalue()).files == {"box!/a.txt": TEXT, "box!/b.txt": TEXT}


def test_more_members_than_the_small_end_record_can_count_are_all_read() -> None:
    many = 66_000
    archive = zip_of({f"{n}": b"" for n in range(many)}, zipfile.ZIP_STORED)
    assert b"PK\x06\x06" in archive

    contents = opened(archive)

    assert (len(contents.leaves), contents.skipped) == (many, [])


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_large_member_is_cut_at_the_limit_and_the_next_one_read(method: int) -> None:
    noise = random.Random(1).randbytes(600_000)
    archive = zip_of({"a.bin": noise, "b.txt": TEXT}, method)

    contents = opened(archive, limits=Limits(max_member_bytes=500_000))

    assert contents.files == {"box!/a.bin": noise[:500_000], "box!/b.txt": TEXT}
    assert contents.reasons == {
        "box!/a.bin": "only its first 488.3 KiB were read; raise scan.unpack_max_member_bytes to read more"
    }


def test_lzma_member_that_asks_for_gigabytes_is_refused() -> None:
    packed = struct.pack("<HHBI", 0, 5, 93, 0xFFFF_FFFF) + os.urandom(100)

    contents = opened(raw_zip([entry("a", method=14, packed=packed), entry("b.txt")]))

    assert contents.files == {"box!/b.txt": TEXT}
    assert contents.reasons == {"box!/a": "not read, it needs a dictionary of 4 GiB to open"}


def test_lzma_member_without_its_properties_is_reported() -> None:
    contents = opened(raw_zip([entry("a", method=14, packed=b"\0\0\5"), entry("b.txt")]))

    assert contents.files == {"box!/b.txt": TEXT}
    assert contents.reasons == {"box!/a": "truncated, what comes before the end was read"}


def test_lzma_member_without_an_end_mark_ends_at_its_size() -> None:
    packed = zip_of({"": TEXT}, zipfile.ZIP_LZMA)[30 : -22 - 46]
    shorter: dict[str, Any] = {"method": 14, "packed": packed, "size": 1000, "crc": zlib.crc32(TEXT[:1000])}

    contents = opened(raw_zip([entry("ends.txt", **shorter), entry("goes on.txt", **shorter, flags=2)]))

    assert contents.files == {"box!/ends.txt": TEXT[:1000], "box!/goes on.txt": TEXT}
    assert list(contents.reasons) == ["box!/goes on.txt"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_truncated_member_of_another_method_gives_what_is_there(method: int) -> None:
    noise = random.Random(1).randbytes(1_500_000)
    whole = zip_of({"a.bin": noise}, method)

    contents = opened(whole[: len(whole) * 2 // 3])

    read = contents.files["box!/a.bin"]
    assert noise.startswith(read)
    assert len(read) > 500_000
    assert "truncated" in contents.reasons["box!/a.bin"]
