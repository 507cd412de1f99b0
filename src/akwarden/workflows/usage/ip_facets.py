"""How addresses that calls came from spread over values: what packaged data and what people say of them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.facet import Facet, FacetList, FacetValue
from akwarden.model.source_ip_row import SourceTrust
from akwarden.query.spell import spell
from akwarden.query.tree import Flag, Not, Op, Query, Test, Text, Unset, every
from akwarden.query.vocabulary import nearest
from akwarden.store.moment import rounded
from akwarden.store.usage import source_ips
from akwarden.store.usage.source_ips import SourceQuestion
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.usage.facet_fields import IP_FACETS
from akwarden.workflows.usage.said import Said, Sayings, plain_type
from akwarden.workflows.usage.source_ips import Flags, question_of

_VALUES: Final = 20
_YES: Final = (Flag(value=True),)
_COLUMNS: Final = {"country": "ip_country", "network": "ip_org", "kind": "ip_kind"}
_SAID: Final[Mapping[str, Callable[[Said], str | None]]] = {
    "type": lambda said: said.type.value,
    "trust": lambda said: said.trust.value,
    "owner": lambda said: said.owner,
}


def source_ip_facets(connection: Connection, asked: Asked, by: Sequence[str]) -> FacetList:
    """Return the facets of fields, of all for none; raises QueryError, UsageError for an unknown field."""
    fields = [_known(name) for name in by] or list(IP_FACETS)
    sayings = Sayings(connection, rounded(asked.now))
    question = question_of(sayings, asked)
    found = []
    for field in fields:
        if field in _COLUMNS:
            counted = _counted(source_ips.grouped(connection, question, _COLUMNS[field], _VALUES + 1))
        else:
            counted = _of_said(connection, question, Flags(sayings, asked.now), field)
        values = [_value(field, value, count) for value, count in counted[:_VALUES]]
        found.append(Facet(field=field, values=tuple(values), more=len(counted) > _VALUES))
    return FacetList(facets=tuple(found), as_of=asked.now)


def _of_said(
    connection: Connection, question: SourceQuestion, flags: Flags, field: str
) -> list[tuple[str | None, int]]:
    """Count what people say: one by one where they say something, and all others at once."""
    said = {text: one for text, one in flags.known().items() if one.is_own or field != "type"}
    some = {**question.flags, "some": list(said)}
    is_some: Query = Test("some", Op.EQ, _YES)
    told = _narrowed(question, is_some, some)
    rest = _narrowed(question, Not(is_some), some)
    counts: Counter[str | None] = Counter(
        _SAID[field](said[text]) for text in source_ips.all_of(connection, told)
    )
    if field == "type":
        for kind, count in source_ips.grouped(connection, rest, "ip_kind"):
            counts[plain_type(kind or None).value] += count
    else:
        plain = SourceTrust.UNKNOWN.value if field == "trust" else None
        counts[plain] += source_ips.count(connection, rest)
    return _counted((value or "", count) for value, count in counts.items() if count)


def _narrowed(question: SourceQuestion, query: Query, flags: Mapping[str, Collection[str]]) -> SourceQuestion:
    return msgspec.structs.replace(question, query=every((question.query, query)), flags=flags)


def _counted(found: Iterable[tuple[str, int]]) -> list[tuple[str | None, int]]:
    """Return values with how often they are there, the most frequent first."""
    return sorted(((value or None, count) for value, count in found), key=lambda one: (-one[1], one[0] or ""))


def _value(field: str, value: str | None, count: int) -> FacetValue:
    asked = Unset() if value is None else Text(value)
    return FacetValue(value, count, spell(Test(field, Op.EQ, (asked,))))


def _known(name: str) -> str:
    known = source_ips.SOURCE_IP_VOCABULARY.find(name)
    if known is not None and known.name in IP_FACETS:
        return known.name
    near = nearest(name, IP_FACETS)
    raise UsageError(
        f"addresses can't be counted by {name[:40]!r}",
        why=f"they can be by {', '.join(IP_FACETS)}",
        mend=f"did you mean {near}?" if near else None,
    )
