import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unpackers.archives import opened, tar_header, tar_of

from akwarden.unpackers.budget import Limits

FORMATS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
END = bytes(1024)
TEXT = b"some lines of text\n" * 40


def block(data: bytes) -> bytes:
    """Give data filled up to whole blocks."""
    return data + bytes(-len(data) % 512)


def member(name: str, data: bytes = TEXT, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Give a header and its data."""
    return tar_header(name, len(data), kind) + block(data)


def pax(**records: str) -> bytes:
    """Give a PAX header for the member that follows."""
    return pax_of(b"".join(record(key.replace("__", "."), value) for key, value in records.items()))


def record(key: str, value: str) -> bytes:
    """Give one PAX record."""
    text = f" {key}={value}\n".encode()
    size = len(text) + len(str(len(text)))
    size += len(str(size)) - len(str(len(text)))
    return str(size).encode() + text


def pax_of(data: bytes) -> bytes:
    """Give a PAX header of these bytes."""
    return member("pax", data, tarfile.XHDTYPE)


plain = st.binary(max_size=3000).map(lambda data: b"." + data)  # no container by chance
names = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=30)


@given(st.dictionaries(names, plain, min_size=1, max_size=5), st.sampled_from(FORMATS))
def test_members_come_out_as_they_went_in(members: dict[str, bytes], tar_format: int) -> None:
    contents = opened(tar_of(members, tar_format), "a.tar")

    assert contents.leaves == [(f"a.tar!/{name}", data) for name, data in members.items()]
    assert contents.skipped == []


@pytest.mark.parametrize("tar_format", FORMATS)
def test_long_names_are_whole(tar_format: int) -> None:
    name = "folder/" * 20 + "n" * 90

    assert opened(tar_of({name: TEXT}, tar_format)).files == {f"box!/{name}": TEXT}


def test_links_devices_and_folders_are_passed_over_quietly() -> None:
    kinds = (
        tarfile.LNKTYPE,
        tarfile.SYMTYPE,
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.DIRTYPE,
        tarfile.FIFOTYPE,
    )
    others = b"".join(tar_header(f"n{n}", 0, kind) for n, kind in enumerate(kinds))

    contents = opened(member("a.txt") + others + member("b.txt") + END)

    assert (contents.files, contents.skipped) == ({"box!/a.txt": TEXT, "box!/b.txt": TEXT}, [])


def test_member_of_an_unknown_kind_is_read_as_a_file() -> None:
    assert opened(member("a.txt", kind=b"Q") + member("b.txt") + END).files == {
        "box!/a.txt": TEXT,
        "box!/b.txt": TEXT,
    }


def test_hostile_names_are_labels() -> None:
    names = ["../../etc/cron.d/x", "/etc/passwd", "./here", "a\nb", "same", "same"]
    archive = b"".join(member(name, b"%d" % n) for n, name in enumerate(names)) + END

    assert opened(archive, "a.tar").leaves == [
        ("a.tar!/../../etc/cron.d/x", b"0"),
        ("a.tar!//etc/passwd", b"1"),
        ("a.tar!/here", b"2"),
        ("a.tar!/a\\nb", b"3"),
        ("a.tar!/same", b"4"),
        ("a.tar!/same", b"5"),
    ]


def test_name_in_no_known_encoding_is_shown_somehow() -> None:
    archive = bytearray(member("xxxx.txt"))
    archive[:4] = "密钥".encode("gbk")
    archive[148:156] = b"%06o\0 " % (sum(archive[:148]) + 8 * 32 + sum(archive[156:512]))

    assert opened(bytes(archive) + END).files == {"box!/密钥.txt": TEXT}


def test_damaged_header_is_reported_and_the_next_member_read() -> None:
    damaged = bytearray(member("b.txt"))
    damaged[0] ^= 0xFF
    archive = member("a.txt") + bytes(damaged) + member("c.txt") + END
    with tarfile.open(fileobj=io.BytesIO(archive)) as naive:
        assert naive.getnames() == ["a.txt"]  # the rest is lost without a word

    contents = opened(archive)

    assert contents.files == {"box!/a.txt": TEXT, "box!/c.txt": TEXT}
    assert contents.reasons == {"box": "damaged or not tar: 1.5 KiB from byte 1,536 on were not read"}


def test_members_behind_the_end_mark_are_read() -> None:
    one, other = tar_of({"a.txt": TEXT}), tar_of({"b.txt": TEXT})

    assert opened(one + other).files == {"box!/a.txt": TEXT, "box!/b.txt": TEXT}
    assert opened(one + other).skipped == []


def test_bytes_behind_the_end_mark_that_are_not_tar_are_reported() -> None:
    contents = opened(member("a.txt") + END + b"hidden" * 100)

    assert contents.files == {"box!/a.txt": TEXT}
    assert "were not read" in contents.reasons["box"]


def test_archive_cut_between_two_members_is_reported() -> None:
    archive = member("a.txt") + member("b.txt")
    assert len(archive) % 512 == 0

    assert opened(archive).reasons == {"box": "truncated, it seems: the mark of its end is missing"}
    assert opened(archive + bytes(512)).reasons == {}


def test_archive_cut_inside_a_member_gives_what_is_there() -> None:
    contents = opened(member("a.txt") + member("b.txt")[:600])

    assert contents.files == {"box!/a.txt": TEXT, "box!/b.txt": TEXT[:88]}
    assert contents.reasons == {"box!/b.txt": "truncated, what comes before the end was read"}


def test_size_that_lies_never_reads_past_the_end() -> None:
    huge = bytearray(tar_header("a.txt", 1 << 60) + block(TEXT))

    contents = opened(bytes(huge))

    assert contents.files == {"box!/a.txt": block(TEXT)}
    assert contents.reasons == {"box!/a.txt": "truncated, what comes before the end was read"}


def test_negative_size_is_a_damaged_header() -> None:
    header = bytearray(tar_header("a.txt", 0))
    header[124:136] = b"\xff" * 12
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:512]))

    contents = opened(bytes(header) + member("b.txt") + END)

    assert contents.files == {"box!/b.txt": TEXT}
    assert "damaged" in contents.reasons["box"]


def test_pax_size_replaces_that_of_the_header() -> None:
    assert opened(pax(size=str(len(TEXT))) + tar_header("a.txt", 0) + block(TEXT) + END).files == {
        "box!/a.txt": TEXT
    }


@pytest.mark.parametrize(
    "records",
    [
        b"0 path=b\n",
        b"-5 path=b\n",
        b"99999999999999999999999 path=b\n",
        b"path=b\n",
        b"1 \n" * 50,
        b"12 size=-400\n",
        b"13 size=x0000\n",
        b"\xff\xfe" * 100,
        b"5 =",
        b"",
    ],
)
def test_malformed_pax_records_are_ignored(records: bytes) -> None:
    contents = opened(pax_of(records) + member("a.txt") + END)

    assert (contents.files, contents.skipped) == ({"box!/a.txt": TEXT}, [])


def test_oversized_extended_header_is_passed_over() -> None:
    bomb = pax_of(b"x" * (3 << 20))

    contents = opened(member("a.txt") + bomb + member("b.txt") + END)

    assert contents.files == {"box!/a.txt": TEXT, "box!/b.txt": TEXT}
    assert contents.reasons == {"box": "an extended header of 3 MiB was passed over"}


def test_extended_header_that_claims_more_than_there_is_is_reported() -> None:
    contents = opened(member("a.txt") + tar_header("pax", 1 << 40, tarfile.XHDTYPE) + member("b.txt"))

    assert contents.files == {"box!/a.txt": TEXT}
    assert "extended header is cut off" in contents.reasons["box"]


def test_headers_that_say_nothing_of_the_bytes_are_passed_over_quietly() -> None:
    every = member("pax", record("comment", "0" * 40), tarfile.XGLTYPE)
    target = member("././@LongLink", b"a long target of a link\0", tarfile.GNUTYPE_LONGLINK)

    contents = opened(every + target + member("a.txt") + END)

    assert (contents.files, contents.skipped) == ({"box!/a.txt": TEXT}, [])


def test_extended_header_counts_for_the_next_member_only() -> None:
    archive = pax(path="long name") + member("a.txt") + member("b.txt") + END

    assert list(opened(archive).files) == ["box!/long name", "box!/b.txt"]


@pytest.mark.parametrize("realsize", [str(1 << 50), "-1", "x"])
def test_sparse_member_is_read_without_its_holes(realsize: str) -> None:
    headers = {"GNU__sparse__major": "1", "GNU__sparse__minor": "0", "GNU__sparse__name": "disk.img"}
    sparse_map = block(b"1\n%d\n%d\n" % (1 << 40, len(TEXT)))
    archive = (
        pax(**headers, GNU__sparse__realsize=realsize)
        + member("x", sparse_map + TEXT)
        + member("b.txt")
        + END
    )
    if realsize.isdigit():
        with tarfile.open(fileobj=io.BytesIO(archive)) as naive:
            assert naive.getmembers()[0].size == 1 << 50  # and it reads that many zeros

    contents = opened(archive)

    assert contents.files == {"box!/disk.img": sparse_map + TEXT, "box!/b.txt": TEXT}


def test_old_sparse_member_with_a_long_map_is_read() -> None:
    header = bytearray(tar_header("disk.img", len(TEXT), tarfile.GNUTYPE_SPARSE))
    header[482] = 1
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:512]))
    more, last = bytearray(512), bytes(512)
    more[504] = 1

    contents = opened(bytes(header + more) + last + block(TEXT) + member("b.txt") + END)

    assert contents.files == {"box!/disk.img": TEXT, "box!/b.txt": TEXT}


def test_sparse_map_without_an_end_ends_with_the_file() -> None:
    header = bytearray(tar_header("disk.img", len(TEXT), tarfile.GNUTYPE_SPARSE))
    header[482] = 1
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:512]))

    assert "truncated" in opened(bytes(header) + b"\xff" * 512 * 1000).reasons["box!/disk.img"]


def test_large_member_is_cut_at_the_limit() -> None:
    contents = opened(tar_of({"a.txt": TEXT, "b.txt": b"b"}), limits=Limits(max_member_bytes=100))

    assert contents.files == {"box!/a.txt": TEXT[:100], "box!/b.txt": b"b"}
    assert contents.reasons == {
        "box!/a.txt": "only its first 100 bytes were read; raise scan.unpack_max_member_bytes to read more"
    }
