"""Policy documents as IAM sends them: percent-encoded text that whoever may write policies has chosen."""

import hashlib
import json
from urllib.parse import unquote

import msgspec

from akwarden.model.policy import LARGEST_DOCUMENT

_ENCODED_AT_MOST = 3
"""Characters on the wire for one that is percent-encoded."""
_WIDEST = 4
"""Bytes of the longest character in UTF-8."""


class Document(msgspec.Struct, frozen=True):
    """A document, or why it can't be used."""

    text: str | None
    """JSON text, as it was written."""
    fault: str | None
    digest: str
    """SHA-256 of what came, as hex digits."""


def read_document(sent: str) -> Document:
    """Return a document that IAM has sent."""
    digest = hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
    if len(sent) > LARGEST_DOCUMENT * _ENCODED_AT_MOST * _WIDEST:
        return Document(None, _too_long(), digest)
    text = unquote(sent)
    if len(text) > LARGEST_DOCUMENT:
        return Document(None, _too_long(), digest)
    try:
        is_object = isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        return Document(None, "it is not a JSON object", digest)
    return Document(text, None, digest)


def _too_long() -> str:
    """Say that a document is too long."""
    return f"it has more than {LARGEST_DOCUMENT:,} characters"
