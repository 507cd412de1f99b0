"""From raw records to events: scrubbed first, then read by the reader of their format.

The rules that this module keeps:

- No record reaches a reader, a dead letter or the lake before its secrets were taken out.
- A record that can't be read becomes a dead letter and stops nothing. One that is no JSON is tried all the
  same: readers know of records that clouds write so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from akwarden.detectors.records.scrubber import RecordScrubber
from akwarden.model.audit_record import DeadLetter, RecordBlock, ScrubbedSecret
from akwarden.model.event import Event
from akwarden.providers.audit import AuditReader, RecordError
from akwarden.sources.audit.dead_letter import KEPT, Buried, dead_letter

_UNKNOWN = "it is no record of a known format"


@dataclass(slots=True)
class Read:
    """What some blocks held."""

    events: list[Event] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    secrets: list["SecretPlace"] = field(default_factory=list)
    records: int = 0
    """How many records there were, dead ones among them."""


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """A secret that was taken out, and where it stood."""

    secret: ScrubbedSecret
    vpath: str
    line: int


class RecordReading:
    """Reads blocks one after another; belongs to one thread."""

    def __init__(self, scrubber: RecordScrubber, readers: Sequence[AuditReader]) -> None:
        """Take what scrubs, and the readers in the order in which they are tried."""
        self._scrubber = scrubber
        self._readers = tuple(readers)
        self._likely = self._readers[0]

    def add(self, block: RecordBlock, read: Read) -> None:
        """Add what a block holds to `read`."""
        records, secrets = self._scrubber.scrub(block)
        read.records += len(records)
        read.secrets += (SecretPlace(one, block.vpath, block.lines[one.record]) for one in secrets)
        events = read.events
        for at, record in enumerate(records):
            try:
                events.append(self._reader(record).read(record))
            except RecordError as error:
                read.letters.append(_letter(block, at, record, str(error)))

    def add_buried(self, buried: Buried, read: Read) -> None:
        """Add what could not be cut into records; the secrets in what is known of it are told as well."""
        beginning = buried.beginning.reveal()
        block = RecordBlock(buried.vpath, [beginning], [buried.line], [buried.offset])
        (clean,), secrets = self._scrubber.scrub(block)
        read.records += 1
        read.secrets += (SecretPlace(one, buried.vpath, buried.line) for one in secrets)
        event = self._tried(clean) if buried.may_be_read else None
        if event is not None:
            read.events.append(event)
        else:
            read.letters.append(_dead_letter(buried, clean))

    def _tried(self, record: bytes) -> Event | None:
        """Return the event of what is no JSON, where a reader can read it."""
        try:
            return self._reader(record).read(record)
        except RecordError:
            return None

    def _reader(self, record: bytes) -> AuditReader:
        """Return the reader of a record: most often that of the one before; raises RecordError for none."""
        if self._likely.fits(record):
            return self._likely
        for reader in self._readers:
            if reader.fits(record):
                self._likely = reader
                return reader
        raise RecordError(_UNKNOWN)


def _letter(block: RecordBlock, at: int, scrubbed: bytes, reason: str) -> DeadLetter:
    return dead_letter(
        scrubbed[:KEPT],
        vpath=block.vpath,
        line=block.lines[at],
        offset=block.offsets[at],
        size=len(block.records[at]),
        reason=reason,
    )


def _dead_letter(buried: Buried, scrubbed: bytes) -> DeadLetter:
    return dead_letter(
        scrubbed[:KEPT],
        vpath=buried.vpath,
        line=buried.line,
        offset=buried.offset,
        size=buried.size,
        reason=buried.reason,
    )
