"""A raw audit record on its way from a file to an event, and one that could not be read."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from akwarden.model.finding import KeyType
from akwarden.model.secret import Secret


class RecordBlock(NamedTuple):
    """Some records of one file, in their order; the unit that passes through the ingest."""

    vpath: str
    """The file, and the place inside a container."""
    records: Sequence[bytes]
    """Each one is the text of one record: a JSON object, or one line of a log."""
    lines: Sequence[int]
    """The line of the file that each begins on, counted from 1."""
    offsets: Sequence[int]
    """The byte of the file that each begins at."""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A record that could not be read."""

    vpath: str
    """The file, and the place inside a container."""
    line: int
    """Counted from 1."""
    offset: int
    """The byte of the file that it begins at."""
    size: int
    """Its length in bytes."""
    reason: str
    """Why, in words, without a value of it."""
    text: str
    """Its beginning, with every run of key-like characters masked: it may hold secrets."""


class ScrubbedSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that was taken out of a record, still in memory: a workflow keeps its fingerprint alone."""

    record: int
    """Which record of the block, counted from 0."""
    field: str
    """The path of the field that held it, such as `responseElements.credentials.sessionToken`."""
    rule: str
    """What it is told as: a rule of the catalogue, such as `aws-access-key`, or `audit-secret-field`."""
    provider: str
    """Whose cloud or service it opens."""
    title: str
    """What it is, in a few words: `Token in an audit record`."""
    key_id: str | None
    """The key id that it belongs to, where one stands beside it; not secret."""
    key_type: KeyType
    secret: Secret
