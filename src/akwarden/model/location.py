"""Where something was seen: a source, a virtual path inside it, and a place in those bytes."""

import msgspec


class Location(msgspec.Struct, frozen=True):
    """One place in one artifact."""

    source: str
    """The target as the user gave it, without credentials."""
    vpath: str
    """Path inside the source: `/` in one container, `!/` into one, `#` for a view. A label, never opened."""
    line: int
    """1 is the first line."""
    column: int
    """1 is the first byte of the line."""
    offset: int
    """Bytes from the start of the artifact."""
    commit: str | None = None
    """The commit that first had it, in a git history."""
    author: str | None = None
    """Who wrote that commit, as `Name <address>`."""
    committed_at: str | None = None
    """When that commit was made, RFC 3339 UTC: the time it was first seen."""
    in_head: bool | None = None
    """Whether HEAD still has it at this path; None outside a git history."""
    last_seen_at: str | None = None
    """When the last commit that touched it was made; the commit that removed it, if one did."""
    character: int | None = None
    """1 is the first character of the line; None where that is not known: no UTF-8, or a long line."""
