"""The packaged data: who an address was given to and who announces it, as sorted ranges in one small file.

The file is LZMA over these columns, numbers in little-endian order, one part behind the other:

- for IPv4: how far each range begins behind the one before (4 bytes), the place of its network in the table
  of networks (4 bytes), its country (two letters, zero bytes for none);
- the same for IPv6, whose ranges are whole networks of /64: only the upper 8 bytes are kept;
- the table of networks: AS numbers (4 bytes), in order, the first one 0 for none, and their names, a line
  each, empty where none is known.

A range ends where the next begins. `ranges.json` beside it says where the data is from, how long each part
is, and the checksum. `tools/networks.py` makes both.
"""

import hashlib
import lzma
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec

from akwarden.errors import SettingsError

DATA_NAME = "ranges.xz"
FACTS_NAME = "ranges.json"
_STARTS = {4: "I", 6: "Q"}
"""Type codes of `array` for where ranges begin: 4 and 8 bytes."""
_SHIFT = {4: 0, 6: 64}
"""How many of the lower bits of an address are not looked at."""
_NO_COUNTRY = b"\0\0"
_BUCKETS = 4096
"""Parts of the IPv4 space that are searched by themselves: half the steps, and memory that is near."""
_BUCKET_SHIFT = 20


class Origin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of those who gave the data."""

    name: str
    gives: str
    """What of the data is theirs."""
    url: str
    licence: str
    """The SPDX name of the licence."""
    credit: str
    """What the licence wants to be said."""


class DataFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the data is from, and how its file is cut."""

    title: str
    """Its givers in a few words."""
    date: str
    """The day it was made by them: `2026-06-17`."""
    made_of: tuple[str, ...]
    """The packages it was made of, with their versions."""
    notes: tuple[str, ...]
    """What one should know of the data."""
    origins: tuple[Origin, ...]
    sha256: str
    """Of the file of ranges."""
    ranges_4: int
    ranges_6: int
    networks: int
    """AS numbers, with the 0 for none."""


class Range(NamedTuple):
    """Addresses from a start to the start of the next range."""

    start: int
    """For IPv6 the upper 64 bits."""
    asn: int
    """0: nobody announces it."""
    country: str
    """Two letters, or empty."""


class Registered(NamedTuple):
    """What the data says of an address; None where it says nothing."""

    country: str | None
    asn: int | None
    org: str | None


NOTHING = Registered(None, None, None)


class _Columns(NamedTuple):
    starts: "array[int]"
    networks: "array[int]"
    countries: "array[int]"


class Ranges:
    """The data, loaded: some 30 MB, and never changed, so that all threads share it."""

    __slots__ = ("_asns", "_buckets", "_columns", "_countries", "_names", "facts")

    def __init__(self, content: bytes, facts: DataFacts) -> None:
        """Take the unpacked file and what is said of it.

        Raises:
            ValueError: The file is shorter than that, or is not what is said.
        """
        self.facts = facts
        rest = memoryview(content)
        self._columns: dict[int, _Columns] = {}
        for family, count in ((4, facts.ranges_4), (6, facts.ranges_6)):
            steps, rest = _column(_STARTS[family], rest, count)
            networks, rest = _column("I", rest, count)
            countries, rest = _column("H", rest, count)
            self._columns[family] = _Columns(array(steps.typecode, accumulate(steps)), networks, countries)
        self._asns, rest = _column("I", rest, facts.networks)
        self._names = str(rest, "utf-8").split("\n")
        if len(self._names) != facts.networks:
            raise ValueError("not every network has its name")
        self._countries = {
            code: code.to_bytes(2, "little").decode("ascii") if code else None
            for columns in self._columns.values()
            for code in set(columns.countries)
        }
        starts = self._columns[4].starts
        self._buckets = [bisect_right(starts, part << _BUCKET_SHIFT) for part in range(_BUCKETS)]
        self._buckets.append(len(starts))

    def find(self, family: int, number: int) -> Registered:
        """Return what is known of an address, given as its family and its number."""
        starts, networks, countries = self._columns[family]
        if family == 6:  # noqa: PLR2004
            at = bisect_right(starts, number >> _SHIFT[family]) - 1
        else:
            part = number >> _BUCKET_SHIFT
            at = bisect_right(starts, number, self._buckets[part], self._buckets[part + 1]) - 1
        if at < 0:
            return NOTHING
        network = networks[at]
        return Registered(
            self._countries[countries[at]], self._asns[network] or None, self._names[network] or None
        )

    def names(self) -> dict[int, str]:
        """Return who runs each network, by its AS number; empty where no name is known."""
        return dict(zip(self._asns, self._names, strict=True))


def load_ranges(folder: Traversable | None = None) -> Ranges:
    """Return the data that comes with akwarden, loaded once a process, or that of another folder.

    Raises:
        SettingsError: A file is missing, is no such data, or is not the one that its facts speak of.
    """
    return _packaged() if folder is None else _loaded(folder)


@cache
def _packaged() -> Ranges:
    # A server makes its tools anew with each pull, and unpacking was a third of what that cost.
    return _loaded(files("akwarden.networks"))


def _loaded(folder: Traversable) -> Ranges:
    try:
        facts = msgspec.json.decode((folder / FACTS_NAME).read_bytes(), type=DataFacts)
        packed = (folder / DATA_NAME).read_bytes()
        if hashlib.sha256(packed).hexdigest() != facts.sha256:
            raise _unusable("its checksum is another")
        return Ranges(lzma.decompress(packed), facts)
    except (OSError, msgspec.MsgspecError, lzma.LZMAError, ValueError) as error:
        raise _unusable(type(error).__name__) from error


def _unusable(why: str) -> SettingsError:
    return SettingsError(
        "The data about networks can't be read.",
        why=f"{DATA_NAME} and {FACTS_NAME} do not belong together or are damaged: {why}.",
        mend="Install akwarden again.",
    )


def pack_ranges(tables: Mapping[int, Sequence[Range]], names: Mapping[int, str]) -> bytes:
    """Return the file of sorted ranges by family, and of the names of all their AS numbers but 0."""
    asns = [0, *sorted(names)]
    places = {asn: place for place, asn in enumerate(asns)}
    parts = [part for family in (4, 6) for part in _packed(_STARTS[family], tables[family], places)]
    parts += [_bytes("I", asns), "\n".join(names.get(asn, "") for asn in asns).encode()]
    return lzma.compress(b"".join(parts), preset=6 | lzma.PRESET_EXTREME)


def _packed(starts: str, table: Sequence[Range], places: Mapping[int, int]) -> Iterator[bytes]:
    yield _bytes(starts, (after - before for before, after in pairwise((0, *(row.start for row in table)))))
    yield _bytes("I", (places[row.asn] for row in table))
    yield b"".join(row.country.encode() or _NO_COUNTRY for row in table)


def _bytes(code: str, numbers: Iterable[int]) -> bytes:
    return _little_endian(array(code, numbers)).tobytes()


def _column(code: str, content: memoryview, count: int) -> tuple["array[int]", memoryview]:
    """Return the next column of a file, and what comes after it."""
    column = array(code)
    end = count * column.itemsize
    column.frombytes(content[:end])
    if len(column) != count:
        raise ValueError("a column is cut short")
    return _little_endian(column), content[end:]


def _little_endian(column: "array[int]") -> "array[int]":
    """Turn the bytes of numbers around where this machine has them the other way."""
    if sys.byteorder == "big":
        column.byteswap()
    return column
