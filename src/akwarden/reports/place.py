"""How a location is written for people, and what is known of its commit."""

from datetime import UTC, datetime

from akwarden.model.location import Location
from akwarden.reports.visible import clipped

_COMMIT_SHOWN = 12
_STDIN = "stdin"


def path_of(location: Location) -> str:
    """Return source and vpath as one path, as a person would type it; not made visible yet."""
    return "".join(root_and_vpath(location))


def root_and_vpath(location: Location) -> tuple[str, str]:
    """Return the folder to start from, empty or with its last slash, and the vpath inside it.

    A file or archive that was a target itself stands in source and vpath; here it stands in the vpath
    alone. Standard input is called so, and not `-`.
    """
    source, vpath = location.source, location.vpath
    name = source.rpartition("/")[2]
    if name and (vpath in {"", name} or vpath.startswith(f"{name}!/")):
        return source.removesuffix(name), vpath or name
    if source == _STDIN and (vpath == "-" or vpath.startswith("-!/")):
        return "", _STDIN + vpath[1:]
    if source in {"", ".", "./"}:
        return "", vpath
    return f"{source.rstrip('/')}/", vpath.lstrip("/")


def label_of(location: Location) -> str:
    """Return `path:line:column`, safe to show; the column in characters, else, where not known, in bytes."""
    return f"{clipped(path_of(location))}:{location.line}:{location.character or location.column}"


def history_of(location: Location) -> str | None:
    """Return what the git history says of the place, safe to show; None outside one."""
    if location.commit is None:
        return None
    words = [f"in commit {clipped(location.commit[:_COMMIT_SHOWN])}"]
    if location.committed_at:
        words.append(f"of {moment(location.committed_at)}")
    if location.author:
        words.append(f"by {clipped(location.author, 120)}")
    return " ".join(words) + _head_words(location)


def _head_words(location: Location) -> str:
    """Return whether HEAD still has it, as the end of a sentence."""
    if location.in_head is None:
        return ""
    if location.in_head:
        return ", still in HEAD"
    when = f" since {moment(location.last_seen_at)}" if location.last_seen_at else ""
    return f", gone from HEAD{when}, still in the history"


def moment(written: str) -> str:
    """Return an RFC 3339 time to the minute in UTC, or the words themselves when they are no time."""
    try:
        parsed = datetime.fromisoformat(written)
        return f"{parsed.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):
        return clipped(written, 40)
