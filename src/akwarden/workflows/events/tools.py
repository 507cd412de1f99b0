"""Puts together what turns audit records into rows: rules, readers, networks."""

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from akwarden.cachefile import read_cached, write_cached
from akwarden.detectors.posture.data import sensitive_actions
from akwarden.detectors.records.prefilter import Patterns, Prefilter
from akwarden.detectors.records.scrubber import RecordScrubber
from akwarden.networks import clients
from akwarden.networks.lookup import Networks
from akwarden.providers.registry import audit_readers
from akwarden.settings import cache_folder
from akwarden.workflows.events.ingest import Tools
from akwarden.workflows.events.reading import RecordReading
from akwarden.workflows.fingerprint_key import fingerprint_key
from akwarden.workflows.ruleset import load_ruleset

TOR_LIST = "tor-exits.txt"
"""A list of exits of Tor that the user keeps in the home; without it nothing is called one."""


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def make_tools(home: Path) -> Tools:
    """Return the tools of one thread; raises SettingsError for a list of Tor exits that can't be read.

    Rules and networks take about half a second to load, and a second more the first time.
    """
    tor = home / TOR_LIST
    key, _ = fingerprint_key(home)
    return Tools(
        reading=RecordReading(load_scrubber(), audit_readers(time.time, _sensitive())),
        networks=Networks(tor_list=tor if tor.is_file() else None),
        client=clients.family,
        fingerprint_key=key,
        now=now,
    )


def load_scrubber(cache: Path | None = None) -> RecordScrubber:
    """Return what takes secrets out of records, by our own rules.

    What is compiled is kept in `cache`, by default the user's cache folder; one that can't be used only costs
    time.
    """
    rules = load_ruleset(cache=cache)
    patterns = Patterns(rules.ruleset)
    place = (cache or cache_folder()) / "records" / patterns.digest
    compiled = read_cached(place)
    if compiled is not None:
        with suppress(ValueError):
            return RecordScrubber(rules, Prefilter(patterns, compiled))
    prefilter = Prefilter(patterns)
    write_cached(place, prefilter.dump())
    return RecordScrubber(rules, prefilter)


def _sensitive() -> Mapping[str, frozenset[str]]:
    """Return the actions that posture calls sensitive, by cloud."""
    return {
        cloud: frozenset(
            f"{service}:{action.lower()}" for service, one in known.services.items() for action in one.actions
        )
        for cloud, known in sensitive_actions().items()
    }
