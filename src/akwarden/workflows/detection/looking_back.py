"""Previews: whose calls of the last days a query would have found, and how often."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import ibis.expr.types as ir
import msgspec

from akwarden.analytics.calls import Asked
from akwarden.analytics.look_back import LOOK_BACK, look_back, recent
from akwarden.query.tree import Query
from akwarden.reports.wording import counted
from akwarden.workflows.events.asking import answer, spoken

DAYS: Final = 30
_SHOWN: Final = 10


class FoundSubject(msgspec.Struct, frozen=True, kw_only=True):
    """One whose calls fit: a permanent key, or whoever a temporary key was issued to."""

    provider: str
    account: str
    subject: str | None
    """The id of the key, or the issuer or principal; None where the records name nobody."""
    calls: int
    keys: int
    """How many keys signed them."""
    days: int
    """On how many days in UTC: alarms are one a day."""
    first_at: datetime
    last_at: datetime


class LookBack(msgspec.Struct, frozen=True, kw_only=True):
    """What a query would have found."""

    days: int
    """So many days were looked at."""
    total: int
    """Calls of these days in all."""
    calls: int
    keys: int
    alarms: int
    """One a subject and day."""
    subjects: int
    most: tuple[FoundSubject, ...]
    """Those with the most calls, at most ten."""

    @property
    def is_everything(self) -> bool:
        """Say whether it found all there was."""
        return 0 < self.total == self.calls


def look_at(events: ir.Table, query: Query, now: datetime, days: int = DAYS) -> LookBack:
    """Return what a query would have found in the last days; raises LakeError."""
    kept = recent(events, now, days)
    with spoken():
        total = int(kept.count().to_pyarrow().as_py())
    rows = look_back(kept, Asked(query=query, now=now))
    found = sorted(map(_subject, answer(rows, LOOK_BACK)), key=_order)
    return LookBack(
        days=days,
        total=total,
        calls=sum(one.calls for one in found),
        keys=sum(one.keys for one in found),
        alarms=sum(one.days for one in found),
        subjects=len(found),
        most=tuple(found[:_SHOWN]),
    )


def silenced_words(found: LookBack) -> str:
    """Return what an entry of the allow-list would have done, in one sentence."""
    keys, calls = counted(found.keys, "key"), counted(found.calls, "call")
    return f"would have silenced {calls} of {keys} in {found.days} days, of {found.total:,} calls in all"


def fired_words(found: LookBack) -> str:
    """Return what a policy would have done, in one sentence."""
    alarms, calls, keys = (
        counted(found.alarms, "time"),
        counted(found.calls, "call"),
        counted(found.keys, "key"),
    )
    return (
        f"would have fired {alarms} in {found.days} days: {calls} of {keys}, of {found.total:,} calls in all"
    )


def subject_lines(subjects: Iterable[FoundSubject]) -> list[str]:
    """Return a line for each subject."""
    return [
        f"{one.subject or '(nobody named)'} in {one.provider} {one.account or '(no account)'}: "
        f"{counted(one.calls, 'call')} on {counted(one.days, 'day')}, last {one.last_at:%Y-%m-%d %H:%M} UTC"
        for one in subjects
    ]


def _subject(row: dict[str, object]) -> FoundSubject:
    names = {"first": "first_at", "last": "last_at"}
    return msgspec.convert({names.get(name, name): value for name, value in row.items()}, FoundSubject)


def _order(one: FoundSubject) -> tuple[int, str, str, str]:
    return -one.calls, one.provider, one.account, one.subject or ""
