"""The exits of Tor, from a list that the user fetches and keeps fresh: the product asks nobody by itself.

Two forms are read, line by line, also mixed:

- one address a line, as https://check.torproject.org/torbulkexitlist has them; `#` begins a remark;
- the exit list of TorDNSEL (https://check.torproject.org/exit-addresses), of which the lines
  `ExitAddress 192.0.2.1 2026-11-29 11:00:00` count and those with other words of that format do not.
"""

from pathlib import Path

from akwarden.errors import SettingsError
from akwarden.networks.address import Address, parse_address

_EXIT_ADDRESS = "ExitAddress"
_OTHER_WORDS = frozenset({"@type", "Downloaded", "ExitNode", "Published", "LastStatus"})
"""How the other lines of the exit list begin (Tor Metrics, CollecTor, "Exit lists")."""


def read_exits(path: Path) -> frozenset[Address]:
    """Return the addresses of a list; an empty list is allowed.

    Raises:
        SettingsError: The file can't be read, or a line is of neither form. A page that says that the list is
            not to be had would otherwise pass for a list of nothing.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The list of Tor exits {path} can't be read.",
            why=error.strerror if isinstance(error, OSError) else "It is no text.",
            mend="Name a file that this user may read, or none.",
        ) from error
    exits = set()
    for number, line in enumerate(lines, start=1):
        words = line.partition("#")[0].split()
        if not words or words[0] in _OTHER_WORDS:
            continue
        address = parse_address(words[1] if words[0] == _EXIT_ADDRESS and len(words) > 1 else words[0])
        if address is None:
            raise SettingsError(
                f"Line {number} of the list of Tor exits {path} is no address.",
                mend="Fetch the list again: one address a line, or the exit-addresses of the Tor project.",
            )
        exits.add(address)
    return frozenset(exits)
