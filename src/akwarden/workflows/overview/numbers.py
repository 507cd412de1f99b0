"""The five numbers: each counts the rows that a query gives in a list."""

from typing import Final, NamedTuple

from sqlalchemy import Connection

from akwarden.model.facet import ListName
from akwarden.model.overview import NumberName, OverviewNumber
from akwarden.query.parse import parse
from akwarden.store.facets import counting
from akwarden.store.facets.counting import CountQuestion
from akwarden.store.facets.lists import counted
from akwarden.workflows.overview.looking import Looking


class _Number(NamedTuple):
    name: NumberName
    list: ListName
    query: str


NUMBERS: Final = (
    _Number(NumberName.LEAKED_AND_LIVE, ListName.LEAKS, "status:open validity:active"),
    _Number(NumberName.OPEN_ALARMS, ListName.ALARMS, "status:open snoozed:no"),
    _Number(NumberName.ROOT_KEYS_IN_USE, ListName.KEYS, "type:root status:active"),
    # A new key that was not used yet is not one that nobody needs.
    _Number(NumberName.UNUSED, ListName.KEYS, "status:active last>90d -created<90d"),
)
"""The numbers that lists give."""
_NOT_SET_UP: Final = "not set up"


def numbers(connection: Connection, looking: Looking) -> tuple[OverviewNumber, ...]:
    """Return the five numbers."""
    found = [_number(connection, looking, one) for one in NUMBERS]
    due = OverviewNumber(
        name=NumberName.ROTATION_DUE,
        value=None,
        list=None,
        query=None,
        reason=_NOT_SET_UP,
        as_of=looking.now,
    )
    return (*found, due)


def _number(connection: Connection, looking: Looking, number: _Number) -> OverviewNumber:
    of_list = counted(number.list, looking.now)
    question = CountQuestion(
        query=parse(number.query, of_list.vocabulary), within=looking.within, now=looking.now
    )
    found = counting.count_up_to(connection, of_list, question)
    return OverviewNumber(
        name=number.name,
        value=found.total,
        approximate=found.approximate,
        list=number.list.value,
        query=number.query,
        as_of=looking.now,
    )
