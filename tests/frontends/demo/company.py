"""The company of the demo at one moment, for tests that need no home."""

from datetime import UTC, datetime
from functools import cache

from akwarden.frontends.demo.company import Company, make_company
from akwarden.frontends.demo.preset import SMALL

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""A Monday afternoon in Beijing."""


@cache
def company() -> Company:
    """Give the company; nobody may change it."""
    return make_company(SMALL, made_at=AT, now=AT)
