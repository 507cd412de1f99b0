"""Archives made at run time, and what a walk through one of them gives."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import zstandard

from akwarden.model.artifact import Skipped
from akwarden.unpackers.budget import Limits
from akwarden.unpackers.walk import Leaf, walk


def zip_of(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def streamed_zip_of(members: Mapping[str, bytes]) -> bytes:
    """Give a zip archive written to a pipe: the sizes follow the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tar_of(members: Mapping[str, bytes], tar_format: int = tarfile.PAX_FORMAT) -> bytes:
    """Give a tar archive of these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tar_format) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def gzip_of(data: bytes) -> bytes:
    """Give a gzip file, the same in each run."""
    return gzip.compress(data, mtime=0)


def zstd_of(data: bytes, *, checksum: bool = True) -> bytes:
    """Give a zstd file of one frame."""
    return zstandard.ZstdCompressor(write_checksum=checksum).compress(data)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One zip member, each field as the test wants it, true or not."""

    name: bytes
    packed: bytes
    size: int
    method: int = 8
    flags: int = 0
    crc: int = 0
    claimed: int | None = None
    """Compressed size that the headers claim; None for the true one."""
    version: int = 20
    extra: bytes = b""
    at: int | None = None
    """Where the directory says the member is; None for the true place."""


def deflated(data: bytes) -> bytes:
    """Give bare deflate, as it lies in a zip archive."""
    worker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return worker.compress(data) + worker.flush()


def raw_zip(entries: Iterable[RawEntry], *, prefix: bytes = b"", comment: bytes = b"") -> bytes:
    """Give a zip archive field by field."""
    out, directory, count = bytearray(prefix), bytearray(), 0
    for entry in entries:
        at = len(out) if entry.at is None else entry.at
        packed = len(entry.packed) if entry.claimed is None else entry.claimed
        common = (entry.version, entry.flags, entry.method, 0, 0x21, entry.crc, packed, entry.size)
        lengths = (len(entry.name), len(entry.extra))
        if entry.at is None:
            out += struct.pack("<4s5H3I2H", b"PK\x03\x04", *common, *lengths)
            out += entry.name + entry.extra + entry.packed
        directory += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *common, *lengths, 0, 0, 0, 0, at)
        directory += entry.name + entry.extra
        count += 1
    end = (0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(out), len(comment))
    return bytes(out + directory) + struct.pack("<4s4H2IH", b"PK\x05\x06", *end) + comment


def tar_header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Give one header block, with a size that need not be true."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


@dataclass
class Contents:
    """All that a walk gave, read out at once."""

    leaves: list[tuple[str, bytes]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def files(self) -> dict[str, bytes]:
        """Give the leaves by vpath."""
        return dict(self.leaves)

    @property
    def reasons(self) -> dict[str, str]:
        """Give the reasons by vpath."""
        return {record.vpath: record.reason for record in self.skipped}

    @property
    def size(self) -> int:
        """Give the bytes of all leaves."""
        return sum(len(data) for _, data in self.leaves)


def opened(
    data: bytes,
    vpath: str = "box",
    limits: Limits = Limits(),  # noqa: B008 - frozen
    clock: Callable[[], float] = lambda: 0.0,
) -> Contents:
    """Walk through a container in memory and hold each leaf to its promises."""
    contents = Contents()
    for item in walk(io.BytesIO(data), vpath, limits, clock):
        match item:
            case Leaf():
                assert item.file.tell() == 0
                read = item.file.read()
                assert len(read) == item.size
                contents.leaves.append((item.vpath, read))
            case Skipped():
                assert item.reason
                contents.skipped.append(item)
        assert item.vpath.isprintable()
    return contents
