"""Reads what the scanners reported, each in its own format, as places and values."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Seen:
    """One reported value."""

    place: str
    """Path as the scanner gives it."""
    value: str
    """The value; of ours the key id, since a secret is never shown."""


def findings(path: Path) -> int:
    """Return how many findings a report has."""
    return sum(1 for _ in _entries(path))


def seen(path: Path) -> list[Seen]:
    """Return every value of a report."""
    return [found for entry in _entries(path) for found in _values(path, entry)]


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a file that has one a line; what is no object is passed over."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():  # some write no file where they found nothing
        return
    if path.name.endswith(".betterleaks.json"):
        yield from json.loads(path.read_text(encoding="utf-8"))["findings"] or ()
    elif path.name.endswith(".kingfisher.jsonl"):
        yield from (entry for entry in lines(path) if "finding" in entry)
    else:
        yield from (entry for entry in lines(path) if entry["schema"] == "akwarden.finding/1")


def _values(path: Path, entry: dict[str, Any]) -> Iterator[Seen]:
    if path.name.endswith(".betterleaks.json"):
        yield Seen(entry["location"]["path"], entry["match"]["value"])
        for group in entry.get("component_sets") or ():
            for part in group["components"]:
                yield Seen(part["location"]["path"], part["match"]["value"])
    elif path.name.endswith(".kingfisher.jsonl"):
        yield Seen(entry["finding"]["path"], entry["finding"]["snippet"])
    elif entry["key_id"]:
        yield Seen(entry["location"]["vpath"], entry["key_id"])
