"""Files with one key or network a line, for policies: bad lines are named by their numbers.

Blank lines and what stands behind a `#` are passed over. What stands there twice counts once.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from akwarden.errors import EditError
from akwarden.workflows.notes import checks
from akwarden.workflows.notes.sheet import Fault

MOST_LINES: Final = 1000
_LARGEST: Final = 1 << 20


class Listed(msgspec.Struct, frozen=True):
    """What a file lists."""

    values: tuple[str, ...]
    faults: tuple[Fault, ...]
    """What is wrong with its lines; with any, nothing of it is taken."""


def read_keys(path: Path) -> Listed:
    """Return the ids of keys in a file; raises EditError for a file that is no such list."""
    return _read(path, checks.key_id)


def read_networks(path: Path) -> Listed:
    """Return the networks in a file, in CIDR notation; raises EditError for a file that is no such list."""
    return _read(path, checks.network)


def _read(path: Path, check: Callable[[str], str]) -> Listed:
    values: dict[str, None] = {}
    faults: list[Fault] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        plain = line.partition("#")[0].strip()
        if not plain:
            continue
        try:
            values[check(plain)] = None
        except EditError as error:
            faults.append(Fault(number, error.what, error.mend))
    if len(values) > MOST_LINES:
        raise EditError(
            f"{path} lists {len(values):,}, and {MOST_LINES:,} are the most",
            mend="split it over several policies, or write networks in CIDR notation",
        )
    if not values and not faults:
        raise EditError(f"{path} lists nothing", mend="write one a line")
    return Listed(tuple(values), tuple(faults))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise EditError(f"{path} can't be read", why=error.strerror, mend="check the path") from error
    if len(raw) > _LARGEST:
        raise EditError(f"{path} is larger than 1 MiB", mend=f"it lists at most {MOST_LINES:,}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise EditError(f"{path} is not UTF-8", why=f"line {line} has a byte that UTF-8 does not") from None
