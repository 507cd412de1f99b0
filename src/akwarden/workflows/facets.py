"""Facets of lists for the query at hand, and which part of a query leaves its rows out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.facet import FacetList, LeftOut, ListName, WhyEmpty
from akwarden.query.parse import parse
from akwarden.query.parts import fields_of, parts_of
from akwarden.query.spell import spell
from akwarden.query.tree import All, Query, every
from akwarden.query.vocabulary import nearest
from akwarden.store.facets import counting
from akwarden.store.facets.counted import Counted
from akwarden.store.facets.counting import CountQuestion
from akwarden.store.facets.lists import counted
from akwarden.store.moment import rounded
from akwarden.workflows.access.scope import EVERYWHERE, Scope, scoped

MOST_PARTS = 20
"""Parts of a query that are counted without."""


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """A list as a person has narrowed it down."""

    list: ListName
    """Which list."""
    where: str = ""
    """The query."""
    with_hidden: bool = False
    """Whether those are listed too that people are done with."""
    now: datetime
    scope: Scope = EVERYWHERE
    """What whoever asks may see."""


def facets_of(connection: Connection, narrowed: Narrowed, by: Sequence[str] = ()) -> FacetList:
    """Return the facets of some fields, of all for none; raises QueryError, or UsageError for a field."""
    of_list = counted(narrowed.list, rounded(narrowed.now))
    fields = [_known(of_list, field) for field in by] or list(of_list.by)
    question = _question(of_list, narrowed)
    return FacetList(facets=counting.facets(connection, of_list, question, fields), as_of=narrowed.now)


def why_empty(connection: Connection, narrowed: Narrowed) -> WhyEmpty:
    """Return what each part of a query leaves out; raises QueryError."""
    of_list = counted(narrowed.list, rounded(narrowed.now))
    question = _question(of_list, narrowed)
    left_out = [*_hidden(connection, of_list, question), *_without_each(connection, of_list, question)]
    return WhyEmpty(
        total=counting.count_up_to(connection, of_list, question).total,
        parts=tuple(sorted(left_out, key=lambda one: -one.total)),
        as_of=narrowed.now,
    )


def _question(of_list: Counted, narrowed: Narrowed) -> CountQuestion:
    within = scoped(All(()), narrowed.scope)
    return CountQuestion(
        query=parse(narrowed.where, of_list.vocabulary),
        within=None if within == All(()) else within,
        now=rounded(narrowed.now),
        with_hidden=narrowed.with_hidden,
    )


def _known(of_list: Counted, name: str) -> str:
    """Return the name of a field that is counted."""
    field = of_list.vocabulary.find(name)
    if field is not None and field.name in of_list.by:
        return field.name
    near = nearest(name, tuple(of_list.by))
    raise UsageError(
        f"nothing is counted by {name!r:.100}",
        why=f"this list is counted by {', '.join(of_list.by)}",
        mend=f"did you mean {near}?" if near else None,
    )


def _hidden(connection: Connection, of_list: Counted, question: CountQuestion) -> Iterator[LeftOut]:
    """Yield what is left out since people are done with it."""
    if question.with_hidden or of_list.tells & fields_of(question.query):
        return
    everything = msgspec.structs.replace(question, with_hidden=True)
    found = counting.count_up_to(connection, of_list, everything)
    yield LeftOut(part="", without=spell(question.query), total=found.total, approximate=found.approximate)


def _without_each(connection: Connection, of_list: Counted, question: CountQuestion) -> Iterator[LeftOut]:
    parts = parts_of(question.query)
    for at, part in enumerate(parts[:MOST_PARTS]):
        rest = _rest(parts, at)
        found = counting.count_up_to(connection, of_list, msgspec.structs.replace(question, query=rest))
        yield LeftOut(part=spell(part), without=spell(rest), total=found.total, approximate=found.approximate)


def _rest(parts: Sequence[Query], at: int) -> Query:
    kept = (*parts[:at], *parts[at + 1 :])
    return every(kept) if kept else All(())
