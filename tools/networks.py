"""Makes the packaged data about networks anew: `src/akwarden/networks/ranges.xz` and `ranges.json`.

In an empty folder, fetch the two packages and unpack each:

    npm pack @ip-location-db/asn && tar -xzf ip-location-db-asn-*.tgz && mv package asn
    npm pack @ip-location-db/asn-country && tar -xzf ip-location-db-asn-country-*.tgz && mv package country

Then, in this repository: `.venv/bin/python tools/networks.py FOLDER/asn FOLDER/country`. The tests in
`tests/networks` hold the result to well-known addresses and to the bounds on its size. Where a source or its
licence changes, change `_ORIGINS` here and `NOTICE` with it.
"""  # noqa: INP001

import csv
import hashlib
import json
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from akwarden.networks.ranges import DATA_NAME, FACTS_NAME, DataFacts, Origin, Range, pack_ranges

_TARGET = Path(__file__).resolve().parent.parent / "src" / "akwarden" / "networks"
_SHIFT = {4: 0, 6: 64}
_ORIGINS = (
    Origin(
        name="RouteViews",
        gives="which network announces an address",
        url="https://www.routeviews.org",
        licence="CC-BY-4.0",
        credit="RouteViews, University of Oregon, routeviews.org",
    ),
    Origin(
        name="DB-IP",
        gives="names of networks, and networks that RouteViews does not have",
        url="https://db-ip.com",
        licence="CC-BY-4.0",
        credit="IP Geolocation by DB-IP; a page that shows it links to https://db-ip.com",
    ),
    Origin(
        name="NRO",
        gives="the country that a block of addresses is registered in",
        url="https://www.nro.net",
        licence="CC-BY-4.0",
        credit="Number Resource Organization, nro.net, for AFRINIC, APNIC, ARIN, LACNIC and RIPE NCC",
    ),
)
_NOTES = (
    "ip-location-db put the sources together, and stopped these packages in June 2026.",
    "It says that some of what it published this way was wrong or no longer renewed.",
    "A country is where a block is registered, which may not be where a machine stands.",
    "Changed by akwarden: both tables made one, IPv6 cut to networks of /64, blanks in names tidied, packed.",
)


class Row(NamedTuple):
    """One line of a source."""

    first: int
    last: int
    value: str
    name: str


class Table:
    """The lines of a source, asked for single addresses."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take lines in any order; where two overlap, the one that begins later is right."""
        self.rows = sorted(rows)
        self._starts = [row.first for row in self.rows]

    def value(self, number: int) -> str:
        """Return what the source says of an address, or nothing."""
        at = bisect_right(self._starts, number) - 1
        return self.rows[at].value if at >= 0 and self.rows[at].last >= number else ""

    def edges(self) -> Iterator[int]:
        """Yield where something begins or ends."""
        for row in self.rows:
            yield row.first
            yield row.last + 1


def read_rows(path: Path, family: int) -> Iterator[Row]:
    """Yield the lines of a CSV file with addresses as numbers; those of IPv6 in parts of /64 are left out."""
    shift = _SHIFT[family]
    with path.open(encoding="utf-8", newline="") as file:
        for first, last, value, *name in csv.reader(file):
            row = Row(
                int(first) >> shift, ((int(last) + 1) >> shift) - 1, value, " ".join("".join(name).split())
            )
            if row.first << shift == int(first) and (row.last + 1) << shift == int(last) + 1:
                yield row


def joined(asns: Table, countries: Table) -> Iterator[Range]:
    """Yield the ranges over which neither source changes what it says, each unlike the one before."""
    before = (0, "")
    for start in sorted({*asns.edges(), *countries.edges()}):
        said = (int(asns.value(start) or 0), countries.value(start))
        if said != before:
            yield Range(start, *said)
            before = said


def made_on(folder: Path) -> tuple[str, str]:
    """Return the name with the version of an unpacked package, and the day in its version."""
    package = json.loads((folder / "package.json").read_bytes())
    day = re.fullmatch(r"\d+\.\d+\.(\d{4})(\d\d)(\d\d)\d*", package["version"])
    if day is None:
        raise SystemExit(f"No day in the version {package['version']} of {package['name']}.")
    return f"{package['name']} {package['version']}", "-".join(day.groups())


def main(asn_folder: Path, country_folder: Path) -> None:
    """Write both files."""
    tables: dict[int, list[Range]] = {}
    names: dict[int, str] = {}
    for family in (4, 6):
        asns = Table(list(read_rows(asn_folder / f"asn-ipv{family}-num.csv", family)))
        countries = Table(list(read_rows(country_folder / f"asn-country-ipv{family}-num.csv", family)))
        tables[family] = list(joined(asns, countries))
        # Where no name is known, the number stands in its place.
        names |= {int(row.value): row.name.removeprefix(f"AS{row.value}") for row in asns.rows}
    packed = pack_ranges(tables, names)
    packages = [made_on(folder) for folder in (asn_folder, country_folder)]
    facts = DataFacts(
        title="RouteViews, DB-IP and NRO",
        date=min(day for _, day in packages),
        made_of=tuple(name for name, _ in packages),
        notes=_NOTES,
        origins=_ORIGINS,
        sha256=hashlib.sha256(packed).hexdigest(),
        ranges_4=len(tables[4]),
        ranges_6=len(tables[6]),
        networks=len(names) + 1,
    )
    (_TARGET / DATA_NAME).write_bytes(packed)
    (_TARGET / FACTS_NAME).write_bytes(msgspec.json.format(msgspec.json.encode(facts)) + b"\n")
    sys.stdout.write(f"{len(packed):,} bytes, {facts.ranges_4:,} and {facts.ranges_6:,} ranges\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
