"""What each list can be asked: its fields, its orders, and whether a query is one that it understands."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

import msgspec

from akwarden.errors import QueryError, UsageError
from akwarden.model.facet import ListName
from akwarden.model.said import Said
from akwarden.query.parse import parse
from akwarden.query.spell import spell
from akwarden.query.vocabulary import FieldRow, Vocabulary, describe, nearest
from akwarden.store import address_rows, alarm_columns, key_columns, leak_rows, principal_rows, risk_columns
from akwarden.store.facets.lists import counted
from akwarden.store.usage import source_ips
from akwarden.workflows.usage.facet_fields import CALL_FACETS, IP_FACETS


class VocabularyPage(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.vocabulary/1"
):
    """What a list can be asked."""

    list: str
    """The name of the list."""
    fields: tuple[FieldRow, ...]
    """Its fields, in the order in which people are told about them."""
    sorts: tuple[str, ...]
    """The names of its orders; with a minus before one for the other way round."""
    facets: tuple[str, ...]
    """The fields whose values are counted."""


class QueryPlace(msgspec.Struct, frozen=True):
    """Which part of a query something is about."""

    start: int
    """The first character, counted from 0."""
    end: int
    """The character behind the last one."""


class QueryFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a query."""

    what: Said
    """In one sentence."""
    at: QueryPlace | None
    """Where."""
    mend: Said | None
    """What to write."""


class QueryCheck(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.query-check/1"):
    """Whether a list understands a query."""

    ok: bool
    """Whether it does."""
    query: str | None
    """The query in its one form; None for one that is wrong."""
    fault: QueryFault | None
    """What is wrong with it; None for one that is not."""


class _List(msgspec.Struct, frozen=True):
    vocabulary: Callable[[], Vocabulary]
    sorts: Callable[[datetime], Iterable[str]] = lambda _: ()
    facets: tuple[str, ...] = ()
    """Of lists that are not counted by `store/facets`."""


def vocabulary_page(name: str, now: datetime) -> VocabularyPage:
    """Return what a list can be asked; raises UsageError for one that there is not."""
    found = _list(name)
    counted_by = tuple(counted(ListName(name), now).by) if name in frozenset(ListName) else found.facets
    return VocabularyPage(
        list=name,
        fields=describe(found.vocabulary()),
        sorts=tuple(found.sorts(now)),
        facets=counted_by,
    )


def check_query(name: str, text: str) -> QueryCheck:
    """Return whether a list understands a query; raises UsageError for a list that there is not."""
    vocabulary = _list(name).vocabulary()
    try:
        return QueryCheck(ok=True, query=spell(parse(text, vocabulary)), fault=None)
    except QueryError as error:
        at = None if error.place is None else QueryPlace(*error.place)
        return QueryCheck(ok=False, query=None, fault=QueryFault(what=error.what, at=at, mend=error.mend))


def _list(name: str) -> _List:
    if name not in _LISTS:
        near = nearest(name, tuple(_LISTS))
        raise UsageError(
            f"there is no list {name!r:.100}",
            why=f"the lists are {', '.join(_LISTS)}",
            mend=f"did you mean {near}?" if near else None,
        )
    return _LISTS[name]


def _calls() -> Vocabulary:
    from akwarden.analytics.calls import CALL_VOCABULARY  # noqa: PLC0415  slow

    return CALL_VOCABULARY


_LISTS: Final[Mapping[str, _List]] = MappingProxyType(
    {
        ListName.KEYS.value: _List(lambda: key_columns.KEY_VOCABULARY, key_columns.key_orders),
        ListName.ALARMS.value: _List(
            lambda: alarm_columns.ALARM_VOCABULARY, lambda _: alarm_columns.alarm_orders()
        ),
        ListName.LEAKS.value: _List(lambda: leak_rows.VOCABULARY),
        ListName.RISKS.value: _List(
            lambda: risk_columns.RISK_VOCABULARY, lambda _: risk_columns.risk_orders()
        ),
        ListName.PRINCIPALS.value: _List(
            lambda: principal_rows.PRINCIPAL_VOCABULARY, lambda _: principal_rows.principal_orders()
        ),
        "addresses": _List(lambda: address_rows.ADDRESS_VOCABULARY, lambda _: address_rows.address_orders()),
        "calls": _List(_calls, facets=CALL_FACETS),
        "ips": _List(lambda: source_ips.SOURCE_IP_VOCABULARY, lambda _: source_ips.SORTS, IP_FACETS),
    }
)
