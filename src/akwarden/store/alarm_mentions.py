"""What alarms mention, one a line, for lists to ask: rules, techniques, keys, principals, addresses, issuers.

Beside the lines, each value stands once with what people read for it (`alarm_words`): a search looks through
these, which are few, and only then for the alarms.
"""

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)

from akwarden.model.alarm import GatheredAlarm
from akwarden.store.filtering import Clause, Several
from akwarden.store.inventory.belongings import hex_of
from akwarden.store.new_rows import add_new, shares
from akwarden.store.shared_columns import Gathered, IsOneOf, texts
from akwarden.store.tables import alarm_mentions, alarm_words, alarms

LONGEST: Final = 500
"""Characters of a value that are kept: an index of PostgreSQL takes some 2,700 bytes."""
ACCOUNT: Final = "account"
"""The kind of word that an account is, which an alarm has one of: its value is the cloud and the number."""
_BETWEEN: Final = "\n"
_LONGEST_TEXT: Final = 100
_LONGEST_NUMBER: Final = 150
"""Characters of an account's number, as the alarms themselves have it."""
_DELETED: Final = 200
_NAMED_OTHERWISE: Final = ("key:", "principal:")
"""How subjects begin that are mentioned as what they are."""


class Mentioned(StrEnum):
    """What kind of thing an alarm mentions."""

    RULE = "rule"
    TECHNIQUE = "technique"
    KEY = "key"
    PRINCIPAL = "principal"
    ADDRESS = "address"
    SUBJECT = "subject"
    """Whom it is about, where that is none of the others: whoever temporary keys were issued to."""


class Mention(NamedTuple):
    """One line: an alarm and what it mentions."""

    alarm_id: str
    kind: str
    value: str


def mentions_of(gathered: GatheredAlarm) -> frozenset[Mention]:
    """Return all that an alarm mentions; an address as its 32 hexadecimal digits."""
    values: Mapping[Mentioned, Iterable[str]] = {
        Mentioned.RULE: (part.rule for part in gathered.parts),
        Mentioned.TECHNIQUE: (name for part in gathered.parts for name in part.techniques),
        Mentioned.KEY: gathered.key_ids,
        Mentioned.PRINCIPAL: gathered.principals,
        Mentioned.ADDRESS: (value for value, _ in _addresses(gathered.source_ips)),
        Mentioned.SUBJECT: _subject(gathered),
    }
    return frozenset(
        Mention(gathered.id, kind.value, value[:LONGEST]) for kind, found in values.items() for value in found
    )


def add(connection: Connection, added: Sequence[GatheredAlarm]) -> None:
    """Keep what new alarms mention."""
    _insert(connection, [mention for one in added for mention in mentions_of(one)])
    _insert_words(connection, added)


def change(connection: Connection, changed: Sequence[GatheredAlarm]) -> None:
    """Keep what alarms mention by now; nothing is written of what they mentioned before."""
    for share in shares(changed):
        columns = alarm_mentions.c
        ids = [one.id for one in share]
        rows = connection.execute(
            select(columns.alarm_id, columns.kind, columns.value).where(columns.alarm_id.in_(ids))
        )
        before = {Mention(*row) for row in rows}
        after = {mention for one in share for mention in mentions_of(one)}
        _delete(connection, sorted(before - after))
        _insert(connection, after - before)
        new = {one.alarm_id for one in after - before}
        _insert_words(connection, [one for one in share if one.id in new])


def mentioned(kind: Mentioned) -> Gathered:
    """Return the field of alarms whose values are what they mention."""
    lines = (
        select(alarm_mentions.c.alarm_id, alarm_mentions.c.value)
        .where(alarm_mentions.c.kind == kind.value)
        .subquery()
    )
    return Gathered(lines.c.value, lines, lines.c.alarm_id == alarms.c.id, alarms.c.id, lines.c.alarm_id)


Values = Select[str]
# Said so that no index of them is taken for the lines, which belong to alarms that are known.
_KIND: Final = func.coalesce(alarm_mentions.c.kind, "")
_VALUE: Final = func.coalesce(alarm_mentions.c.value, "")
_FOUND: Final = 20_000
"""Values that are remembered, and not looked for a second time."""


def once(connection: Connection, values: Values) -> Values | None:
    """Return values as they are found now, so that several statements need not look for them; None for none.

    Very many stay as they are asked for.
    """
    found = connection.execute(values.limit(_FOUND + 1)).scalars().all()
    if len(found) > _FOUND:
        return values
    return texts(set(found)) if found else None


OfLines = Callable[[FromClause, Clause], Clause]
"""Returns the clause that one of an alarm's lines, joined so, is such."""


def at_each(lines: FromClause, clause: Clause) -> Clause:
    """Return it for few alarms, at each of which its lines are looked up."""
    own = select(literal(1)).select_from(lines).where(alarm_mentions.c.alarm_id == alarms.c.id, clause)
    # Without an offset, PostgreSQL may gather the lines of all alarms that are such before it looks at one.
    return exists(own.correlate(alarms).offset(0))


def up_to(last: str) -> OfLines:
    """Return what makes it for the alarms up to an id, whose lines are looked through once a statement."""

    def clause_of(lines: FromClause, clause: Clause) -> Clause:
        id_ = alarm_mentions.c.alarm_id
        return IsOneOf(alarms.c.id, select(id_).select_from(lines).where(id_ <= last, clause))

    return clause_of


def mentions_value(kind: Mentioned, values: Values, of_lines: OfLines | None = None) -> Clause:
    """Return the clause that an alarm mentions one of some values, which is asked of one after the other."""
    lines = alarm_mentions.c
    if of_lines is not None:
        return of_lines(alarm_mentions, and_(_KIND.in_([kind.value]), IsOneOf(_VALUE, values)))
    own = and_(lines.alarm_id == alarms.c.id, lines.kind == kind.value)
    # Not the column itself: SQLite would look for each of the values at each of the alarms.
    return exists().select_from(alarm_mentions).where(own, _VALUE.in_(values))


def ids_that_mention(kind: Mentioned, values: Values) -> Select[str]:
    """Return the ids of the alarms that mention one of some values; some several times."""
    lines = alarm_mentions.c
    return select(lines.alarm_id).where(lines.kind == kind.value, lines.value.in_(values))


@dataclass(frozen=True, slots=True)
class Mentions(Several):
    """What alarms mention, for queries: which values there are is looked for first, once a statement."""

    kinds: tuple[Mentioned, ...]
    of_lines: OfLines | None = None
    """How it is asked of few alarms; None where they may be many."""

    def any(self, clause: Clause) -> Clause:
        """Return the clause that an alarm mentions such a value."""
        if self.of_lines is not None:
            # Their values are looked up among the words, so that no more of these are read.
            same = and_(alarm_words.c.kind == _KIND, alarm_words.c.value == _VALUE)
            return self.of_lines(alarm_mentions.join(alarm_words, same), and_(_KIND.in_(self.kinds), clause))
        return or_(*(mentions_value(kind, _values(kind, clause)) for kind in self.kinds))

    def ids(self, connection: Connection, clause: Clause) -> Iterator[Select[str]]:
        """Yield the ids of the alarms that mention such a value; some several times."""
        for kind in self.kinds:
            values = once(connection, _values(kind, clause))
            if values is not None:
                yield ids_that_mention(kind, values)


def _values(kind: Mentioned, clause: Clause) -> Values:
    return select(alarm_words.c.value).where(alarm_words.c.kind == kind.value, clause)


def one_text(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """Return several columns as one; where a negated IN has several, SQLite looks through all its rows."""
    return reduce(lambda left, right: left.concat(_BETWEEN).concat(right), columns)


def values_of(kind: Mentioned, of_lines: OfLines | None = None) -> Mentions:
    """Return the field of alarms that a query asks about, whose values are what they mention."""
    return Mentions(alarm_words.c.value, alarm_words, alarm_words.c.kind == kind.value, (kind,), of_lines)


def searched(of_lines: OfLines | None = None) -> Mentions:
    """Return what words without a field are looked for in: what people read of all that alarms mention."""
    words = alarm_words.c
    is_address = words.kind == Mentioned.ADDRESS.value
    read: ColumnElement[str] = case((is_address, words.text), else_=one_text(words.value, words.text))
    kinds = tuple(kind for kind in Mentioned if kind is not Mentioned.TECHNIQUE)
    return Mentions(read, alarm_words, words.kind.in_(kinds), kinds, of_lines)


def _insert(connection: Connection, mentions: Iterable[Mention]) -> None:
    rows = [one._asdict() for one in sorted(mentions)]
    if rows:
        connection.execute(insert(alarm_mentions), rows)


def _insert_words(connection: Connection, gathered: Iterable[GatheredAlarm]) -> None:
    """Keep each value once; in one order, so that no two writers wait for each other."""
    words = {word for one in gathered for word in _words(one)}
    add_new(
        connection,
        alarm_words,
        [dict(zip(("kind", "value", "text"), one, strict=True)) for one in sorted(words)],
    )


def _words(one: GatheredAlarm) -> Iterator[tuple[str, str, str]]:
    """Yield the values that an alarm mentions, with what people read for them."""
    texts = {(Mentioned.RULE.value, part.rule[:LONGEST]): part.title[:_LONGEST_TEXT] for part in one.parts}
    texts.update({(Mentioned.ADDRESS.value, value): text for value, text in _addresses(one.source_ips)})
    number = one.account[:_LONGEST_NUMBER]
    yield ACCOUNT, f"{one.provider}{_BETWEEN}{number}", number
    for _, kind, value in mentions_of(one):
        yield kind, value, texts.get((kind, value), "")


def _delete(connection: Connection, mentions: Sequence[Mention]) -> None:
    columns = alarm_mentions.c
    for share in shares(mentions, _DELETED):
        these = [
            and_(columns.alarm_id == one.alarm_id, columns.kind == one.kind, columns.value == one.value)
            for one in share
        ]
        connection.execute(delete(alarm_mentions).where(or_(*these)))


def _subject(one: GatheredAlarm) -> Iterator[str]:
    if not one.subject.startswith(_NAMED_OTHERWISE) and one.subject not in one.source_ips:
        yield one.subject


def _addresses(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield addresses as the digits of their numbers, and as they are written."""
    for text in texts:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:  # a cloud may name one of its services there
            continue
        yield hex_of(address), str(address)
