"""Policy documents as they come from the cloud: what can't be used is told, and never kept."""

import msgspec

from akwarden.model.policy import LARGEST_DOCUMENT


def fault_of(document: str) -> str | None:
    """Return why a document can't be used: it is too long, or not an object of JSON; None for a good one."""
    if len(document) > LARGEST_DOCUMENT:
        return (
            f"the document has {len(document)} characters, and {LARGEST_DOCUMENT} are the most that is kept"
        )
    try:
        found = msgspec.json.decode(document)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return "the document is not JSON"
    return None if isinstance(found, dict) else "the document is not an object of JSON"
