"""Files of a journal: rows that count from a transaction on which names their file, and are written later.

A file is named by its content, so nothing else is ever taken for it, and it is on the disk, whole, before
anything names it.
"""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from akwarden.errors import LakeError
from akwarden.store.lake.disk import Disk
from akwarden.store.lake.placing import refused

_ALL_BITS: Final = (1 << 63) - 1


class JournalFiles:
    """The files of one journal, in a folder of its own."""

    def __init__(
        self, folder: Path, schema: pa.Schema, lost: Callable[[Path, str | None], LakeError], disk: Disk
    ) -> None:
        """Take the folder, made with the first file, and the columns.

        `lost` makes the error of a file that can't be read, from its path and the reason.
        """
        self._folder, self._schema, self._lost, self._disk = folder, schema, lost, disk

    def keep(self, rows: pa.Table) -> int:
        """Put rows on the disk and return the number that names them; raises LakeError."""
        stream = io.BytesIO()
        pq.write_table(rows, stream, compression="zstd")
        content = stream.getvalue()
        number = _number(content)
        self._place(self._path(number), content)
        return number

    def read(self, number: int) -> pa.Table:
        """Return what was kept; raises what `lost` makes."""
        path = self._path(number)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise self._lost(path, error.strerror) from error
        if _number(content) != number:
            raise self._lost(path, "its content is not what was written")
        return pq.read_table(io.BytesIO(content), schema=self._schema)

    def clear(self) -> None:
        """Remove all files, as far as that can be done now."""
        try:
            for entry in os.scandir(self._folder):
                self._disk.remove(Path(entry.path))
        except OSError:
            return  # next time

    def _place(self, path: Path, content: bytes) -> None:
        part = path.with_suffix(".part")
        try:
            self._disk.make_folder(path.parent)
            self._disk.remove(part)
            descriptor = self._disk.create(part)
            try:
                self._disk.write(descriptor, memoryview(content))
                self._disk.sync(descriptor)
            finally:
                os.close(descriptor)
            self._disk.rename(part, path)
            self._disk.sync_folder(path.parent)
        except OSError as error:
            raise refused(path, error) from error

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:016x}.parquet"


def _number(content: bytes) -> int:
    """Return what stands for the content of a file."""
    return int.from_bytes(hashlib.sha256(content).digest()[:8]) & _ALL_BITS
