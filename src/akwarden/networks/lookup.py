"""What is known of an address without asking anybody: the door to this package.

Whoever has many addresses makes one `Networks` and keeps it, as it remembers what it looked up. The data
takes some 0.3 s and 30 MB to load, once a process.
"""

from importlib.resources.abc import Traversable
from pathlib import Path

from akwarden.model.network import NetworkFacts, NetworkKind
from akwarden.networks.address import LONGEST_TEXT, Address, canonical_text, parse_address, signed_halves
from akwarden.networks.operators import load_operators
from akwarden.networks.ranges import NOTHING, load_ranges
from akwarden.networks.special import special_kind
from akwarden.networks.tor import read_exits

_MOST_KNOWN = 32_768
"""Texts that are remembered; some 15 MB. A company's calls come from far fewer."""


class Networks:
    """The packaged data, and what the user adds to it."""

    __slots__ = ("_exits", "_kinds", "_known", "_ranges", "source")

    def __init__(self, *, tor_list: Path | None = None, data: Traversable | None = None) -> None:
        """Load the data, and the list of Tor exits as it is now; a changed list needs a new object.

        Args:
            tor_list: A file that `tor.py` can read; without one nothing is called an exit of Tor.
            data: A folder with other data than what comes with akwarden.

        Raises:
            SettingsError: One of these can't be used.
        """
        self._ranges = load_ranges(data)
        self._kinds = load_operators().kinds()
        self._exits = read_exits(tor_list) if tor_list else frozenset()
        self._known: dict[str, NetworkFacts | None] = {}
        self.source = f"{self._ranges.facts.title}, {self._ranges.facts.date}"
        """Who says all this, and as of when, as people are told."""

    def facts(self, text: str) -> NetworkFacts | None:
        """Return what is known of the address that a text says, or None where it says none."""
        try:
            return self._known[text]
        except KeyError:
            return self._learn(text)

    def _learn(self, text: str) -> NetworkFacts | None:
        """Look a text up, and remember it."""
        address = parse_address(text)
        known = None if address is None else self._look_up(address)
        if len(text) > LONGEST_TEXT:
            return known
        if len(self._known) >= _MOST_KNOWN:
            # Cheaper for each hit than keeping an order of use, and texts that come again are soon back.
            self._known.clear()
        self._known[text] = known
        return known

    def _look_up(self, address: Address) -> NetworkFacts:
        kind, registered = special_kind(address), NOTHING
        if kind is None:
            registered = self._ranges.find(*address)
            kind = self._public_kind(address, registered.asn)
        high, low = signed_halves(address)
        return NetworkFacts(
            family=address.family,
            text=canonical_text(address),
            high=high,
            low=low,
            kind=kind,
            country=registered.country,
            asn=registered.asn,
            org=registered.org,
        )

    def _public_kind(self, address: Address, asn: int | None) -> NetworkKind:
        if address in self._exits:
            return NetworkKind.TOR
        return NetworkKind.INTERNET if asn is None else self._kinds.get(asn, NetworkKind.INTERNET)
