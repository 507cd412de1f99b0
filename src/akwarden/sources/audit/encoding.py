"""Recognises what a file is that holds no UTF-8, and reads UTF-16 as UTF-8."""

import codecs
import re
from typing import Final

from akwarden.sources.audit.held import Readable
from akwarden.unpackers import registry

HEAD: Final = 512
"""Bytes at the beginning of a file that tell."""

_MARKED: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LITTLE: Final = re.compile(rb"(?:[ \t\r\n]\0)*[{\[]\0[^\0]\0").match
_BIG: Final = re.compile(rb"(?:\0[ \t\r\n])*\0[{\[]\0[^\0]").match
_PARQUET: Final = b"PAR1"
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL: Final = 20
"""One in so many bytes: more is no text. Zeros do not count, since a crash leaves runs of them in a log."""
_TABLE: Final = re.compile(rb'[\s"\xef\xbb\xbf]*(?:[\w@. -]{1,60}"?[,;\t]"?){2}')
_TABLE_FIELD: Final = re.compile(rb"event.?(?:name|time|id|source)", re.IGNORECASE)


def utf16_of(head: bytes) -> str | None:
    """Return the name of the UTF-16 encoding that a file begins in, marked or not; None for another."""
    if head.startswith(_MARKED):
        return "utf-16"
    if _LITTLE(head) is not None:
        return "utf-16-le"
    return "utf-16-be" if _BIG(head) is not None else None


def refusal_of(head: bytes) -> str | None:
    """Return why a file that begins so can't hold records; None for one that may."""
    unpacker = registry.detect(head)
    if unpacker is not None:
        return f"a {unpacker.name} file in which nothing can be read"
    if head.startswith(_PARQUET):
        return "a Parquet file: export the events as JSON"
    if len(_CONTROL.findall(head)) * _MOST_CONTROL > len(head):
        return "no text: it holds neither JSON nor lines of a log"
    line = head.split(b"\n", 1)[0]
    if _TABLE.match(line) is not None and _TABLE_FIELD.search(line) is not None:
        return "a table (CSV), which leaves out most of each record: export the events as JSON"
    return None


class Utf16:
    """A stream of UTF-16 as one of UTF-8; what is no UTF-16 becomes a replacement character."""

    def __init__(self, file: Readable, encoding: str) -> None:
        """Take the stream from its start."""
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = b""

    def read(self, size: int, /) -> bytes | None:
        """Return up to so many bytes of UTF-8, none at the end, None when nothing came yet."""
        while len(self._rest) < size:
            part = self._file.read(size)
            if part is None:
                return None
            text = self._decoder.decode(part, final=not part)
            # Half of a pair can't be written as UTF-8.
            self._rest += text.encode("utf-8", "replace")
            if not part:
                break
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
