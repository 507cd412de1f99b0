"""What the server writes down: one JSON object a line; whatever looks like a key in a message is masked."""

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from akwarden.errors import redact

_FILE_BYTES: Final = 10 * 1024 * 1024
_FILES: Final = 5
OWN: Final = "own"
"""Of a record, by `extra`: fields with words of the server's own, such as routes, that look like keys."""
_QUIET: Final = ("uvicorn.access", "dbos", "alembic", "sqlalchemy")


class Redacting(logging.Formatter):
    """Writes a record as one line of JSON; of an error, its kind and where it happened, never its values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "message": redact(record.getMessage()),
        }
        line |= getattr(record, OWN, {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        return json.dumps(line, ensure_ascii=True)


def _where(record: logging.LogRecord) -> str:
    """Return places in the program, which hold no values."""
    import traceback  # noqa: PLC0415  only after a defect

    assert record.exc_info is not None  # noqa: S101  the caller looked
    return "".join(traceback.format_tb(record.exc_info[2]))


def set_up(folder: Path, *, level: str = "INFO") -> Path | None:
    """Let what is logged go to `server.jsonl` in a folder; to standard error where that can't be written.

    Returns the file. Files of 10 MB are kept, five of them.
    """
    root = logging.getLogger()
    for old in [*root.handlers]:
        root.removeHandler(old)
    path = folder / "server.jsonl"
    handler = _to_file(path)
    written = handler is not None
    handler = handler or logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting())
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    return path if written else None


def _to_file(path: Path) -> logging.Handler | None:
    try:
        for folder in (path.parent.parent, path.parent):  # each by itself: a parent would not get the mode
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        return logging.handlers.RotatingFileHandler(
            path, maxBytes=_FILE_BYTES, backupCount=_FILES - 1, encoding="utf-8"
        )
    except OSError:
        return None
