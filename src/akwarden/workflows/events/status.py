"""How the event lake stands: what it holds, how far each source is read, and what each account records."""

import msgspec

from akwarden.store.lake.lake import Lake
from akwarden.store.lake.status import LakeStatus
from akwarden.store.state import State
from akwarden.workflows.events.coverage import AccountCoverage, coverage


class AuditStatus(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.audit-status/1"
):
    """All of it."""

    lake: LakeStatus
    """What is stored, and from which sources."""
    coverage: tuple[AccountCoverage, ...]
    """For each account, what is recorded, what has come, and what nobody records."""


def audit_status(state: State, lake: Lake) -> AuditStatus:
    """Return how the lake of a state stands; raises LakeError where its files can't be read."""
    return AuditStatus(lake=lake.status(), coverage=coverage(state, lake))
