"""What was read of accounts, log sources and scanners, and when, for the coverage on the overview."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, select

from akwarden.store.overview.findings import Held
from akwarden.store.shared_columns import held_by
from akwarden.store.sync_runs import RunState
from akwarden.store.tables import accounts, blind_spots, jobs, lake_batches, lake_sources, leaks, sync_runs


class AccountSight(msgspec.Struct, frozen=True, kw_only=True):
    """One account, and how reading it went."""

    id: int
    provider: str
    number: str
    name: str
    added_at: datetime
    """Since when it is known."""
    read_at: datetime | None
    """When it was read to the end the last time."""
    error: str | None
    """Why the last time failed."""
    blind_spots: int
    """How many things can't be seen of it."""
    blind_to: str | None
    """One of them."""


class SourceSight(msgspec.Struct, frozen=True, kw_only=True):
    """One source of audit records."""

    source: str
    account_id: int | None
    checked_at: datetime | None
    watermark: datetime | None
    cursor: str | None
    """JSON of whoever reads the source."""
    error: str | None


class ScanSight(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of scans for leaks."""

    scanned_at: datetime | None
    """When a scan that a server ran ended the last time."""
    found_at: datetime | None
    """When a saved scan saw a leak the last time."""


def account_sights(connection: Connection, held: Held) -> list[AccountSight]:
    """Return the accounts by their names."""
    runs = sync_runs.c
    done = (
        select(runs.account_id, func.max(runs.touched_at).label("read_at"))
        .where(runs.state == RunState.DONE.value)
        .group_by(runs.account_id)
        .subquery()
    )
    last = select(func.max(runs.id)).group_by(runs.account_id)
    failed = select(runs.account_id, runs.error).where(runs.id.in_(last), runs.error.is_not(None)).subquery()
    blind = (
        select(
            blind_spots.c.account_id,
            func.count().label("blind_spots"),
            func.min(blind_spots.c.unseen).label("blind_to"),
        )
        .group_by(blind_spots.c.account_id)
        .subquery()
    )
    query = (
        select(
            accounts.c.id,
            accounts.c.provider,
            accounts.c.number,
            accounts.c.name,
            accounts.c.added_at,
            done.c.read_at,
            failed.c.error,
            func.coalesce(blind.c.blind_spots, 0).label("blind_spots"),
            blind.c.blind_to,
        )
        .select_from(
            accounts.outerjoin(done, done.c.account_id == accounts.c.id)
            .outerjoin(failed, failed.c.account_id == accounts.c.id)
            .outerjoin(blind, blind.c.account_id == accounts.c.id)
        )
        .order_by(accounts.c.name)
    )
    if held is not None:
        query = query.where(held_by(accounts.c.provider, accounts.c.number)(held))
    return [AccountSight(**row) for row in connection.execute(query).mappings()]


def source_sights(connection: Connection) -> list[SourceSight]:
    """Return the sources of audit records that are read again and again, by their names."""
    columns = lake_sources.c
    query = select(
        columns.source,
        columns.account_id,
        columns.checked_at,
        columns.watermark,
        columns.cursor,
        columns.error,
    ).order_by(columns.source)
    return [SourceSight(**row) for row in connection.execute(query).mappings()]


def imported_at(connection: Connection) -> datetime | None:
    """Return when audit records were taken in the last time, from wherever."""
    found: datetime | None = connection.execute(select(func.max(lake_batches.c.committed_at))).scalar_one()
    return found


def scan_sight(connection: Connection) -> ScanSight:
    """Return what is known of scans for leaks."""
    scanned = select(func.max(jobs.c.ended_at)).where(jobs.c.kind == "scan", jobs.c.state == "done")
    found = select(func.max(leaks.c.last_seen_at))
    return ScanSight(
        scanned_at=connection.execute(scanned).scalar_one(), found_at=connection.execute(found).scalar_one()
    )
