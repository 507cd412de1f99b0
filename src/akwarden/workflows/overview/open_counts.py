"""How much is open on each list, for whoever goes over the pages."""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.model.facet import ListName
from akwarden.query.parse import parse
from akwarden.store.facets import counting
from akwarden.store.facets.counting import CountQuestion
from akwarden.store.facets.lists import counted
from akwarden.store.moment import rounded
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.overview.looking import Looking

_OPEN: Final = {
    ListName.KEYS: "advice:act_now",
    ListName.ALARMS: "status:open snoozed:no",
    ListName.LEAKS: "status:open",
    ListName.RISKS: "status:open",
}


class OpenCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for somebody; above 100,000 no more is counted."""

    keys: int
    """Keys about which something is to be done now."""
    alarms: int
    """Alarms that are open and not snoozed."""
    leaks: int
    """Leaks that are open."""
    risks: int
    """Risks that are open."""
    as_of: datetime
    """When they were counted."""


def open_counts(connection: Connection, scope: Scope, now: datetime) -> OpenCounts:
    """Return how much is open on each list."""
    looking = Looking(now=rounded(now), scope=scope)
    found = {name.value: _count(connection, looking, name, text) for name, text in _OPEN.items()}
    return OpenCounts(**found, as_of=looking.now)


def _count(connection: Connection, looking: Looking, name: ListName, text: str) -> int:
    of_list = counted(name, looking.now)
    query = parse(text, of_list.vocabulary)
    question = CountQuestion(query=query, within=looking.within, now=looking.now)
    return counting.count_up_to(connection, of_list, question).total
