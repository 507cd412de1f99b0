"""Traffic that tests share: made once, read by many."""

from collections.abc import Mapping, Sequence
from functools import cache

from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.traffic import Traffic
from akwarden.model.event import Event, EventFormat
from akwarden.providers.audit import AuditReader
from akwarden.providers.aws.audit.cloudtrail import CloudTrailReader
from akwarden.providers.tencent.audit.cloudaudit import CloudAuditReader
from akwarden.providers.tencent.audit.cos_log import CosLogReader

SEED, DAYS, EVENTS = 7, 30, 12_000
NOW = 1_790_000_000.0
"""A moment after all of it, in September 2026, for readers that doubt what lies in the future."""


@cache
def traffic() -> Traffic:
    """Give a month of 40 people, with all attacks."""
    return Traffic(Organisation.from_seed(SEED, people=40), DAYS, EVENTS)


@cache
def records() -> Sequence[Record]:
    """Give all of its records."""
    return tuple(traffic().records())


@cache
def readers() -> Mapping[EventFormat, AuditReader]:
    """Give the readers that the product reads such records with."""
    return {
        EventFormat.CLOUDAUDIT: CloudAuditReader(now=lambda: NOW),
        EventFormat.COS_LOG: CosLogReader(now=lambda: NOW),
        EventFormat.CLOUDTRAIL: CloudTrailReader(clock=lambda: NOW),
    }


def event_of(record: Record) -> Event:
    """Read a record."""
    return readers()[record.format].read(record.content)
