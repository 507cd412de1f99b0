"""What a reader of audit records offers: a cheap question about one record, and the record as an event."""

from typing import Protocol

from akwarden.model.event import Event


class RecordError(ValueError):
    """A record is of the format and can't be read; its text says why in words, without a value of it.

    It never reaches a person as an error: the record becomes a dead letter with this reason.
    """


class AuditReader(Protocol):
    """Reads one format. Stateless but for caches: one instance serves one thread."""

    name: str
    """The format: a value of `EventFormat`."""

    def fits(self, record: bytes) -> bool:
        """Say whether a record looks like one of this format, however it is wrapped; cheap, never raises."""
        ...

    def read(self, record: bytes) -> Event:
        """Return the event of a record; raises RecordError, and nothing else, for one that can't be read."""
        ...
