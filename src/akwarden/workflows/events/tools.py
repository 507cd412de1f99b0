"""Puts together what turns audit records into rows: rules, readers, networks."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from akwarden.detectors.posture.data import sensitive_actions
from akwarden.detectors.records.scrubber import RecordScrubber
from akwarden.networks import clients
from akwarden.networks.lookup import Networks
from akwarden.providers.registry import audit_readers
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

    Rules and networks take about half a second to load.
    """
    tor = home / TOR_LIST
    key, _ = fingerprint_key(home)
    return Tools(
        reading=RecordReading(RecordScrubber(load_ruleset()), audit_readers(time.time, _sensitive())),
        networks=Networks(tor_list=tor if tor.is_file() else None),
        client=clients.family,
        fingerprint_key=key,
        now=now,
    )


def _sensitive() -> Mapping[str, frozenset[str]]:
    """Return the actions that posture calls sensitive, by cloud."""
    return {
        cloud: frozenset(
            f"{service}:{action.lower()}" for service, one in known.services.items() for action in one.actions
        )
        for cloud, known in sensitive_actions().items()
    }
