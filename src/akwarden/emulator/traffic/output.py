"""Writes traffic into a folder: the records in their layout, the labels beside them, and the manifest."""

import gzip
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from akwarden.emulator.traffic.layout import File, Layout, files_of
from akwarden.emulator.traffic.manifest import Manifest, Tally
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.traffic import Traffic

RECORDS, LABELS, MANIFEST, ARCHIVE = "records", "labels.jsonl", "manifest.json", "traffic.tar.gz"
"""The folder of the logs, so that it can be imported as a whole, and what lies beside it."""
_LEVEL = 1


class _Sink(Protocol):
    def put(self, file: File) -> None:
        """Write a file, or append to the one of this path."""
        ...


def write_traffic(traffic: Traffic, layout: Layout, folder: Path) -> Manifest:
    """Write all records into a folder that is there and empty, and return the manifest; raises OSError.

    Labels are lines of `labels.jsonl`, in the order of the records. What is random in names of files comes
    from the seed too.
    """
    tally = Tally()
    dice = traffic.organisation.dice(f"layout/{layout}")
    (folder / RECORDS).mkdir()
    with _sink(layout, folder / RECORDS) as sink, (folder / LABELS).open("wb") as labels:
        for file in files_of(_counted(traffic.records(), tally, labels), layout, dice):
            sink.put(file)
    manifest = tally.manifest(traffic, layout.value)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    return manifest


def _counted(records: Iterable[Record], tally: Tally, labels: BinaryIO) -> Iterator[Record]:
    """Hand records on, count them, and write their labels."""
    for record in records:
        tally.add(record)
        if record.label is not None:
            labels.write(msgspec.json.encode(record.label) + b"\n")
        yield record


@contextmanager
def _sink(layout: Layout, folder: Path) -> Iterator[_Sink]:
    if layout is not Layout.TAR:
        sink = _Folder(folder)
        try:
            yield sink
        finally:
            sink.close()
        return
    with (
        (folder / ARCHIVE).open("wb") as file,
        gzip.GzipFile(fileobj=file, mode="wb", compresslevel=_LEVEL, mtime=0, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        yield _Archive(archive)


class _Folder:
    """Files of a folder. Those that grow lie at the top and stay open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, BinaryIO] = {}

    def put(self, file: File) -> None:
        """Append to a file, which is made where it is not there."""
        if "/" in file.path:
            path = self._folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
            return
        held = self._open.get(file.path)
        if held is None:
            held = self._open[file.path] = (self._folder / file.path).open("wb")
        held.write(file.content)

    def close(self) -> None:
        """Close what is open."""
        for held in self._open.values():
            held.close()


class _Archive:
    """Members of a tar that is written as it comes, without names of people and machines."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def put(self, file: File) -> None:
        """Add a member."""
        member = tarfile.TarInfo(file.path)
        member.size = len(file.content)
        member.mode = 0o644
        self._archive.addfile(member, BytesIO(file.content))
