"""How the rows of a list spread over the values of its fields, and which part of a query leaves them out."""

from datetime import datetime
from enum import StrEnum

import msgspec


class ListName(StrEnum):
    """A list that people filter."""

    KEYS = "keys"
    ALARMS = "alarms"
    LEAKS = "leaks"
    RISKS = "risks"
    PRINCIPALS = "principals"


class FacetValue(msgspec.Struct, frozen=True):
    """One value of a field."""

    value: str | None
    """As a query takes it; None where the field is not set."""
    count: int
    """How many rows have it."""
    query: str
    """What is added to a query to see these rows alone: `owner:none`."""


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """The values of one field."""

    field: str
    """How a query names it."""
    values: tuple[FacetValue, ...]
    """The most frequent, at most 20."""
    more: bool
    """Whether there are other values."""
    approximate: bool = False
    """Whether some of very many rows stand for all, so that two digits of a count mean something."""


class FacetList(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.facets/1"):
    """The facets of a list for one query; that of a field counts as if the query did not test the field."""

    facets: tuple[Facet, ...]
    as_of: datetime
    """When this was counted."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a query, all of whose parts have to hold."""

    part: str
    """The part, as a query writes it; empty for the rule that hides what people are done with."""
    without: str
    """The query without it."""
    total: int
    """How many rows there would be."""
    approximate: bool = False
    """Whether there are more than were counted."""


class WhyEmpty(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.why-empty/1"):
    """Why a query gives so few rows: what each part alone leaves out, the part that leaves out most first."""

    total: int
    """How many rows there are."""
    parts: tuple[LeftOut, ...]
    """The parts; none for a query that asks nothing and hides nothing."""
    as_of: datetime
    """When this was counted."""
