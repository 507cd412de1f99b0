"""What a rule about calls would have done."""

from datetime import datetime

import msgspec

from akwarden.model.said import Said


class BacktestSubject(msgspec.Struct, frozen=True, kw_only=True):
    """One about whom a rule would have fired."""

    provider: str
    account: str
    subject: str | None
    """`key:AKID…`, `issuer:arn…` or `principal:…`; None for calls of nobody that is named."""
    events: int
    days: int
    """On how many days: as many alarms there would have been."""
    first: datetime
    last: datetime


class Backtest(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.backtest/1"):
    """What a rule would have done."""

    rule: str
    title: Said
    days: int
    """How many days were looked at."""
    calls: int
    """How many events there were."""
    events: int
    """On how many of them it would have fired."""
    alarms: int
    """One a subject and day; a quiet rule makes none by itself."""
    quiet: bool
    subjects: tuple[BacktestSubject, ...]
    """Those with the most events, at most 200."""
    subjects_in_all: int
