"""What becomes of a commit or a push when the settings themselves are wrong, so that none is in force.

A gate that somebody closed must not stand open since a line beside is mistyped, so here is read what can be
read, where `settings.load` rightly refuses the whole. The rules that this module enforces:

- The layers have the order of all settings: the environment, the project's file, the home's.
- A name that is nearly `on_failure`, in whatever section, is taken for it; whoever writes it means the gate.
- Any value but `accept` closes it: the default is to let through, and nobody needs to write that.
- A file that is no TOML is read line by line.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from akwarden.settings import FILE_NAME, OnFailure, files_for, known

_NAME = "on_failure"
_NEAR = 0.8
_LARGEST = 1 << 20
_TABLE = re.compile(r"\s*\[+\s*([\w.\"' -]*)")
_PAIR = re.compile(r"""\s*["']?([\w.-]+)["']?\s*=\s*["']?([^"'#\s]*)""")
_TOOL = "tool.akwarden"


def stated_on_failure(start: Path, env: Mapping[str, str]) -> OnFailure | None:
    """Return what `hook.on_failure` is meant to be for what lies at `start`, or None where nobody says."""
    said = env.get(known()[f"hook.{_NAME}"].env)
    values = [said] if said else (value for path in files_for(start, env) for value in _values(path))
    value = next(iter(values), None)
    if value is None:
        return None
    return OnFailure.ACCEPT if value == OnFailure.ACCEPT else OnFailure.REJECT


def _values(path: Path) -> Iterator[object]:
    """Yield what a file says, the first one first; nothing where it can't be read at all."""
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig", "replace")
    except OSError:
        return
    is_own = path.name == FILE_NAME
    try:
        top: object = tomllib.loads(text)
    except (ValueError, RecursionError):
        yield from _of_lines(text, is_own=is_own)
        return
    for word in () if is_own else _TOOL.split("."):
        top = top.get(word) if isinstance(top, dict) else None
    if isinstance(top, dict):
        yield from _of_table(top)


def _of_table(top: Mapping[str, object]) -> Iterator[object]:
    for name, value in top.items():
        if isinstance(value, dict):
            yield from (inner for key, inner in value.items() if _is_meant(key))
        elif _is_meant(name):
            yield value


def _of_lines(text: str, *, is_own: bool) -> Iterator[str]:
    counts = is_own
    for line in text.splitlines():
        if table := _TABLE.match(line):
            counts = is_own or table[1].replace(" ", "").startswith(_TOOL)
        elif counts and (pair := _PAIR.match(line)) and _is_meant(pair[1].rpartition(".")[2]):
            yield pair[2]


def _is_meant(name: str) -> bool:
    return bool(difflib.get_close_matches(name.lower(), [_NAME], n=1, cutoff=_NEAR))
