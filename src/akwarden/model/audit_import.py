"""What became of an import of audit records, as the program tells it."""

import msgspec

from akwarden.model.artifact import Skipped


class Imported(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.import/1"):
    """What became of an import."""

    read: int
    """Records that were read, those of files that are known among them."""
    imported: int
    """Events that are stored and were not before."""
    duplicates: int
    """Events that were stored before."""
    dead_letters: int
    """Records that could not be read; `akwarden audit status --dead-letters` shows them."""
    secrets_scrubbed: int
    """Secrets that were taken out of records; `akwarden leaks list` shows them."""
    doubtful_times: int
    """Stored events whose time lies in the future or before there were clouds."""
    files: int
    """Files, and members of archives, that were read."""
    known_files: int
    """Those that were imported before and were passed over."""
    ignored: int
    """Files that hold no events, such as digests of CloudTrail and hidden files."""
    skipped: tuple[Skipped, ...]
    """What could not be read, with the reason."""
    interrupted: bool
    """Whether it was stopped; the same import again goes on there."""
