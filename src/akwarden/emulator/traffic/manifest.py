"""What traffic was made of: its parameters, what happened in it, and how many records there are."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from akwarden.emulator.traffic.plot import Told
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.traffic import Traffic


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The file `manifest.json`."""

    schema: str = "akwarden.traffic/1"
    seed: int
    people: int
    days: int
    events: int
    """The normal calls that were asked for."""
    start: str
    """The first day, in UTC."""
    layout: str
    records: int
    """All that were written, duplicates among them."""
    malicious: int
    """Those of them that have a label; a duplicate counts again."""
    formats: dict[str, int]
    """Records by their format."""
    accounts: dict[str, str]
    """The names of the accounts by their numbers."""
    variants: dict[str, int]
    """How many records are odd in each way."""
    stories: Sequence[Told]


class Tally:
    """Counts records as they pass."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.records = 0
        self.malicious = 0
        self._formats: Counter[str] = Counter()
        self._variants: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        """Count a record."""
        self.records += 1
        self.malicious += record.label is not None
        self._formats[record.format.value] += 1
        for variant in record.variants:
            self._variants[variant.value] += 1

    def manifest(self, traffic: Traffic, layout: str) -> Manifest:
        """Return the manifest of what was counted."""
        organisation = traffic.organisation
        return Manifest(
            seed=organisation.seed,
            people=organisation.people,
            days=traffic.days,
            events=traffic.events,
            start=traffic.start.isoformat(),
            layout=layout,
            records=self.records,
            malicious=self.malicious,
            formats=dict(sorted(self._formats.items())),
            accounts={one.number: one.name for one in organisation.accounts},
            variants=dict(sorted(self._variants.items())),
            stories=traffic.told(),
        )
