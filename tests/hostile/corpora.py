"""Archives made to hurt whoever opens them, small enough to be made at run time."""

import io
import tarfile
import zlib
from functools import cache

from tests.unpackers.archives import RawEntry, deflated, gzip_of, raw_zip, tar_header, tar_of, zip_of

MIB = 1 << 20
GIB = 1 << 30


@cache
def deflated_zeros(size: int) -> bytes:
    """Give bare deflate of zeros, without compressing more than 16 MiB: the same piece over and over."""
    worker = zlib.compressobj(9, zlib.DEFLATED, -15)
    worker.compress(bytes(MIB))
    worker.flush(zlib.Z_FULL_FLUSH)
    piece = worker.compress(bytes(16 * MIB)) + worker.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    return piece * (size // (16 * MIB)) + last.compress(bytes(size % (16 * MIB))) + last.flush()


def gzip_bomb() -> bytes:
    """Give about 1 MB of gzip that opens to 1 GiB of zeros."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflated_zeros(GIB) + bytes(8)


def gzip_bomb_in_many_streams() -> bytes:
    """Give the same as 1,024 gzip streams, none of which is large."""
    return gzip_of(bytes(MIB)) * 1024


def zip_bomb() -> bytes:
    """Give about 1 MB of zip with one member of 1 GiB of zeros."""
    return raw_zip([RawEntry(b"zeros", deflated_zeros(GIB), GIB)])


def overlap_zip() -> bytes:
    """Give 5,000 directory entries on one local header: 236 KB that claim 5 GB."""
    first = RawEntry(b"0", deflated(bytes(MIB)), MIB, crc=zlib.crc32(bytes(MIB)))
    others = (RawEntry(b"0", first.packed, MIB, crc=first.crc, at=0) for _ in range(5000))
    return raw_zip([first, *others])


def quoted_overlap_zip(members: int = 500) -> bytes:
    """Give members of which each holds the next one's header as stored deflate, then shares all behind it.

    The construction of "A better zip bomb" (David Fifield, 2019), which no check for equal offsets finds.
    """
    kernel = deflated_zeros(64 * MIB)
    entries: list[RawEntry] = []
    tail = RawEntry(b"%06d" % members, kernel, 64 * MIB)
    for number in reversed(range(members)):
        header = raw_zip([tail])[: 30 + len(tail.name)]
        quote = b"\0" + len(header).to_bytes(2, "little") + (len(header) ^ 0xFFFF).to_bytes(2, "little")
        entries.append(tail)
        tail = RawEntry(b"%06d" % number, quote + header + tail.packed, 0)
    entries.append(tail)
    # Only the outermost is written; the others lie inside it.
    written = raw_zip([tail])
    places = {entry.name: written.index(entry.name) - 30 for entry in entries}
    inner = [
        RawEntry(entry.name, entry.packed, entry.size, at=places[entry.name])
        for entry in reversed(entries[:-1])
    ]
    return raw_zip([tail, *inner])


def zip_tower(width: int = 16, levels: int = 4) -> bytes:
    """Give zips in zips, each level with so many copies of the one below: 4 MiB of zeros 65,536 times."""
    data = bytes(4 * MIB)
    for _ in range(levels + 1):
        data = zip_of({f"{copy}.zip": data for copy in range(width)})
    return data


def ten_thousand_zips() -> bytes:
    """Give a zip archive of 10,000 small ones."""
    return zip_of({f"{number}.zip": zip_of({"a": b"%d" % number}) for number in range(10_000)})


def russian_dolls(levels: int = 60) -> bytes:
    """Give a container in a container in a container, of all kinds in turn."""
    data = b"the smallest doll"
    for level in range(levels):
        pack = (zip_of, tar_of)[level % 2]
        data = pack({"doll": gzip_of(data) if level % 3 == 0 else data})
    return data


def pax_bomb() -> bytes:
    """Give a gzipped tar whose extended header is 200 MiB of one record."""
    size = 200 * MIB
    record = b"%d comment=" % size
    archive = tar_header("pax", size, tarfile.XHDTYPE) + record.ljust(16 * MIB, b"x")
    data = archive[: 512 + 16 * MIB] + b"x" * (size - 16 * MIB) + tar_of({"a.txt": b"behind"})
    return gzip_of(data)


def longname_chain() -> bytes:
    """Give 20,000 GNU long names one after the other, the depth at which a recursive reader falls."""
    one = tar_header("././@LongLink", 5, tarfile.GNUTYPE_LONGNAME) + b"name\0".ljust(512, b"\0")
    return one * 20_000 + tar_of({"a.txt": b"behind"})


def false_headers() -> bytes:
    """Give 16 MiB of blocks that look like tar headers until their checksum is taken."""
    block = bytearray(tar_header("x", 0))
    block[0] ^= 1
    return tar_header("a", 0) + bytes(block) * (16 * MIB // 512)


def sparse_giant() -> bytes:
    """Give a tar archive with a sparse file of one pebibyte, all of it one hole."""
    out = io.BytesIO()
    info = tarfile.TarInfo("disk.img")
    info.pax_headers = {
        "GNU.sparse.map": "0,0",
        "GNU.sparse.size": str(1 << 50),
        "GNU.sparse.numblocks": "1",
    }
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO())
    return out.getvalue()


def million_entries() -> bytes:
    """Give a zip directory of a million entries that all lead nowhere: 47 MB of it."""
    entry = RawEntry(b"x", b"", 0, at=1)
    one = raw_zip([entry])[:-22]
    end = raw_zip([entry])[-22:]
    first = raw_zip([RawEntry(b"x", b"", 0, method=0)])[:31]
    return (
        first
        + one * 1_000_000
        + end[:12]
        + (47_000_000).to_bytes(4, "little")
        + (31).to_bytes(4, "little")
        + bytes(2)
    )


def header_storm() -> bytes:
    """Give 3 MB of local headers without a directory, each with data of unknown size."""
    return raw_zip([RawEntry(b"x", b"", 0, flags=8)])[:31] * 100_100


def empty_streams() -> bytes:
    """Give 200,000 gzip streams with nothing in them."""
    return gzip_of(b"") * 200_000


BOMBS = {
    make.__name__: make
    for make in (
        gzip_bomb,
        gzip_bomb_in_many_streams,
        zip_bomb,
        overlap_zip,
        quoted_overlap_zip,
        zip_tower,
        ten_thousand_zips,
        russian_dolls,
        pax_bomb,
        longname_chain,
        false_headers,
        sparse_giant,
        million_entries,
        header_storm,
        empty_streams,
    )
}
