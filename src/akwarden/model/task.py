"""What a job is to do: one struct a kind of work, each with all that it takes. None ever holds a secret."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

_Name = Annotated[str, Meta(min_length=1, max_length=200)]
_Names = Annotated[tuple[_Name, ...], Meta(max_length=10_000)]
_Upload = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
_Query = Annotated[str, Meta(max_length=10_000)]


class SyncTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sync"):
    """Read accounts into the state."""

    accounts: _Names = ()
    """Their names or numbers; empty for all."""


class PullTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="pull"):
    """Fetch the audit records of accounts into the event lake."""

    accounts: _Names = ()
    """Their names or numbers; empty for all."""
    delivered: bool = False
    """Also what lies in the buckets that the accounts' trails name."""


class DetectTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="detect"):
    """Judge what came into the event lake."""

    again: bool = False
    """Begin with the past again, such as after rules changed."""


class TidyTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="tidy"):
    """Drop events that are too old, and merge small files of the event lake."""


class RecheckTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="recheck"):
    """Ask the clouds again about risks."""

    risks: Annotated[tuple[_Name, ...], Meta(min_length=1, max_length=1_000)]
    """The beginnings of their ids."""


class ImportTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="import"):
    """Import uploaded files of audit records, which are deleted afterwards."""

    uploads: Annotated[tuple[_Upload, ...], Meta(min_length=1, max_length=1_000)]
    """The names that they were given when they came in."""


class ScanTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="scan"):
    """Look for leaked keys in a remote repository, an uploaded file or a path; one of the three."""

    url: Annotated[str, Meta(max_length=2_000)] | None = None
    """The address of a git repository; https, without user name and password."""
    upload: _Upload | None = None
    """The name that an uploaded archive or file was given when it came in."""
    path: Annotated[str, Meta(max_length=4_000)] | None = None
    """A place on the server, below one that the settings allow."""
    save: bool = True
    """Keep what is found as leaks."""


class ReportTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="report"):
    """Build a report as a file to download."""

    report: Annotated[str, Meta(pattern=r"\Akeys\Z")] = "keys"
    """Which report."""
    form: Annotated[str, Meta(pattern=r"\A(csv|html|json)\Z")] = "html"
    """How it is written."""
    where: _Query = ""
    """Only what fits this query."""
    all_statuses: bool = False
    """Also keys that are deleted."""


class BulkTask(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="bulk"):
    """Decide about all that fits a query, or take back what such a job decided."""

    what: Annotated[str, Meta(pattern=r"\A(alarms|leaks|risks)\Z")] = "alarms"
    """Which list the query is one of."""
    q: _Query = ""
    """What fits it is changed."""
    all_statuses: bool = False
    """Also what people are done with."""
    decision: Annotated[str, Meta(max_length=40)] = ""
    """What is decided, such as handle or ignore."""
    ground: Annotated[str, Meta(max_length=40)] | None = None
    """Why: of an alarm accepted, false_alarm or test; of a leak fixed or ignored."""
    reason: Annotated[str, Meta(max_length=200)] = ""
    """In words; whatever could be a key is masked before it is kept here."""
    until: Annotated[datetime, Meta(tz=True)] | None = None
    """Until when; None for good."""
    owner: Annotated[str, Meta(max_length=200)] | None = None
    """Who is to look after it."""
    undo: int | None = None
    """The number of the decision that is taken back; then the rest counts for nothing."""


Task = (
    SyncTask | PullTask | DetectTask | TidyTask | RecheckTask | ImportTask | ScanTask | ReportTask | BulkTask
)
"""What a job is to do."""
