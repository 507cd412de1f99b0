"""The tables of the state, by what they are about; all share `METADATA`."""

from akwarden.store.tables.accounts import accounts, blind_spots, members, sync_runs
from akwarden.store.tables.detection import (
    alarm_mentions,
    alarms,
    allow_entries,
    baselines,
    canaries,
    detection_progress,
    step_memory,
    watch_policies,
)
from akwarden.store.tables.inventory import (
    access_keys,
    addresses,
    buckets,
    functions,
    group_grants,
    memberships,
    policies,
    principal_grants,
    principals,
    user_groups,
)
from akwarden.store.tables.lake import (
    lake_batches,
    lake_files,
    lake_followers,
    lake_head,
    lake_leases,
    lake_sources,
)
from akwarden.store.tables.lake_objects import lake_objects
from akwarden.store.tables.leaks import leak_places, leaks
from akwarden.store.tables.metadata import METADATA
from akwarden.store.tables.notes import edit_lines, edits, notes
from akwarden.store.tables.risks import people, risk_decisions, risks, trails
from akwarden.store.tables.vault import audit_records, sealed_secrets

__all__ = [
    "METADATA",
    "access_keys",
    "accounts",
    "addresses",
    "alarm_mentions",
    "alarms",
    "allow_entries",
    "audit_records",
    "baselines",
    "blind_spots",
    "buckets",
    "canaries",
    "detection_progress",
    "edit_lines",
    "edits",
    "functions",
    "group_grants",
    "lake_batches",
    "lake_files",
    "lake_followers",
    "lake_head",
    "lake_leases",
    "lake_objects",
    "lake_sources",
    "leak_places",
    "leaks",
    "members",
    "memberships",
    "notes",
    "people",
    "policies",
    "principal_grants",
    "principals",
    "risk_decisions",
    "risks",
    "sealed_secrets",
    "step_memory",
    "sync_runs",
    "trails",
    "user_groups",
    "watch_policies",
]
